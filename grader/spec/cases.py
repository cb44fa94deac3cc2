"""The cases that the author wrote down, each worked out once to see that it can be."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from grader.errors import SpecError
from grader.model import ExactCase, Input
from grader.spec.expectations import Worked, check_expectations
from grader.spec.fields import CaseFields
from grader.spec.kinds import Given, Grid
from grader.spec.kinks import unjudgeable
from grader.spec.mistakes import Mistakes, quoted
from grader.spec.sketch import Sketch, check_known, shape_words
from reference.descent import descend
from reference.domain import Fault, faults
from reference.errors import GraphError
from reference.exact import exact_inputs, rounded
from reference.graph import graph_text
from reference.op import Array
from reference.tape import Tape, backward, forward


def build_cases(
    cases: tuple[Given[CaseFields], ...], sketch: Sketch, rate: Fraction | None, *, by_convention: bool
) -> tuple[ExactCase, ...]:
    """Return the author's cases.

    Args:
        cases: as they are written.
        sketch: the graph.
        rate: of the update that is asked; None where none is.
        by_convention: whether, at a kink, only the convention is right.
    Raises:
        SpecError: with every case that does not fit the graph, cannot be computed or judged, or expects a wrong number.
    """
    mistakes = Mistakes()
    built: dict[str, ExactCase] = {}
    for case in cases:
        name = case.value.name
        if name.value in built:
            mistakes.add(name.place, f"another case is called {quoted(name.value)}", "give it a name of its own")
        with mistakes.gathering():
            inputs, sizes = _inputs(case.value, sketch)
            floats, worked = _work(case, inputs, sizes, sketch, rate)
            for problem, remedy in unjudgeable(floats, worked, by_convention=by_convention):
                mistakes.add(name.place, f"case {quoted(name.value)}: {problem}", remedy)
            check_expectations(case.value.expect, worked, mistakes)
            built[name.value] = ExactCase(name.value, inputs, case.value.visible.value)
    mistakes.settle()
    return tuple(built.values())


def _inputs(case: CaseFields, sketch: Sketch) -> tuple[dict[str, Array], dict[str, int]]:
    """Return the inputs of a case as Fractions, and the size of each dimension there."""
    given = case.inputs.value
    mistakes = Mistakes()
    for name, grid in given.items():
        check_known(Given(name, grid.place, grid.key), sketch.graph.inputs, mistakes)
    sizes: dict[str, int] = {}
    for one in sketch.inputs:
        if one.name in given:
            _fit(one, given[one.name], sizes, sketch.dims, mistakes)
        else:
            mistakes.add(case.inputs.place, f"the input '{one.name}' is missing", f"add '{one.name}: '")
    mistakes.settle()
    return {one.name: _fractions(given[one.name].value) for one in sketch.inputs}, sizes


def _fit(
    one: Input, given: Given[Grid], sizes: dict[str, int], dims: Mapping[str, tuple[int, int]], mistakes: Mistakes
) -> None:
    """Note if numbers do not have the shape of their input; add to ``sizes`` what they say of dimensions."""
    shape = given.value.shape
    unequal = [(dim, size) for dim, size in zip(one.shape, shape, strict=False) if dim != size]
    if len(shape) != len(one.shape) or any(isinstance(dim, int) for dim, _ in unequal):
        wanted = f"an array of shape ({', '.join(map(str, one.shape))})" if one.shape else "a number"
        mistakes.add(given.place, f"'{one.name}' is {wanted}, but this is {shape_words(shape)}", f"write {wanted}")
        return
    for dim, size in unequal:
        least, most = dims[str(dim)]
        agreed = sizes.setdefault(str(dim), size)
        if not least <= size <= most:
            limits = f"{least}" if least == most else f"{least}..{most}"
            mistakes.add(given.place, f"'{dim}' is {size} here, but {limits} in 'dims'", "mend one of them")
        elif size != agreed:
            mistakes.add(given.place, f"'{dim}' is {size} here, but {agreed} before", "use one size in a case")


def _fractions(grid: Grid) -> Array:
    """Return numbers as an array of Fractions."""
    return np.array([figure.value for figure in grid.figures], dtype=object).reshape(grid.shape)


def _work(
    case: Given[CaseFields],
    inputs: Mapping[str, Array],
    sizes: Mapping[str, int],
    sketch: Sketch,
    rate: Fraction | None,
) -> tuple[Worked, Worked]:
    """Return the case worked out in float64, where all of it is finite, and exactly unless that took too long."""
    written = {name: value[np.newaxis] for name, value in inputs.items()}
    try:
        floats = _solve({name: rounded(value) for name, value in written.items()}, sizes, sketch, rate)
        mistakes = Mistakes()
        for problem in _unsound(floats):
            mistakes.add(case.value.name.place, f"case {quoted(case.value.name.value)}: {problem}", "change its inputs")
        mistakes.settle()
        exact = exact_inputs(floats.tape, written)
        return floats, floats if exact is None else _solve(exact, sizes, sketch, rate)
    except GraphError as error:  # sizes that fit only at the ends of their ranges; a 0 that floats do not see
        raise SpecError.at(case.value.inputs.key, error.problem, error.remedy) from error


def _solve(inputs: Mapping[str, Array], sizes: Mapping[str, int], sketch: Sketch, rate: Fraction | None) -> Worked:
    """Return the graph worked out at one point, in the arithmetic of ``inputs``."""
    tape = forward(sketch.graph, inputs, sizes)
    gradients = backward(tape)
    if rate is None:
        return Worked(sketch, tape, gradients, None)
    rates = np.array([rate], dtype=tape.output.dtype)  # a Fraction beside exact numbers
    return Worked(sketch, tape, gradients, descend(tape, gradients, sketch.parameters, rates))


def _unsound(worked: Worked) -> list[str]:
    """Return what cannot be computed in float64: values first, then what would only follow from them."""
    found = [_fault_text(worked.tape, fault) for fault in faults(worked.tape)]
    if not found:
        infinite = [name for name in worked.sketch.names if not np.isfinite(worked.gradients[name]).all()]
        found = [f"the gradient of '{name}' is not finite" for name in infinite]
    if not found and worked.updated is not None:
        found = [f"after the step {_fault_text(worked.updated, fault)}" for fault in faults(worked.updated)]
    return found


def _fault_text(tape: Tape, fault: Fault) -> str:
    """Return what goes wrong where: the node, its text, the values of its operands."""
    node = fault.node
    what = (
        f"{graph_text(tape.graph, node.name)} in '{node.equation}'"
        if node.anonymous
        else f"'{node.name} = {node.text}'"
    )
    values = [
        f"{graph_text(tape.graph, arg)[1:-1]} = {float(tape.values[arg][0]):.6g}"
        for arg in node.args
        if tape.values[arg].ndim == 1
    ]
    return f"{what}: {fault.says}" + (f" ({', '.join(values)})" if values else "")
