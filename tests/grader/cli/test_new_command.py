import pytest

from grader.spec import load_problem

EQUATIONS = ("-e", "z = w*x + b", "-e", "L = (z - y)**2")


@pytest.fixture
def new(run_cli, tmp_path):
    """Run ``grader new`` with a folder of problems of its own."""
    return lambda *arguments: run_cli("new", *arguments, "--problems", tmp_path)


@pytest.mark.usefixtures("sandboxes")
def test_it_says_what_it_wrote_and_what_to_do_next(new, tmp_path):
    ended = new("my-problem", *EQUATIONS)
    folder = tmp_path / "my-problem"
    files = ended.out.split()
    assert ended.status == 0
    assert files[:2] == [f"{folder}/problem.yaml", f"{folder}/accepted/chain_rule.py"]
    assert sorted(files) == sorted(str(path) for path in folder.rglob("*") if path.is_file())
    assert ended.err == (
        "inputs: x (data), w (parameter), b (parameter), y (target)\n"
        "output: L\n"
        "  if that is wrong: --role NAME=ROLE, --shape NAME=N,D\n"
        f"next: say in the 'statement' of {folder}/problem.yaml what it is about\n"
        f"then: grader lint {folder}\n"
    )


@pytest.mark.usefixtures("sandboxes")
def test_what_it_wrote_can_be_shown_and_graded(new, run_cli, tmp_path):
    new("my-problem", *EQUATIONS)
    folder = tmp_path / "my-problem"
    assert run_cli("show", folder).status == 0
    assert run_cli("grade", folder, folder / "accepted" / "chain_rule.py").status == 0


@pytest.mark.usefixtures("sandboxes")
def test_what_is_said_is_not_guessed(new, tmp_path):
    options = "--title Mine --shape x=N,D --shape v=D --shape q=N --role v=parameter --role q=target --range v=0.1..2"
    ended = new("my-problem", "-e", "z = x @ v\nL = mean((z - q)**2)", *options.split())
    problem = load_problem(tmp_path / "my-problem" / "problem.yaml")
    assert ended.err.startswith(
        "inputs: x (data [N, D]), v (parameter [D]), q (target [N]); N from 3 to 6; D from 2 to 5\n"
    )
    assert problem.title == "Mine"
    assert [(one.name, one.role.value, one.shape) for one in problem.inputs] == [
        ("x", "data", ("N", "D")),
        ("v", "parameter", ("D",)),
        ("q", "target", ("N",)),
    ]
    assert [float(problem.inputs[1].low), float(problem.inputs[1].high)] == [0.1, 2.0]


@pytest.mark.usefixtures("sandboxes")
def test_what_lint_is_going_to_say_is_said_at_once(new, tmp_path):
    ended = new("a", "-e", "L = sum(x)", "--shape", "x=3")
    assert ended.status == 0
    assert (
        f"error[constant-answer-passes] {tmp_path}/a/problem.yaml:23:3: backward: ones would pass in every case\n"
        "  fix: change the graph"
    ) in ended.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["My_Problem"],
            "'My_Problem' cannot be the id of a problem\n  fix: use lower-case letters",
        ),
        (
            ["a", "--shape", "x"],
            "--shape cannot be 'x'\n  fix: write --shape x=N,D for the shape (N, D), or --shape x=3",
        ),
        (["a", "--shape", "x=N D"], "--shape cannot be 'x=N D'"),
        (["a", "--shape", "x=0"], "--shape cannot be 'x=0'"),
        (["a", "--shape", "x=1000,1000"], "'x' has 1000000 numbers, and 10000 are the most"),
        (["a", "--role", "x=date"], "--role cannot be 'x=date'\n  fix: write --role x=data|parameter|target|constant"),
        (
            ["a", "--range", "w=2..1"],
            "--range cannot be 'w=2..1'\n  fix: write --range w=0.1..2, the smaller",
        ),
        (["a", "--range", "w=1"], "--range cannot be 'w=1'"),
        (["a", "--range", "w=0..1e999"], "--range cannot be 'w=0..1e999'"),
        (["a", "--role", "q=data"], "no equation uses 'q', or it is no input\n  fix: choose from: w, x, y"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(new, tmp_path, arguments, message):
    ended = new(*arguments, "-e", "L = (w*x - y)**2")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"error: {message}")
    assert list(tmp_path.iterdir()) == []


def test_a_bad_equation_is_shown_with_its_place(new, tmp_path):
    ended = new("a", "-e", "z = w * x", "-e", "L = 2z")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        "error: -e:2:6: an operator is missing between '2' and 'z'\n    L = 2z\n         ^\n"
        "  fix: write 2 * z to multiply\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(new, tmp_path):
    (tmp_path / "a").mkdir()
    ended = new("a", *EQUATIONS)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (f"error: '{tmp_path / 'a'}' exists already\n  fix: choose another id, or remove the folder\n")
    assert list((tmp_path / "a").iterdir()) == []


def test_equations_are_needed(new):
    ended = new("a")
    assert ended.status == 2
    assert "Missing option '-e'" in ended.err
