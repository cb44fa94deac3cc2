# Linear regression

def forward(x, w, y):
    yhat = x*w
    s = yhat - y
    return {'y_hat': yhat, 's': s, 'L': s**2}

def local_gradients(x, w, y):
    cache = forward(x, w, y)
    return {
        'y_hat': {'w': x, 'x': w},
        's': {'y_hat': 1, 'y': -1},
        'L': {'s': 2*cache['s']},
    }

def backward(x, w, y):
    cache = forward(x, w, y)
    ds = 2*cache['s']
    dyhat = ds
    return {'s': ds, 'y_hat': dyhat, 'w': dyhat*x, 'x': dyhat*w, 'y': -ds}

def update(x, w, y, rate):
    grads = backward(x, w, y)
    # w -= rate * dw
    w_new = w - rate*grads['w']
    return {'w': w_new, 'L': forward(x, w, y)['L']}
