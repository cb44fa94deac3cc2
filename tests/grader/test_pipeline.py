import json
from dataclasses import replace
from fractions import Fraction

import pytest

from grader import __version__, diagnosis
from grader.errors import UsageError
from grader.isolation import Isolation
from grader.model import Answer, Audience, Call, Outcome, Status, Submission
from grader.pipeline import grade, mark, mark_file, said
from grader.reports import render
from grader.reports.audience import for_audience
from grader.sandbox import open_sandbox
from tests.grader.in_process import ONE_WEIGHT, RIGHT, InProcess, exam_of, graded, problem_of, submitted

VECTOR = """
    inputs: {x: {role: data, shape: [3]}, w: {role: parameter}}
    graph: out = w * x
    ask: {forward: {points: 1}, backward: {points: 1}}
    random: {cases: 1}
    """


def without(function: str) -> str:
    return RIGHT.replace(f"def {function}(", f"def no_{function}(")


def attempt(report, kind: str, index: int = 0):
    return next(ask for ask in report.asks if ask.ask.value == kind).attempts[index]


def scores(report) -> dict[str, float]:
    return {ask.ask.value: float(ask.score) for ask in report.asks}


class TestScores:
    def test_a_right_answer_gets_full_marks(self):
        report = graded(ONE_WEIGHT, RIGHT)
        assert (report.status, report.score, report.max_score, report.full_marks) == (Status.GRADED, 8, 8, True)
        assert all(ask.right and ask.score == ask.max_score for ask in report.asks)

    def test_each_ask_is_graded_by_itself_and_the_score_is_their_sum(self):
        report = graded(ONE_WEIGHT, RIGHT.replace('"w": 2 * s * x', '"w": 2 * s'))
        assert scores(report) == {"forward": 1, "locals": 2, "backward": 0, "update": 1}
        assert (report.score, report.max_score, report.full_marks) == (4, 8, False)

    def test_a_share_is_given_for_each_name_where_the_author_says_so(self):
        text = ONE_WEIGHT.replace("[s, w], points: 4", "[s, w], points: 4, credit: each")
        report = graded(text, RIGHT.replace('"w": 2 * s * x', '"w": 2 * s'))
        assert report.asks[2].score == 2
        assert not report.asks[2].right

    def test_points_are_added_without_rounding(self):
        text = ONE_WEIGHT.replace("forward: {points: 1}", "forward: {points: 0.1}").replace(
            "points: 2}", "points: 0.2}"
        )
        assert graded(text, RIGHT).score == Fraction("5.3")


class TestReport:
    def test_it_says_what_was_graded_by_what(self):
        report = graded(ONE_WEIGHT, RIGHT)
        problem, submission = problem_of(ONE_WEIGHT), submitted(RIGHT)
        assert (report.version, report.isolation, report.message) == (__version__, Isolation.L0, "")
        assert (report.problem_id, report.problem_sha256) == (problem.id, problem.sha256)
        assert (report.student, report.file, report.submission_sha256) == ("", "answer.py", submission.sha256)

    def test_grading_is_preparing_and_marking(self):
        problem, submission = problem_of(ONE_WEIGHT), submitted(RIGHT)
        assert grade(problem, submission, InProcess()) == graded(ONE_WEIGHT, RIGHT)
        assert grade(problem, submission, InProcess(), salt="secret") == graded(ONE_WEIGHT, RIGHT, "secret")

    @pytest.mark.parametrize("audience", Audience)
    @pytest.mark.parametrize("salt", ["", "secret"])
    def test_it_has_the_same_bytes_from_a_process_and_on_a_second_run(self, audience, salt):
        source = RIGHT + "\ndef backward(x, w, y):\n    print(x)\n    return {'s': 1 / (w > 0), 'w': float('nan')}\n"
        submission = submitted(source)
        with open_sandbox("local") as sandbox:
            reports = [mark(exam_of(ONE_WEIGHT, salt), submission, sandbox), graded(ONE_WEIGHT, source, salt)]
        one, other = (render(for_audience(report, audience), "json") for report in reports)
        assert one == other

    def test_an_attempt_can_be_replayed(self):
        assert attempt(graded(ONE_WEIGHT, RIGHT), "update").replay == "update(x=2.0, w=3.0, y=1.0, rate=0.1)"

    def test_a_vjp_is_called_with_its_upstream_and_other_functions_are_not(self):
        source = """
            def forward(x, w): return {"out": w * x}
            def backward(x, w, upstream): return {"w": (upstream * x).sum()}
            """
        report = graded(VECTOR, source)
        assert report.full_marks
        assert ", upstream=np.array([" in attempt(report, "backward").replay
        assert "upstream" not in attempt(report, "forward").replay


