import json
import re
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import find

from grader import counterexample
from grader.counterexample import LONGEST_CALL_S, LONGEST_S, smallest
from grader.errors import GraderError
from grader.expected.sheet import Sheet
from grader.model import Answer, Audience, CaseKind, Outcome, Problem
from grader.pipeline import mark
from grader.reports import RENDERERS, render
from grader.reports.audience import for_audience
from tests.grader.in_process import ONE_WEIGHT, RIGHT, InProcess, exam_of, submitted

ROOT = Path(__file__).parents[2]
HIDDEN = ONE_WEIGHT.replace("{name: worked example,", "{name: worked example, visible: false,")
"""The same, with nothing for students to see but by its random cases, and nothing where those have a salt."""
LONG = ONE_WEIGHT.replace("x: 2, w: 3, y: 1", "x: 2.25, w: 3, y: 1")
"""The same, with a case that is longer than need be."""
LAYER = """
    inputs: {x: {role: data, shape: [N, D]}, w: {role: parameter, shape: [D]}}
    dims: {N: 2..4, D: 2..3}
    graph: out = x @ w
    ask: {backward: {points: 1}}
    random: {cases: 4}
    """
LAYER_RIGHT = """
def backward(x, w, upstream):
    return {"w": x.T @ upstream}
"""


class Recording(InProcess):
    """Notes what is run, and answers as it is told."""

    def __init__(self, change=lambda answers: answers):
        self.change = change
        self.calls = []
        self.limits = []

    def run(self, submission, calls, limits):
        self.calls.append(calls)
        self.limits.append(limits)
        return self.change(super().run(submission, calls, limits))


def marked(text: str, source: str, salt: str = "secret", sandbox=None):
    return mark(exam_of(text, salt), submitted(source), sandbox or InProcess(), smallest=True)


def found(text: str, source: str, salt: str = "secret") -> dict[str, str]:
    """Return the call that is found for each ask that is wrong."""
    asks = marked(text, source, salt).asks
    return {ask.ask.value: ask.smallest and ask.smallest.replay for ask in asks if not ask.right}


def searched(problem: Problem, report, source: str, sandbox):
    return smallest(problem, report.asks, submitted(source), sandbox)


def wrong(old: str, new: str) -> str:
    assert old in RIGHT
    return RIGHT.replace(old, new)


SIGN = wrong('"s": 2 * s, "w"', '"s": -2 * s, "w"')
SWAPPED = wrong('"w": 2 * s * x', '"w": 2 * s * w')
NEGATIVE = wrong("    s = w * x - y\n", "    s = w * x - y if w > 0 else 1\n")


