# attack: a pool of threads
# expect: raised (RuntimeError: can't start new thread|ModuleNotFoundError)
# unconfined: works


def backward(x, w, y):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor() as pool:
        pool.submit(int).result()
    return {"w": 2 * (w * x - y) * x}