class TestWhatEndsACall:
    def test_an_exception_is_shown_with_the_students_line(self):
        source = "\n\ndef backward(x, w, y):\n    return {'w': 1 / (x - x)}\n"
        ended = attempt(graded(ONE_WEIGHT, source), "backward")
        assert (ended.outcome, ended.right, ended.findings) == (Outcome.RAISED, False, ())
        assert (
            ended.message == "ZeroDivisionError: float division by zero\nanswer.py, line 4: return {'w': 1 / (x - x)}"
        )

    def test_an_unfinished_function_is_said_to_be_unfinished(self):
        source = "def backward(x, w, y):\n    raise NotImplementedError('write backward')"
        ended = attempt(graded(ONE_WEIGHT, source), "backward")
        assert ended.outcome is Outcome.RAISED
        assert [found.check for found in ended.findings] == ["unfinished"]
        assert ended.message.startswith("NotImplementedError: write backward\nanswer.py, line 2: raise")

    def test_a_function_that_is_missing_costs_its_own_points_alone(self):
        report = graded(ONE_WEIGHT, without("backward"))
        assert scores(report) == {"forward": 1, "locals": 2, "backward": 0, "update": 1}
        ended = attempt(report, "backward")
        assert ended.message == "no function 'backward' in the file; did you mean 'no_backward'?"

    def test_wrong_parameters_are_said(self):
        ended = attempt(graded(ONE_WEIGHT, "def backward(w, x): return {}"), "backward")
        assert ended.message == "backward() takes (w, x) but is called with (x, w, y)"

    @pytest.mark.parametrize(
        ("source", "line", "shown"),
        [
            ("one\ntwo\nthree", 2, "two"),
            ("one\r\ntwo\r\nthree", 3, "three"),
            ("one\rtwo\rthree", 2, "two"),
            ("one\x0c\ntwo\u2028two\x1d\nthree", 3, "three"),
            ("one\n\t  two  \nthree", 2, "two"),
            ("one\n\x1b[31mtwo", 2, r"\x1b[31mtwo"),
            ("one\ntwo", 3, ""),
            ("one\ntwo", 0, ""),
        ],
    )
    def test_lines_are_counted_as_python_counts_them(self, source, line, shown):
        submission = replace(submitted(""), source=source)
        words = said(Answer(Outcome.RAISED, message="ValueError", file="answer.py", line=line), submission)
        assert words == f"ValueError\nanswer.py, line {line}: {shown}"

    def test_the_line_is_shown_of_the_file_where_it_was(self):
        submission = replace(submitted("one\ntwo"), modules={"layers/relu.py": "uno\ndue"})
        words = [
            said(Answer(Outcome.RAISED, message="E", file=file, line=2), submission)
            for file in ("answer.py", "layers/relu.py", "none.py")
        ]
        assert words == ["E\nanswer.py, line 2: two", "E\nlayers/relu.py, line 2: due", "E\nnone.py, line 2: "]

    @pytest.mark.parametrize(
        ("modules", "files"),
        [
            ([], "this one"),
            (["relu.py", "a/b.py"], "a/b.py, answer.py, relu.py"),
            ([f"m{i}.py" for i in range(9)], "answer.py, m0.py, m1.py, m2.py, m3.py, m4.py, m5.py, m6.py and 2 more"),
        ],
    )
    def test_a_module_that_is_missing_is_answered_with_the_files_that_are_there(self, modules, files):
        submission = replace(submitted(""), modules=dict.fromkeys(modules, ""))
        answer = Answer(Outcome.RAISED, message="ModuleNotFoundError: No module named 'torch'")
        there = "there are NumPy and a part of the standard library, and no file but"
        assert said(answer, submission) == f"{answer.message}; {there} {files}"

    def test_without_a_line_there_is_only_the_message(self):
        assert said(Answer(Outcome.DIED, message="it ended"), submitted("x")) == "it ended"


class TestNotGradable:
    def check(self, report, *words: str):
        assert (report.status, report.score, report.max_score) == (Status.NOT_GRADABLE, 0, 8)
        assert report.asks == ()
        assert not report.full_marks
        assert all(word in report.message for word in words)

    def test_a_file_that_does_not_compile(self):
        self.check(graded(ONE_WEIGHT, "x = 1\ndef backward(:\n"), "SyntaxError", "answer.py, line 2: def backward(:")

    def test_a_file_that_raises_when_it_is_loaded(self):
        report = graded(ONE_WEIGHT, "import torch")
        self.check(report, "ModuleNotFoundError", "answer.py, line 1: import torch", "no file but this one")

    def test_a_file_with_none_of_the_functions(self):
        report = graded(ONE_WEIGHT, "def foreward(x, w, y): return {}")
        self.check(report, "no function 'forward' in the file; did you mean 'foreward'?")

    def test_a_file_that_cannot_be_read_as_text(self, tmp_path):
        file = tmp_path / "one-weight.py"
        file.write_bytes(b"x = '\xff'")
        report = mark_file(exam_of(ONE_WEIGHT), file, InProcess(), student="ada")
        self.check(report, "not UTF-8")
        assert (report.student, report.file) == ("ada", "one-weight.py")


def test_a_file_is_graded_for_its_student(tmp_path):
    file = tmp_path / "one-weight.py"
    file.write_text(RIGHT, encoding="utf-8")
    report = mark_file(exam_of(ONE_WEIGHT), file, InProcess(), student="ada")
    assert report.full_marks
    assert (report.student, report.file) == ("ada", "one-weight.py")


