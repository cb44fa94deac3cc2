# attack: read the code that it is called by
# expect: raised
# unconfined: works
import inspect


def backward(x, w, y):
    from child import serve

    assert inspect.getsource(serve.call)
    return {"w": 2 * (w * x - y) * x}
