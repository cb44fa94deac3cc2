"""Wrong steps of gradient descent: the gradients that they were taken with, the step itself, the loss after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from grader.diagnosis import gradients
from grader.diagnosis.evidence import Evidence
from grader.diagnosis.explanation import Explanation, Slip, of_mutant
from grader.diagnosis.gradients import Library
from reference.mutants import Mutant
from reference.op import Array
from reference.tape import Tape, backward, replay

MOST_PARAMETERS = 4
"""Of which every subset may have moved before."""
NEAR = 1e-6
"""Of two numbers that are one."""
FOLLOWS = Slip(
    (
        Explanation(
            "follows from backward",
            "the step is right for the gradients that backward returns",
            "mend backward first",
        ),
    ),
    "",
)

Gradients = Mapping[str, Sequence[Array | None]]
"""For each parameter, and each choice of sizes, what it should move along; None where it was not answered for."""


def explain(
    evidence: Sequence[Evidence], library: Library, updates: Sequence[Mutant], own: Mapping[str, Mapping[str, Array]]
) -> tuple[Slip, ...]:
    """Return what goes wrong with the step, and with the loss after it.

    Args:
        evidence: the answers.
        library: wrong gradients.
        updates: wrong steps.
        own: the student's own gradients, by the name of the case; none where they are not asked for.
    """
    moves = tuple(_moves(evidence, library, updates, own))
    return (*moves, *_losses(evidence))


def _moves(
    evidence: Sequence[Evidence], library: Library, updates: Sequence[Mutant], own: Mapping[str, Mapping[str, Array]]
) -> Iterator[Slip]:
    """Yield what goes wrong with the parameters, each judged by the student's own gradient of it."""
    moved = [one for one in evidence if _parameters(one) and any(name in one.off for name in _parameters(one))]
    if not moved:
        return
    first = next(name for name in _parameters(moved[0]) if name in moved[0].off)
    wrong_steps = tuple(of_mutant(mutant) for mutant in updates if all(_gives(mutant, one) for one in evidence))
    if wrong_steps:
        yield Slip(wrong_steps, first)
        return
    known = all(_own(one, own, name) is not None for one in evidence for name in _parameters(one))
    if not known:
        slips = gradients.explain([_implied(one) for one in evidence if one.inquiry.rate is not None], library)
        by_rule = (*_together(moved, _right(moved), _parameters(moved[0])), *_out_of_turn(moved))
        yield from (Slip(by_rule, first),) if by_rule else slips or (_nameless(first),)
        return
    names = dict.fromkeys(name for one in evidence for name in _parameters(one))
    yield from _against_own(evidence, {name: [_own(one, own, name) for one in evidence] for name in names})


def _against_own(evidence: Sequence[Evidence], along: Gradients) -> Iterator[Slip]:
    """Yield what goes wrong with the parameters that do not move along the student's own gradients."""
    astray = [name for name in along if not _follows(evidence, along, name)]
    if not astray:
        yield FOLLOWS
        return
    together = (*_together(evidence, along, astray), *_out_of_turn(evidence))
    if together:
        yield Slip(together, astray[0])
        return
    for name in astray:
        alone = (*_together(evidence, along, [name]), *_of_another(evidence, along, name))
        yield Slip(alone, name) if alone else _nameless(name)


def _nameless(name: str) -> Slip:
    """Return that a parameter does not move along its gradient, without a reason."""
    return Slip((Explanation("", f"{name} does not move along its gradient", node=name),), name)


def _own(evidence: Evidence, own: Mapping[str, Mapping[str, Array]], name: str) -> Array | None:
    """Return the student's own gradient of a parameter, ``(K, *shape)``; None where it is not known in every case."""
    found = [own.get(case, {}).get(name) for case in evidence.names]
    arrays = [got for got in found if got is not None and got.shape == evidence.right[name].shape[1:]]
    return np.array(arrays) if len(arrays) == len(found) else None


