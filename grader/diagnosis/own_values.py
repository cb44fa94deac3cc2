"""Derivatives of someone whose forward pass is wrong: they may be right for the values that it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip
from grader.model import AskKind
from reference.graph import Node
from reference.op import Array
from reference.tape import Tape, backward, local_gradients, replay

FOLLOWS = (
    Slip(
        (
            Explanation(
                "follows from forward",
                "the derivatives are right for the values that forward returns",
                "mend forward first",
            ),
        ),
        "",
    ),
)


def rebuilt(evidence: Sequence[Evidence], forward: Sequence[Evidence]) -> list[Evidence] | None:
    """Return the evidence as it is where the student's own values are right.

    Args:
        evidence: on gradients, or on local ones.
        forward: on the values.
    Returns:
        None where there is no reason to: the values are right, or they were not asked for at the same cases, or the
        derivatives go wrong with the right values in fewer places.
    """
    own = {
        case: {str(key): got[index] for key, got in one.given.items()}
        for one in forward
        if one.wrong and any(got.any() for got in one.given.values())  # what is all zeros, nothing follows from
        for index, case in enumerate(one.names)
    }
    if not own:
        return None
    again = [found for one in evidence if (found := _with_own(one, own)) is not None]
    if not again or _wrongs(again) >= _wrongs(evidence):
        return None
    return again


def _wrongs(evidence: Sequence[Evidence]) -> int:
    """Return how many keys are wrong."""
    return len({key for one in evidence for key in one.wrong})


def _with_own(evidence: Evidence, own: dict[str, dict[str, Array]]) -> Evidence | None:
    """Return the evidence at the cases of which the student's own values are known; None where there are none."""
    rows = [index for index, case in enumerate(evidence.names) if case in own]
    if not rows:
        return None
    few = evidence.at(rows)
    known = set.intersection(*(set(own[case]) for case in few.names))
    told = {name: np.stack([own[case][name] for case in few.names]) for name in known}

    def hook(node: Node, value: Array) -> Array:
        return told.get(node.name, value)

    replayed = replay(few.tape, few.tape.inputs, hook)
    tape = Tape(replayed.graph, dict(replayed.values), replayed.layouts)
    local = evidence.ask.kind is AskKind.LOCALS
    found: Mapping[Any, Array] = (
        local_gradients(tape, few.inquiry.equations) if local else backward(tape, few.inquiry.upstream)
    )
    return replace(few, tape=tape, right={key: found[key] for key in few.right})
