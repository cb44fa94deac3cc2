import torch


def _graph(x, w1, b1, w2, b2, y):
    t = {k: torch.tensor(float(v), requires_grad=True) for k, v in dict(x=x, w1=w1, b1=b1, w2=w2, b2=b2, y=y).items()}
    t["z1"] = t["w1"] * t["x"] + t["b1"]
    t["a1"] = torch.relu(t["z1"])
    t["z2"] = t["w2"] * t["a1"] + t["b2"]
    t["y_hat"] = t["z2"]
    t["s"] = t["y_hat"] - t["y"]
    t["L"] = t["s"] ** 2
    for v in t.values():
        v.retain_grad()
    t["L"].backward()
    return t


def forward(x, w1, b1, w2, b2, y):
    t = _graph(x, w1, b1, w2, b2, y)
    return {k: t[k].item() for k in ["z1", "a1", "z2", "y_hat", "s", "L"]}


def backward(x, w1, b1, w2, b2, y):
    t = _graph(x, w1, b1, w2, b2, y)
    return {k: t[k].grad.item() for k in ["s", "y_hat", "z2", "w2", "b2", "a1", "z1", "w1", "b1"]}
