"""Do the cases of a problem reject every wrong answer that its graph suggests?"""

from collections.abc import Iterator, Sequence

from grader.lint.bench import Bench
from grader.lint.proposals import Proposal
from grader.lint.remarks import Remark, remark
from grader.lint.trials import Trial, Verdict
from grader.model import AskKind

FEW = 3  # wrong answers that a message spells out; JSON has all
WEAK = 1000  # tolerances: a mistake that makes less of a difference is rare, and near what rounding does
RANDOM = "let there be random cases: 'random: {cases: 64}'"


def judge(bench: Bench) -> Iterator[Remark]:
    """Yield a remark for each ask of which a wrong answer passes, and a note for each that is narrow."""
    if len(bench.tried) < len(bench.suggested):
        words = f"{len(bench.tried)} of the {len(bench.suggested)} wrong answers that the graph suggests are tried"
        yield remark("not-all-tried", words, bench.places.start)
    for ask in bench.problem.asks:
        place = bench.places.ask(ask.kind)
        passed = of_ask(bench.trials, ask.kind, Verdict.SURVIVED)
        if passed:
            yield remark("survivor", _passing(ask.kind, passed), place, _remedy(passed, bench.proposals))
        weak = [trial for trial in of_ask(bench.trials, ask.kind, Verdict.REJECTED) if trial.margin < WEAK]
        if weak:
            least = min(weak, key=lambda trial: trial.margin)
            words = f"{ask.kind.value}: wrong by {least.margin:.3g} tolerances at most: {least.mutant.words}"
            yield remark("weak-margin", words, place)


def blind(trials: Sequence[Trial]) -> frozenset[str]:
    """Return the asks of which a wrong answer passes."""
    return frozenset(trial.ask.value for trial in trials if trial.verdict is Verdict.SURVIVED)


def of_ask(trials: Sequence[Trial], kind: AskKind, verdict: Verdict) -> list[Trial]:
    """Return the trials of one ask that ended in one way."""
    return [trial for trial in trials if trial.ask is kind and trial.verdict is verdict]


def spelled(trials: Sequence[Trial]) -> str:
    """Return what the first few of ``trials`` do, and how many more there are."""
    words = list(dict.fromkeys(trial.mutant.words for trial in trials))
    more = f"; and {len(words) - FEW} more" if len(words) > FEW else ""
    return "; ".join(words[:FEW]) + more


def _passing(kind: AskKind, passed: Sequence[Trial]) -> str:
    some = f"{len(passed)} wrong answers pass" if len(passed) > 1 else "a wrong answer passes"
    return f"{kind.value}: {some} in every case: {spelled(passed)}"


def _remedy(passed: Sequence[Trial], proposals: Sequence[Proposal]) -> str:
    """Return what rejects the answers that pass."""
    useful = [proposal for proposal in proposals if not proposal.kills.isdisjoint(passed)]
    killed: set[Trial] = set().union(*(proposal.kills for proposal in useful))
    lines = ["add to 'cases':", *(f"  {proposal.yaml}" for proposal in useful)] if useful else []
    return "\n".join([*lines, *([] if killed.issuperset(passed) else [RANDOM])])
