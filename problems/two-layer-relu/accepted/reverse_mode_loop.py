"""Generic reverse mode: the network is a table of steps, and one loop serves every gradient."""

RULES = {
    "affine": (lambda w, x, b: w * x + b, lambda w, x, b: (x, w, 1.0)),
    "relu": (lambda z: max(z, 0.0), lambda z: (float(z > 0),)),
    "copy": (lambda z: z, lambda z: (1.0,)),
    "minus": (lambda p, q: p - q, lambda p, q: (1.0, -1.0)),
    "square": (lambda s: s * s, lambda s: (2.0 * s,)),
}
STEPS = [
    ("z1", "affine", ("w1", "x", "b1")),
    ("a1", "relu", ("z1",)),
    ("z2", "affine", ("w2", "a1", "b2")),
    ("y_hat", "copy", ("z2",)),
    ("s", "minus", ("y_hat", "y")),
    ("L", "square", ("s",)),
]
PARAMETERS = ("w1", "b1", "w2", "b2")


def forward(**inputs):
    values = dict(inputs)
    for name, rule, operands in STEPS:
        values[name] = RULES[rule][0](*(values[operand] for operand in operands))
    return {name: values[name] for name, _, _ in STEPS}


def local_gradients(**inputs):
    values = {**inputs, **forward(**inputs)}
    answer = {}
    for name, rule, operands in STEPS:
        slopes = RULES[rule][1](*(values[operand] for operand in operands))
        answer[name] = dict(zip(operands, slopes))
    return answer


def backward(**inputs):
    local = local_gradients(**inputs)
    gradients = dict.fromkeys([*inputs, *local], 0.0)
    gradients["L"] = 1.0
    for name, _, operands in reversed(STEPS):
        for operand in operands:
            gradients[operand] += gradients[name] * local[name][operand]
    return {name: gradients[name] for name in gradients if name not in ("L", "x", "y")}


def update(rate, **inputs):
    gradients = backward(**inputs)
    new = {name: inputs[name] - rate * gradients[name] for name in PARAMETERS}
    return {**new, "L": forward(**{**inputs, **new})["L"]}
