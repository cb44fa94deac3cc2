# attack: the right number with a small imaginary part
# expect: answered .*is a complex number
# unconfined: fails


def backward(x, w, y):  # only int and float are numbers
    return {"w": complex(2 * (w * x - y) * x, 1e-20)}