def _right(evidence: Sequence[Evidence]) -> Gradients:
    """Return the right gradients, where the student's own are not known."""
    right = [backward(one.tape, one.inquiry.upstream) for one in evidence]
    return {name: [found[name] for found in right] for name in _parameters(evidence[0])}


def _follows(evidence: Sequence[Evidence], along: Gradients, name: str) -> bool:
    """Return whether a parameter moves along the gradient given for it."""
    return all(
        one.fits(name, one.tape.values[name] - _rates(one, name) * gradient)
        for one, gradient in zip(evidence, along[name], strict=True)
        if name in one.given and gradient is not None
    )


def _parameters(evidence: Evidence) -> list[str]:
    """Return the parameters that were answered for."""
    return [name for name in evidence.inquiry.parameters if name in evidence.given]


def _gives(mutant: Mutant, evidence: Evidence) -> bool:
    """Return whether a wrong step gives the answered parameters."""
    found = mutant.updated(evidence.tape, evidence.inquiry)
    return all(evidence.fits(name, found[name]) for name in _parameters(evidence))


def _rates(evidence: Evidence, name: str) -> Array:
    """Return the learning rates, to be multiplied with what has the shape of ``name``."""
    rate = np.ones(len(evidence.names)) if evidence.inquiry.rate is None else evidence.inquiry.rate
    return rate.reshape(-1, *(1,) * (evidence.right[name].ndim - 1))


def _together(evidence: Sequence[Evidence], along: Gradients, names: Sequence[str]) -> Iterator[Explanation]:
    """Yield how far these parameters move along their gradients, where that is one factor, or one rate, for all."""
    taken = [_taken(evidence, along, name) for name in names]
    rates = np.concatenate([found for found in taken if found is not None] or [np.zeros(0)])
    if any(found is None for found in taken) or not np.isfinite(rates).any():
        return
    wanted = np.concatenate([_rates(one, name).ravel() for name in names for one in evidence if name in one.given])
    if _constant(rates / wanted):
        yield _by_factor(float(np.nanmedian(rates / wanted)), names)
    elif _constant(rates):
        words, remedy = "the step takes the same rate in all cases", "take the rate that is given"
        yield Explanation("learning rate written in", words, remedy, factor=float(np.nanmedian(rates)))
    elif len(names) > 1 and len({len(found) for found in taken if found is not None}) == 1:
        each = np.array([found for found in taken if found is not None])
        if all(_constant(case) for case in each.T if np.isfinite(case).any()):
            words, remedy = "the step has a wrong length, another one in each case", "multiply the gradient by the rate"
            yield Explanation("wrong step length", words, remedy)


def _taken(evidence: Sequence[Evidence], along: Gradients, name: str) -> Array | None:
    """Return the rate at which a parameter moves along its gradient in each case; None where it does not."""
    rates = []
    for one, gradient in zip(evidence, along[name], strict=True):
        if name in one.given and gradient is not None:
            cases = len(one.names)
            step = (one.tape.values[name] - one.given[name]).reshape(cases, -1)
            flat = gradient.reshape(cases, -1)
            square = np.sum(flat**2, axis=1)
            rate = np.where(square > 0, np.sum(step * flat, axis=1) / np.where(square > 0, square, 1), 0.0)
            if not one.fits(name, one.tape.values[name] - (rate * flat.T).T.reshape(gradient.shape)):
                return None
            rates.append(np.where(square > 0, rate, np.nan))
    return np.concatenate(rates or [np.zeros(0)])


def _by_factor(factor: float, names: Sequence[str]) -> Explanation:
    """Return the explanation that parameters move a constant too far along their gradients."""
    who = " and ".join(names)
    node = names[0] if len(names) == 1 else ""
    if abs(factor + 1) <= NEAR:
        return Explanation("gradient ascent", f"{who} moves uphill", "subtract the gradient", node, factor=-1.0)
    if abs(factor) <= NEAR:
        return Explanation("parameter not moved", f"{who} is returned as it was", f"move {who} too", node, factor=0.0)
    words = f"the step of {who} is off by a constant factor"
    return Explanation("wrong factor", words, "multiply the gradient by the rate alone", node, factor=factor)


