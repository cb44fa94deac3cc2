"""Numbers that are not finite where the right ones are."""

from collections.abc import Sequence

from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip
from grader.model import name_of

EXPONENTIALS = {"exp", "softmax", "log_softmax", "logsumexp", "sigmoid", "softplus"}


def explain(evidence: Sequence[Evidence]) -> tuple[Slip, ...]:
    """Return that something overflows, where something does; the first key to do so stands for all."""
    first = next((key for one in evidence for key in one.infinite), None)
    if first is None:
        return ()
    graph = evidence[0].tape.graph
    exponential = any(node.op.name in EXPONENTIALS for node in graph.nodes)
    words = f"{name_of(first)} is infinite or no number at some cases: something overflows, or is divided by 0"
    remedy = "subtract the maximum before exp" if exponential else "look for what is divided by"
    return (Slip((Explanation("not finite", words, remedy, name_of(first)),), name_of(first)),)
