"""One call of each op beside torch, quickly: the rest, and jax, is for `make test-oracles`."""

import pytest

from reference.ops import OPS
from tests.oracles.calls import BY_OP
from tests.oracles.oracle import disputed, load, ours, strict_limits


@pytest.fixture(scope="session")
def torch():
    pytest.importorskip("torch")
    return load("torch")


def test_every_op_is_called():
    assert set(BY_OP) == set(OPS)


@pytest.mark.parametrize("op", OPS)
def test_an_op_is_what_torch_takes_it_for(op, torch):
    call = BY_OP[op][0]
    theirs = torch.solve(call.tape, call.upstream)
    assert disputed(ours(call.tape, call.upstream), theirs, strict_limits(call.tape, call.upstream)) == []
