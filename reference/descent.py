"""One step of gradient descent."""

from collections.abc import Iterable, Mapping

import numpy as np

from reference.op import Array
from reference.tape import Hook, Tape, replay


def descend(
    tape: Tape, gradients: Mapping[str, Array], parameters: Iterable[str], rate: Array, hook: Hook | None = None
) -> Tape:
    """Return the tape after one step: each parameter less ``rate`` times its gradient, all of them at once.

    Args:
        tape: the values before the step.
        gradients: an array ``(K, *shape)`` for each parameter.
        parameters: the inputs that move; the others stay.
        rate: the learning rate of each case, ``(K,)``; Fractions if the tape holds exact numbers.
        hook: as for `replay`.
    """
    inputs = tape.inputs
    for name in parameters:
        rates = rate.reshape(-1, *(1,) * (inputs[name].ndim - 1))
        with np.errstate(all="ignore"):  # where the gradient is not finite, neither is the parameter after the step
            inputs[name] = inputs[name] - rates * gradients[name]
    return replay(tape, inputs, hook)
