# wrong: forward: the constant is so small that the mask does nothing
# diagnosis: step left out
# edge: z

import numpy as np


def forward(s, m):
    z = s + np.where(m > 0, -1e-100, 0)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return {"z": z, "p": e / e.sum(axis=1, keepdims=True)}
