"""``grader show PROBLEM``."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from grader.cli.options import emit, format_option, output_option, problems_option
from grader.model import Ask, Problem
from grader.pages import statement
from grader.spec import find_problem, load_problem
from reference import draw
from reference.exact import rounded
from reference.graph import Node


def as_text(problem: Problem) -> str:
    """Return the page for this terminal: pictures in ASCII where it has no more."""
    text = statement.as_text(problem)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return statement.as_text(problem, ascii_only=True)
    return text


def as_json(problem: Problem) -> str:
    """Return what a program would want to know of a problem."""
    tree = {
        "id": problem.id,
        "title": problem.title,
        "topic": problem.topic,
        "points": float(problem.points),
        "statement": problem.statement,
        "inputs": [
            {"name": given.name, "role": given.role.value, "shape": list(given.shape)} for given in problem.inputs
        ],
        "dims": {dim: list(sizes) for dim, sizes in problem.dims.items()},
        "graph": problem.equations,
        "output": problem.graph.output,
        "nodes": [_node(node) for node in problem.graph.nodes],
        "kinks": statement.conventions(problem),
        "asks": [_ask(problem, ask) for ask in problem.asks],
        "cases": [
            {"name": case.name, "inputs": {name: rounded(value).tolist() for name, value in case.inputs.items()}}
            for case in problem.cases
            if case.visible
        ],
        "random_cases": problem.random_cases,
    }
    return json.dumps(tree, indent=2)


def _node(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "op": node.op.name,
        "args": list(node.args),
        "options": {name: str(value) for name, value in node.options.items()},
        "text": node.text,
    }


def _ask(problem: Problem, ask: Ask) -> dict[str, Any]:
    return {
        "ask": ask.kind.value,
        "function": ask.function,
        "parameters": list(problem.parameters(ask)),
        "rate": None if ask.rate is None else float(ask.rate),
        "points": float(ask.points),
        "keys": list(ask.keys),
    }


FORMATS: MappingProxyType[str, Callable[[Problem], str]] = MappingProxyType(
    {
        "text": as_text,
        "md": statement.as_markdown,
        "dot": lambda problem: draw.dot(problem.graph, notes=statement.roles(problem)),
        "svg": lambda problem: draw.svg(problem.graph, notes=statement.roles(problem)),
        "mermaid": lambda problem: draw.mermaid(problem.graph, notes=statement.roles(problem)),
        "json": as_json,
    }
)


@click.command("show")
@click.argument("problem")
@format_option(FORMATS)
@output_option
@problems_option
def command(*, problem: str, form: str, output: Path | None, problems: Path) -> None:
    """Show a problem: its statement, its graph as a picture, its cases."""
    emit(FORMATS[form](load_problem(find_problem(problem, problems))), output)
