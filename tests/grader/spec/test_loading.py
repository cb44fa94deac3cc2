"""From a file to a `Problem`, and from a name to a file."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import SpecError, UsageError
from grader.model import AskKind, Credit, Input, Limits, Role
from grader.spec import Summary, find_problem, list_problems, load_problem, read_summary
from grader.spec.expectations import Worked
from reference import exact

ROOT = Path(__file__).parents[3]
Write = Callable[[str | bytes], Path]


def test_a_small_spec_gets_every_default(written: Write, scalar: str) -> None:
    problem = load_problem(written(scalar))

    assert (problem.id, problem.title, problem.topic, problem.source) == ("good", "A line", "", "")
    assert problem.statement == "Write backward.\n"
    assert problem.inputs == (
        Input("x", Role.DATA, (), Fraction(1, 10), Fraction(3)),
        Input("w", Role.PARAMETER),
        Input("y", Role.TARGET),
    )
    assert problem.graph.output == "L"
    assert problem.equations == "p = w * x\ns = p - y\nL = s ** 2\n"
    assert [(ask.kind, ask.points, ask.function, ask.keys, ask.credit) for ask in problem.asks] == [
        (AskKind.BACKWARD, 2, "backward", ("w",), Credit.ALL)
    ]
    (case,) = problem.cases
    assert {name: value.item() for name, value in case.inputs.items()} == {"x": 1, "w": Fraction(2678, 1000), "y": 3}
    assert case.visible
    assert (problem.random_cases, problem.kinks_by_convention, problem.limits) == (
        64,
        False,
        Limits(2.0, 20.0, cpu_s=20.0),
    )
    assert problem.sha256 == hashlib.sha256(scalar.encode()).hexdigest()


def test_a_full_spec_is_taken_at_its_word(written: Write, tensor: str) -> None:
    problem = load_problem(written(tensor))

    assert (problem.topic, problem.source, problem.points) == ("tensors", "nowhere", Fraction("5.5"))
    assert problem.dims == {"N": (2, 6), "D": (2, 2)}
    assert problem.inputs[0] == Input("X", Role.DATA, ("N", "D"))
    assert [(ask.kind.value, ask.function, ask.keys, ask.rate, ask.credit.value) for ask in problem.asks] == [
        ("update", "step", ("w", "L"), Fraction(1, 10), "all"),
        ("locals", "local_gradients", (("L", "k"), ("L", "M")), None, "each"),
        ("forward", "forward", ("L", "p"), None, "all"),
        ("backward", "backward", ("w", "p"), None, "all"),
    ]
    (case,) = problem.cases
    assert case.inputs["X"].tolist() == [[1, 2], [3, 4]]
    assert case.inputs["c"].item() == Fraction(1, 2)
    assert not case.visible
    assert (problem.random_cases, problem.kinks_by_convention, problem.limits) == (
        10,
        True,
        Limits(0.5, 5.0, cpu_s=5.0),
    )


def test_every_limit_can_be_set(written: Write, scalar: str) -> None:
    text = scalar + "limits: {seconds: 1, total: 9, cpu: 2.5, memory: 16, answer: 3}\n"
    limits = Limits(call_s=1.0, total_s=9.0, cpu_s=2.5, memory_bytes=16 * 2**20, answer_bytes=3 * 2**10)

    assert load_problem(written(text)).limits == limits


def test_the_limits_that_a_spec_leaves_out_are_those_of_the_model(written: Write, scalar: str) -> None:
    limits = load_problem(written(scalar + "limits: {cpu: 60}\n")).limits

    assert limits == Limits(limits.call_s, limits.total_s)


def test_edges_and_names_can_be_chosen(written: Write, scalar: str) -> None:
    asks = "{points: 1, edges: [[s, p], [p, w]]}\n  forward: {points: 1}"
    problem = load_problem(written(scalar.replace("backward: {points: 2}", f"locals: {asks}")))

    assert [ask.keys for ask in problem.asks] == [(("s", "p"), ("p", "w")), ("p", "s", "L")]


def test_a_spec_may_have_random_cases_alone(written: Write, scalar: str) -> None:
    problem = load_problem(written(scalar[: scalar.index("cases:")]))

    assert (problem.cases, problem.random_cases) == ((), 64)


def test_rounded_numbers_may_be_expected(written: Write, scalar: str) -> None:
    rounded = "    expect: {values: {L: 0.104}, gradients: {w: -0.644}, locals: {L: {s: -0.644}}}\n"

    assert load_problem(written(scalar + rounded)).cases


def test_what_is_left_of_an_exact_zero_may_be_expected_as_zero(written: Write, scalar: str) -> None:
    text = scalar.replace("p = w * x", "p = log(exp(w)) + x").replace("y: 3}", "y: 3.678}")

    assert load_problem(written(text + "    expect: {values: {s: 0, L: 0}}\n")).cases


def test_a_non_scalar_output_can_be_asked_for(written: Write, scalar: str) -> None:
    text = scalar.replace("w: {role: parameter}", "w: {role: parameter, shape: [2]}").replace("2.678", "[1, 2]")

    assert load_problem(written(text)).asks[0].keys == ("w",)


KINKED = """\
id: good
title: A relu
statement: Write backward.
inputs:
  w: {role: parameter}
  x: {role: data}
