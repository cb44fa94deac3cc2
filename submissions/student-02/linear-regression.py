# no Value class needed for this one :)

def forward(x, w, y):
    return {'y_hat': w*x, 's': w*x - y, 'L': (w*x - y)**2}

def local_gradients(x, w, y):
    return {'y_hat': {'w': x, 'x': w}, 's': {'y_hat': 1., 'y': -1.}, 'L': {'s': 2*(w*x - y)}}

def backward(x, w, y):
    s = w*x - y
    return {'s': 2*s, 'y_hat': 2*s, 'w': 2*s*x, 'x': 2*s*w, 'y': -2*s}

def update(x, w, y, rate):
    w = w - rate*backward(x, w, y)['w']
    return {'w': w, 'L': forward(x, w, y)['L']}
