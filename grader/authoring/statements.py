"""What students read of a problem that was made from equations: the equations, the functions, example answers."""

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from grader.authoring.outlines import Outline
from grader.authoring.points import RATE, Point, figure, is_rounded
from grader.model import AskKind, Key
from grader.pages.explanation.latex import Latex, named
from grader.pages.explanation.writing import write
from reference.explain.formula import Symbol, formulas_of
from reference.op import Array

WIDTH = 116  # columns of a line, besides its indentation in the spec
FORMULA = 90  # characters of LaTeX in one line of formulas
COUNTS = ("no", "this one function", "these two functions", "these three functions", "these four functions")


def statement(outline: Outline, point: Point) -> str:
    """Return the statement: Markdown with LaTeX.

    Args:
        outline: what the problem is about.
        point: where the example answers are from.
    """
    tasks = (f"{number}. {_task(outline, kind, point)}" for number, kind in enumerate(outline.asks, 1))
    return "\n".join([*_introduction(outline, point), "", *tasks])


def numbers(value: Array) -> str:
    """Return an array as a spec states it: a number, or lists of them."""

    def written(part: Any) -> str:
        return f"[{', '.join(map(written, part))}]" if isinstance(part, list) else figure(part)

    return written(value.tolist())


def _introduction(outline: Outline, point: Point) -> Iterator[str]:
    """Yield the lines before the first task."""
    graph, count = outline.graph, len(outline.asks)
    yield "The computation, step by step:" if len(graph.named) > 1 else "The computation:"
    yield ""
    yield from _formulas([rf"{named(name)} = {_right_side(outline, name)}" for name in graph.named])
    yield ""
    kinks = dict.fromkeys(node.op.kink.convention for node in graph.nodes if node.op.kink)
    if kinks:
        yield from _wrapped(f"Where a function bends it has no derivative; this course takes: {', '.join(kinks)}.")
        yield ""
    many = "Each returns" if count > 1 else "It returns"
    arrays = " and NumPy arrays" if any(outline.shapes.values()) else ""
    yield from _wrapped(
        f"Write {COUNTS[count]}, with these names for the parameters. {many} a dict of plain numbers{arrays}."
    )
    rounded = ", rounded to six digits," if _any_rounded(outline, point) else ""
    yield from _wrapped(f"The example answers{rounded} are for {_inputs(outline, point)}.")


def _right_side(outline: Outline, name: str) -> str:
    """Return what a step is, in LaTeX."""
    equation = outline.graph.equation(name)
    formulas = formulas_of(equation, {operand: Symbol(operand) for operand in equation.inputs})
    return write(formulas[name], Latex()).body


def _formulas(formulas: Iterable[str]) -> Iterator[str]:
    """Yield lines of formulas, as many in each as fit."""
    line = ""
    for formula in formulas:
        if line and len(line) + len(formula) > FORMULA:
            yield f"$${line}$$"
            line = ""
        line += rf" \qquad {formula}" if line else formula
    yield f"$${line}$$"


def _inputs(outline: Outline, point: Point) -> str:
    """Return the inputs of the example."""
    given = [(one.name, numbers(point.inputs[one.name])) for one in outline.inputs]
    if point.upstream is not None:
        given.append(("upstream", numbers(point.upstream)))
    if any(one.shape for one in outline.inputs):
        return ", ".join(f"`{name} = {text}`" for name, text in given)
    return ", ".join(f"${named(name)} = {text}$" for name, text in given)


def _any_rounded(outline: Outline, point: Point) -> bool:
    """Return whether some number of the example answers is not shown to its end."""
    every = (outline.answers(kind, point.solution) for kind in outline.asks)
    return any(is_rounded(number) for found in every for value in found.values() for number in value.flat)


def _task(outline: Outline, kind: AskKind, point: Point) -> str:
    """Return one task, with an example answer."""
    example = _python(outline.answers(kind, point.solution))
    lines = [*_wrapped(TASKS[kind](outline), indent="   "), *_wrapped(f"`{example}`", indent="   ")]
    return "\n".join(lines).removeprefix("   ")


def _forward(outline: Outline) -> str:
    return f"`forward({_parameters(outline)})`: the value of every step."


def _locals(outline: Outline) -> str:
    steps = "every step that is a number, its derivative with respect to each of its operands that are numbers"
    if not any(outline.shapes.values()):
        steps = "every step, its derivative with respect to each of its own operands"
    return (
        f"`local_gradients({_parameters(outline)})`: for {steps}, all else held fixed. "
        "The key is (step, operand); nested dicts, `{step: {operand: ...}}`, do as well."
    )


def _backward(outline: Outline) -> str:
    names = _and([f"`{name}`" for name in outline.gradients])
    output = outline.graph.output
    if not outline.scalar:
        return (
            f"`backward({_parameters(outline)}, upstream)`: the derivative of `sum({output} * upstream)` with respect "
            f"to {names}; `upstream` is the gradient that arrives at ${named(output)}$."
        )
    return f"`backward({_parameters(outline)})`: the derivative of ${named(output)}$ with respect to {names}."


def _update(outline: Outline) -> str:
    names = _and([f"`{name}`" for name in outline.parameters])
    several = len(outline.parameters) > 1
    together = " (all of them move at the same time, with the gradients from before the step)" if several else ""
    return (
        f"`update({_parameters(outline)}, rate)`: one step of gradient descent for {names}{together}. "
        f"Return {'them' if several else 'it'}, and ${named(outline.graph.output)}$ computed again. "
        f"For `rate = {float(RATE)}`:"
    )


TASKS: Mapping[AskKind, Callable[[Outline], str]] = {
    AskKind.FORWARD: _forward,
    AskKind.LOCALS: _locals,
    AskKind.BACKWARD: _backward,
    AskKind.UPDATE: _update,
}
"""What students are told of each ask."""


def _parameters(outline: Outline) -> str:
    return ", ".join(outline.graph.inputs)


def _python(found: Mapping[Key, Array]) -> str:
    """Return a dict of answers as Python has it."""

    def written(part: Any) -> Any:
        return [written(one) for one in part] if isinstance(part, list) else float(figure(part))

    entries = (
        f"{_key(key)}: {json.dumps(written(value[0].tolist() if value.shape[1:] else value[0]))}"
        for key, value in found.items()
    )
    return f"{{{', '.join(entries)}}}"


def _key(key: Key) -> str:
    return f'"{key}"' if isinstance(key, str) else f'("{key[0]}", "{key[1]}")'


def _and(words: list[str]) -> str:
    """Return words with commas, and an ``and`` before the last."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Return lines of a paragraph."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
