"""A problem's right answer as a program: each step of the graph a statement, forwards and then backwards.

With a `Slip` it is a wrong answer, in one place.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce

from grader.authoring.expressions import names_in, speak, text_of
from grader.authoring.manuscript import LONGEST, Contribution, Line, Manuscript
from grader.authoring.phrases import HELPERS
from grader.model import Ask, AskKind, Key, Problem
from reference.graph import Graph

WIDTH = 110  # columns of a dict that stays on one line
INDENT = "    "

Change = Callable[[Contribution], Contribution | None]
"""What a slip makes of one contribution; None where it is left out."""


class Step(Enum):
    """How the parameters are updated."""

    DOWN = "down the gradient"
    UP = "up the gradient instead of down"
    ONE_BY_ONE = "each parameter moves with gradients at those that have moved already"
    OLD_LOSS = "the loss is that from before the step"


@dataclass(frozen=True, eq=False)
class Slip:
    """One mistake in a program.

    Attributes:
        name: of the file that shows it.
        words: what is wrong.
        edge: the contribution that is wrong: its node and the position of the operand; none if it is the update.
        change: what becomes of that contribution.
        believed: whether the local gradients have the mistake too.
        step: how the parameters are updated.
    """

    name: str
    words: str
    edge: tuple[str, int] = ("", 0)
    change: Change = lambda contribution: contribution
    believed: bool = False
    step: Step = Step.DOWN


RIGHT = Slip("chain_rule", "One step at a time: from the inputs to the output, and all the way back.")
"""No mistake at all."""


def program(problem: Problem, slip: Slip = RIGHT) -> str:
    """Return the source of an answer to ``problem``, right but for ``slip``.

    Raises:
        UsageError: if an input has the name of something that the program uses.
    """
    writing = _Writing(Manuscript(problem), slip)
    functions = "\n\n".join([*map(writing.function, problem.asks), *writing.further])
    arrays = writing.draft.arrays
    library = [line for name, line in IMPORTS.items() if re.search(rf"\b{name}\.", functions)]
    helpers = [text for name, text in HELPERS[arrays].items() if re.search(rf"\b{name}\(", functions)]
    used = "\n".join(helpers)
    library += [line for name, line in IMPORTS.items() if line not in library and re.search(rf"\b{name}\.", used)]
    return "\n\n".join(["".join(f"{line}\n" for line in library)] * bool(library) + helpers + [functions])


IMPORTS = {"math": "import math", "np": "import numpy as np"}


class _Writing:
    """A program, function by function."""

    def __init__(self, draft: Manuscript, slip: Slip) -> None:
        self.draft = draft
        self.slip = slip
        self.asks = {ask.kind: ask for ask in draft.problem.asks}
        self.further: list[str] = []  # functions that nobody asked for, and an update needs

    def function(self, ask: Ask) -> str:
        """Return the function that ``ask`` asks for."""
        if ask.kind is AskKind.UPDATE:
            return self._update(ask)
        parameters = self.draft.problem.parameters(ask)
        if ask.kind is AskKind.FORWARD:
            return self._forward(ask.function, ask.keys, parameters)
        if ask.kind is AskKind.LOCALS:
            return self._locals(ask)
        return self._backward(ask.function, ask.keys, parameters)

    def _forward(self, function: str, keys: Iterable[Key], parameters: Iterable[str]) -> str:
        """Return the function that gives values."""
        answers = {key: self.draft.values[str(key)] for key in keys}
        return _function(function, parameters, self.draft.steps, answers)

    def _locals(self, ask: Ask) -> str:
        """Return the function that gives local gradients."""
        lines: list[Line] = [*self.draft.steps]
        answers: dict[Key, ast.expr] = {}
        for name in dict.fromkeys(key[0] for key in ask.keys):
            graph = self.draft.graph.equation(name)
            passed = _Chain(self.draft, graph, self.slip).through()
            lines += passed.lines
            answers |= {(name, operand): passed.sum_of(operand) for operand in graph.inputs}
        return _function(
            ask.function, self.draft.graph.inputs, lines, {key: answers[key] for key in ask.keys}, each_on_a_line=True
        )

    def _backward(self, function: str, keys: Iterable[Key], parameters: Iterable[str]) -> str:
        """Return the function that gives gradients."""
        lines = [*self.draft.steps, *backward_lines(self.draft, self.slip)]
        answers: dict[Key, ast.expr] = {}
        for key in keys:
            answers[key] = ast.Name(self.draft.gradients[str(key)])
            if all(line.variable != self.draft.gradients[str(key)] for line in lines):
                answers[key] = self.draft.zero(str(key))  # nothing flows there
        return _function(function, parameters, lines, answers)

    def _update(self, ask: Ask) -> str:
        """Return the function that takes a step of gradient descent."""
        *parameters, output = map(str, ask.keys)
        backward, forward = self._gradients_of(parameters), self._loss(output)
        inputs = self.draft.graph.inputs
        sign = "+" if self.slip.step is Step.UP else "-"
        after: dict[Key, str] = {name: name for name in parameters}
        if self.slip.step is Step.ONE_BY_ONE:
            call = _call(backward, inputs, {})
            lines = [f'{name} = {name} - rate * {call}["{name}"]' for name in parameters]
        else:
            gradients = self.draft.names.fresh("gradients")
            after = {name: self.draft.names.fresh(f"{name}_new") for name in parameters}
            lines = [f"{gradients} = {_call(backward, inputs, {})}"]
            lines += [f'{new} = {name} {sign} rate * {gradients}["{name}"]' for name, new in after.items()]
        there = {} if self.slip.step is Step.OLD_LOSS else after
        answers = {**after, output: f'{_call(forward, inputs, there)}["{output}"]'}
        return _defined(ask.function, (*inputs, "rate"), [*lines, f"return {_dict(answers)}"])

    def _gradients_of(self, parameters: list[str]) -> str:
        """Return the function that gives the gradients of the parameters."""
        ask = self.asks.get(AskKind.BACKWARD)
        if ask is not None and set(parameters) <= set(ask.keys):
            return ask.function
        name = self.draft.names.fresh("parameter_gradients")
        self.further.append(self._backward(name, parameters, self.draft.graph.inputs))
        return name

    def _loss(self, output: str) -> str:
        """Return the function that gives the loss."""
        ask = self.asks.get(AskKind.FORWARD)
        if ask is not None and output in ask.keys:
            return ask.function
        name = self.draft.names.fresh("loss")
        self.further.append(self._forward(name, [output], self.draft.graph.inputs))
        return name


def backward_lines(draft: Manuscript, slip: Slip) -> list[Line]:
    """Return the statements of the way back, from the output to everything that it depends on."""
    graph = draft.graph
    reached = {graph.output}
    passed = [
        one for node in reversed(graph.nodes) if node.name in reached for one in _reach(draft, node.name, reached)
    ]
    uses = {name: sum(one.arg == name for one in passed) for name in reached}
    seed = ast.Constant(1.0) if draft.problem.scalar else ast.Name("upstream")
    lines = [Line(ast.Name(draft.gradients[graph.output]), seed)]
    arrived: dict[str, ast.expr] = {name: ast.Name(draft.gradients[name]) for name in reached}
    begun: set[str] = set()
    for one in passed:
        changed = _slipped(one, slip)
        heading = _heading(graph, one)
        target = ast.Name(draft.gradients[one.arg])
        together = uses[one.arg] > 1 or one.index is not None
        if together and one.arg not in begun:
            lines.append(Line(target, draft.zero(one.arg), heading=heading))
        begun.add(one.arg)
        if changed is None:
            continue
        value = changed.spoken(arrived[one.node.name])
        if isinstance(value, ast.Name) and not together and "." in one.arg:
            arrived[one.arg] = value  # unchanged, and without a name of its own
            continue
        lines.append(Line(_into(one, target), value, changed.sign if together else "=", heading))
    return lines


def _reach(draft: Manuscript, name: str, reached: set[str]) -> list[Contribution]:
    """Return what the node ``name`` passes on, having noted what that arrives at."""
    passed = draft.contributions(draft.graph.by_name[name])
    reached |= {one.arg for one in passed}
    return passed


def _slipped(one: Contribution, slip: Slip) -> Contribution | None:
    """Return a contribution as ``slip`` leaves it."""
    return slip.change(one) if slip.edge == (one.node.name, one.position) else one


def _heading(graph: Graph, one: Contribution) -> str:
    """Return the equation that a contribution belongs to, as its author wrote it."""
    whole = graph.by_name[one.node.equation]
    return f"# {whole.name} = {whole.text}" if whole.text else ""


def _into(one: Contribution, target: ast.expr) -> ast.expr:
    """Return what a contribution is added to: of a slice, the part that was taken."""
    return target if one.index is None else speak("x[index]", {"x": target, "index": one.index})


class _Chain:
    """The chain rule inside one equation, in as few statements as can be read."""

    def __init__(self, draft: Manuscript, graph: Graph, slip: Slip) -> None:
        self.draft = draft
        self.graph = graph
        self.slip = slip if slip.believed else RIGHT
        self.lines: list[Line] = []
        self.terms: dict[str, list[ast.expr]] = {graph.output: [ast.Constant(1.0)]}

    def through(self) -> "_Chain":
        """Go from the equation to its operands."""
        for node in reversed(self.graph.nodes):
            if node.name in self.terms:
                for one in self.draft.contributions(node):
                    self._pass(one, self._arrived(node.name))
        return self

    def sum_of(self, operand: str) -> ast.expr:
        """Return the local gradient of an operand."""
        terms = self.terms.get(operand, [ast.Constant(0.0)])
        return reduce(lambda total, term: ast.BinOp(total, ast.Add(), term), terms)

    def _arrived(self, name: str) -> ast.expr:
        """Return what arrives at a part of the equation, which has one use; by a variable if it is long."""
        tree = self.terms[name][0]
        if len(text_of(tree)) > LONGEST:
            target = ast.Name(self.draft.gradients[name])
            self.lines.append(Line(target, tree))
            self.terms[name] = [target]
        return self.terms[name][0]

    def _pass(self, one: Contribution, g: ast.expr) -> None:
        """Note what is passed on to an operand."""
        changed = _slipped(one, self.slip)
        value = (changed or one).spoken(g)
        if one.index is not None:
            target = ast.Name(self.draft.gradients[one.arg])
            self.lines += [Line(target, self.draft.zero(one.arg)), Line(_into(one, target), value, "+=")]
            value = target
        self.terms.setdefault(one.arg, []).append(value)


def _function(
    name: str,
    parameters: Iterable[str],
    lines: list[Line],
    answers: Mapping[Key, ast.expr],
    *,
    each_on_a_line: bool = False,
) -> str:
    """Return a function that returns ``answers``, with those of ``lines`` that they need."""
    spelled = {key: text_of(tree) for key, tree in answers.items()}
    needed = _needed(lines, {name for tree in answers.values() for name in names_in(tree)})
    width = 0 if each_on_a_line else WIDTH
    return _defined(name, parameters, [*_texts(needed), f"return {_dict(spelled, width)}"])


def _needed(lines: list[Line], wanted: set[str]) -> list[Line]:
    """Return the lines that ``wanted`` depends on."""
    kept = []
    for line in reversed(lines):
        if line.variable in wanted:
            kept.append(line)
            wanted = wanted | names_in(line.value)
    return kept[::-1]


def _texts(lines: list[Line]) -> Iterator[str]:
    """Yield the lines as text, with a heading where another equation begins."""
    heading = ""
    for line in lines:
        if line.heading and line.heading != heading:
            yield line.heading
            heading = line.heading
        yield str(line)


def _defined(name: str, parameters: Iterable[str], body: list[str]) -> str:
    """Return the text of a function."""
    indented = "".join(f"{INDENT}{line}\n" for text in body for line in text.split("\n"))
    return f"def {name}({', '.join(parameters)}):\n{indented}"


def _dict(answers: Mapping[Key, str], width: int = WIDTH) -> str:
    """Return the text of a dict, on one line if it fits."""
    entries = [f"{_key(key)}: {text}" for key, text in answers.items()]
    line = f"{{{', '.join(entries)}}}"
    return line if len(line) <= width else "{\n" + "".join(f"{INDENT}{entry},\n" for entry in entries) + "}"


def _key(key: Key) -> str:
    """Return a key of an answer as Python has it."""
    return f'"{key}"' if isinstance(key, str) else f'("{key[0]}", "{key[1]}")'


def _call(function: str, inputs: Iterable[str], changed: Mapping[Key, str]) -> str:
    """Return a call with the inputs, some of them by another variable."""
    return f"{function}({', '.join(changed.get(name, name) for name in inputs)})"
