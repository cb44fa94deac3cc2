"""What docs/kinks.md says of conventions is what the libraries do."""

import pytest

from reference.ops import OPS
from tests.oracles.conventions import KINKS, PAGE, TABLE, table
from tests.oracles.oracle import ORACLES, load


@pytest.fixture(scope="module")
def oracles():
    for name in ORACLES:
        pytest.importorskip(name)
    return [load(name) for name in ORACLES]


def test_the_table_of_conventions_is_current(oracles):
    assert TABLE.search(PAGE.read_text(encoding="utf-8"))[0] == table(oracles)


def test_every_op_with_a_kink_stands_in_the_table():
    shown = {node.op.name for kink in KINKS for node in kink.tape.graph.nodes}
    bent = {op.name for op in OPS.values() if op.kink is not None}
    assert bent - shown == {"less", "less_equal"}  # as greater and greater_equal
