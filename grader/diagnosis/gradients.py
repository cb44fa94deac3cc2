"""Wrong gradients: the edges, the rules and the slips as a whole that would give them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np

from grader.diagnosis import numbers
from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip, of_mutant
from grader.diagnosis.fitting import SMALL, Trail, bends, constant_factor, free_factors, suspects
from reference.graph import Graph, Node
from reference.mutants import Mutant, Stage
from reference.mutants.crowd import Crowd, members_at_once
from reference.mutants.edges import FACTORS
from reference.mutants.mutant import called, derivative_text
from reference.mutants.walk import Bend, Place, Wrongs
from reference.op import Array
from reference.ops import OPS

MOST_SLIPS = 4
"""Places where a pass goes wrong by itself; an answer with more is not explained at all."""
IMPRECISE = 1e-4
"""So far from 1, a factor is a mistake; nearer, the number is rather imprecise."""
NEAR = 1e-6
"""Of a factor, to what it is called."""
MISCONCEPTIONS = {one.name for op in OPS.values() for one in op.misconceptions}
"""Mistakes that are typical of an op."""
NUMBERS = 1 << 17
"""That the values of the passes of one walk may hold: 1 MB of floats."""
NAMED = {factor: name for name, (factor, _, _) in FACTORS.items() if name != "wrong factor"}


@dataclass(frozen=True, eq=False)
class Library:
    """The mutants of a problem, sorted by how they are compared with an answer.

    Attributes:
        edges: those that go wrong at one edge, with what flows there instead.
        factors: those with a constant factor at one edge.
        meetings: where gradients meet, and where updated values are used.
        seeds: where the pass begins, and with the pass as a whole.
        wide: a wrong rule wherever it is applied.
        answers: what is returned.
    """

    edges: Mapping[Place, Sequence[tuple[Mutant, Bend]]]
    factors: Sequence[Mutant]
    meetings: Sequence[Mutant]
    seeds: Sequence[Mutant]
    wide: Sequence[Mutant]
    answers: Sequence[Mutant]


def sort(mutants: Sequence[Mutant]) -> Library:
    """Return those of ``mutants`` that make gradients wrong."""
    edges: dict[Place, list[tuple[Mutant, Bend]]] = defaultdict(list)
    factors, meetings, seeds, wide, answers = [], [], [], [], []
    for mutant in mutants:
        if mutant.stage is Stage.ANSWER:
            answers.append(mutant)
        elif mutant.stage is not Stage.BACKWARD:
            continue
        elif mutant.operand and mutant.wide:
            wide.append(mutant)
        elif mutant.operand and mutant.wrongs is not None:
            if mutant.mistake in FACTORS:
                factors.append(mutant)
            else:
                ((place, bend),) = mutant.wrongs.bends.items()
                edges[place].append((mutant, bend))
        elif mutant.wrongs is not None and (mutant.wrongs.seed or mutant.wrongs.bends):
            seeds.append(mutant)
        else:
            meetings.append(mutant)
    return Library(edges, factors, meetings, seeds, wide, answers)


def explain(evidence: Sequence[Evidence], library: Library) -> tuple[Slip, ...]:
    """Return the slips that together give what was answered; none where nothing goes wrong.

    One slip stands for all that follows from it. Where several names go wrong, none of them because of another, each
    is a slip of its own: then no single mistake explains the answer.
    """
    trails = [Trail(one) for one in evidence]
    off = list(dict.fromkeys(name for trail in trails for name in _in_order(trail)))
    if not off:
        return ()
    single = tuple(_single(trails, library))
    if single:
        return (Slip(_likeliest(single), off[0]),)
    graph = trails[0].tape.graph
    if len(off) == 1:
        found = tuple(_on_the_way(trails, library, off[0])) or (_nameless(graph, off[0]),)
        return (Slip(found, off[0]),)
    slips = []
    for name in off[:MOST_SLIPS]:
        alone = [replace(trail, only=frozenset({name})) for trail in trails if name in trail.residual]
        found = tuple(_at_edges(alone, library)) or tuple(_by_value(alone)) or (_nameless(graph, name),)
        slips.append(Slip(_likeliest(found), name))
    return tuple(slips)


def off_elsewhere(evidence: Evidence, operands: AbstractSet[str]) -> bool:
    """Return whether any gradient does not follow from the student's own, and that is not from a wrong one of these."""
    trail = Trail(evidence)
    reached = frozenset[str]().union(*(trail.reach(operand) for operand in operands))
    return not trail.residual.keys() <= reached


