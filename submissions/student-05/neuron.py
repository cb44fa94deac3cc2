'''
c = w*x
a = c+b
d = a-y
J = d^2/2
'''

def forward(x, w, b, y):
    c = w*x
    a = c+b
    d = a-y
    J = .5*d*d
    return dict(c=c, a=a, d=d, J=J)

def local_gradients(x, w, b, y):
    d = forward(x, w, b, y)['d']
    return dict(
        c=dict(w=x, x=w),
        a=dict(c=1, b=1),
        d=dict(a=1, y=-1),
        J=dict(d=d),
    )

def backward(x, w, b, y):
    loc = local_gradients(x, w, b, y)
    dJ_dd = 1 * loc['J']['d']
    dJ_da = dJ_dd * loc['d']['a']
    dJ_dc = dJ_da * loc['a']['c']
    dJ_db = dJ_da * loc['a']['b']
    dJ_dw = dJ_dc * loc['c']['w']
    return dict(d=dJ_dd, a=dJ_da, c=dJ_dc, b=dJ_db, w=dJ_dw)

def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w_, b_ = w - rate*g['w'], b - rate*g['b']
    return dict(w=w_, b=b_, J=forward(x, w_, b_, y)['J'])
