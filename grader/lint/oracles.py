"""Do the derivatives agree with what forward values alone say of them?"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from grader.lint.bench import Bench
from grader.lint.remarks import Remark, remark
from grader.model import Case, CaseKind
from reference.exact import fractions
from reference.op import Array
from reference.oracles import Dispute, examine

FEW = 4  # random cases, of one choice of sizes: an oracle that has exact numbers takes a second for each choice

MOST_DISPUTES = 3  # that are told for one choice of sizes: where one derivative is wrong, many are


def judge(bench: Bench) -> Iterator[Remark]:
    """Yield a remark for each dispute, and a note for each case that could not be looked at."""
    named = {question.case.name: question.case for question in bench.exam.questions}
    cases = named.values()
    random = [case for case in cases if case.kind is CaseKind.RANDOM]
    chosen = [case for case in cases if case.kind is CaseKind.EXACT]
    chosen += [case for case in random if case.dims == random[0].dims][:FEW]
    for _, group in groupby(sorted(chosen, key=_sizes), key=_sizes):
        yield from _examined(bench, list(group))


def _sizes(case: Case) -> str:
    return str(sorted(case.dims.items()))


def _examined(bench: Bench, cases: Sequence[Case]) -> Iterator[Remark]:
    """Yield what the oracles say of the graph at cases of the same sizes."""
    inputs = {given.name: np.stack([_exactly(case, given.name) for case in cases]) for given in bench.problem.inputs}
    found = examine(bench.problem.graph, inputs, cases[0].dims)
    for dispute in found.disputes[:MOST_DISPUTES]:
        yield remark("oracles-disagree", _words(dispute, cases[dispute.case]), bench.places.start)
    for index in found.skipped:
        case = cases[index]
        place = bench.places.case(case.name) if case.kind is CaseKind.EXACT else bench.places.random
        yield remark("not-examined", f"'{case.name}' sits on a kink: no oracle has looked at it", place)


def _exactly(case: Case, name: str) -> Array:
    """Return an input as its author wrote it, or as the floats that were drawn."""
    return fractions(case.inputs[name]) if case.exact is None else case.exact[name]


def _words(dispute: Dispute, case: Case) -> str:
    where = f" at {list(dispute.element)}" if dispute.element else ""
    return (
        f"d{dispute.output}/d{dispute.name}{where} in case '{case.name}': "
        f"the engine says {dispute.engine!r}, the {dispute.oracle} {dispute.right!r}"
    )
