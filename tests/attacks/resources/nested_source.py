# attack: a program nested so deeply that the compiler gives up
# expect: not_gradable (MemoryError|RecursionError|SyntaxError|the file is nested)
# expect: not_gradable .*ended
# unconfined: fails

exec("-" * 200_000 + "1")  # the compiler gives up anywhere


def backward(x, w, y):
    raise NotImplementedError
