"""Many wrong backward passes in one walk: each differs from the right one in a few places only.

They stand side by side along the axis of cases: an op is called once for all of them, a mistake once where it is made.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reference.mutants.walk import Bend, Flow, Gather, Place, Wrongs, total
from reference.op import Array
from reference.tape import Tape


@dataclass(eq=False)
class Crowd:
    """Passes with one mistake or another, at the same points.

    Attributes:
        tape: the values at the points.
        members: the mistakes of each.
        odd: members that gave an array of another shape than it should have, or none: what is found of them is wrong.
    """

    tape: Tape
    members: Sequence[Wrongs]
    odd: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._bends: dict[Place, list[tuple[int, Bend]]] = defaultdict(list)
        self._kept: dict[str, list[tuple[int, Gather]]] = defaultdict(list)
        self._passed: dict[str, list[tuple[int, Gather]]] = defaultdict(list)
        for number, wrongs in enumerate(self.members):
            for place, bend in wrongs.bends.items():
                self._bends[place].append((number, bend))
            for name, gather in wrongs.kept.items():
                self._kept[name].append((number, gather))
            for name, gather in {**wrongs.kept, **wrongs.passed}.items():
                self._passed[name].append((number, gather))

    def backward(self, upstream: Array | None, instead: Mapping[str, Array] | None = None) -> dict[str, Array]:
        """Return the gradients that each finds, ``(members, K, *shape)``.

        Args:
            upstream: the cotangent of the output; ones where nothing is given.
            instead: by name, ``(K, *shape)``, what is passed on in place of what arrives.
        """
        graph, times = self.tape.graph, len(self.members)
        side_by_side = {name: np.concatenate([value] * times) for name, value in self.tape.values.items()}
        tiled = Tape(graph, side_by_side, self.tape.layouts)
        arrived: dict[str, list[Array]] = {graph.output: [self._seeds(upstream)]}
        with np.errstate(all="ignore"):
            for node in reversed(graph.nodes):
                if node.name not in arrived or not node.args:
                    continue
                if instead is not None and node.name in instead:
                    arriving = np.concatenate([instead[node.name]] * times)
                else:
                    arriving = self._gathered(arrived[node.name], self._passed.get(node.name, []))
                for position, arg in enumerate(node.args):
                    flow = Flow(tiled, node, position, arriving)
                    if flow.right_vjp is not None:
                        arrived.setdefault(arg, []).append(self._pulled(flow))
            return {
                name: self._apart(self._gathered(arrived[name], self._kept.get(name, [])))
                if name in arrived
                else self._apart(np.zeros_like(value))
                for name, value in side_by_side.items()
            }

    def _rows(self, number: int) -> slice:
        """Return where the cases of one member are."""
        cases = len(self.tape.output)
        return slice(number * cases, (number + 1) * cases)

    def _apart(self, rows: Array) -> Array:
        """Return ``rows`` with an axis for the members."""
        return rows.reshape(len(self.members), -1, *rows.shape[1:])

    def _seeds(self, upstream: Array | None) -> Array:
        """Return what each begins with."""
        right = np.ones_like(self.tape.output) if upstream is None else upstream
        return np.concatenate([right if one.seed is None else one.seed(self.tape, right) for one in self.members])

    def _gathered(self, arrived: list[Array], gathers: Sequence[tuple[int, Gather]]) -> Array:
        """Return what becomes of the contributions that arrived at a name."""
        gathered = total(arrived)
        if gathers:
            gathered = np.array(gathered)
            for number, gather in gathers:
                rows = self._rows(number)
                gathered[rows] = gather([one[rows] for one in arrived])
        return gathered

    def _pulled(self, flow: Flow) -> Array:
        """Return what each sends through an edge."""
        bends = self._bends.get((flow.node.name, flow.position), ())
        pulled = flow.by()
        if bends:
            pulled = np.array(pulled)
            for number, bend in bends:
                rows = self._rows(number)
                self._bend(pulled[rows], bend, Flow(self.tape, flow.node, flow.position, flow.arriving[rows]), number)
        return pulled

    def _bend(self, out: Array, bend: Bend, flow: Flow, number: int) -> None:
        """Write what one member sends through an edge into ``out``."""
        try:
            bent = bend(flow)
        except ValueError:  # arrays of wrong shapes that do not even fit each other
            self.odd.add(number)
            return
        if bent.shape == out.shape:
            out[...] = bent
        else:
            self.odd.add(number)


def members_at_once(tape: Tape, numbers: int) -> int:
    """Return how many members a crowd may have so that its values hold no more than so many ``numbers``."""
    return max(1, numbers // (tape.width * len(tape.output)))
