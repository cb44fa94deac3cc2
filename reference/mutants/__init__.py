"""Wrong ways to compute a graph: what students do instead of the right thing, made from the graph itself.

Each `Mutant` makes one mistake, at one edge, by one rule wherever it is applied, or with the pass as a whole, and gives
the answers that come of it. Whoever writes a problem holds its cases against them; a wrong answer is compared with them
to find what it is consistent with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reference.mutants.edges import edge_mutants
from reference.mutants.graphs import graph_mutants
from reference.mutants.mutant import Mutant, Stage
from reference.mutants.steps import forward_mutants, update_mutants
from reference.mutants.whole import answer_mutants, meeting_mutants, pass_mutants, value_mutants
from reference.tape import Tape

__all__ = ["Mutant", "Setting", "Stage", "mutants"]


@dataclass(frozen=True)
class Setting:
    """What besides its graph decides which mistakes can be made with a problem.

    Attributes:
        names: whose gradients are asked for.
        parameters: the inputs that gradient descent moves.
        rate: its learning rate, as the problem states it.
        given: whether an upstream is given, rather than 1.
    """

    names: Sequence[str]
    parameters: Sequence[str] = ()
    rate: float = 0.1
    given: bool = False


def mutants(tape: Tape, setting: Setting) -> Iterator[Mutant]:
    """Yield every mutant, the simplest mistakes first; some may do the same, and some no harm.

    Args:
        tape: the graph at some points: which values have one shape is seen there, so its sizes should all differ.
        setting: what is asked.
    """
    yield from edge_mutants(tape)
    yield from meeting_mutants(tape)
    yield from pass_mutants(tape, given=setting.given)
    yield from graph_mutants(tape)
    yield from value_mutants(setting.parameters, setting.rate)
    yield from answer_mutants(tape, setting.names)
    yield from forward_mutants(tape)
    yield from update_mutants(setting.parameters, setting.rate)
