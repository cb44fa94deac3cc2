"""What is judged all at once is judged as it would be by itself."""

from grader.checks.screening import screened
from grader.checks.structure import read
from grader.model import Answer, AskKind, Outcome
from tests.grader.in_process import ONE_WEIGHT, exam_of

QUESTIONS = [question for question in exam_of(ONE_WEIGHT).questions if question.ask.kind is AskKind.BACKWARD]


def paper(index: int, factor: float = 1.0, *names: str):
    """Return the right answer to a question, with the numbers of some names multiplied."""
    question = QUESTIONS[index]
    value = {key: target.value.item() * (factor if key in names else 1.0) for key, target in question.targets.items()}
    return read(question, Answer(Outcome.ANSWERED, value))


def test_exactly_the_papers_with_a_wrong_number_are_looked_at_again():
    papers = [paper(0), paper(1, 1 + 1e-6, "w"), paper(2, 1 + 1e-12, "s", "w"), paper(3, -1.0, "s", "w")]
    assert [one.right for one in screened(papers)] == [True, False, True, False]


def test_what_cannot_be_read_has_no_wrong_number():
    unread = read(QUESTIONS[0], Answer(Outcome.ANSWERED, "nothing"))
    assert [one.right for one in screened([unread, paper(1, 2.0, "w")])] == [True, False]
    assert screened([unread]) == [unread]


def test_no_papers_are_screened_at_once():
    assert screened([]) == []
