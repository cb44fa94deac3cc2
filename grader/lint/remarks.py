"""What lint has to say of a problem: a code, words, a place, a remedy; and the table of all codes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from grader.errors import Place, SpecError


class Severity(Enum):
    """How much a remark weighs; a problem with an error fails."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Rule:
    """What a code stands for.

    Attributes:
        severity: of its remarks, as a rule.
        says: what is wrong, and why that matters.
        remedy: what helps, as a command.
    """

    severity: Severity
    says: str
    remedy: str


@dataclass(frozen=True)
class Remark:
    """One thing that lint has to say.

    Attributes:
        code: one of `RULES`.
        message: what is so here, lower case, no full stop.
        place: where.
        severity: how much it weighs.
        remedy: how to mend it.
        allowed: whether the author has said that it should be so.
    """

    code: str
    message: str
    place: Place
    severity: Severity
    remedy: str
    allowed: bool = False


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "bad-spec": Rule(
            Severity.ERROR,
            "the spec cannot be read; nothing else is looked at",
            "mend what the message names",
        ),
        "cannot-be-asked": Rule(
            Severity.ERROR,
            "there are no points at which the graph can be computed and judged, neither its own nor other ones",
            "give the inputs a 'range' in which nothing overflows and nothing cancels",
        ),
        "oracles-disagree": Rule(
            Severity.ERROR,
            "a derivative of the reference engine is not what the forward pass says: the grader is at fault",
            "report it, with the spec; until then leave out the operation that is named",
        ),
        "not-examined": Rule(
            Severity.NOTE,
            "a case sits on a kink, where there is more than one derivative, so that no oracle can look at it",
            "nothing, if the kink is meant; let other cases lie beside it",
        ),
        "survivor": Rule(
            Severity.ERROR,
            "a wrong answer that the graph suggests is right in every case of the problem, and wrong elsewhere",
            "add the case that is proposed, or let there be random cases",
        ),
        "not-all-tried": Rule(
            Severity.NOTE,
            "the graph is so large that only a part of the wrong answers is tried, evenly spread",
            "nothing, or make the graph smaller",
        ),
        "weak-margin": Rule(
            Severity.NOTE,
            "a wrong answer is rejected, but so narrowly that it is hardly told from a right one",
            "add a case in which it makes more of a difference",
        ),
        "constant-answer-passes": Rule(
            Severity.ERROR,
            "an answer without any calculation passes: zeros, ones, or what the function is given anyway",
            "change the graph, so that what is asked depends on the inputs, and let there be random cases",
        ),
        "gradient-always-zero": Rule(
            Severity.ERROR,
            "a gradient is 0 wherever it is looked at, so that whoever forgets it is right",
            "change the graph (weigh the terms of a sum that is constant), or do not ask for that gradient",
        ),
        "constant-upstream": Rule(
            Severity.ERROR,
            "all gradients that arrive on the way back are 1, so that whoever forgets the chain rule is right",
            "put a step with another slope behind it: a weight, a square",
        ),
        "input-without-effect": Rule(
            Severity.NOTE,
            "nothing that is asked for changes with an input",
            "take the input out, or ask for something that depends on it",
        ),
        "hard-codeable": Rule(
            Severity.ERROR,
            "students see every case, so that a table of answers gets full marks",
            "let there be random cases, or write 'visible: false' at some cases",
        ),
        "visible-constant": Rule(
            Severity.NOTE,
            "one constant answers every case that the author shows",
            "show a case with another answer",
        ),
        "visible-blind": Rule(
            Severity.NOTE,
            "there are wrong answers that the author's visible cases do not reject: random or hidden ones do",
            "show a case that rejects them, if students should find out by themselves",
        ),
        "kink-side-never-taken": Rule(
            Severity.ERROR,
            "no case takes one side of a kink, so that whatever is done there is right (a note if none can)",
            "add a case that takes it, or give the inputs a 'range' that reaches it",
        ),
        "no-accepted-sample": Rule(
            Severity.WARNING,
            "there is no right answer in 'accepted/', so nobody has seen that the problem can be solved",
            "add one",
        ),
        "accepted-fails": Rule(
            Severity.ERROR,
            "a right answer of 'accepted/' does not get full marks",
            "mend the sample or the spec",
        ),
        "wrong-undeclared": Rule(
            Severity.ERROR,
            "a wrong answer does not say which asks it has to lose",
            "begin the file with '# wrong: backward: what is wrong', naming one ask or several",
        ),
        "wrong-otherwise": Rule(
            Severity.ERROR,
            "a wrong answer of 'wrong/' loses other asks than it says, or none",
            "mend its first line, or the sample, or the spec",
        ),
        "diagnosis-otherwise": Rule(
            Severity.ERROR,
            "the diagnosis of a wrong answer does not name the mistake that it declares",
            "mend the line '# diagnosis: ...', or the sample",
        ),
        "slow-accepted": Rule(
            Severity.WARNING,
            "a right answer takes more than a quarter of the time that there is: another machine may be slower",
            "allow more time in 'limits', or make the problem smaller",
        ),
        "unknown-code": Rule(
            Severity.WARNING,
            "'lint: {allow: ...}' names what lint never says",
            "write the code as lint prints it",
        ),
    }
)
"""Every code, in the order in which things are looked at."""


def remark(code: str, message: str, place: Place, remedy: str = "", severity: Severity | None = None) -> Remark:
    """Return a remark; its severity and its remedy are those of its rule unless they are given."""
    rule = RULES[code]
    return Remark(code, message, place, severity or rule.severity, remedy or rule.remedy)


def allow(said: Remark, codes: tuple[str, ...]) -> Remark:
    """Return ``said``, as a note if the author allows what it is about."""
    return replace(said, severity=Severity.NOTE, allowed=True) if said.code in codes else said


def of_spec_error(error: SpecError) -> tuple[Remark, ...]:
    """Return a remark for each mistake in a spec."""
    return tuple(remark("bad-spec", one.problem, one.place, one.remedy) for one in error.mistakes)
