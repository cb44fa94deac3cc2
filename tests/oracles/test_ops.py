"""Every op in all its ways agrees with torch and jax to 1e-12 of S, and a wrong one does not."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from reference.equations import parse_equations
from reference.ops import OPS
from reference.tape import forward
from tests.oracles.calls import BY_OP, CALLS
from tests.oracles.oracle import disputed, limits, ours, strict_limits

WRONG = [
    pytest.param(op, misconception, id=f"{op.name}-{misconception.operand}-{misconception.name}")
    for op in OPS.values()
    for misconception in op.misconceptions
]
BARELY = 1e-11  # relative, ten times what is allowed
FAR = [-800.0, -50.0, 50.0, 800.0]


@cache
def theirs(oracle, call):
    """Return what ``oracle`` gives for ``call``; compiling it is what takes the time."""
    return oracle.solve(call.tape, call.upstream)


def disputes(oracle, call, op):
    """Return what ``oracle`` says against ``call`` if ``op`` takes the place of the op of that name."""
    nodes = (replace(node, op=op) if node.op.name == op.name else node for node in call.graph.nodes)
    tape = forward(replace(call.graph, nodes=tuple(nodes)), call.tape.inputs)
    return disputed(ours(tape, call.upstream), theirs(oracle, call), strict_limits(call.tape, call.upstream))


def test_every_op_stands_in_the_table_of_each_oracle(oracle):
    assert set(oracle.ops) == set(OPS)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_call_gives_what_others_give(call, oracle):
    within = strict_limits(call.tape, call.upstream)
    assert disputed(ours(call.tape, call.upstream), theirs(oracle, call), within) == []


@pytest.mark.parametrize(("op", "misconception"), WRONG)
def test_a_misconception_is_disputed(op, misconception, oracle):
    vjps = (*op.vjps[: misconception.operand], misconception.vjp, *op.vjps[misconception.operand + 1 :])
    assert any(disputes(oracle, call, replace(op, vjps=vjps)) for call in BY_OP[op.name])


@pytest.mark.parametrize("op", [op for op in OPS.values() if any(op.vjps)], ids=lambda op: op.name)
def test_a_vjp_that_is_barely_wrong_is_disputed(op, oracle):
    vjps = tuple(vjp and (lambda *given, vjp=vjp, **options: vjp(*given, **options) * (1 + BARELY)) for vjp in op.vjps)
    assert any(disputes(oracle, call, replace(op, vjps=vjps)) for call in BY_OP[op.name])


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.arity != (0, 0)], ids=lambda op: op.name)
def test_a_value_that_is_barely_wrong_is_disputed(op, oracle):
    wrong = replace(op, forward=lambda *operands, **options: op.forward(*operands, **options) * (1 + BARELY))
    assert any(disputes(oracle, call, wrong) for call in BY_OP[op.name])


@pytest.mark.parametrize(
    "text", ["tanh(x)", "sigmoid(x)", "softplus(x)", "softmax(x)", "log_softmax(x)", "logsumexp(x)", "relu(x)"]
)
def test_large_operands_give_what_others_give(text, oracle):
    graph = parse_equations(f"y = {text}", inputs=["x"])
    tape = forward(graph, {"x": np.array([FAR, FAR[::-1], [50.0, 49.0, -50.0, 0.5], [800.0, 799.0, 750.0, 1.5]])})
    upstream = np.full(tape.output.shape, 0.75)
    upstream[..., :1] = -1.25
    assert disputed(ours(tape, upstream), oracle.solve(tape, upstream), limits(tape, upstream)) == []
