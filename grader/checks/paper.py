"""What a student handed in for one question, read into numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.expected import Question
from grader.model import Answer, Finding, Key
from reference.op import Array


@dataclass(frozen=True, eq=False)
class Paper:
    """One answered question.

    Attributes:
        question: what was asked.
        answer: what came back.
        read: for each key that could be read, its float64 array in the right shape.
        unread: what was wrong with the rest: the structural findings.
        unbegun: whether no answer to the whole ask has anything in it.
    """

    question: Question
    answer: Answer
    read: Mapping[Key, Array]
    unread: tuple[Finding, ...]
    unbegun: bool = False
