# attack: keep a notebook from showing what went wrong
# expect: raised NameError
# unconfined: fails


def backward(x, w, y):  # there is no notebook
    get_ipython().showtraceback = print
