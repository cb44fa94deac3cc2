import re
from dataclasses import replace

import pytest

from grader.authoring import samples as module
from grader.authoring.programs import program
from grader.authoring.samples import samples
from grader.authoring.slips import MISTAKES, slips
from grader.errors import GraderFault
from grader.model import Answer, Outcome
from grader.pipeline import mark
from tests.grader.in_process import ONE_WEIGHT, InProcess, graded, problem_of

NEURON = """
    inputs: {x: {role: data}, w: {role: parameter}, b: {role: parameter}, y: {role: target}}
    graph: |
      a = relu(w * x + b)
      L = (a - y) ** 2 + w * w
    ask: {forward: {points: 1}, locals: {points: 1}, backward: {points: 1}, update: {rate: 0.1, points: 1}}
    random: {cases: 16}
    """

BATCH = """
    inputs: {x: {role: data, shape: [N, 2]}, w: {role: parameter, shape: [2]}, b: {role: parameter}}
    dims: {N: 3..6}
    graph: L = mean((x @ w + b) ** 2)
    ask: {backward: {points: 1}}
    random: {cases: 16}
    """

VECTORS = (
    "inputs: {x: {role: data, shape: [3]}, w: {role: parameter}}\ngraph: out = w * x\nask: {backward: {points: 1}}\n"
)
FORWARD = "inputs: {x: {role: data}}\ngraph: L = 2 * x\nask: {forward: {points: 1}}\nrandom: {cases: 4}\n"

TEXTS = [ONE_WEIGHT, NEURON, BATCH, FORWARD]
DIAGNOSED = re.compile(r"\A.*\n# diagnosis: (?P<mistake>\S.*)\n\n")
DECLARED = re.compile(r"# wrong: (?P<asks>\w+(?:, \w+)*): \S")


def made(text):
    """Return the samples of a problem by their paths."""
    return {sample.path: sample.source for sample in samples(problem_of(text), InProcess())}


@pytest.mark.parametrize("text", TEXTS)
def test_the_accepted_sample_gets_full_marks(text):
    assert graded(text, made(text)["accepted/chain_rule.py"]).full_marks


@pytest.mark.parametrize("text", TEXTS)
def test_a_wrong_sample_loses_exactly_the_asks_that_it_declares(text):
    for path, source in made(text).items():
        if path.startswith("wrong/"):
            lost = [ask.ask.value for ask in graded(text, source).asks if not ask.right]
            assert lost == DECLARED.match(source)["asks"].split(", ")


@pytest.mark.parametrize("text", [ONE_WEIGHT, NEURON, BATCH])
def test_a_wrong_sample_says_what_its_diagnosis_names_first(text):
    wrong = [source for path, source in made(text).items() if path.startswith("wrong/")]
    said = [DIAGNOSED.search(source) for source in wrong]
    assert [found and found["mistake"] for found in said] == [graded(text, one).diagnosis[0].mistake for one in wrong]


def test_where_the_diagnosis_names_nothing_neither_does_the_sample(monkeypatch):
    monkeypatch.setattr(module, "mark", lambda *given: replace(mark(*given), diagnosis=()))
    assert not any(DIAGNOSED.search(source) for source in made(ONE_WEIGHT).values())


@pytest.mark.parametrize("text", [ONE_WEIGHT, NEURON, BATCH])
def test_there_are_four_to_eight_wrong_samples_no_two_alike(text):
    wrong = [source[source.index("\n\n") :] for path, source in made(text).items() if path.startswith("wrong/")]
    assert 4 <= len(set(wrong)) == len(wrong) <= 8


def test_mistakes_are_of_many_kinds():
    assert list(made(NEURON)) == [
        "accepted/chain_rule.py",
        "wrong/relu_mask_forgotten.py",
        "wrong/pow_exponent_not_brought_down.py",
        "wrong/mul_own_value_instead_of_the_other_factor.py",
        "wrong/overwritten_instead_of_accumulated.py",
        "wrong/upstream_forgotten.py",
        "wrong/gradient_ascent.py",
        "wrong/updated_value_used.py",
        "wrong/loss_not_recomputed.py",
    ]


def test_where_there_are_few_kinds_there_are_several_of_one():
    text = "inputs: {x: {role: parameter}}\ngraph: L = sinus\nask: {backward: {points: 1}}\nrandom: {cases: 4}\n"
    assert list(made(text.replace("sinus", "sin(x) + 3"))) == [
        "accepted/chain_rule.py",
        "wrong/sin_minus_sign_added.py",
        "wrong/sign_flipped.py",
        "wrong/sign_flipped_2.py",
    ]


def test_what_asks_for_no_gradient_has_no_wrong_samples():
    assert list(made(FORWARD)) == ["accepted/chain_rule.py"]


def wrong_sources(text):
    """Return the wrong programs about a problem by the names of their files."""
    problem = problem_of(text)
    return {slip.name: program(problem, slip) for kind in reversed(list(slips(problem))) for slip in reversed(kind)}


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (NEURON, "relu_mask_forgotten", "db = da\n"),
        (NEURON, "relu_mask_forgotten", '("a", "w"): x,'),
        (NEURON, "sign_flipped", "dL_2 = -dL\n"),
        (NEURON, "updated_value_used", 'w = w - rate * backward(x, w, b, y)["w"]\n    b = b - rate * backward('),
        (NEURON, "loss_not_recomputed", '"L": forward(x, w, b, y)["L"]}'),
        (NEURON, "gradient_ascent", 'w_new = w + rate * gradients["w"]'),
        (NEURON, "overwritten_instead_of_accumulated", "    dw += dL * w\n    dw = dL * w\n"),
        (NEURON, "dropped", "    dw = 0.0\n    dw += dL * w\n    dL_1"),
        (BATCH, "averaged_instead_of_summed", "db = np.mean(dL_2)"),
        (BATCH, "upstream_forgotten", "dL_3 = 1.0 / "),
        (VECTORS, "upstream_forgotten", "dw = np.sum(np.ones_like(dout) * x)"),
    ],
)
def test_a_mistake_is_made_in_one_place(text, name, line):
    assert line not in program(problem_of(text))
    assert line in wrong_sources(text)[name]


def test_every_mistake_has_words_about_its_edge():
    assert [mistake.name for mistake in MISTAKES if "{edge}" not in mistake.words] == []


class Silent(InProcess):
    """A sandbox in which nothing answers."""

    def run(self, submission, calls, limits):
        del submission, limits
        return tuple(Answer(Outcome.RAISED) for _ in calls)


def test_if_the_right_answer_were_wrong_it_would_be_our_fault():
    with pytest.raises(GraderFault, match="the program written for 'example' does not get full marks"):
        list(samples(problem_of(ONE_WEIGHT), Silent()))


def test_no_more_programs_are_tried_than_time_allows(monkeypatch):
    monkeypatch.setattr(module, "MOST_TRIED", 3)
    assert len(made(NEURON)) == 4
