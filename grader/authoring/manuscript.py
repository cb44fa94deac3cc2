"""What a program about a problem is made of: a variable for each value, and what each operation passes on to what.

A sub-expression that the author gave no name stands where it is used if it is short; a long one gets a variable, and so
does what is an array of sums.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.authoring.expressions import Parts, expression, literal, speak, text_of
from grader.authoring.phrases import LIBRARY, NUMBERS, OPERANDS, PHRASES, PRODUCTS, TURNED, Phrase
from grader.errors import UsageError
from grader.model import Problem
from grader.spec.sketch import ends
from reference.graph import Node, infer_shapes
from reference.op import Shape
from reference.ops.axes import logical_axes
from reference.ops.broadcasting import broadcast_shape
from reference.ops.elementwise import SLOPE

LONGEST = 40  # characters of a sub-expression that is read at a glance, and needs no name
USED = ("math", "np", "max", "min", "abs")
"""What programs use besides the problem's own names, and the functions that equations have."""
REDUCING = ("sum", "mean", "max", "logsumexp")
"""What makes one of many elements; the way back asks for the shape of their results, so these get variables."""
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "leaky_relu": {"slope": SLOPE},
    "softmax": {"axis": -1},
    "log_softmax": {"axis": -1},
    "concatenate": {"axis": 0},
}
"""What options are where they are left out, if it is not None or False."""


@dataclass(frozen=True, eq=False)
class Line:
    """One statement that gives a variable a value, or adds to it.

    Attributes:
        target: what stands on the left.
        value: what stands on the right.
        sign: between them: ``=`` or ``+=``.
        heading: the equation that it is about; printed above the first of its lines.
    """

    target: ast.expr
    value: ast.expr
    sign: str = "="
    heading: str = ""

    @property
    def variable(self) -> str:
        """The variable on the left; of ``dx[0]`` it is ``dx``."""
        whole = self.target.value if isinstance(self.target, ast.Subscript) else self.target
        return text_of(whole)

    def __str__(self) -> str:
        return f"{text_of(self.target)} {self.sign} {text_of(self.value)}"


@dataclass(frozen=True, eq=False)
class Contribution:
    """What one operation passes on to one of its operands.

    Attributes:
        node: the operation.
        position: of the operand.
        template: what is passed on.
        parts: what its names stand for; ``g`` is not among them.
        arrives: the shape of what arrives at the node.
        came, goes: its shape before it is summed along stretched axes, and after it.
        index: the part of the operand's gradient that it is added to, where the node is a slice.
        adding: how it is summed.
        sign: how it is added to what other operations pass on.
    """

    node: Node
    position: int
    template: str
    parts: Parts
    arrives: Shape
    came: Shape
    goes: Shape
    index: ast.expr | None = None
    adding: str = "np.sum"
    sign: str = "+="

    @property
    def arg(self) -> str:
        """The name of the operand."""
        return self.node.args[self.position]

    @property
    def stretched(self) -> bool:
        """Whether the operand is stretched, so that sums are taken."""
        return self.came != self.goes

    def spoken(self, g: ast.expr) -> ast.expr:
        """Return it in Python, if ``g`` arrives at the node."""
        tree = speak(self.template, {**self.parts, **_arriving(self.node, self.parts, g)})
        lead = len(self.came) - len(self.goes)
        thin = [axis for axis, size in enumerate(self.goes) if size == 1 and self.came[lead + axis] != 1]
        if self.stretched and not self.goes:
            return speak(f"{self.adding}(x)", {"x": tree})
        if lead:
            tree = speak(f"{self.adding}(x, axis={_axes(range(lead))})", {"x": tree})
        return speak(f"{self.adding}(x, axis={_axes(thin)}, keepdims=True)", {"x": tree}) if thin else tree


