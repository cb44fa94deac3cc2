"""Engines of reverse mode, ours and others, each as the same four functions; the others are imported if asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from programs import WEIGHTS, Answer, Program

from reference import tape
from reference.equations import parse_equations
from reference.graph import Graph
from reference.levels import Levels, arrange
from reference.op import Array


@dataclass(frozen=True)
class Engine:
    """Something that computes a program and its gradient at given points.

    Attributes:
        backward: of what `start` and `forward` returned, the gradient, in whatever form the engine has it.
        answer: of what these three returned, the loss and its gradient as arrays; not timed.
        forward: of what `start` returned, the loss; None where `backward` computes it too, in one call.
        start: what an engine must make anew for each pass, such as leaves without a gradient; not timed.
    """

    backward: Callable[[Any, Any], Any]
    answer: Callable[[Any, Any, Any], Answer]
    forward: Callable[[Any], Any] | None = None
    start: Callable[[], Any] = lambda: None


def installed(distribution: str) -> str | None:
    """Return the version of an installed peer; None if it is not."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def arranged(program: Program, points: Array) -> Engine:
    """Return our engine with all nodes of a kind and depth at once: as it does graphs of scalars that are not small."""
    levels = arrange(program.graph())
    return Engine(
        forward=lambda _: levels.forward(points),
        backward=lambda _, values: levels.backward(values),
        answer=lambda _, values, cotangents: (values[:, levels.output], cotangents[:, : program.inputs]),
    )


def in_blocks(program: Program, points: Array) -> Engine:
    """Return the same, which takes a few cases at a time through forward and backward."""
    return in_blocks_of(arrange(program.graph()), program, points)


def in_blocks_of(levels: Levels, _program: Program, points: Array) -> Engine:
    """Return the same for a program that has been arranged."""
    return Engine(backward=lambda *_: levels.gradients(points), answer=lambda _start, _loss, results: results)


def node_by_node(program: Program, points: Array) -> Engine:
    """Return our engine as it computes graphs of an exercise's size."""
    graph = program.graph()
    return _on_tape(graph, dict(zip(graph.inputs, np.ascontiguousarray(points.T), strict=True)))


def our_tensors(_program: Program, points: Array) -> Engine:
    """Return our engine with the neurons as three operations on a matrix."""
    graph = parse_equations("L = sum(relu(w @ x))", inputs=["x", "w"])
    x, w = points[:, :WEIGHTS], points[:, WEIGHTS:].reshape(len(points), -1, WEIGHTS)
    return _on_tape(graph, {"x": x, "w": w})


def _on_tape(graph: Graph, inputs: dict[str, Array]) -> Engine:
    """Return our engine as problems use it."""

    def answer(_start: None, recorded: tape.Tape, gradients: dict[str, Array]) -> Answer:
        flat = [gradients[name].reshape(len(recorded.output), -1) for name in graph.inputs]
        return recorded.output, np.concatenate(flat, axis=1)

    return Engine(
        forward=lambda _: tape.forward(graph, inputs),
        backward=lambda _, recorded: tape.backward(recorded),
        answer=answer,
    )


def micrograd(program: Program, points: Array) -> Engine:
    """Return micrograd: a graph of Python objects for each point."""
    value, numbers = import_module("micrograd.engine").Value, points.tolist()

    def backward(_leaves: Any, outputs: list[Any]) -> None:
        for output in outputs:
            output.backward()

    return Engine(
        start=lambda: [[value(number) for number in point] for point in numbers],
        forward=lambda leaves: [program.loss(point, value.relu) for point in leaves],
        backward=backward,
        answer=lambda leaves, outputs, _: (
            np.array([output.data for output in outputs]),
            np.array([[leaf.grad for leaf in point] for point in leaves]),
        ),
    )


def torch(program: Program, points: Array) -> Engine:
    """Return torch, with a tensor of one element for each point as each number."""
    library, columns = _torch(), _columns(points)
    return Engine(
        start=lambda: [library.tensor(column, dtype=library.float64, requires_grad=True) for column in columns],
        forward=lambda leaves: program.loss(leaves, library.relu),
        backward=lambda _, output: output.sum().backward(),
        answer=lambda leaves, output, _: _answer(output.detach(), [leaf.grad for leaf in leaves]),
    )


def autograd(program: Program, points: Array) -> Engine:
    """Return autograd, with a number, or an array of one for each point, in each box.

    The boxes are made by hand, as a list of inputs would cost its length at each use; and the gradients of all of them
    are kept, where autograd's own backward_pass keeps that of the last one only.
    """
    numpy, tracer = import_module("autograd.numpy"), import_module("autograd.tracer")
    core, util = import_module("autograd.core"), import_module("autograd.util")
    columns = _columns(points)

    def forward(roots: list[Any]) -> Any:
        with tracer.trace_stack.new_trace() as trace:
            leaves = [tracer.new_box(column, trace, root) for column, root in zip(columns, roots, strict=True)]
            return program.loss(leaves, lambda box: numpy.maximum(box, 0.0))

    def backward(_roots: list[Any], output: Any) -> dict[Any, Any]:
        end = output._node  # noqa: SLF001  # there is no other way to it
        cotangents = {end: (np.ones(np.shape(output._value)), False)}  # noqa: SLF001  # as above
        for node in util.toposort(end):
            for parent, cotangent in zip(node.parents, node.vjp(cotangents[node][0]), strict=True):
                cotangents[parent] = core.add_outgrads(cotangents.get(parent), cotangent)
        return cotangents

    return Engine(
        start=lambda: [core.VJPNode.new_root() for _ in columns],
        forward=forward,
        backward=backward,
        answer=lambda roots, output, cotangents: _answer(
            output._value,  # noqa: SLF001  # as above
            [cotangents[root][0] for root in roots],
        ),
    )