graph: |
  z = w * x - 0.3
  L = relu(z) * relu(2 * z)
ask:
  backward: {points: 2}
kinks: KINKS
cases:
  - name: on the kink
    inputs: INPUTS
"""


@pytest.mark.parametrize(
    ("kinks", "inputs"),
    [
        ("any", "{w: 0.1, x: 3}"),  # rounding decides the side, and any side is right
        ("convention", "{w: 0.3, x: 1}"),
        ("convention", "{w: 0, x: 1}"),
    ],
)
def test_a_case_may_sit_on_a_kink_if_one_knows_on_which_side(written: Write, kinks: str, inputs: str) -> None:
    assert load_problem(written(KINKED.replace("KINKS", kinks).replace("INPUTS", inputs))).cases


def test_by_convention_any_number_of_kinks_can_be_judged(written: Write, scalar: str) -> None:
    text = scalar.replace("w: {role: parameter}", "w: {role: parameter, shape: [7]}").replace("2.678", f"{[0] * 7}")
    text = text.replace("p = w * x", "p = sum(relu(w)) * x")

    assert load_problem(written(text + "kinks: convention\n")).kinks_by_convention


def test_a_case_on_a_kink_may_have_huge_numbers_beside(written: Write, scalar: str) -> None:
    text = scalar.replace("w: {role: parameter}", "w: {role: parameter, shape: [2]}").replace(
        "2.678", "[17000000000e298, 0]"
    )
    text = text.replace("p = w * x", "p = sum(maximum(w, -w) * 1e-300) * x").replace(
        "y: 3}", "y: 3}\nkinks: convention"
    )

    assert load_problem(written(text)).kinks_by_convention


def test_no_random_case_is_tried_where_there_is_to_be_none(written: Write, scalar: str) -> None:
    text = scalar.replace("p = w * x", "p = log(x - 4) * w").replace("{x: 1,", "{x: 5,")

    assert load_problem(written(text + "random: {cases: 0}\n")).random_cases == 0
    with pytest.raises(SpecError, match="no random cases can be drawn"):
        load_problem(written(text))


def test_numbers_for_the_derivatives_of_tensors_are_refused_before_they_are_worked_out(
    written: Write, scalar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worked, "locals_of", lambda *_: pytest.fail("this would take minutes, and gigabytes"))
    text = scalar.replace("w: {role: parameter}", "w: {role: parameter, shape: [40, 40]}")
    text = text.replace("2.678", str([[1] * 40] * 40)).replace("s = p - y", "s = sum(p - y)")

    with pytest.raises(SpecError, match="'p' is not a scalar"):
        load_problem(written(text + "    expect: {locals: {p: {w: 2}}}\n"))


def test_mistakes_of_cases_come_with_their_line(written: Write, scalar: str) -> None:
    path = written(scalar + "    expect: {gradients: {w: 1}}\n")

    with pytest.raises(SpecError) as caught:
        load_problem(path)

    assert str(caught.value) == (
        f"{path}:18:29: the gradient of 'w' is -0.644, not 1\n"
        "        expect: {gradients: {w: 1}}\n"
        "                                ^\n"
        "  fix: write -0.644, or mend the graph"
    )


@pytest.mark.parametrize("path", list_problems(ROOT / "problems"), ids=lambda path: path.parent.name)
def test_every_problem_is_valid(path: Path) -> None:
    problem = load_problem(path)

    assert read_summary(path) == Summary(problem.id, problem.title, problem.topic, problem.points)


def test_a_summary_does_not_look_at_the_equations(written: Write, tensor: str) -> None:
    path = written(tensor.replace("p = X @ w", "p = X @"))

    assert read_summary(path) == Summary("good", "A layer", "tensors", Fraction("5.5"))


def test_a_summary_of_a_broken_spec_shows_the_line(written: Write) -> None:
    with pytest.raises(SpecError, match=r"(?s)unknown field 'idd'.*\n    idd: good\n    \^"):
        read_summary(written("idd: good\n"))


def test_listing_problems_does_not_wait_for_numpy() -> None:
    program = (
        "import sys; from pathlib import Path; from grader.spec import list_problems, read_summary\n"
        "print(*map(read_summary, list_problems(Path('problems'))), 'numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "Summary(id='linear-regression'" in run.stdout
    assert run.stdout.endswith("False\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("two-layer-relu", "neuron", "empty"):
        (tmp_path / name).mkdir()
    for name in ("two-layer-relu", "neuron"):
        (tmp_path / name / "problem.yaml").touch()
    return tmp_path


def test_problems_are_listed_in_order(root: Path) -> None:
    assert list_problems(root) == (root / "neuron" / "problem.yaml", root / "two-layer-relu" / "problem.yaml")


def test_a_problem_is_found_by_its_id_its_folder_and_its_file(root: Path) -> None:
    path = root / "neuron" / "problem.yaml"

    assert find_problem("neuron", root) == path
    assert find_problem(str(path), root / "nowhere") == path
    assert find_problem(str(path.parent), root / "nowhere") == path


@pytest.mark.parametrize(
    ("reference", "remedy"),
    [
        ("neuro", "did you mean 'neuron'?"),
        ("empty", "choose from: neuron, two-layer-relu"),
        ("../neuron", "did you mean 'neuron'?"),
        ("", "choose from: neuron, two-layer-relu"),
        ("\0", "choose from: neuron, two-layer-relu"),
        ("x" * 5000, "choose from: neuron, two-layer-relu"),
    ],
)
def test_an_unknown_problem_says_what_may_be_meant(
    root: Path, reference: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "empty" if reference != "../neuron" else root)

    with pytest.raises(UsageError) as caught:
        find_problem(reference, root)

    assert caught.value.problem == f"unknown problem '{reference}'"
    assert caught.value.remedy == remedy


def test_a_folder_without_problems_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown problem 'neuron'\n  fix: '.*' has no problems"):
        find_problem("neuron", tmp_path)


DOMAIN = """\
id: good
title: A logarithm
statement: Write backward.
inputs:
  w: {role: parameter, range: 1..2}
  x: {role: data, range: 1..2}
graph: L = log(w + x - 0.3)
ask:
  backward: {points: 2}
cases:
  - name: of what is left
    inputs: {w: 0.1, x: 0.2}
"""


def test_what_rounding_alone_keeps_inside_a_domain_is_refused(written: Write) -> None:
    with pytest.raises(SpecError, match="in exact arithmetic 'L' cannot be computed: log needs a positive operand"):
        load_problem(written(DOMAIN))


def test_what_would_take_too_long_in_50_digits_is_checked_in_floats(
    written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "MOST_OPERATIONS", 0)
    assert load_problem(written(DOMAIN)).cases
