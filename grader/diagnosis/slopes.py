"""Wrong local gradients: each stands by itself, so each is explained by itself."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip, of_mutant
from grader.diagnosis.gradients import Library, by_factor
from reference.mutants import Mutant
from reference.mutants.crowd import Crowd
from reference.mutants.mutant import derivative_text
from reference.op import Array
from reference.solution import Edge
from reference.tape import Tape, backward, equation_tape

MOST_SLIPS = 6
OF_WHAT_ARRIVES = {"upstream forgotten", "mask of the upstream", "chain rule applied twice"}
"""Mistakes that nobody makes where nothing arrives: a local gradient is that of one equation."""


def explain(evidence: Sequence[Evidence], library: Library) -> tuple[Slip, ...]:
    """Return the local gradients that are wrong, with what may have been computed instead."""
    wrong = list(dict.fromkeys(key for one in evidence for key in one.off if isinstance(key, tuple)))
    return tuple(_slip([one for one in evidence if edge in one.given], library, edge) for edge in wrong[:MOST_SLIPS])


def _slip(evidence: Sequence[Evidence], library: Library, edge: Edge) -> Slip:
    """Return what would give the wrong local gradient along ``edge``."""
    graph = evidence[0].tape.graph
    words = derivative_text(graph, *edge)
    nameless = Explanation("", f"{words} is wrong", node=edge[0], operand=edge[1])
    return Slip(tuple(_explanations(evidence, library, edge)) or (nameless,), words)


def _explanations(evidence: Sequence[Evidence], library: Library, edge: Edge) -> Iterator[Explanation]:
    """Yield what would give the wrong local gradient."""
    node, operand = edge
    if all(one.fits(edge, _chained(one, edge)) for one in evidence):
        words = f"the gradient of the output is in {derivative_text(evidence[0].tape.graph, *edge)} already"
        yield Explanation("upstream multiplied in", words, "leave it at the derivative of one step", node, operand)
    found = list(_mutants(evidence, library, edge))
    known = {one.name for part in evidence[0].tape.graph.equation(node).nodes for one in part.op.misconceptions}
    yield from map(of_mutant, [mutant for mutant in found if mutant.mistake in known] or found)
    factor = _factor(evidence, edge)
    if factor is not None and not found:
        yield by_factor(evidence[0].tape.graph, node, operand, factor)


def _mutants(evidence: Sequence[Evidence], library: Library, edge: Edge) -> Iterator[Mutant]:
    """Yield the mutants of the equation that give the wrong local gradient."""
    graph = evidence[0].tape.graph
    mutants = [
        mutant
        for place, found in library.edges.items()
        if graph.by_name[place[0]].equation == edge[0]
        for mutant, _ in found
        if mutant.mistake not in OF_WHAT_ARRIVES
    ]
    wrongs = [mutant.wrongs for mutant in mutants if mutant.wrongs is not None]
    fitting = np.ones(len(mutants), dtype=bool)
    for one in evidence:
        part = equation_tape(one.tape, edge[0])
        crowd = Crowd(Tape(part.graph, {**one.tape.values, **part.values}, part.layouts), wrongs)
        near = one.where_near(edge, crowd.backward(None)[edge[1]])
        fitting &= near.reshape(len(mutants), -1).all(axis=1)
    yield from (mutant for mutant, fits in zip(mutants, fitting, strict=True) if fits)


def _chained(evidence: Evidence, edge: Edge) -> Array:
    """Return what flows through ``edge`` in a whole backward pass."""
    gradients = backward(evidence.tape, evidence.inquiry.upstream)
    return backward(equation_tape(evidence.tape, edge[0]), gradients[edge[0]])[edge[1]]


def _factor(evidence: Sequence[Evidence], edge: Edge) -> float | None:
    """Return the one factor by which the local gradient along ``edge`` is off; None where there is none."""
    given = np.concatenate([one.given[edge] for one in evidence])
    right = np.concatenate([one.right[edge] for one in evidence])
    square = float(np.sum(right**2))
    if not square:
        return None
    factor = float(np.sum(given * right)) / square
    return factor if all(one.fits(edge, factor * one.right[edge]) for one in evidence) else None
