"""The experiment: each graph is answered rightly and wrongly, and every rule and check says what it thinks of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property

import numpy as np

from benchmarks.calibrating.answers import Answer, expected, flipped, off_in_one
from benchmarks.calibrating.graphs import FAMILIES, INPUTS, NORMAL, Trial, grow
from benchmarks.calibrating.ours import CHECKS, GRADED, Check, Key, Verdict, at, random_inputs
from benchmarks.calibrating.rules import RULES, Probe
from benchmarks.calibrating.tally import ERRORS, FLIPPED, RIGHT, Quality, Setting, Tally
from benchmarks.calibrating.truth import truth
from grader.closeness import ROUNDING
from grader.errors import GraderFault
from reference.kinks import ties
from reference.op import Array
from reference.tape import Tape

FACTORS = (Fraction(1), Fraction(1, 10**8), Fraction(10**8))
"""What the loss is multiplied by."""
TENSORS = {3, 7}  # of eight graphs, by their numbers, these; the others are scalar
SCALED = {0, 3}  # of eight graphs of normal inputs, those that are tried with every factor, not with 1 alone
ENTRIES = 5  # of each case whose truth is computed: all of a scalar graph's
AUDIBLE = 4  # times what rounding may do: a smaller error is none, as a right program may make it
STRONGEST = (Verdict.WRONG, Verdict.RIGHT, Verdict.OPEN, Verdict.REFUSED)
"""Which of the verdicts at several cases is that on all of them: one wrong answer is enough."""
TINY = 1e-300  # added to what is divided by: an entry without influence has S = 0


def try_graph(tally: Tally, kind: str, seed: int, number: int) -> None:
    """Try one graph in every setting that it is meant for."""
    rng = np.random.default_rng([seed, list(INPUTS).index(kind), number])
    family = "tensor" if number % 8 in TENSORS else "scalar"
    trial = grow(f"{family} {number}", FAMILIES[family], kind, rng)
    derivative = truth(Key(trial).tape, trial.upstream, ENTRIES, rng)
    elsewhere = cache(lambda: random_inputs(trial))
    scaled = kind == NORMAL and number % 8 in SCALED
    for factor in FACTORS if scaled else FACTORS[:1]:
        setting = Setting(kind, factor)
        _Run(tally, setting, trial.scaled(factor), derivative * float(factor), elsewhere, rng).run()


@dataclass(frozen=True, eq=False)
class _Run:
    """One graph in one setting.

    Attributes:
        tally: what is counted.
        setting, trial: what is tried.
        derivative: the truth, NaN where it is not known.
        elsewhere: gives inputs at random cases, if there are any.
        rng: draws the wrong answers, and what the rules of others draw.
    """

    tally: Tally
    setting: Setting
    trial: Trial
    derivative: Array
    elsewhere: Callable[[], Mapping[str, Array] | None]
    rng: np.random.Generator

    @cached_property
    def key(self) -> Key:
        """What our checks know of it."""
        return Key(self.trial)

    @cached_property
    def probe(self) -> Probe:
        """What others see of it."""
        return Probe(self.key.tape, self.trial.upstream, self.rng)

    @cached_property
    def right(self) -> Array:
        """The gradients of the engine."""
        return expected(self.key.tape, self.trial.upstream)

    @cached_property
    def other(self) -> Key | None:
        """The same at random cases; None where there are none, or nothing can be graded at them."""
        inputs = self.elsewhere()
        there = None if inputs is None else at(self.trial, inputs)
        return there if there is not None and self._gradable(there, f"random inputs for {self.setting}") else None

    def run(self) -> None:
        """Count everything."""
        self.tally.graphs[self.setting] += 1
        if not self._gradable(self.key, str(self.setting)):
            return
        self._measure()
        refused = [case for case, question in enumerate(self.key.questions) if question is None]
        if refused:
            self.tally.refused.setdefault(self.setting, {})[self.trial.name] = refused
        everywhere = np.ones(len(self.right), dtype=bool)
        rounded = np.where(np.isnan(self.derivative), self.right, self.derivative)
        self._judge(RIGHT, Answer(expected, "as the engine computes it", None), self.right, everywhere)
        self._judge(RIGHT, Answer(expected, "the truth, rounded once", None), rounded, everywhere)
        for kind, size in ERRORS.items():
            self._judge_wrong(kind, off_in_one(size, self.key.tape, self.trial.upstream, self.rng))
        self._judge_wrong(FLIPPED, flipped(self.key.tape, self.trial.upstream, self.rng))

    def _gradable(self, key: Key, where: str) -> bool:
        """Whether the grader does not take itself for wrong."""
        try:
            _ = key.questions
        except GraderFault as fault:
            self.tally.faults.append(f"{where}: {fault}")
            return False
        return True

    def _measure(self) -> None:
        """See how good our numbers are."""
        quality = self.tally.quality.setdefault(self.setting, Quality())
        known = ~np.isnan(self.derivative) & self.key.judgeable[:, None]
        decided = np.isfinite(self.key.differences.error)
        with np.errstate(invalid="ignore"):
            off = np.abs(self.key.differences.derivative - self.derivative)
            beyond = decided & known & ~(off <= self.key.differences.error)
            slack = ROUNDING * self.key.sensitivity
            beyond_rounding = decided & known & ~(off <= self.key.differences.error + slack)
        quality.known += int(known.sum())
        quality.decided += int((known & decided).sum())
        quality.beyond += int(beyond.sum())
        quality.beyond_rounding += int(beyond_rounding.sum())
        smooth = known & ~self.key.on_kink[:, None]
        quality.engine = max(quality.engine, self._in_tolerances(self.right, smooth))
        quality.stepped = max(quality.stepped, self._in_tolerances(self.key.complex_step, smooth))
        quality.bounds.append((self.key.differences.error / (self.key.scale + TINY))[decided & (self.key.scale > 0)])

    def _in_tolerances(self, got: Array, where: Array) -> float:
        """Return the largest distance from the truth, in tolerances."""
        off = np.abs(got - self.derivative)[where] / (self.key.tolerance[where] + TINY)
        return float(off.max(initial=0.0))

    def _judge_wrong(self, kind: str, answer: Answer | None) -> None:
        """Count who sees that ``answer`` is wrong, at the cases where it is."""
        if answer is None or answer.wrong is None:
            return
        got = answer.gradients(self.key.tape, self.trial.upstream)
        wrong = answer.wrong(got, self.right, self.key.scale)
        audible = np.abs(got - self.right) > AUDIBLE * ROUNDING * self.key.sensitivity
        counts = (wrong & audible).any(axis=1)
        self.tally.drowned[self.setting, kind] += int((wrong.any(axis=1) & ~counts).sum())
        self._judge(kind, answer, got, counts)

    def _judge(self, kind: str, answer: Answer, got: Array, counts: Array) -> None:
        """Count who rejects ``got`` at the cases that count."""
        self.tally.counted[self.setting, kind] += int(counts.sum())
        for name, rule in RULES.items():
            self.tally.rejected[self.setting, kind, name] += int((~rule(self.probe, got) & counts).sum())
        for name, check in CHECKS.items():
            first = check(self.key, got)
            last = self._asked_again(check, answer, first)
            cell = self.setting, kind, name
            self.tally.rejected[cell] += int(((last == Verdict.WRONG) & counts).sum())
            self.tally.undecided[cell] += int(((last >= Verdict.OPEN) & counts).sum())
            wrong = last == (Verdict.WRONG if kind == RIGHT else Verdict.RIGHT)
            unsaid = (last == Verdict.OPEN) & (name == GRADED) & (kind != RIGHT)
            for case in np.flatnonzero((wrong | unsaid) & counts):
                words = self._explained(answer, got, int(case), Verdict(first[case]))
                self.tally.explained.setdefault(cell, []).append(words)

    def _asked_again(self, check: Check, answer: Answer, first: Array) -> Array:
        """Return the verdicts, those that are open replaced by the verdict on all of the random cases."""
        undecided = first == Verdict.OPEN
        other = self.other if undecided.any() else None
        if other is None:
            return first
        again = check(other, answer.gradients(other.tape, other.trial.upstream))
        verdict = next(one for one in STRONGEST if (again == one).any())
        return np.where(undecided, verdict, first)

    def _explained(self, answer: Answer, got: Array, case: int, first: Verdict) -> str:
        """Return why the verdict at ``case`` is what it is."""
        key = self.key
        change = np.abs(got[case] - self.right[case]) / (key.scale[case] + TINY)
        entry = int(np.argmax(change))
        scale = key.scale[case, entry] + TINY
        error, within = key.differences.error[case, entry] / scale, key.graded_tolerance(case)[entry] / scale
        where = f"{self.trial.name}, case {case}: {answer.says}; entry {entry} changes by {change[entry]:.1g} S"
        said = f"{where} (tolerance {within:.1g} S, E {error:.1g} S); {_kinks(key.tape, case)}"
        return f"{said}; asked again: {self._at_random(answer)}" if first == Verdict.OPEN else said

    def _at_random(self, answer: Answer) -> str:
        """Return what becomes of ``answer`` at the random cases."""
        if self.other is None:
            return "the grader would draw no random inputs, and refuse the problem"
        tape, upstream = self.other.tape, self.other.trial.upstream
        off = np.abs(answer.gradients(tape, upstream) - expected(tape, upstream)) / (self.other.scale + TINY)
        return f"at {len(off)} random cases it is off by at most {off.max():.1g} S"


def _kinks(tape: Tape, case: int) -> str:
    """Return which nodes are on a kink."""
    here = replace(tape, values={name: value[case : case + 1] for name, value in tape.values.items()})
    nodes = dict.fromkeys(f"{tie.node} = {tape.graph.by_name[tie.node].op.name}" for tie in ties(here))
    return f"on the kink of {', '.join(nodes)}" if nodes else "on no kink"
