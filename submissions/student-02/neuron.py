# same Value class as in value-graph, plus ** and -

class Value:

    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __sub__(self, other):
        out = Value(self.data - other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad -= out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __pow__(self, n):
        out = Value(self.data ** n, (self,))

        def _backward():
            self.grad += n * self.data ** n * out.grad     # power rule
        out._backward = _backward
        return out


def _graph(x, w, b, y):
    n = {'x': Value(x), 'w': Value(w), 'b': Value(b), 'y': Value(y)}
    n['c'] = n['w'] * n['x']
    n['a'] = n['c'] + n['b']
    n['d'] = n['a'] - n['y']
    n['sq'] = n['d'] ** 2
    n['J'] = Value(0.5) * n['sq']
    return n


def forward(x, w, b, y):
    n = _graph(x, w, b, y)
    return {k: n[k].data for k in ['c', 'a', 'd', 'J']}


def local_gradients(x, w, b, y):
    d = forward(x, w, b, y)['d']
    return {'c': {'w': x, 'x': w}, 'a': {'c': 1., 'b': 1.}, 'd': {'a': 1., 'y': -1.}, 'J': {'d': d}}


def backward(x, w, b, y):
    n = _graph(x, w, b, y)
    n['J'].grad = 1.0
    for k in ['J', 'sq', 'd', 'a', 'c']:
        n[k]._backward()
    return {k: n[k].grad for k in ['d', 'a', 'c', 'b', 'w']}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w = w - rate * g['w']
    b = b - rate * g['b']
    return {'w': w, 'b': b, 'J': forward(x, w, b, y)['J']}
