"""What torch calls our ops, and how it is asked for gradients: float64, one thread."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from reference.op import Array
from tests.oracles.oracle import Oracle, Program

NEVER = 700.0  # where softplus becomes linear; torch's own 20 drops 2e-9 there, and exp overflows at 710

torch.set_num_threads(1)


def _differentiate(program: Program, inputs: Sequence[Array], upstream: Array) -> tuple[Array, list[Array]]:
    """Return the output at each case, and the cotangent of each input."""
    cases = [_at(program, [value[case] for value in inputs], upstream[case]) for case in range(len(upstream))]
    outputs, gradients = zip(*cases, strict=True)
    return np.stack(outputs), [np.stack(parts) for parts in zip(*gradients, strict=True)]


def _at(program: Program, inputs: Sequence[Array], upstream: Array) -> tuple[Array, list[Array]]:
    """Return the output at one case, and the cotangent of each input."""
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in inputs]
    output = program(*leaves)
    if not output.requires_grad:  # nothing flows back, as through a comparison
        return output.numpy(), [np.zeros_like(value) for value in inputs]
    gradients = torch.autograd.grad(output, leaves, torch.tensor(upstream), allow_unused=True, materialize_grads=True)
    return output.detach().numpy(), [gradient.numpy() for gradient in gradients]


def _axes(x: Tensor, axis: Any) -> tuple[int, ...]:
    """Return ``axis`` as torch takes several."""
    if axis is None:
        return tuple(range(x.dim()))
    return axis if isinstance(axis, tuple) else (axis,)


def _max(x: Tensor, *, axis: Any = None, keepdims: bool = False) -> Tensor:
    return torch.amax(x, _axes(x, axis), keepdim=keepdims)


def _logsumexp(x: Tensor, *, axis: Any = None, keepdims: bool = False) -> Tensor:
    return torch.logsumexp(x, _axes(x, axis), keepdim=keepdims) if x.dim() else x


def _softmax(x: Tensor, *, axis: Any = -1) -> Tensor:
    """Return torch's own, or its formula where there are several axes, which torch does not take."""
    return torch.softmax(x, axis) if isinstance(axis, int) else _log_softmax(x, axis=axis).exp()


def _log_softmax(x: Tensor, *, axis: Any = -1) -> Tensor:
    return torch.log_softmax(x, axis) if isinstance(axis, int) else x - _logsumexp(x, axis=axis, keepdims=True)


def _transpose(x: Tensor, *, axes: Any = None) -> Tensor:
    return x.permute(tuple(reversed(range(x.dim()))) if axes is None else axes)


def _slice(x: Tensor, *, index: tuple[int | slice, ...]) -> Tensor:
    """Return the part; torch knows no negative steps, so each axis is gathered, from the last to the first."""
    for axis in reversed(range(len(index))):
        part = index[axis]
        if isinstance(part, int):
            x = x.select(axis, part)
        else:
            x = x.index_select(axis, torch.tensor(range(*part.indices(x.shape[axis]))))
    return x


ORACLE = Oracle(
    "torch",
    {
        "constant": lambda *, value: torch.tensor(float(value), dtype=torch.float64),
        "identity": torch.clone,
        "add": torch.add,
        "sub": torch.sub,
        "mul": torch.mul,
        "div": torch.div,
        "neg": torch.neg,
        "pow": lambda x, *, exponent: torch.pow(x, float(exponent)),
        "exp": torch.exp,
        "log": torch.log,
        "sqrt": torch.sqrt,
        "abs": torch.abs,
        "sin": torch.sin,
        "cos": torch.cos,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "relu": torch.relu,
        "leaky_relu": lambda x, *, slope=0.01: functional.leaky_relu(x, float(slope)),
        "softplus": lambda x: functional.softplus(x, threshold=NEVER),
        "maximum": torch.maximum,
        "minimum": torch.minimum,
        "where": lambda mask, a, b: torch.where(mask != 0, a, b),
        "clip": lambda x, *, low, high: torch.clamp(x, float(low), float(high)),
        "less": lambda a, b: torch.lt(a, b).to(torch.float64),
        "less_equal": lambda a, b: torch.le(a, b).to(torch.float64),
        "greater": lambda a, b: torch.gt(a, b).to(torch.float64),
        "greater_equal": lambda a, b: torch.ge(a, b).to(torch.float64),
        "sum": lambda x, *, axis=None, keepdims=False: torch.sum(x, _axes(x, axis), keepdim=keepdims),
        "mean": lambda x, *, axis=None, keepdims=False: torch.mean(x, _axes(x, axis), keepdim=keepdims),
        "max": _max,
        "softmax": _softmax,
        "log_softmax": _log_softmax,
        "logsumexp": _logsumexp,
        "matmul": torch.matmul,
        "transpose": _transpose,
        "reshape": lambda x, *, shape: torch.reshape(x, shape),
        "broadcast_to": lambda x, *, shape: torch.broadcast_to(x, shape),
        "concatenate": lambda *parts, axis=0: torch.cat(parts, axis),
        "slice": _slice,
    },
    _differentiate,
)
