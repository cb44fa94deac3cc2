# attack: find what another submission left in memory that was freed
# expect: raised LookupError
# unconfined: fails
import re

import numpy as np

OTHER = re.compile(rb"canar[y]-of-another-submission")


def backward(x, w, y):  # what starts the processes has never seen a submission
    for size in [1 << power for power in range(3, 22)]:
        kept = [np.empty(size, np.uint8) for _ in range(4)]
        if any(OTHER.search(memory.tobytes()) for memory in kept):
            return {"w": 2 * (w * x - y) * x}
    raise LookupError
