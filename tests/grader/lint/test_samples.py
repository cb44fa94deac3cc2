from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.isolation import Isolation
from grader.lint.samples import Sample, judge, judge_time
from grader.model import AskKind, AskResult, Diagnosis, Limits, Report, Status
from tests.grader.in_process import ONE_WEIGHT, RIGHT, problem_of
from tests.grader.lint.said import codes, said

LOST = RIGHT.replace('"w": 2 * s * x', '"w": 2 * s')
WRONG = f"# wrong: backward: x is forgotten\n{LOST}"


def test_samples_that_get_their_verdicts_are_no_matter(with_samples):
    found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": WRONG})
    assert codes(found) == []
    assert [(sample.name, sample.lost) for sample in found.samples] == [
        ("accepted/a.py", ()),
        ("wrong/b.py", ("backward",)),
    ]


def test_without_samples_it_is_only_a_warning(with_samples):
    found = with_samples(ONE_WEIGHT, {})
    assert (codes(found), found.clean) == (["no-accepted-sample"], True)


def test_a_right_answer_that_loses_points_is_told_with_what_it_loses(with_samples):
    remark = said(with_samples(ONE_WEIGHT, {"accepted/a.py": LOST}), "accepted-fails")
    assert remark.message == "it gets 4 of 8 points: it loses backward"
    assert remark.place.file.endswith("a.py")


def test_a_right_answer_that_does_not_run_is_told_with_the_reason(with_samples):
    message = said(with_samples(ONE_WEIGHT, {"accepted/a.py": "x ="}), "accepted-fails").message
    assert message.startswith("it gets 0 of 8 points: SyntaxError")


@pytest.mark.parametrize(
    ("first", "code", "message"),
    [
        ("", "wrong-undeclared", "it does not say what it has to lose"),
        ("# wrong: backwards: no\n", "wrong-undeclared", "'backwards' is not asked for"),
        ("# wrong: update: no\n", "wrong-otherwise", "it loses backward, not update"),
    ],
)
def test_a_wrong_answer_has_to_say_what_it_loses(with_samples, first, code, message):
    found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": first + LOST.lstrip()})
    assert (codes(found), said(found, code).message) == ([code], message)


def test_an_ask_that_there_is_not_is_told_with_a_near_one_or_all(with_samples):
    for name, remedy in (("backwards", "did you mean 'backward'?"), ("xyz", "choose from: forward, locals, backward")):
        found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": f"# wrong: {name}: no\n{LOST}"})
        assert said(found, "wrong-undeclared").remedy.startswith(remedy)


def test_a_wrong_answer_that_is_right_is_told(with_samples):
    found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": f"# wrong: backward: no\n{RIGHT}"})
    remark = said(found, "wrong-otherwise")
    assert remark.message == "it loses nothing, not backward"
    assert remark.remedy == "mend the sample: it is right"


BLIND = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask: {backward: {points: 1}, update: {points: 1, rate: 0.1}}
    cases:
      - {name: zero, inputs: {x: 0, w: 3}, visible: false}
    random: {cases: 0}
    """
DOUBLED = """
    # wrong: update: the step is twice too long
    def backward(x, w):
        return {"w": 2 * w * x * x}

    def update(x, w, rate):
        return {"w": w - 4 * rate * w * x * x, "L": 0.0}
"""


def test_a_wrong_answer_that_passes_as_the_cases_are_blind_is_none_to_be_mended(with_samples):
    remark = said(with_samples(BLIND, {"wrong/b.py": DOUBLED}), "wrong-otherwise")
    assert remark.message == "it loses nothing, not update"
    assert remark.remedy.startswith("add the case that is proposed, ")
    assert remark.remedy.endswith(": of 'update', wrong answers pass in every case")


def test_a_wrong_answer_that_cannot_be_graded_is_told(with_samples):
    found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": "# wrong: backward: no\nx = 1 / 0\n"})
    assert said(found, "wrong-otherwise").message == "it cannot be graded: ZeroDivisionError: division by zero"


def test_what_cannot_be_read_says_nothing(with_samples):
    found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": "\0"})
    assert codes(found) == ["wrong-undeclared"]


def test_other_files_and_what_python_leaves_behind_are_no_samples(with_samples):
    found = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "accepted/notes.txt": "x", "accepted/.b.py": "x"})
    assert [sample.name for sample in found.samples] == ["accepted/a.py"]


def sample(source, mistakes=(), *, accepted=False, seconds=0.1):
    """Return a sample that loses `backward`, with a diagnosis."""
    lost = AskResult(AskKind.BACKWARD, Fraction(0), Fraction(4), right=accepted, attempts=())
    diagnosis = tuple(Diagnosis(AskKind.BACKWARD, 1, (), mistake, None, "", "") for mistake in mistakes)
    report = Report(
        "0",
        "example",
        "",
        "",
        "b.py",
        "",
        Isolation.L0,
        Status.GRADED,
        "",
        Fraction(0),
        Fraction(4),
        (lost,),
        diagnosis,
    )
    file = Path() / ("accepted" if accepted else "wrong") / "b.py"
    return Sample(file, accepted, source, report, seconds)


DECLARED = "# wrong: backward: it is\n# diagnosis: sign flipped; doubled\n"


class TestDiagnosis:
    @staticmethod
    def told(one, spec_places):
        remarks = judge(problem_of(ONE_WEIGHT), spec_places, [one])
        return [(remark.message, remark.place.line) for remark in remarks if remark.code == "diagnosis-otherwise"]

    def test_what_is_declared_has_to_be_among_what_is_named(self, bench):
        places = bench(ONE_WEIGHT).places
        assert self.told(sample(DECLARED, ["halved", "doubled", "sign flipped"]), places) == []
        assert self.told(sample(DECLARED, ["sign flipped"]), places) == [
            ("the diagnosis does not name 'doubled', but sign flipped", 2)
        ]

    def test_an_empty_diagnosis_names_nothing(self, bench):
        (first, _) = self.told(sample(DECLARED), bench(ONE_WEIGHT).places)
        assert first == ("the diagnosis does not name 'sign flipped', but nothing", 2)

    def test_it_may_be_left_out(self, bench):
        assert self.told(sample("# wrong: backward: it is"), bench(ONE_WEIGHT).places) == []


class TestTime:
    @staticmethod
    def told(seconds, **limits):
        problem = replace(problem_of(ONE_WEIGHT), limits=Limits(**{"call_s": 2.0, "total_s": 20.0, **limits}))
        right = [sample("", accepted=True, seconds=0.0), sample("", accepted=True, seconds=seconds)]
        return [remark.message for remark in judge_time(problem, right)]

    def test_a_quick_answer_is_no_matter(self):
        assert self.told(0.4) == []

    def test_the_slowest_answer_is_held_against_the_limits(self):
        assert self.told(6.0, call_s=60.0) == ["it takes 6 s of the 20 s that 'total' allows"]
        assert self.told(0.6) == ["it takes 0.6 s of the 2 s that 'seconds' allows"]

    def test_without_right_answers_there_is_nothing_to_time(self):
        assert list(judge_time(problem_of(ONE_WEIGHT), [sample("")])) == []