class TestWhatIsFound:
    def test_a_right_submission_has_none(self):
        report = marked(HIDDEN, RIGHT)
        assert report.full_marks
        assert [ask.smallest for ask in report.asks] == [None] * 4

    def test_it_is_in_the_simplest_numbers_that_tell(self):
        assert found(HIDDEN, SWAPPED) == {"backward": "backward(x=1.0, w=2.0, y=1.0)"}

    def test_of_several_asks_each_has_its_own(self):
        source = SWAPPED.replace('{"p": w * x,', '{"p": w + x,')
        assert found(HIDDEN, source) == {
            "forward": "forward(x=1.0, w=1.0, y=1.0)",
            "backward": "backward(x=1.0, w=2.0, y=1.0)",
        }

    def test_it_is_an_attempt_like_others(self):
        (backward,) = (ask for ask in marked(HIDDEN, SWAPPED).asks if not ask.right)
        attempt = backward.smallest
        assert (attempt.case, attempt.kind, attempt.visible) == ("smallest", CaseKind.RANDOM, True)
        assert (attempt.outcome, attempt.right) == (Outcome.ANSWERED, False)
        assert {found.message for found in attempt.findings} == {"dL/dw is 4.0, expected 2.0"}

    def test_what_takes_longer_numbers_to_show_is_found_too(self):
        source = wrong('    return {"s": 2 * s, "w": 2 * s * x}', "    return {'s': 2 * s, 'w': 2 * s * round(x, 1)}")
        assert re.fullmatch(r"backward\(x=\d\.\d\d, w=1\.0, y=1\.0\)", found(HIDDEN, source)["backward"])

    def test_an_exception_is_found_with_its_line(self):
        source = wrong("    s = w * x - y\n", "    s = w * x - y\n    assert w > 0\n")
        (backward,) = (ask for ask in marked(HIDDEN, source).asks if not ask.right)
        assert backward.smallest.replay == "backward(x=1.0, w=-1.0, y=1.0)"
        assert backward.smallest.message == "AssertionError\nanswer.py, line 10: assert w > 0"

    def test_a_learning_rate_that_is_written_into_the_answer_is_found(self):
        source = wrong("w = w - rate * 2", "w = w - 0.1 * 2")
        assert re.fullmatch(r"update\(x=\d\.0, w=\d\.0, y=\d\.0, rate=0\.2\)", found(HIDDEN, source)["update"])

    def test_the_rate_is_that_of_the_spec_even_where_another_has_fewer_digits(self):
        text = HIDDEN.replace("rate: 0.1", "rate: 0.125")
        source = wrong("w = w - rate * 2", "w = w - rate * 3")
        assert found(text, source) == {"update": "update(x=1.0, w=1.0, y=2.0, rate=0.125)"}

    def test_arrays_have_the_least_sizes(self):
        source = LAYER_RIGHT.replace("x.T @ upstream", "x.T @ upstream / len(x)")
        found_call = found(LAYER, source)["backward"]
        assert found_call == (
            "backward(x=np.array([[1.0, 1.0], [1.0, 1.0]]), w=np.array([1.0, 1.0]), upstream=np.array([1.0, 1.0]))"
        )

    def test_what_is_shown_anyhow_is_not_looked_for_where_it_is_as_simple(self):
        sandbox = Recording()
        report = marked(ONE_WEIGHT, SWAPPED, sandbox=sandbox)
        assert [ask.smallest for ask in report.asks] == [None] * 4
        assert len(sandbox.calls) == 2  # the visible and the hidden cases

    def test_hypothesis_is_not_imported_where_nothing_is_looked_for(self):
        program = (
            "import sys\nfrom grader.pipeline import mark\n"
            "from tests.grader.in_process import ONE_WEIGHT, RIGHT, InProcess, exam_of, submitted\n"
            "wrong = RIGHT.replace('2 * s * x', '2 * s * w')\n"
            "assert mark(exam_of(ONE_WEIGHT), submitted(wrong), InProcess(), smallest=True).score == 4\n"
            "assert 'hypothesis' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)

    def test_what_is_shown_anyhow_is_replaced_where_it_has_more_digits(self):
        assert found(LONG, SWAPPED) == {"backward": "backward(x=1.0, w=2.0, y=1.0)"}

    def test_what_has_as_many_digits_is_not_said(self):
        text = LONG.replace("2.25", "-25")
        source = wrong('"w": 2 * s * x', '"w": 2 * s * (x if x > -2.4 else 1)')
        assert found(text, source) == {"backward": None}

    def test_what_takes_as_many_digits_as_the_case_that_is_shown_is_not_said(self):
        source = wrong('"w": 2 * s * x', '"w": 2 * s * round(x, 1)')
        assert found(LONG, source) == {"backward": None}
        assert found(LONG.replace("y: 1", "y: 1.5"), source)["backward"]

    @pytest.mark.parametrize("form", RENDERERS)
    def test_students_see_it_where_all_else_is_hidden(self, form):
        written = render(for_audience(marked(HIDDEN, SWAPPED), Audience.STUDENT), form)
        assert "backward(x=1.0, w=2.0, y=1.0)" in written


class TestWhatIsNot:
    @pytest.mark.parametrize(
        "source",
        [
            wrong('{"s": 2 * s, "w": 2 * s * x}', '{"s": 0, "w": 0}'),
            wrong("    s = w * x - y\n", "    raise NotImplementedError\n"),
            wrong("def backward", "def backwards"),
        ],
        ids=["zeros", "not implemented", "missing"],
    )
    def test_nothing_is_looked_for_where_nothing_is_written_yet(self, source):
        sandbox = Recording()
        assert [ask.smallest for ask in marked(HIDDEN, source, sandbox=sandbox).asks] == [None] * 4
        assert len(sandbox.calls) == 2  # whether it loads, and the hidden cases

    def test_a_case_that_fails_in_another_way_is_another_mistake(self):
        source = SWAPPED.replace("def backward(x, w, y):\n", "def backward(x, w, y):\n    assert x != 1\n")
        assert found(HIDDEN, source) == {"backward": "backward(x=2.0, w=1.0, y=1.0)"}

    def test_what_fails_only_after_other_calls_cannot_be_pasted(self):
        source = "seen = []\n" + wrong("    s = w * x - y\n", "    s = w * x - y + len(seen)\n    seen.append(s)\n")
        assert found(HIDDEN, source) == {"backward": None}

    def test_a_call_that_has_hung_or_died_is_not_made_again(self):
        report = marked(HIDDEN, SWAPPED)
        for outcome in set(Outcome) - {Outcome.ANSWERED, Outcome.RAISED}:
            backward = report.asks[2]
            ended = replace(backward.attempts[0], outcome=outcome, right=False)
            asks = (*report.asks[:2], replace(backward, attempts=(ended, *backward.attempts)), report.asks[3])
            sandbox = Recording()
            assert searched(exam_of(HIDDEN).problem, replace(report, asks=asks), SWAPPED, sandbox) == {}
            assert sandbox.calls == []

    def test_the_search_ends_with_the_first_call_that_takes_too_long(self):
        late = Recording(lambda answers: (Answer(Outcome.TIMED_OUT), *answers[1:]))
        assert searched(exam_of(HIDDEN).problem, marked(HIDDEN, SWAPPED), SWAPPED, late) == {}
        assert len(late.calls) == 1

    def test_the_search_ends_when_its_time_is_used_up(self, monkeypatch):
        report = marked(HIDDEN, SWAPPED)
        clock = SimpleNamespace(monotonic=count(0, 4).__next__)
        monkeypatch.setattr(counterexample, "time", clock)
        sandbox = Recording()
        assert searched(exam_of(HIDDEN).problem, report, SWAPPED, sandbox) == {}
        assert [limits.total_s for limits in sandbox.limits] == [LONGEST_S, LONGEST_S - 4]

    def test_no_run_takes_more_than_the_limits_of_a_search_or_of_the_problem(self):
        problem = exam_of(HIDDEN).problem
        for most, cpu_s in ((1000.0, LONGEST_S), (0.5, 0.5)):
            limits = replace(problem.limits, call_s=most, total_s=most, cpu_s=most)
            sandbox = Recording()
            assert searched(replace(problem, limits=limits), marked(HIDDEN, SWAPPED), SWAPPED, sandbox)
            assert {given.cpu_s for given in sandbox.limits} == {cpu_s}
            assert all(given.call_s <= min(most, LONGEST_CALL_S) for given in sandbox.limits)
            assert all(given.total_s <= min(most, LONGEST_S) for given in sandbox.limits)

    def test_inputs_that_nobody_would_read_are_not_looked_at(self):
        text = LAYER.replace("N: 2..4", "N: 40..41")
        assert found(text, LAYER_RIGHT.replace("x.T", "2 * x.T")) == {"backward": None}

    def test_no_number_is_out_of_its_range(self):
        text = HIDDEN.replace("x: {role: data}", "x: {role: data, range: 2.41..2.45}").replace("x: 2,", "x: 2.42,")
        assert found(text, SWAPPED) == {"backward": "backward(x=2.41, w=1.0, y=1.0)"}

    def test_where_nothing_can_be_computed_there_is_nothing_to_try(self):
        problem = exam_of(HIDDEN.replace("L = s ** 2", "L = s ** 2 + log(x - 1)")).problem
        impossible = replace(
            problem, inputs=(replace(problem.inputs[0], low=Fraction(0), high=Fraction(1)), *problem.inputs[1:])
        )
        sandbox = Recording()
        assert searched(impossible, marked(HIDDEN, SWAPPED), SWAPPED, sandbox) == {}
        assert sandbox.calls == []


class TestJudging:
    def test_what_the_reference_cannot_judge_is_left_out(self, monkeypatch):
        refused = []

        def fussy(problem, cases):
            bad = [case for case in cases if case.inputs["w"] == 2]
            refused.extend(bad)
            if bad:
                raise GraderError("no")
            return Sheet(problem, cases)

        report = marked(HIDDEN, SWAPPED)
        monkeypatch.setattr(counterexample, "Sheet", fussy)
        trial = next(iter(searched(exam_of(HIDDEN).problem, report, SWAPPED, InProcess()).values()))
        assert refused
        assert trial.question.case.inputs["w"] != 2

    def test_where_it_can_judge_nothing_nothing_is_run(self, monkeypatch):
        def useless(*_):
            raise GraderError("no")

        report = marked(HIDDEN, SWAPPED)
        monkeypatch.setattr(counterexample, "Sheet", useless)
        sandbox = Recording()
        assert searched(exam_of(HIDDEN).problem, report, SWAPPED, sandbox) == {}
        assert sandbox.calls == []

    def test_the_verdict_is_the_same_with_and_without(self):
        with_it, without = marked(HIDDEN, SIGN), mark(exam_of(HIDDEN, "secret"), submitted(SIGN), InProcess())
        assert replace(with_it, asks=tuple(replace(ask, smallest=None) for ask in with_it.asks)) == without

    def test_cases_come_from_the_spec_alone(self):
        secrets = [Recording(), Recording()]
        for salt, sandbox in zip(("secret", "another"), secrets, strict=True):
            marked(HIDDEN, SIGN, salt, sandbox)
        one, other = ([repr(calls) for calls in sandbox.calls[2:]] for sandbox in secrets)
        assert one == other
        assert one

    def test_what_a_hidden_case_raises_plays_no_part(self):
        text = ONE_WEIGHT.replace("cases: 6", "cases: 1")
        named = 'raise type(f"E{hash((x, w, y)) % 4}", (Exception,), {})'
        source = wrong("    s = w * x - y\n", f"    if (x, w, y) != (2, 3, 1):\n        {named}\n    s = w * x - y\n")
        raised = set()
        for salt in "abcdef":
            assert found(text, source, salt) == {"backward": "backward(x=1.0, w=1.0, y=1.0)"}
            raised |= {one.message[:2] for one in marked(text, source, salt).asks[2].attempts if not one.right}
        assert len(raised) > 1

    def test_it_is_the_same_every_time_and_in_every_thread(self):
        reports = [marked(HIDDEN, SIGN)]
        threads = [threading.Thread(target=lambda: reports.append(marked(HIDDEN, SIGN))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({render(report, "json") for report in reports}) == 1
        assert json.loads(render(reports[0], "json"))["asks"][2]["smallest"]

    def test_few_runs_are_enough(self):
        sandbox = Recording()
        marked(HIDDEN, SIGN, sandbox=sandbox)
        assert len(sandbox.calls) <= 2 + 4

    def test_a_mistake_that_shows_in_two_asks_at_once_is_looked_for_once(self, monkeypatch):
        passes = []
        monkeypatch.setattr("hypothesis.find", lambda *given, **settings: passes.append(1) or find(*given, **settings))
        one = found(HIDDEN, RIGHT.replace('"s": w * x - y,', '"s": "",'))
        alone = len(passes)
        two = found(HIDDEN, RIGHT.replace('"s": w * x - y,', '"s": "",').replace('{"s": 2 * s,', '{"s": "",'))
        assert (len(one), len(two)) == (1, 2)
        assert len(passes) == 2 * alone

    def test_a_run_has_no_more_cases_than_it_may(self, monkeypatch):
        monkeypatch.setattr(counterexample, "MOST_WANTED", 7)
        sandbox = Recording()
        marked(HIDDEN, SIGN, sandbox=sandbox)
        assert max(map(len, sandbox.calls[2:])) == 7
