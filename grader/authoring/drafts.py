"""The whole folder of a new problem: its spec, and sample answers."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.authoring.outlines import Outline
from grader.authoring.points import RATE, Point, figure, points
from grader.authoring.samples import Sample, samples
from grader.authoring.statements import numbers, statement
from grader.errors import SpecError, file_error
from grader.model import AskKind, Input
from grader.sandbox import Sandbox
from grader.spec import load_problem
from grader.spec.loading import FILE_NAME

POINTS = {AskKind.FORWARD: 2, AskKind.LOCALS: 2, AskKind.UPDATE: 2}
ALL_POINTS = 10
"""Of a problem; what is left after `POINTS` is for the gradients."""
SCHEMA = Path("..", "..", "grader", "spec", "problem.schema.json")
"""Where an editor finds the fields of a spec, from the folder of a problem."""
WIDTH = 118  # columns of a mapping that stays on one line
RANDOM = 64
"""Random cases."""


@dataclass(frozen=True)
class Draft:
    """A problem as files.

    Attributes:
        spec: the text of the spec.
        samples: answers, right and wrong.
    """

    spec: str
    samples: tuple[Sample, ...]

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield each file's path in the folder, and its text."""
        yield FILE_NAME, self.spec
        yield from ((sample.path, sample.source) for sample in self.samples)


def draft(outline: Outline, folder: Path, sandbox: Sandbox) -> Draft:
    """Return the files of a problem, each sample graded.

    Args:
        outline: what it is about.
        folder: where it is going to be.
        sandbox: where samples run.
    Raises:
        UsageError: if no case can be found, or an input has a name that programs need.
        SpecError: if no spec can be made of the equations and the names of the inputs.
        GraderFault: if the right answer does not get full marks.
    """
    text = spec_text(outline, points(outline))
    if Path(os.path.normpath(folder / SCHEMA)).is_file():  # before there is the folder
        text = f"# yaml-language-server: $schema={SCHEMA.as_posix()}\n{text}"
    with TemporaryDirectory() as temporary:
        path = Path(temporary, outline.wishes.id, FILE_NAME)
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        try:
            problem = load_problem(path)
        except SpecError as error:
            unwritten = str(folder / FILE_NAME)
            mistakes = (replace(one, place=replace(one.place, file=unwritten)) for one in error.mistakes)
            raise SpecError(tuple(mistakes)) from error
    return Draft(text, tuple(samples(problem, sandbox)))


def write(made: Draft, folder: Path) -> Iterator[Path]:
    """Write the files of a problem into a new folder, and yield their paths.

    Raises:
        UsageError: if there is such a folder, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True)
        for name, text in made.files():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            yield path
    except OSError as error:
        raise file_error("write", folder, error) from error


def spec_text(outline: Outline, cases: list[Point]) -> str:
    """Return the text of the spec."""
    title = outline.wishes.title or outline.wishes.id.replace("-", " ").capitalize()
    lines = [
        f"id: {outline.wishes.id}",
        f"title: {_text(title)}",
        "statement: |",
        *_indented(statement(outline, cases[0]).split("\n")),
        *_dims(outline.dims),
        "inputs:",
        *(f"  {_text(one.name)}: {_mapping(_input(one))}" for one in outline.inputs),
        "graph: |",
        *_indented(line for text in outline.wishes.equations for line in text.split("\n")),
        f"output: {_text(outline.graph.output)}",
        "ask:",
        *(f"  {kind.value}: {_mapping(_ask(outline, kind))}" for kind in outline.asks),
        "cases:",
        *(line for case in cases for line in _case(outline, case)),
        f"random: {{cases: {RANDOM}}}",
    ]
    return "\n".join(lines) + "\n"


def _ask(outline: Outline, kind: AskKind) -> dict[str, str]:
    """Return the fields of one ask."""
    if kind is AskKind.BACKWARD:
        left = ALL_POINTS - sum(POINTS.get(other, 0) for other in outline.asks)
        return {"gradients": f"[{', '.join(map(_text, outline.gradients))}]", "points": str(left)}
    rate = {"rate": str(float(RATE))} if kind is AskKind.UPDATE else {}
    return {**rate, "points": str(POINTS[kind])}


def _input(one: Input) -> dict[str, str]:
    """Return the fields of one input."""
    shape = {"shape": f"[{', '.join(map(str, one.shape))}]"} if one.shape else {}
    span = {} if one.low is None or one.high is None else {"range": f"{figure(one.low)}..{figure(one.high)}"}
    return {"role": one.role.value, **shape, **span}


def _dims(dims: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return the sizes of dimensions."""
    sizes = {_text(dim): f"{least}..{most}" for dim, (least, most) in dims.items()}
    return [f"dims: {_mapping(sizes)}"] if sizes else []


def _case(outline: Outline, case: Point) -> Iterator[str]:
    """Yield the lines of one case, with everything that follows in it."""
    yield f"  - name: {case.name}"
    yield from _field("inputs", {_text(one.name): numbers(case.inputs[one.name]) for one in outline.inputs}, 4)
    yield "    expect:"
    for kind in outline.asks:
        if kind is AskKind.BACKWARD and not outline.scalar:
            continue  # the grader draws an upstream of its own
        found = outline.answers(kind, case.solution)
        stated = {key: numbers(value.reshape(value.shape[1:])) for key, value in found.items()}
        if kind is AskKind.LOCALS:
            yield "      locals:"
            for node in dict.fromkeys(key[0] for key in stated):
                edges = {_text(key[1]): text for key, text in stated.items() if key[0] == node}
                yield from _field(_text(node), edges, 8)
        else:
            yield from _field(EXPECTED[kind], {_text(str(name)): text for name, text in stated.items()}, 6)


EXPECTED = {AskKind.FORWARD: "values", AskKind.BACKWARD: "gradients", AskKind.UPDATE: "update"}
"""Under which name a spec states what is expected."""


def _field(name: str, entries: Mapping[str, str], indent: int) -> Iterator[str]:
    """Yield a field that is a mapping: on one line if it fits."""
    line = f"{' ' * indent}{name}: {_mapping(entries)}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{' ' * indent}{name}:"
    yield from (f"{' ' * (indent + 2)}{key}: {value}" for key, value in entries.items())


def _mapping(entries: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}".rstrip() for line in lines)


def _text(text: str) -> str:
    """Return a text as YAML has it, in quotes if it could be taken for something else."""
    plain = re.fullmatch(r"[^\W\d][\w ]*(?<! )", text) and text.lower() not in {"null", "true", "false"}
    return text if plain else json.dumps(text, ensure_ascii=False)