def _in_order(trail: Trail) -> Iterator[str]:
    """Yield the names that are off, the nearest to the output first."""
    yield from (name for name in trail.tape.graph.from_output if name in trail.residual)
    yield from (name for name in trail.residual if name not in trail.tape.graph.ancestors)


def _nameless(graph: Graph, name: str) -> Explanation:
    """Return the explanation that knows the place alone."""
    what = f"d{graph.output}/d{called(graph, name)}"
    return Explanation("", f"{what} does not follow from the gradients that it is computed from", node=name)


def _single(trails: Sequence[Trail], library: Library) -> Iterator[Explanation]:
    """Yield every single mistake that explains all of the answers."""
    meetings = [of_mutant(one) for one in _plausible(library.meetings, trails[0]) if _explains(one, trails)]
    yield from meetings
    edges = list(_at_edges(trails, library))
    yield from edges
    if edges or meetings:
        return
    others = [*library.wide, *library.seeds, *library.answers]
    found = [mutant for mutant in _plausible(others, trails[0]) if _explains(mutant, trails)]
    yield from map(of_mutant, found)
    if not found:
        yield from tuple(_by_value(trails)) or _unnamed(trails)


def _on_the_way(trails: Sequence[Trail], library: Library, name: str) -> Iterator[Explanation]:
    """Yield the mistakes that explain the gradient of ``name``, made for it alone: as by who has a formula for each."""
    edges = [mutant for mutants in library.edges.values() for mutant, _ in mutants]
    every = (*library.factors, *edges, *library.meetings, *library.seeds)
    for mutant in _plausible(every, trails[0], {name}):
        if _explains(mutant, trails, {name}):
            found = of_mutant(mutant)
            yield replace(found, words=f"{found.words}, on the way to {called(trails[0].tape.graph, name)} alone")


def _plausible(mutants: Sequence[Mutant], trail: Trail, only: AbstractSet[str] = frozenset()) -> Iterator[Mutant]:
    """Yield those of ``mutants`` that give the answers of a few cases, and those that cannot be told so quickly."""
    few = trail.few.evidence
    names = (only or trail.own.keys()) & trail.own.keys()
    passes = []
    for mutant in mutants:
        if mutant.wrongs is not None and mutant.finish is None:
            passes.append((mutant, mutant.wrongs))
        else:
            yield mutant
    for number in _fitting(few, [wrongs for _, wrongs in passes], names, None):
        yield passes[number][0]


def _fitting(
    few: Evidence, wrongs: Sequence[Wrongs], names: AbstractSet[str], instead: Mapping[str, Array] | None
) -> Iterator[int]:
    """Yield which of the passes find what was answered for ``names``, or have arrays of odd shapes.

    Args:
        few: a few cases.
        wrongs: the mistakes of each pass.
        names: whose gradients are compared.
        instead: gradients that are passed on in place of those that are found.
    """
    size = members_at_once(few.tape, NUMBERS)
    for start in range(0, len(wrongs), size):
        crowd = Crowd(few.tape, wrongs[start : start + size])
        found = crowd.backward(few.inquiry.upstream, instead)
        fits = np.ones(len(crowd.members), dtype=bool)
        for name in names:
            near = few.where_near(name, found[name])
            fits &= near.reshape(len(fits), -1).all(axis=1)
        yield from (
            start + int(number) for number in np.flatnonzero(fits | np.isin(np.arange(len(fits)), [*crowd.odd]))
        )


