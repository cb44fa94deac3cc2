# based on my micrograd notes from lecture 2

class Value:

    def __init__(self, data, _children=(), _op=''):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._backward = lambda: None
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo = []
        visited = set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)
        build_topo(self)
        self.grad = 1.0
        for node in reversed(topo):
            node._backward()


def _run(a, b, c, f):
    a, b, c, f = Value(a), Value(b), Value(c), Value(f)
    e = a * b
    d = e + c
    L = d * f
    L.backward()
    return dict(a=a, b=b, c=c, f=f, e=e, d=d, L=L)


def forward(a, b, c, f):
    v = _run(a, b, c, f)
    return {k: v[k].data for k in ('e', 'd', 'L')}


def backward(a, b, c, f):
    v = _run(a, b, c, f)
    return {k: v[k].grad for k in ('d', 'f', 'e', 'c', 'a', 'b')}


def local_gradients(a, b, c, f):
    d = a * b + c
    return {
        'e': {'a': b, 'b': a},
        'd': {'e': 1., 'c': 1.},
        'L': {'d': f, 'f': d},
    }


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a, b, c, f = (v - rate * g[k] for k, v in zip('abcf', (a, b, c, f)))
    return {'a': a, 'b': b, 'c': c, 'f': f, 'L': forward(a, b, c, f)['L']}
