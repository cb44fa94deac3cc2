# honest: copies, sorts, picks
import bisect
import copy
import heapq
import statistics


def backward(x, w, y):
    numbers = copy.deepcopy([x, w, y])
    assert sorted(numbers) == heapq.nsmallest(3, numbers)
    bisect.insort(numbers, statistics.median(numbers))
    return {"w": 2 * (w * x - y) * x}
