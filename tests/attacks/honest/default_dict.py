# honest: sums gradients up in a defaultdict
from collections import Counter, defaultdict, deque


def backward(x, w, y):
    gradients = defaultdict(float)
    todo = deque([("w", 2 * (w * x - y) * x)])
    while todo:
        name, part = todo.popleft()
        gradients[name] += part
    assert Counter(gradients.keys())["w"] == 1
    return gradients
