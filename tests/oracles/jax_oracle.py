"""What jax calls our ops, and how it is asked for gradients: float64, one thread."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

# Read when jax starts. AVX has no fused multiply-add: with it jax computes what goes into a maximum twice, rounds it
# differently, finds none that is the largest, and divides by their number (as in github.com/jax-ml/jax/issues/40564).
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_max_isa=AVX"

import jax
from jax import numpy as jnp

from reference.op import Array
from tests.oracles.oracle import Oracle, Program

jax.config.update("jax_enable_x64", val=True)
jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_disable_most_optimizations", val=True)  # each program runs a few times: compiling is the cost


def _differentiate(program: Program, inputs: Sequence[Array], upstream: Array) -> tuple[Array, list[Array]]:
    """Return the output at each case, and the cotangent of each input."""

    @jax.jit
    def at(values: list[Any], arriving: Any) -> tuple[Any, Any]:
        output, pull = jax.vjp(program, *values)
        return output, pull(arriving)

    cases = [at([value[case] for value in inputs], upstream[case]) for case in range(len(upstream))]
    outputs, gradients = zip(*cases, strict=True)
    return np.stack(outputs), [np.stack(parts) for parts in zip(*gradients, strict=True)]


ORACLE = Oracle(
    "jax",
    {
        "constant": lambda *, value: jnp.asarray(float(value)),
        "identity": lambda x: x,
        "add": jnp.add,
        "sub": jnp.subtract,
        "mul": jnp.multiply,
        "div": jnp.divide,
        "neg": jnp.negative,
        "pow": lambda x, *, exponent: jnp.power(x, int(exponent) if exponent == int(exponent) else float(exponent)),
        "exp": jnp.exp,
        "log": jnp.log,
        "sqrt": jnp.sqrt,
        "abs": jnp.abs,
        "sin": jnp.sin,
        "cos": jnp.cos,
        "tanh": jnp.tanh,
        "sigmoid": jax.nn.sigmoid,
        "relu": jax.nn.relu,
        "leaky_relu": lambda x, *, slope=0.01: jax.nn.leaky_relu(x, float(slope)),
        "softplus": jax.nn.softplus,
        "maximum": jnp.maximum,
        "minimum": jnp.minimum,
        "where": lambda mask, a, b: jnp.where(mask != 0, a, b),
        "clip": lambda x, *, low, high: jnp.clip(x, float(low), float(high)),
        "less": lambda a, b: jnp.less(a, b).astype(jnp.float64),
        "less_equal": lambda a, b: jnp.less_equal(a, b).astype(jnp.float64),
        "greater": lambda a, b: jnp.greater(a, b).astype(jnp.float64),
        "greater_equal": lambda a, b: jnp.greater_equal(a, b).astype(jnp.float64),
        "sum": jnp.sum,
        "mean": jnp.mean,
        "max": jnp.max,
        "softmax": jax.nn.softmax,
        "log_softmax": jax.nn.log_softmax,
        "logsumexp": jax.nn.logsumexp,
        "matmul": jnp.matmul,
        "transpose": jnp.transpose,
        "reshape": lambda x, *, shape: jnp.reshape(x, shape),
        "broadcast_to": lambda x, *, shape: jnp.broadcast_to(x, shape),
        "concatenate": lambda *parts, axis=0: jnp.concatenate(parts, axis),
        "slice": lambda x, *, index: x[index],
    },
    _differentiate,
)
