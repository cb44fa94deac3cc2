"""Specs to test with: one that is right, and a way to write one down."""

from collections.abc import Callable
from pathlib import Path

import pytest

SCALAR = """\
id: good
title: A line
statement: |
  Write backward.
inputs:
  x: {role: data, range: 0.1..3}
  w: {role: parameter}
  y: {role: target}
graph: |
  p = w * x
  s = p - y
  L = s ** 2
ask:
  backward: {points: 2}
cases:
  - name: first
    inputs: {x: 1, w: 2.678, y: 3}
"""

TENSOR = """\
id: good
title: A layer
statement: Write all of it.
topic: tensors
source: nowhere
inputs:
  X: {role: data, shape: [N, D]}
  w: {role: parameter, shape: [D]}
  c: {role: constant}
  y: {role: target, shape: [N]}
dims: {N: 2..6, D: 2}
graph: |
  p = X @ w
  k = c * 2
  M = sum((p - y) ** 2)
  L = k * M / N
output: L
ask:
  update: {points: 1, rate: 1e-1, function: step}
  locals: {points: 2, credit: each}
  forward: {points: 0.5, names: [L, p]}
  backward: {points: 2, gradients: [w, p]}
cases:
  - name: by hand
    inputs: {X: [[1, 2], [3, 4]], w: [0.5, -1], c: .5, y: [1, 2.5]}
    visible: false
    expect:
      values: {p: [-1.5, -2.5], k: 1, M: 31.25, L: 15.625}
      locals: {L: {k: 15.625, M: 0.5}}
      gradients: {p: [-2.5, -5], w: [-17.5, -25]}
      update: {w: [2.25, 1.5], L: 61.5625}
random: {cases: 10}
kinks: convention
limits: {seconds: 0.5, total: 5}
"""


@pytest.fixture
def scalar() -> str:
    return SCALAR


@pytest.fixture
def tensor() -> str:
    return TENSOR


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a spec into a folder called ``good``, and return its path."""
    folder = tmp_path / "good"
    folder.mkdir()

    def write(text: str | bytes) -> Path:
        path = folder / "problem.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write