def jax(program: Program, points: Array) -> Engine:
    """Return jax, one operation at a time; the numbers are arrays of one element for each point."""
    return _jax(program, points, lambda function: function)


def compiled_jax(program: Program, points: Array) -> Engine:
    """Return jax with the whole program compiled before it is timed."""
    return _jax(program, points, import_module("jax").jit)


def _jax(program: Program, points: Array, compiled: Callable[[Any], Any]) -> Engine:
    """Return jax; its value_and_grad is one call."""
    library = _double_jax()
    leaves = [library.numpy.asarray(column) for column in _columns(points)]

    def loss(leaves: Sequence[Any]) -> tuple[Any, Any]:
        losses = program.loss(leaves, lambda x: library.numpy.maximum(x, 0.0))
        return losses.sum(), losses

    function = compiled(library.value_and_grad(loss, has_aux=True))
    return Engine(
        backward=lambda *_: library.block_until_ready(function(leaves)),
        answer=lambda _start, _loss, results: _answer(results[0][1], results[1]),
    )


def numpy_tensors(_program: Program, points: Array) -> Engine:
    """Return the neurons in NumPy, written by hand."""

    def evaluate(w: Array, x: Array) -> tuple[Any, Any, Any]:
        z = w @ x
        active = z > 0
        return np.maximum(z, 0).sum(), active[:, None] * x, active @ w

    return _tensors(points, evaluate)


def torch_tensors(_program: Program, points: Array) -> Engine:
    """Return the neurons in tensors of torch."""
    library = _torch()

    def evaluate(w: Array, x: Array) -> tuple[Any, Any, Any]:
        leaves = library.from_numpy(w).requires_grad_(), library.from_numpy(x).requires_grad_()
        loss = library.relu(leaves[0] @ leaves[1]).sum()
        loss.backward()
        return loss.item(), leaves[0].grad, leaves[1].grad

    return _tensors(points, evaluate)


def autograd_tensors(_program: Program, points: Array) -> Engine:
    """Return the neurons in arrays of autograd."""
    numpy = import_module("autograd.numpy")

    def loss(both: tuple[Any, Any]) -> Any:
        return numpy.sum(numpy.maximum(numpy.dot(*both), 0.0))

    function = import_module("autograd").value_and_grad(loss)

    def evaluate(w: Array, x: Array) -> tuple[Any, Any, Any]:
        value, gradients = function((w, x))
        return value, *gradients

    return _tensors(points, evaluate)


def jax_tensors(_program: Program, points: Array) -> Engine:
    """Return the neurons in arrays of jax, compiled."""
    library = _double_jax()
    function = library.jit(library.value_and_grad(lambda w, x: library.numpy.maximum(w @ x, 0).sum(), argnums=(0, 1)))

    def evaluate(w: Array, x: Array) -> tuple[Any, Any, Any]:
        value, gradients = library.block_until_ready(function(w, x))
        return value, *gradients

    return _tensors(points, evaluate)


def _tensors(points: Array, evaluate: Callable[[Array, Array], tuple[Any, Any, Any]]) -> Engine:
    """Return the neurons as ``evaluate`` computes them: of w and x, the loss and its gradients for w and x."""
    w, x = points[0, WEIGHTS:].reshape(-1, WEIGHTS).copy(), points[0, :WEIGHTS].copy()

    def answer(_start: None, _loss: None, results: tuple[Any, Any, Any]) -> Answer:
        value, to_w, to_x = (np.asarray(result) for result in results)
        return value.reshape(1), np.concatenate([to_x.ravel(), to_w.ravel()])[None]

    return Engine(backward=lambda *_: evaluate(w, x), answer=answer)


def _columns(points: Array) -> list[Any]:
    """Return what each input of a program is: a number, or an array ``(K,)`` where there are several points."""
    return points[0].tolist() if len(points) == 1 else list(np.ascontiguousarray(points.T))


def _answer(losses: Any, gradients: Sequence[Any]) -> Answer:
    """Return the answer of an engine whose numbers are arrays ``(K,)``, or plain numbers."""
    return np.atleast_1d(np.asarray(losses)), np.array(gradients).reshape(len(gradients), -1).T


def _torch() -> Any:
    """Return torch, in one thread."""
    library = import_module("torch")
    library.set_num_threads(1)
    return library


def _double_jax() -> Any:
    """Return jax, which takes doubles only if it is told to."""
    library = import_module("jax")
    library.config.update("jax_enable_x64", val=True)
    return library
