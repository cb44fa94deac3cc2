from collections import namedtuple

Graph = namedtuple("Graph", "x w b y c a d J")


def make(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    return Graph(x=x, w=w, b=b, y=y, c=c, a=a, d=d, J=0.5 * d ** 2)


def forward(x, w, b, y):
    g = make(x, w, b, y)
    return {"c": g.c, "a": g.a, "d": g.d, "J": g.J}


def local_gradients(x, w, b, y):
    g = make(x, w, b, y)
    return {
        ("J", "d"): g.d,
        ("d", "a"): 1,
        ("d", "y"): -1,
        ("a", "c"): 1,
        ("a", "b"): 1,
        ("c", "w"): g.x,
        ("c", "x"): g.w,
    }


def backward(x, w, b, y):
    l = local_gradients(x, w, b, y)
    out = {"J": 1}
    for node, operand in l:
        out[operand] = out[node] * l[node, operand]
    return {name: out[name] for name in ("d", "a", "c", "b", "w")}


def update(x, w, b, y, rate):
    grads = backward(x, w, b, y)
    params = {"w": w - rate * grads["w"], "b": b - rate * grads["b"]}
    return {**params, "J": make(x=x, y=y, **params).J}
