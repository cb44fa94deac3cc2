'''
y_hat = w*x
s = y_hat - y
L = s^2
'''

def forward(x, w, y):
    y_hat = w*x
    s = y_hat - y
    return dict(y_hat=y_hat, s=s, L=s*s)

def local_gradients(x, w, y):
    s = forward(x, w, y)['s']
    return dict(y_hat=dict(w=x, x=w), s=dict(y_hat=1, y=-1), L=dict(s=2*s))

def backward(x, w, y):
    loc = local_gradients(x, w, y)
    ds = loc['L']['s']
    dyhat = ds * loc['s']['y_hat']
    return dict(s=ds, y_hat=dyhat, w=dyhat*loc['y_hat']['w'], x=dyhat*loc['y_hat']['x'], y=ds*loc['s']['y'])
