"""What a formula comes to, worked out by the engine itself from the values of the names in it."""

import numpy as np

from reference.explain import Applied, Literal
from reference.graph import Graph, Node
from reference.ops import OPS
from reference.tape import forward


def evaluated(formula, leaf, dims=()):
    """Return the number or array that ``formula`` is, where ``leaf`` gives the value of a name or derivative in it."""
    nodes, inputs = [], {"unused": np.zeros(1)}

    def added(op, args, options):
        nodes.append(Node(f"n{len(nodes)}", op, args, options))
        return nodes[-1].name

    def named(part):
        if isinstance(part, Literal):
            return added(OPS["constant"], (), {"value": part.value})
        if not isinstance(part, Applied):
            inputs[f"x{len(inputs)}"] = np.asarray(leaf(part), dtype=float)[np.newaxis]
            return f"x{len(inputs) - 1}"
        if part.op.name != "put":
            return added(part.op, tuple(map(named, part.args)), part.options)
        scattered = np.zeros(part.options["shape"])
        scattered[part.options["index"]] = evaluated(part.args[0], leaf, dims)
        inputs[f"x{len(inputs)}"] = scattered[np.newaxis]
        return f"x{len(inputs) - 1}"

    name = added(OPS["identity"], (named(formula),), {})
    return forward(Graph(tuple(inputs), tuple(nodes), name), inputs, dict(dims)).output[0]
