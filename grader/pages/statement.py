"""A problem as its students see it: statement, picture, signatures, conventions at kinks, visible cases."""

import json
from collections.abc import Iterator
from typing import Any

from grader.model import Ask, AskKind, Problem, name_of
from reference import draw

ASKED = {
    AskKind.FORWARD: "the values of",
    AskKind.LOCALS: "the local gradients",
    AskKind.BACKWARD: "the gradients of {output} with respect to",
    AskKind.UPDATE: "after one step with rate {rate}, the new",
}


def as_text(problem: Problem, *, ascii_only: bool = False) -> str:
    """Return the page for a terminal."""
    picture = draw.terminal(problem.graph, notes=roles(problem), ascii_only=ascii_only)
    return "\n\n".join(_sections(problem, picture, indent="\n  "))


def as_markdown(problem: Problem) -> str:
    """Return the page as Markdown, with the graph as a Mermaid picture."""
    picture = f"```mermaid\n{draw.mermaid(problem.graph, notes=roles(problem)).rstrip()}\n```"
    title, *rest = _sections(problem, picture, indent="\n\n    ")  # a block of code, which keeps its lines
    return "\n\n".join([f"# {title}", *rest]) + "\n"


def roles(problem: Problem) -> dict[str, str]:
    """Return what each input is for, and its shape if it has one, as a note to its name in a picture."""
    return {given.name: f"{given.role.value} {' x '.join(map(str, given.shape))}".rstrip() for given in problem.inputs}


def conventions(problem: Problem) -> list[str]:
    """Return what is taken for the derivative at each kink of the graph."""
    return list(dict.fromkeys(node.op.kink.convention for node in problem.graph.nodes if node.op.kink))


def _sections(problem: Problem, picture: str, *, indent: str) -> Iterator[str]:
    """Yield the parts of the page; ``indent`` is what comes before the first of several lines."""
    between = "\n" + indent.lstrip("\n")
    yield f"{problem.title} ({problem.id})"
    yield problem.statement.strip()
    yield picture.rstrip("\n")
    yield f"As equations:{indent}" + between.join(problem.equations.strip().splitlines())
    yield f"You write:{indent}" + between.join(line for ask in problem.asks for line in _ask(problem, ask))
    kinks = conventions(problem)
    if kinks:
        rule = "only these count" if problem.kinks_by_convention else "at a given case any subgradient counts"
        yield f"At kinks: {', '.join(kinks)} ({rule})."
    cases = [case for case in problem.cases if case.visible]
    if cases:
        yield f"Cases you can see:{indent}" + between.join(
            f"{case.name}: " + ", ".join(f"{name} = {_number(value)}" for name, value in case.inputs.items())
            for case in cases
        )
    sizes = [f"{dim} from {least} to {most}" for dim, (least, most) in problem.dims.items()]
    yield f"There are {problem.random_cases} random cases besides" + (f", with {', '.join(sizes)}." if sizes else ".")


def _ask(problem: Problem, ask: Ask) -> Iterator[str]:
    """Yield the signature, and what it should return."""
    points = f"{float(ask.points):g} point{'' if ask.points == 1 else 's'}"
    words = ASKED[ask.kind].format(output=problem.differentiated, rate=float(ask.rate or 0))
    keys = ", ".join(name_of(key) for key in ask.keys)
    yield f"{ask.function}({', '.join(problem.parameters(ask))})   {points}"
    yield f"    {words} {keys}"


def _number(value: Any) -> str:
    """Return an exact number, or nested lists of them, in decimals."""

    def plain(entry: Any) -> Any:
        return [plain(part) for part in entry] if isinstance(entry, list) else float(entry)

    return json.dumps(plain(value.tolist()))