class Names:
    """Names for the variables of a program, no two alike."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def fresh(self, wish: str) -> str:
        """Return ``wish``, or the like of it that is free."""
        while wish in self._taken:
            wish += "_"
        self._taken.add(wish)
        return wish


class Manuscript:
    """A problem on its way to a program."""

    def __init__(self, problem: Problem) -> None:
        """Find names for all that there is.

        Raises:
            UsageError: if an input has the name of something that the program uses.
        """
        self.problem = problem
        self.graph = problem.graph
        sizes = ends(problem.dims)[-1]
        self.shapes = infer_shapes(self.graph, {one.name: one.sized(sizes) for one in problem.inputs}, sizes)
        functions = {ask.function for ask in problem.asks}
        for name in self.graph.inputs:
            if name in functions or name in USED:
                raise UsageError(f"programs call something else '{name}'", remedy="choose another name for the input")
        self.names = Names({*self.graph.inputs, *functions, *USED, *PHRASES, "rate", "upstream"})
        self.variables = {name: name for name in self.graph.inputs}
        for node in self.graph.nodes:
            self.variables[node.name] = self.names.fresh(node.name.replace(".", "_"))
        self.gradients = {name: self.names.fresh(f"d{variable}") for name, variable in self.variables.items()}
        self.values: dict[str, ast.expr] = {name: ast.Name(name) for name in self.graph.inputs}
        self.steps = [line for node in self.graph.nodes for line in self._step(node)]

    @cached_property
    def arrays(self) -> bool:
        """Whether the program needs NumPy; else all is numbers."""
        return any(self.shapes.values())

    def contributions(self, node: Node) -> list[Contribution]:
        """Return what ``node`` passes on to its operands, constants apart."""
        phrase = self._phrase(node)
        vjps = phrase.vjps if node.op.arity[1] is not None else phrase.vjps * len(node.args)
        return [
            Contribution(
                node,
                position,
                vjp,
                self._parts(node) | self._places(node, position),
                self.shapes[node.name],
                self._came(node, position),
                self.shapes[node.args[position]],
                self._index(node),
            )
            for position, vjp in enumerate(vjps)
            if vjp is not None and not self.is_literal(node.args[position])
        ]

    def is_literal(self, name: str) -> bool:
        """Return whether ``name`` is a number inside an equation."""
        node = self.graph.by_name.get(name)
        return node is not None and node.anonymous and node.op.name == "constant"

    def like(self, name: str) -> ast.expr:
        """Return a value of the shape of ``name``: a variable, if an elementwise operation made it of one."""
        node = self.graph.by_name.get(name)
        if node is None or not node.anonymous or node.op.shape is not broadcast_shape:
            return self.values[name]
        source = next((arg for arg in node.args if self.shapes[arg] == self.shapes[name]), None)
        return self.values[name] if source is None else self.like(source)

    def zero(self, name: str) -> ast.expr:
        """Return what the gradient of ``name`` is before anything is added to it."""
        return speak("np.zeros_like(x)", {"x": self.like(name)}) if self.shapes[name] else ast.Constant(0.0)

    def _step(self, node: Node) -> list[Line]:
        """Return the statement that computes ``node``; none if its value can stand where it is used."""
        value = speak(self._phrase(node).value, self._parts(node))
        short = len(text_of(value)) <= LONGEST and (node.op.name not in REDUCING or not self.shapes[node.name])
        if self.is_literal(node.name) or (node.anonymous and short):
            self.values[node.name] = value
            return []
        self.values[node.name] = ast.Name(self.variables[node.name])
        return [Line(self.values[node.name], value)]

    def _phrase(self, node: Node) -> Phrase:
        """Return how ``node`` is said."""
        shapes = [self.shapes[arg] for arg in node.args]
        if node.op.name in NUMBERS and not any([*shapes, self.shapes[node.name]]):
            return NUMBERS[node.op.name]
        if node.op.name == "matmul":
            left, right = (min(len(shape), 3) for shape in shapes)
            return PRODUCTS.get((left, right), PRODUCTS[3, 3])
        if node.op.name == "transpose" and node.options.get("axes") is None:
            return TURNED
        return PHRASES[node.op.name]

    def _parts(self, node: Node) -> dict[str, ast.expr]:
        """Return what the names of the templates of ``node`` stand for."""
        values = [self.values[arg] for arg in node.args]
        given = {**DEFAULTS.get(node.op.name, {}), **node.options}
        options = {"axis": None, "keepdims": False, **given}
        parts = {name: expression(self._written(value)) for name, value in options.items() if name != "index"}
        parts |= {name: expression(function) for name, function in LIBRARY[self.arrays].items()}
        parts |= zip(OPERANDS.get(len(values), ()), values, strict=False)
        if node.name in self.values:
            parts["y"] = self.values[node.name]
        match node.op.name:
            case "pow":
                exponent = node.options["exponent"]
                parts["lowered"] = expression(literal(exponent - 1 if exponent else exponent))
            case "concatenate":
                parts["operands"] = ast.List(values)
            case "slice":
                parts["index"] = self._index(node) or expression("()")
        return parts

    def _places(self, node: Node, position: int) -> dict[str, ast.expr]:
        """Return what templates need to know of the shape of an operand."""
        arg, rank = node.args[position], len(self.shapes[node.args[position]])
        like = self.like(arg)
        places = {"like": like, "before": speak("x.shape", {"x": like}) if rank else expression("()")}
        match node.op.name:
            case name if name in REDUCING:
                places["count"] = self._count(node, like, rank)
            case "transpose":
                order = logical_axes(node.options.get("axes"), rank)
                places["inverse"] = expression(literal(tuple(order.index(axis) for axis in range(rank))))
            case "concatenate":
                places["part"] = self._part(node, position)
        return places

    def _count(self, node: Node, like: ast.expr, rank: int) -> ast.expr:
        """Return how many elements become one."""
        axis = node.options.get("axis")
        if axis is None:
            return speak("x.size", {"x": like})
        sizes = [f"x.shape[{one}]" for one in logical_axes(axis, rank)]
        return speak(" * ".join(sizes) or "1", {"x": like})

    def _part(self, node: Node, position: int) -> ast.expr:
        """Return the index of what an operand of a concatenation became."""
        (axis,) = logical_axes(node.options.get("axis", 0), len(self.shapes[node.name]))
        sizes = [f"{text_of(self.like(arg))}.shape[{axis}]" for arg in node.args]
        start, stop = " + ".join(sizes[:position]), " + ".join(sizes[: position + 1])
        return _subscript(", ".join([":"] * axis + [f"{start}:{stop if position + 1 < len(sizes) else ''}"]))

    def _index(self, node: Node) -> ast.expr | None:
        """Return what a slice takes of an array."""
        if node.op.name != "slice" or not self.shapes[node.args[0]]:
            return None
        return _subscript(", ".join(map(self._indexed, node.options["index"])) or "...")

    def _indexed(self, part: int | str | slice) -> str:
        """Return how one axis is indexed."""
        if not isinstance(part, slice):
            return self._written(part)
        ends = ["" if end is None else self._written(end) for end in (part.start, part.stop, part.step)]
        return ":".join(ends if ends[2] else ends[:2])

    def _written(self, option: Any) -> str:
        """Return an option in Python; the name of a dimension as a size of an input."""
        if isinstance(option, tuple):
            return f"({', '.join(map(self._written, option))}{',' if len(option) == 1 else ''})"
        return self._size(option) if isinstance(option, str) else literal(option)

    def _size(self, dim: str) -> str:
        """Return the size of a dimension, as an input shows it."""
        one = next(one for one in self.problem.inputs if dim in one.shape)
        return f"{one.name}.shape[{one.shape.index(dim)}]"

    def _came(self, node: Node, position: int) -> Shape:
        """Return the shape of what is passed on before it is summed along stretched axes."""
        shapes = [self.shapes[arg] for arg in node.args]
        own = shapes[position]
        if node.op.name == "matmul" and node.op.lift is not None:
            return (*node.op.lift(*shapes)[-1][:-2], *own[-2:])
        stretches = node.op.shape is broadcast_shape or node.op.name == "broadcast_to"
        return self.shapes[node.name] if stretches else own


def _arriving(node: Node, parts: Parts, g: ast.expr) -> dict[str, ast.expr]:
    """Return what templates call the gradient that arrives, and the value, with reduced axes kept or not."""
    if node.op.name not in REDUCING:
        return {"g": g}
    kept = node.options.get("axis") is None or node.options.get("keepdims", False)
    template = "x" if kept else "np.expand_dims(x, axis)"
    return {"g": g, "G": speak(template, {**parts, "x": g}), "Y": speak(template, {**parts, "x": parts["y"]})}


def _axes(axes: Iterable[int]) -> str:
    """Return one axis, or several, as an argument."""
    every = tuple(axes)
    return str(every[0] if len(every) == 1 else every)


def _subscript(text: str) -> ast.expr:
    """Return what stands between the brackets of an index."""
    taken = expression(f"x[{text}]")
    return taken.slice if isinstance(taken, ast.Subscript) else taken
