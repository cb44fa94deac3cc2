# Linear regression with bias

def forward(x, w, b, y):
    yhat = x*w + b
    s = yhat - y
    return {'y_hat': yhat, 's': s, 'L': s**2}

def local_gradients(x, w, b, y):
    cache = forward(x, w, b, y)
    return {
        'y_hat': {'w': x, 'x': w, 'b': 1},
        's': {'y_hat': 1, 'y': -1},
        'L': {'s': 2*cache['s']},
    }

def backward(x, w, b, y):
    cache = forward(x, w, b, y)
    ds = 2*cache['s']
    dyhat = ds
    dw = dyhat*x
    db = 1           # derivative of w*x + b with respect to b
    return {'s': ds, 'y_hat': dyhat, 'w': dw, 'b': db}

def update(x, w, b, y, rate):
    grads = backward(x, w, b, y)
    w = w - rate*grads['w']
    b = b - rate*grads['b']
    return {'w': w, 'b': b, 'L': forward(x, w, b, y)['L']}