def _explains(mutant: Mutant, trails: Sequence[Trail], only: AbstractSet[str] = frozenset()) -> bool:
    """Return whether a mutant gives all of the answers, or ``only`` those for some names."""
    for trail in trails:
        try:
            found = trail.found_by(mutant)
        except ValueError:  # wrong shapes that do not even fit each other
            return False
        if not all(trail.evidence.fits(name, found[name]) for name in trail.telling if not only or name in only):
            return False
    return True


def _at_edges(trails: Sequence[Trail], library: Library) -> Iterator[Explanation]:
    """Yield the mistakes at one edge that explain everything; of one edge those that its op knows, if any."""
    graph = trails[0].tape.graph
    suspected = list(suspects(trails))
    candidates = [
        (mutant, bend) for node, position in suspected for mutant, bend in library.edges.get((node.name, position), ())
    ]
    few = trails[0].few
    wrongs = [mutant.wrongs for mutant, _ in candidates if mutant.wrongs is not None]
    fitting = {candidates[number][0] for number in _fitting(few.evidence, wrongs, few.compared, few.own)}
    for node, position in suspected:
        named = [
            mutant
            for mutant, bend in library.edges.get((node.name, position), ())
            if mutant in fitting and bends(trails, node, position, bend)
        ]
        known = [mutant for mutant in named if mutant.mistake in _known_of(node)]
        factor = constant_factor(trails, node, position)
        yield from (of_mutant(mutant, factor) for mutant in known or named)
        if factor is not None and not known and abs(factor - 1) > IMPRECISE:
            yield by_factor(graph, node.name, node.args[position], _of_all_uses(node, position, factor))
        if factor is None and not named:
            yield from numbers.by_size(trails, node, position)


def _of_all_uses(node: Node, position: int, factor: float) -> float:
    """Return the factor of ∂node/∂operand, of which ``factor`` is that of one use; ``a * a`` has two."""
    uses = node.args.count(node.args[position]) if node.op.name in {"add", "mul"} else 1
    return 1 + (factor - 1) / uses


def _known_of(node: Node) -> frozenset[str]:
    """Return the names of the mistakes that the op of ``node`` knows."""
    return frozenset(one.name for one in node.op.misconceptions)


def _by_value(trails: Sequence[Trail]) -> Iterator[Explanation]:
    """Yield the values that stand where a derivative along an edge belongs, or are multiplied to it."""
    if len(trails[0].tape.graph.nodes) <= SMALL:
        for node, position in suspects(trails):
            yield from numbers.by_value(trails, node, position)


def by_factor(graph: Graph, node: str, operand: str, factor: float) -> Explanation:
    """Return the explanation that the derivative along an edge is off by a constant."""
    edge = derivative_text(graph, node, operand)
    near = next((known for known in NAMED if abs(factor - known) <= NEAR), None)
    if near is None:
        _, words, remedy = FACTORS["wrong factor"]
        return Explanation("wrong factor", words.format(edge=edge), remedy, node, operand, factor)
    name = NAMED[near]
    _, words, remedy = FACTORS[name]
    return Explanation(name, words.format(edge=edge), remedy.format(edge=edge), node, operand, near)


def _unnamed(trails: Sequence[Trail]) -> Iterator[Explanation]:
    """Yield the edges of which some wrong derivative explains everything, though none that has a name."""
    graph = trails[0].tape.graph
    seen: set[str] = set()
    for node, position in suspects(trails):
        operand = node.args[position]
        if operand not in seen and free_factors(trails, operand):
            seen.add(operand)
            edge = derivative_text(graph, node.name, operand)
            words = f"{edge} is wrong, and differently so from case to case"
            yield Explanation("wrong local derivative", words, f"work {edge} out again", node.name, operand)


def _likeliest(found: Sequence[Explanation]) -> tuple[Explanation, ...]:
    """Return explanations without what is said twice, the likeliest first."""
    distinct = {(one.mistake, one.node, one.operand, one.words): one for one in found}
    return tuple(sorted(distinct.values(), key=_unlikeliness))


def _unlikeliness(one: Explanation) -> int:
    """Return how late an explanation is to be told: rules of an op first, then slips, then constants."""
    if one.mistake in {"wrong factor", ""}:
        return 3
    return 2 * (one.mistake not in MISCONCEPTIONS) + one.wide
