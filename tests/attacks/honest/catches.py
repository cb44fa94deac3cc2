# honest: catches its own exceptions
import contextlib


def backward(x, w, y):
    with contextlib.suppress(ZeroDivisionError):
        1 / 0
    try:
        return {"w": 2 * (w * x - y) * x}
    finally:
        assert not [number for number in (1, 2, 3) if number > 3]
