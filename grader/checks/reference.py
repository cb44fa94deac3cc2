"""Are the numbers those of the reference engine (or, at a kink, of another subgradient)?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from grader.checks.paper import Paper
from grader.closeness import close
from grader.expected import Target
from grader.model import Finding, Key
from reference.kinks import nearest

NAME = "reference"


def check(paper: Paper) -> Iterator[Finding]:
    """Yield, for each key that is wrong, its first wrong element."""
    targets = _at_kink(paper)
    for key, got in paper.read.items():
        target = targets[key]
        wrong = ~close(got, target.value, target.tolerance)
        if wrong.any():
            yield paper.question.wrong_number(NAME, key, wrong, got, target.value)


def _at_kink(paper: Paper) -> Mapping[Key, Target]:
    """Return the targets, with the subgradient that is nearest to the answer where the case sits on a kink."""
    targets, mixtures = paper.question.targets, paper.question.mixtures
    if not mixtures or len(paper.read) < len(targets):
        return targets
    flat = np.concatenate([mixtures[key].reshape(len(mixtures[key]), -1) for key in targets], axis=1)
    best = nearest(flat, np.concatenate([paper.read[key].ravel() for key in targets]))
    return {key: replace(target, value=mixtures[key][best]) for key, target in targets.items()}
