"""Which papers have nothing but right numbers: found for all of them at once.

Most numbers are right. To look at each by itself costs some twenty NumPy calls; to look at all together costs as many
in all, and only what is wrong need be looked at again, for its message.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.checks.paper import Paper
from grader.closeness import close
from grader.expected import Target
from reference.numeric import Differences
from reference.op import Array


def screened(papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers, with those marked whose every number is right by all that is known."""
    entries = [
        (index, got, paper.question.targets[key])
        for index, paper in enumerate(papers)
        for key, got in paper.read.items()
    ]
    if not entries:
        return list(papers)
    got = _joined([got for _, got, _ in entries])
    target = Target(
        _joined([target.value for _, _, target in entries]),
        _joined([target.tolerance for _, _, target in entries]),
        Differences(
            _joined([target.differences.derivative for _, _, target in entries]),
            _joined([target.differences.error for _, _, target in entries]),
        ),
    )
    right = close(got, target.value, target.tolerance) & target.agrees_with_differences(got)
    owners = np.repeat([index for index, _, _ in entries], [got.size for _, got, _ in entries])
    wrong = set(owners[~right].tolist())
    return [replace(paper, right=index not in wrong) for index, paper in enumerate(papers)]


def _joined(arrays: Sequence[Array]) -> Array:
    """Return the elements of all arrays in one row."""
    return np.concatenate(arrays, axis=None)
