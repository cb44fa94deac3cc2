# wrong: backward: the cell before is not reached by way of the next state
# diagnosis: dropped
# edge: next_h, next_c

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def backward(c, af, ai, ag, ao, upstream):
    h = len(c)
    f, i, g, o = sigmoid(af), sigmoid(ai), np.tanh(ag), sigmoid(ao)
    tc = np.tanh(f * c + i * g)
    dnext_h, dnext_c = upstream[:h], upstream[h:]
    dc = dnext_c + dnext_h * o * (1 - tc**2)
    dao = dnext_h * tc * o * (1 - o)
    daf = dc * c * f * (1 - f)
    dai = dc * g * i * (1 - i)
    dag = dc * i * (1 - g**2)
    return {"af": daf, "ai": dai, "ag": dag, "ao": dao, "c": dnext_c * f}
