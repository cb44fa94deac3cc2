"""One case of one ask, with its right answer and how far from it an answer may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from grader.closeness import close
from grader.model import Ask, AskKind, Case, Finding, Key, name_of
from grader.printable.fraction import with_fraction
from reference.columns import Columns
from reference.numeric import Differences
from reference.op import Array


@dataclass(frozen=True, eq=False)
class Target:
    """What the answer for one key should be, at one case or (case axis leading) at many.

    Attributes:
        value: the expected numbers.
        tolerance: how far from them an answer may be.
        differences: the same by finite differences; undecided for what is no derivative.
    """

    value: Array
    tolerance: Array
    differences: Differences

    def at(self, index: int) -> "Target":
        """Return the target at one of its cases."""
        derived = Differences(self.differences.derivative[index], self.differences.error[index])
        return Target(self.value[index], self.tolerance[index], derived)

    def split(self, columns: Columns[Key]) -> dict[Key, "Target"]:
        """Return the target of each key: they stand side by side in this one, at many cases."""
        derived = (self.differences.derivative, self.differences.error)
        parts = (columns.split(array).values() for array in (self.value, self.tolerance, *derived))
        of_keys = zip(columns.shapes, *parts, strict=True)
        return {key: Target(value, within, Differences(*derived)) for key, value, within, *derived in of_keys}

    def undisputed(self) -> "Target":
        """Return the same with differences that decide nothing where they do not agree with the expected number."""
        trusted = self.agrees_with_differences(self.value)
        return replace(self, differences=self.differences.where(trusted))

    def agrees_with_differences(self, got: Array) -> Array:
        """Return where ``got`` is within the differences' own error, or they cannot tell."""
        error = self.differences.error
        undecided = ~np.isfinite(error)
        # the reference may be one tolerance away from the truth, and an answer one more from the reference
        return undecided | close(got, self.differences.derivative, error + 2 * self.tolerance)


@dataclass(frozen=True, eq=False)
class TargetsAt(Mapping[Key, Target]):
    """The targets of all keys at one case: a view, as there are thousands of them.

    Attributes:
        stacks: the targets of all cases.
        index: of the case.
    """

    stacks: Mapping[Key, Target]
    index: int

    def __getitem__(self, key: Key) -> Target:
        """Return the target of ``key``."""
        return self.stacks[key].at(self.index)

    def __iter__(self) -> Iterator[Key]:
        """Yield the keys, in the order in which feedback is given."""
        return iter(self.stacks)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self.stacks)


@dataclass(frozen=True, eq=False)
class Question:
    """One call of a student's function and what it should return.

    Attributes:
        ask: what is asked.
        case: where.
        output: the name of the graph's output.
        targets: for each key of the ask, in the order in which feedback is given.
        mixtures: for each key, what else is right at a kink: ``(M, *shape)``, M the same for all keys; empty away
            from kinks, or where the author insists on the convention.
    """

    ask: Ask
    case: Case
    output: str
    targets: Mapping[Key, Target]
    mixtures: Mapping[Key, Array]

    def label(self, key: Key) -> str:
        """Return ``key`` as people say it: ``dL/dw`` for a gradient, ``dnode/doperand`` for a local one."""
        of_output = self.ask.kind is AskKind.BACKWARD and isinstance(key, str)
        return f"d{self.output}/d{key}" if of_output else name_of(key)

    def finding(self, check: str, key: Key, message: str) -> Finding:
        """Return what ``check`` says of ``key``; ``message`` follows its label."""
        return Finding(check, name_of(key), f"{self.label(key)} {message}", label=self.label(key))

    def wrong_number(self, check: str, key: Key, wrong: Array, got: Array, expected: Array) -> Finding:
        """Return what ``check`` says of the first element of ``key`` that is ``wrong``."""
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        was, wanted = float(got[index]), float(expected[index])
        where = f"[{', '.join(map(str, index))}]" if index else ""
        shown = repr(wanted) if self.case.exact is None else with_fraction(wanted, repr(wanted))
        message = f"{self.label(key)}{where} is {was!r}, expected {shown}"
        return Finding(check, name_of(key), message, index, wanted, was, label=self.label(key))