def _of_another(evidence: Sequence[Evidence], along: Gradients, name: str) -> Iterator[Explanation]:
    """Yield the other parameters along whose gradients ``name`` moves."""
    for other in along:
        pairs = zip(along[other], along[name], strict=True)
        alike = all(one is not None and another is not None and one.shape == another.shape for one, another in pairs)
        if other != name and alike and _follows(evidence, {name: along[other]}, name):
            words, remedy = f"{name} moves along the gradient of {other}", f"take the gradient of {name}"
            yield Explanation("swapped", words, remedy, name)


def _constant(numbers: Array) -> bool:
    """Return whether all ``numbers`` are the same, those apart that are none."""
    known = numbers[np.isfinite(numbers)]
    return len(known) > 0 and bool(np.ptp(known) <= NEAR * np.abs(known).max())


def _out_of_turn(evidence: Sequence[Evidence]) -> Iterator[Explanation]:
    """Yield which parameters moved with a gradient from after the move of others."""
    names = [name for name in _parameters(evidence[0]) if all(name in one.given for one in evidence)]
    if len(names) > MOST_PARAMETERS:
        return
    moves = []
    for name in names:
        others = [other for other in names if other != name]
        subsets = (before for count in range(len(names)) for before in combinations(others, count))
        before = next((some for some in subsets if all(_moved_after(one, name, some) for one in evidence)), None)
        if before is None:
            return
        moves += [f"{name} moves with a gradient from after the move of {' and '.join(before)}"] if before else []
    yield Explanation("updated value used", "; ".join(moves), "compute all gradients before any parameter moves")


def _moved_after(evidence: Evidence, name: str, before: Sequence[str]) -> bool:
    """Return whether ``name`` moved along its gradient where those ``before`` it have moved already.

    Either all values are computed again with them, or they alone are put in place of the old ones.
    """
    own = {other: evidence.given[other] for other in before}
    again = replay(evidence.tape, {**evidence.tape.inputs, **own})
    mixed = Tape(evidence.tape.graph, {**evidence.tape.values, **own}, evidence.tape.layouts)
    return any(
        evidence.fits(name, evidence.tape.values[name] - _rates(evidence, name) * backward(tape)[name])
        for tape in (again, mixed)
    )


def _implied(evidence: Evidence) -> Evidence:
    """Return the gradients that the step was taken with, as if they had been asked for."""
    names = _parameters(evidence)
    right = backward(evidence.tape, evidence.inquiry.upstream)
    return replace(
        evidence,
        right={name: right[name] for name in names},
        within={name: evidence.within[name] / _rates(evidence, name) for name in names},
        given={name: (evidence.tape.values[name] - evidence.given[name]) / _rates(evidence, name) for name in names},
        misshapen={},
    )


def _losses(evidence: Sequence[Evidence]) -> Iterator[Slip]:
    """Yield what goes wrong with the output after the step, given where the student's own step leads."""
    off = [one for one in evidence if one.output in one.given and not one.fits(one.output, _own_loss(one))]
    if not off:
        return
    output = off[0].output
    if all(one.fits(output, one.tape.output) for one in off):
        words, remedy = f"{output} is that from before the step", "compute it again with the new parameters"
        yield Slip((Explanation("loss not recomputed", words, remedy, output),), output)
    else:
        words = f"{output} is not what the new parameters give"
        yield Slip((Explanation("", words, node=output),), output)


def _own_loss(evidence: Evidence) -> Array:
    """Return the output where the student's own parameters are; those that are missing have moved rightly."""
    right = {name: evidence.right[name] for name in evidence.inquiry.parameters if name in evidence.right}
    own = {name: evidence.given[name] for name in _parameters(evidence)}
    return replay(evidence.tape, {**evidence.tape.inputs, **right, **own}).output
