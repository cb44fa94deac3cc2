"""Random graphs of all ops, with shared nodes, broadcasting and named dimensions: torch and jax compute the same."""

from collections import Counter

from hypothesis import given, settings

from reference.ops import OPS
from tests.oracles.oracle import disputed, limits, ours
from tests.reference.random_graphs import TensorPoint, tensor_points

OFTEN = 5


@given(point=tensor_points())
@settings(max_examples=200)
def test_a_graph_gives_what_others_give(point: TensorPoint, oracle):
    tape, upstream = point.tape, point.upstream
    assert disputed(ours(tape, upstream), oracle.solve(tape, upstream), limits(tape, upstream)) == []


def test_every_op_occurs_in_graphs_often():
    met: Counter[str] = Counter()

    @given(point=tensor_points())
    @settings(max_examples=300, derandomize=True)
    def meet(point: TensorPoint) -> None:
        met.update(node.op.name for node in point.graph.nodes)

    meet()
    assert {op: met[op] for op in OPS if met[op] < OFTEN} == {}
