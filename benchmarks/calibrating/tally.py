"""What the experiment counts."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from reference.op import Array

RIGHT, FLIPPED = "right", "flipped"
ERRORS = {"off by 1e-2": 1e-2, "off by 1e-6": 1e-6, "off by 1e-8": 1e-8}
"""The relative error of one entry, by what a table calls it."""
ANSWERS = (RIGHT, *ERRORS, FLIPPED)
"""The kinds of answers."""


@dataclass(frozen=True)
class Setting:
    """What graphs are tried on together.

    Attributes:
        kind: of the inputs.
        factor: that the loss is multiplied by.
    """

    kind: str
    factor: Fraction

    def __str__(self) -> str:
        return f"{self.kind} inputs" + ("" if self.factor == 1 else f", loss x {float(self.factor):g}")


Cell = tuple[Setting, str, str]
"""A setting, a kind of answer, and the name of a rule or check."""


@dataclass(eq=False)
class Quality:
    """How good our numbers are, beside the truth and beside the scale S of each entry.

    Attributes:
        known: entries whose truth is known, and of these those that the differences decide.
        beyond, beyond_rounding: of these, those that are farther from the truth than E, and than E + 64u · sensitivity.
        engine, stepped: the largest distance of the engine, and of the complex step, from the truth, in tolerances.
        bounds: E / S of every entry that the differences decide, in parts.
    """

    known: int = 0
    decided: int = 0
    beyond: int = 0
    beyond_rounding: int = 0
    engine: float = 0.0
    stepped: float = 0.0
    bounds: list[Array] = field(default_factory=list)


@dataclass(eq=False)
class Tally:
    """What has been counted so far.

    Attributes:
        graphs: how many graphs there were in a setting.
        counted: how many cases of a setting and a kind of answer counted.
        drowned: how many did not, as rounding may do as much.
        rejected: of those that counted, how many a rule or check rejected, by setting, kind of answer and its name.
        undecided: how many one of our own checks could not tell, even when asked again.
        refused: the cases about which the grader does not ask, by setting and graph.
        quality: of our numbers, by setting.
        explained: every false alarm and miss of ours in words, by setting, kind of answer and check.
        faults: where the grader found itself wrong.
    """

    graphs: Counter[Setting] = field(default_factory=Counter)
    counted: Counter[tuple[Setting, str]] = field(default_factory=Counter)
    drowned: Counter[tuple[Setting, str]] = field(default_factory=Counter)
    rejected: Counter[Cell] = field(default_factory=Counter)
    undecided: Counter[Cell] = field(default_factory=Counter)
    refused: dict[Setting, dict[str, list[int]]] = field(default_factory=dict)
    quality: dict[Setting, Quality] = field(default_factory=dict)
    explained: dict[Cell, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def amiss(self, cell: Cell) -> int:
        """Return how many verdicts were wrong: a right answer rejected, or a wrong one accepted."""
        setting, kind, _ = cell
        if kind == RIGHT:
            return self.rejected[cell]
        return self.counted[setting, kind] - self.rejected[cell] - self.undecided[cell]
