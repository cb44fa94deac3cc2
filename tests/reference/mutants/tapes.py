"""Small graphs at one case, and what a mutant makes of them."""

from typing import Any

import numpy as np

from reference.equations import parse_equations
from reference.mutants import Mutant, Setting, mutants
from reference.tape import Tape, forward

ERROR = "p = w * x\ns = p - y\nL = s ** 2", {"w": 3, "x": 2, "y": 1}
"""p = 6, s = 5, L = 25; dL/ds = dL/dp = 10, dL/dw = 20, dL/dx = 30, dL/dy = -10."""
STRETCHED = "L = sum(x * b)", {"x": [[1, 2, 3], [4, 5, 6]], "b": [1, 2, 3]}
"""dL/dx = [[1, 2, 3], [1, 2, 3]], dL/db = [5, 7, 9]."""
SHARED = "s = 2 * x\na = 3 * s\nb = 5 * s\nL = a + b", {"x": 1}
"""Of dL/ds = 8 first 5 arrives, by b, and then 3, by a; dL/dx = 16."""


def tape_of(text: str, inputs: dict[str, Any]) -> Tape:
    """Return the values of the equations at one case."""
    graph = parse_equations(text, inputs=list(inputs))
    return forward(graph, {name: np.array([value], dtype=float) for name, value in inputs.items()})


def all_of(tape: Tape, **setting: Any) -> list[Mutant]:
    """Return every mutant where all gradients are asked for."""
    given = {"names": (*tape.graph.inputs, *tape.graph.named), **setting}
    return list(mutants(tape, Setting(**given)))


def found(mutant: Mutant, tape: Tape, *names: str, upstream: Any = None) -> list[Any]:
    """Return the gradients that a mutant finds at the one case."""
    gradients = mutant.gradients(tape, upstream)
    return [np.round(gradients[name][0], 9).tolist() for name in names]
