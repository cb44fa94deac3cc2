import sys


def forward(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    print("forward:", e, d, L, file=sys.stderr)
    return {"e": e, "d": d, "L": L}


def local_gradients(a, b, c, f):
    v = forward(a, b, c, f)
    return {("e", "a"): b, ("e", "b"): a, ("d", "e"): 1, ("d", "c"): 1, ("L", "d"): f, ("L", "f"): v["d"]}


def backward(a, b, c, f):
    v = forward(a, b, c, f)
    grad_d = f
    grad_f = v["d"]
    grad_e = grad_d
    grad_c = grad_d
    grad_a = grad_e * b
    grad_b = grad_e * a
    for name in "abcdef":
        print("grad", name)
    return {"d": grad_d, "f": grad_f, "e": grad_e, "c": grad_c, "a": grad_a, "b": grad_b}


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a = a - rate * g["a"]
    b = b - rate * g["b"]
    c = c - rate * g["c"]
    f = f - rate * g["f"]
    L = forward(a, b, c, f)["L"]
    print("new loss", L)
    return {"a": a, "b": b, "c": c, "f": f, "L": L}
