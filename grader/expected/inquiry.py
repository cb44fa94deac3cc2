"""What a problem asks of the reference engine."""

from collections.abc import Sequence

import numpy as np

from grader.model import Case, Problem, Role
from reference.solution import Inquiry


def inquiry_of(problem: Problem, cases: Sequence[Case]) -> Inquiry:
    """Return what is asked of the reference at ``cases``, which have the same shapes."""
    edges = [key for ask in problem.asks for key in ask.keys if isinstance(key, tuple)]
    upstream = [case.upstream for case in cases if case.upstream is not None]
    rate = [float(case.rate) for case in cases if case.rate is not None]
    return Inquiry(
        upstream=np.stack(upstream) if upstream else None,
        equations=tuple(dict.fromkeys(node for node, _ in edges)),
        parameters=tuple(given.name for given in problem.inputs if given.role is Role.PARAMETER),
        rate=np.array(rate) if rate else None,
    )