def test_a_folder_is_graded_by_the_file_that_is_named_after_the_problem(tmp_path):
    (tmp_path / "example.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "another.py").write_text("", encoding="utf-8")
    report = mark_file(exam_of(ONE_WEIGHT), tmp_path, InProcess(), student="ada")
    assert report.full_marks
    assert (report.student, report.file) == ("ada", "example.py")


def test_a_folder_that_cannot_be_graded_gets_a_report(tmp_path):
    report = mark_file(exam_of(ONE_WEIGHT), tmp_path, InProcess())
    assert report.status is Status.NOT_GRADABLE
    assert report.message.startswith("no .py file at the top of the folder\n  fix: ")


def test_a_file_that_is_not_there_is_a_mistake_of_whoever_asks(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        mark_file(exam_of(ONE_WEIGHT), tmp_path / "none.py", InProcess())


def test_a_report_holds_no_path_time_or_host(tmp_path):
    file = tmp_path / "one-weight.py"
    file.write_text("def backward(x, w, y): return open('missing')", encoding="utf-8")
    report = render(mark_file(exam_of(ONE_WEIGHT), file, InProcess()), "json")
    assert str(tmp_path) not in report
    assert not {"time", "date", "host", "path", "seconds"} & set(json.loads(report))


class TestHiddenState:
    """What a submission keeps from one call to the next."""

    def test_hidden_inputs_cannot_be_told_through_a_visible_case(self):
        source = """
            seen = []
            def forward(x, w, y):
                seen.append((x, w, y))
                raise ValueError(seen)
            local_gradients = backward = forward
            def update(x, w, y, rate):
                forward(x, w, y)
            """
        exam = exam_of(ONE_WEIGHT, "secret")
        shown = render(for_audience(graded(ONE_WEIGHT, source, "secret"), Audience.STUDENT), "json")
        hidden = {value.item() for q in exam.questions if not q.case.visible for value in q.case.inputs.values()}
        assert [number for number in hidden - {1.0, 2.0, 3.0} if str(number) in shown] == []


@pytest.mark.parametrize(
    ("message", "more"),
    [
        ("ImportError: cannot import name 'f' from 'queue'", True),
        ("AttributeError: module 'queue' has no attribute 'f'", True),
        ("ValueError: no", False),
    ],
)
def test_a_module_that_another_one_of_its_name_hides_is_named(message, more):
    submission = Submission("", "a.py", "", "", {"layers/f.py": "", "queue.py": ""})
    words = (
        "; queue.py cannot be imported: there is another module of that name; call it something else" if more else ""
    )
    assert said(Answer(Outcome.RAISED, message=message), submission) == message + words


def test_no_module_is_blamed_where_all_names_are_their_own():
    submission = Submission("", "a.py", "", "", {"layers/queue.py": ""})
    assert said(Answer(Outcome.RAISED, message="ImportError: no"), submission) == "ImportError: no"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "PermissionError: [Errno 1] Operation not permitted: 'a'",
            "submissions can open no files and start no processes",
        ),
        ("RuntimeError: can't start new thread", "submissions can start none"),
    ],
)
def test_what_is_refused_is_explained(message, words):
    said_of_it = said(Answer(Outcome.RAISED, message=message), Submission("", "a.py", "", ""))
    assert said_of_it == f"{message}; {words}"


def test_hidden_cases_are_run_by_themselves():
    runs = []

    class Counting(InProcess):
        def run(self, submission, calls, limits):
            runs.append(len(calls))
            return super().run(submission, calls, limits)

    report = mark(exam_of(ONE_WEIGHT, "secret"), submitted(RIGHT), Counting())
    assert report.full_marks
    assert runs == [8, 28]


def test_where_all_cases_are_hidden_the_file_is_loaded_first_without_them():
    text = ONE_WEIGHT.replace("worked example, inputs", "worked example, visible: false, inputs")
    report = mark(exam_of(text, "secret"), submitted("raise ValueError('calls')"), InProcess())
    assert report.message.startswith("ValueError: calls")
    assert mark(exam_of(text, "secret"), submitted(RIGHT), InProcess()).full_marks


@pytest.mark.parametrize(
    ("returned", "output"),
    [
        ("{'L': 2.5}", 2.5),
        ("{'L': 3}", 3.0),
        ("{'L': True}", None),
        ("{'L': '2.5'}", None),
        ("{'L': [2.5]}", None),
        ("{'L': float('nan')}", None),
        ("{'L': 10 ** 400}", None),
        ("{'L': -(10 ** 400)}", None),
        ("{}", None),
        ("2.5", None),
    ],
)
def test_of_the_students_own_forward_a_diagnosis_is_given_numbers_alone(returned, output, monkeypatch):
    outputs = []

    def diagnose(_problem, _questions, _readings, forward):
        outputs.extend(forward([Call("forward", {"x": 1.0, "w": 2.0, "y": 3.0})]))
        return ()

    monkeypatch.setattr(diagnosis, "diagnose", diagnose)
    graded(ONE_WEIGHT, f"{RIGHT}\ndef forward(x, w, y):\n    return {returned}")
    assert outputs == [output]
