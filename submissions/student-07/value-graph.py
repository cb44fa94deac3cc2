from collections import namedtuple

Graph = namedtuple("Graph", "a b c f e d L")


def make(a, b, c, f):
    e = a * b
    d = e + c
    return Graph(a=a, b=b, c=c, f=f, e=e, d=d, L=d * f)


def forward(a, b, c, f):
    g = make(a, b, c, f)
    return {"e": g.e, "d": g.d, "L": g.L}


def local_gradients(a, b, c, f):
    g = make(a, b, c, f)
    return {
        ("L", "d"): g.f,
        ("L", "f"): g.d,
        ("d", "e"): 1,
        ("d", "c"): 1,
        ("e", "a"): g.b,
        ("e", "b"): g.a,
    }


def backward(a, b, c, f):
    l = local_gradients(a, b, c, f)
    out = {"L": 1}
    for node, operand in l:               # the dict above is in the right order already
        out[operand] = out[node] * l[node, operand]
    del out["L"]
    return out


def update(a, b, c, f, rate):
    params = {"a": a, "b": b, "c": c, "f": f}
    for p in params:
        params[p] -= rate * backward(**params)[p]
    return {**params, "L": forward(**params)["L"]}
