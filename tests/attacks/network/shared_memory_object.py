# attack: share memory under a name
# expect: raised (PermissionError|ModuleNotFoundError|ImportError)
# unconfined: works


def backward(x, w, y):
    import _posixshmem
    import os

    os.close(_posixshmem.shm_open("/grader-attack", os.O_CREAT | os.O_RDWR))
    _posixshmem.shm_unlink("/grader-attack")
    return {"w": 2 * (w * x - y) * x}
