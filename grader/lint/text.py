"""What lint has to say as text: a table of wrong answers, and a line for each remark."""

from collections.abc import Iterator, Sequence

import click

from grader.lint.counts import Count, counts, narrowest, reasons
from grader.lint.linting import Lint
from grader.lint.remarks import Remark, Severity
from grader.lint.samples import Sample
from grader.lint.trials import Trial
from grader.model import AskKind
from grader.printable import printable

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
HEAD = f"  {'':<10}{'wrong answers':>15}{'rejected':>10}{'equivalent':>12}{'surviving':>11}{'score':>8}{'margin':>10}"

FEW = 5  # rejected answers with the least margins; JSON has all


def render(found: Sequence[Lint], *, verbose: bool = False, timings: bool = False) -> str:
    """Return lines of text, with ANSI colours.

    Args:
        found: what came of each spec.
        verbose: whether notes, equivalent answers and the least margins are spelled out too.
        timings: whether the time of each sample is.
    """
    return "\n".join(line for one in found for line in _lines(one, verbose=verbose, timings=timings))


def _lines(found: Lint, *, verbose: bool, timings: bool) -> Iterator[str]:
    yield click.style(f"{printable(found.name)}: {'passes' if found.clean else 'FAILS'}", bold=True)
    if found.trials:
        yield HEAD
        for count in counts(found.trials):
            yield _row(count)
            if verbose:
                yield from _narrowest(found, count)
                yield from _equivalent(found, count)
    if found.samples is not None:
        yield from _samples(found.samples, timings=timings)
    said = (*found.remarks, *found.timings)
    for remark in said:
        if verbose or remark.severity is not Severity.NOTE:
            yield from _remark(remark)
    notes = sum(remark.severity is Severity.NOTE for remark in said)
    if notes and not verbose:
        yield click.style(f"  {notes} note{'s' if notes > 1 else ''}: say --verbose", dim=True)


def _row(count: Count) -> str:
    margin = "-" if count.margin is None else f"{count.margin:.0e}"
    score = f"{100 * count.score:.3g} %"
    numbers = f"{count.mutants:>15}{count.rejected:>10}{count.equivalent:>12}{count.survivors:>11}"
    return f"  {count.ask.value:<10}{numbers}{score:>8}{margin:>10}"


def _narrowest(found: Lint, count: Count) -> Iterator[str]:
    """Yield the answers to one ask that are rejected by the least margins."""
    least = narrowest(found.trials, count.ask, FEW)
    if least:
        yield "    rejected by the least margins, in tolerances:"
        yield from (f"      {trial.margin:.0e}  {trial.mutant.words}" for trial in least)


def _equivalent(found: Lint, count: Count) -> Iterator[str]:
    """Yield the equivalent answers to one ask, by reason; under update, those of backward are not said again."""
    before = reasons(found.trials, AskKind.BACKWARD) if count.ask is AskKind.UPDATE else {}
    for reason, trials in reasons(found.trials, count.ask).items():
        told, words = _words(before.get(reason, [])), _words(trials)
        known = told if told.keys() <= words.keys() else {}
        more = [one for one in words if one not in known]
        those = f" those of {AskKind.BACKWARD.value}{', and:' if more else ''}" if known else ""
        yield f"    equivalent, as {reason}:{those}"
        yield from (f"      {one}" for one in more)


def _words(trials: Sequence[Trial]) -> dict[str, None]:
    """Return what ``trials`` do, in order and once each."""
    return dict.fromkeys(trial.mutant.words for trial in trials)


def _samples(samples: Sequence[Sample], *, timings: bool) -> Iterator[str]:
    accepted = sum(sample.accepted for sample in samples)
    yield f"  samples   {accepted} accepted, {len(samples) - accepted} wrong"
    if timings:
        yield from (f"    {sample.seconds:.2f} s  {printable(sample.name)}" for sample in samples)


def _remark(remark: Remark) -> Iterator[str]:
    allowed = ", allowed" if remark.allowed else ""
    head = click.style(f"{remark.severity.value}[{remark.code}{allowed}]", fg=COLOURS[remark.severity])
    yield f"  {head} {remark.place}: {remark.message}"
    first, *others = remark.remedy.split("\n")
    if remark.severity is not Severity.NOTE:
        yield f"    fix: {first}"
        yield from (f"      {line}" for line in others)
