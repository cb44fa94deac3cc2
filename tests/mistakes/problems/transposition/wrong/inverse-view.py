# wrong: backward: the strides of the operand are put on the upstream
# diagnosis: reshaped instead of transposed back
# edge: y, a


def backward(a, upstream):
    return {"a": upstream.reshape(a.shape)}
