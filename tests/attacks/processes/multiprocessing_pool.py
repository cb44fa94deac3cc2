# attack: share the work among processes
# expect: raised (PermissionError|ModuleNotFoundError|OSError|ImportError)
# unconfined: works


def backward(x, w, y):
    import multiprocessing

    worker = multiprocessing.get_context("fork").Process(target=int)
    worker.start()
    worker.join()
    return {"w": 2 * (w * x - y) * x}
