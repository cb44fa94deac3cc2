# honest: slow, and in time
import time


def backward(x, w, y):
    start = time.perf_counter()
    time.sleep(0.03)
    assert time.perf_counter() > start
    return {"w": 2 * (w * x - y) * x}
