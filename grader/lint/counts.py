"""How many wrong answers an ask has met, and how they fared."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.lint.trials import Trial, Verdict
from grader.model import AskKind


@dataclass(frozen=True)
class Count:
    """The wrong answers to one ask.

    Attributes:
        ask: what they are answers to.
        mutants: how many the graph suggests.
        rejected: how many are wrong in some case.
        equivalent: how many are right everywhere, so that they are no wrong answers.
        survivors: how many pass, though they are wrong elsewhere.
        margin: by how many tolerances the least of the rejected ones is wrong; None where none has a number.
    """

    ask: AskKind
    mutants: int
    rejected: int
    equivalent: int
    survivors: int
    margin: float | None

    @property
    def score(self) -> float:
        """The share of wrong answers that are rejected; 1 where there are none."""
        return self.rejected / (self.rejected + self.survivors) if self.rejected or self.survivors else 1.0


def counts(trials: Sequence[Trial]) -> Iterator[Count]:
    """Yield the count of each ask, in the order of the asks."""
    for ask in dict.fromkeys(trial.ask for trial in trials):
        own = [trial for trial in trials if trial.ask is ask]
        by_verdict = {verdict: [trial for trial in own if trial.verdict is verdict] for verdict in Verdict}
        margins = [trial.margin for trial in by_verdict[Verdict.REJECTED] if math.isfinite(trial.margin)]
        lengths = {verdict: len(some) for verdict, some in by_verdict.items()}
        yield Count(
            ask,
            len(own),
            lengths[Verdict.REJECTED],
            lengths[Verdict.EQUIVALENT],
            lengths[Verdict.SURVIVED],
            min(margins, default=None),
        )


def narrowest(trials: Sequence[Trial], ask: AskKind, most: int) -> list[Trial]:
    """Return the rejected answers to one ask that are wrong by the fewest tolerances, the least first."""
    own = (trial for trial in trials if trial.ask is ask and trial.verdict is Verdict.REJECTED)
    finite = [trial for trial in own if math.isfinite(trial.margin)]
    return sorted(finite, key=lambda trial: float(f"{trial.margin:.3e}"))[:most]  # as finely as machines agree


def reasons(trials: Sequence[Trial], ask: AskKind) -> dict[str, list[Trial]]:
    """Return the equivalent answers to one ask by the reason why they are no wrong ones."""
    found: dict[str, list[Trial]] = {}
    for trial in trials:
        if trial.ask is ask and trial.verdict is Verdict.EQUIVALENT:
            found.setdefault(trial.reason, []).append(trial)
    return found
