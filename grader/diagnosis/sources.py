"""What the source of a submission shows that its numbers do not: for instructors, and no reason to take points.

A backward that calls forward again and again, or steps into the complex plane, computes derivatives without the chain
rule. Its numbers may be right.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.diagnosis.explanation import Explanation
from grader.model import Ask, AskKind, Problem, Submission

CHAINED = {AskKind.BACKWARD, AskKind.LOCALS}
"""What is to be found by formulas."""
FEW = 1  # call of forward, to get at the values
LONGEST = 100_000
"""Characters of a file that is looked at."""
MOST_FUNCTIONS = 50
"""That are looked at for one that is asked for."""
SMALL = 1e-1
"""A literal below it that is added to an argument is a step."""


@dataclass(frozen=True)
class Code:
    """The code of a submission.

    Attributes:
        functions: each function that is defined anywhere in it, by its name.
        steps: the names of small numbers.
    """

    functions: Mapping[str, ast.FunctionDef]
    steps: frozenset[str]


def flags(problem: Problem, submission: Submission) -> Iterator[tuple[Ask, Explanation]]:
    """Yield what an instructor may want to look at."""
    code = _read(submission)
    forward = {ask.function for ask in problem.asks if ask.kind is AskKind.FORWARD} or {"forward"}
    for ask in problem.asks:
        if ask.kind in CHAINED and ask.function in code.functions:
            for one in _of_function(code, ask.function, forward):
                yield ask, one


def _read(submission: Submission) -> Code:
    """Return the code of all files that can be read."""
    functions: dict[str, ast.FunctionDef] = {}
    steps: set[str] = set()
    for source in submission.sources.values():
        if len(source) > LONGEST:
            continue
        try:
            nodes = list(ast.walk(ast.parse(source)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # the verdict has said so
        functions |= {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
        assigned = [node for node in nodes if isinstance(node, ast.Assign) and _is_small(node.value)]
        steps |= {target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)}
    return Code(functions, frozenset(steps))


def _of_function(code: Code, name: str, forward: set[str]) -> Iterator[Explanation]:
    """Yield what is noteworthy in a function and in those that it calls."""
    functions = code.functions
    reached = _reached(functions, name, forward)
    calls = [call for part in reached for call in _calls(functions[part], forward)]
    complexes = any(_complex(functions[part]) for part in reached)
    quotient = any(_quotient(functions[part], code.steps) for part in reached)
    stepped = quotient or any(_stepped(call) for call in calls)
    if complexes:
        words = f"{name} computes with complex numbers: by the complex step rather than the chain rule, perhaps"
        yield Explanation("complex step", words)
    elif stepped:
        words = f"{name} takes values at shifted inputs: finite differences rather than the chain rule, perhaps"
        yield Explanation("finite differences", words)
    elif len(calls) > FEW or any(_repeated(functions[part], forward) for part in reached):
        yield Explanation("calls forward repeatedly", f"{name} calls forward more than once")
    elif calls:
        yield Explanation("calls forward", f"{name} calls forward, once: for its values, perhaps")


def _reached(functions: Mapping[str, ast.FunctionDef], name: str, forward: set[str]) -> list[str]:
    """Return ``name`` and the functions that it calls, directly or not, forward apart."""
    reached = [name]
    for part in reached:
        if len(reached) > MOST_FUNCTIONS:
            break
        names = {node.id for node in ast.walk(functions[part]) if isinstance(node, ast.Name)}
        reached += sorted(names & functions.keys() - forward - set(reached))
    return reached


def _calls(function: ast.AST, names: set[str]) -> list[ast.Call]:
    """Return the calls of functions with these names."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def _repeated(function: ast.AST, names: set[str]) -> bool:
    """Return whether forward is called in a loop or a comprehension."""
    loops = (ast.For, ast.While, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
    return any(_calls(node, names) for node in ast.walk(function) if isinstance(node, loops))


def _stepped(call: ast.Call) -> bool:
    """Return whether something is added to an argument of a call, or taken from it."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
        for arg in given
        for node in ast.walk(arg)
    )


def _quotient(function: ast.AST, small: frozenset[str]) -> bool:
    """Return whether a difference is divided by a step, which has one of these names or is written out."""
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            below = list(ast.walk(node.right))
            by_step = any(_is_small(part) or (isinstance(part, ast.Name) and part.id in small) for part in below)
            if by_step and any(
                isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub) for part in ast.walk(node.left)
            ):
                return True
    return False


def _is_small(node: ast.AST) -> bool:
    """Return whether a node is a small number, written out."""
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value < SMALL


def _complex(function: ast.AST) -> bool:
    """Return whether a function makes complex numbers."""
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, complex):
            return True
        if isinstance(node, ast.Name) and node.id == "complex":
            return True
        if isinstance(node, ast.Attribute) and node.attr == "imag":
            return True
    return False
