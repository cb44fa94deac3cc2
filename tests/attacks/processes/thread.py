# attack: start a thread
# expect: raised RuntimeError: can't start new thread
# unconfined: works
import threading


def backward(x, w, y):
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return {"w": 2 * (w * x - y) * x}
