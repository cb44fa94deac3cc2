"""The author's own numbers, compared with the right ones: a typing error in a spec must not reach a student."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from grader.spec.fields import ExpectFields, Values
from grader.spec.kinds import Given, Grid
from grader.spec.mistakes import Mistakes
from grader.spec.sketch import Sketch, check_known, check_scalar, shape_words
from reference.op import Array
from reference.tape import Tape, backward, equation_tape, jacobian


@dataclass(frozen=True)
class Worked:
    """One case, worked out: exactly, unless that took too long.

    Attributes:
        sketch: the graph.
        tape: its values at this one case.
        gradients: of the output by every name.
        updated: the tape after the step; None where no step is asked.
    """

    sketch: Sketch
    tape: Tape
    gradients: Mapping[str, Array]
    updated: Tape | None

    def locals_of(self, name: str) -> dict[str, Array]:
        """Return the derivative of the equation ``name`` by each of its operands."""
        return jacobian(equation_tape(self.tape, name), backward)


def check_expectations(given: Given[ExpectFields], worked: Worked, mistakes: Mistakes) -> None:
    """Note each of the author's numbers that is wrong, or that is about nothing."""
    expect, sketch = given.value, worked.sketch
    _check(expect.values.value, sketch.graph.named, "'{}'", worked.tape.values, mistakes)
    if expect.gradients.value and not sketch.scalar_output:
        problem = f"the output '{sketch.graph.output}' is not a scalar, so its gradients depend on the upstream"
        mistakes.add(expect.gradients.key, problem, "take them out")
    else:
        _check(expect.gradients.value, sketch.names, "the gradient of '{}'", worked.gradients, mistakes)
    for name, operands in expect.locals.value.items():
        equation = Given(name, operands.place, operands.key)
        if check_known(equation, sketch.graph.named, mistakes) and check_scalar(equation, sketch, mistakes):
            _check_locals(name, operands.value, worked, mistakes)
    if expect.update.value and worked.updated is None:
        mistakes.add(expect.update.key, "no update is asked", "take it out, or add 'update' to 'ask'")
    elif worked.updated is not None:
        names = (*sketch.parameters, sketch.graph.output)
        _check(expect.update.value, names, "after the step '{}'", worked.updated.values, mistakes)


def _check_locals(name: str, values: Values, worked: Worked, mistakes: Mistakes) -> None:
    """Note which derivatives of the scalar equation ``name`` are wrong, or are by no scalar."""
    known = worked.sketch.graph.equation(name).inputs
    given = {
        operand: grid
        for operand, grid in values.items()
        if operand not in known or check_scalar(Given(operand, grid.place, grid.key), worked.sketch, mistakes)
    }
    _check(given, known, f"the derivative of '{name}' by '{{}}'", worked.locals_of(name), mistakes)


def _check(values: Values, known: Collection[str], words: str, right: Mapping[str, Array], mistakes: Mistakes) -> None:
    """Note which of ``values`` is not the right one; ``words`` say what it is of a name."""
    for name, grid in values.items():
        if check_known(Given(name, grid.place, grid.key), known, mistakes):
            one_case = right[name].reshape(right[name].shape[1:])
            _compare(words.format(name), grid, one_case, mistakes)


def _compare(words: str, given: Given[Grid], right: Array, mistakes: Mistakes) -> None:
    """Note the first number of a grid that is not the right one."""
    if given.value.shape != right.shape:
        problem = f"{words} is {shape_words(right.shape)}, not {shape_words(given.value.shape)}"
        mistakes.add(given.place, problem, f"write {shape_words(right.shape)}")
        return
    for index, figure, number in zip(np.ndindex(right.shape), given.value.figures, right.flat, strict=True):
        if not figure.states(number if isinstance(number, Fraction) else float(number)):
            where = f" at {list(index)}" if index else ""
            shown = f"{float(number):.12g}"
            mistakes.add(
                given.place, f"{words} is {shown}{where}, not {figure.text}", f"write {shown}, or mend the graph"
            )
            return
