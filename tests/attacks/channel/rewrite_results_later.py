# attack: leave a process behind that waits for the results, and changes them
# expect: raised PermissionError
# unconfined: works
import os
import time


def backward(x, w, y):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.1)
            with open("/tmp/grader-attack/secret", "a") as file:
                file.write("10 points")
        os._exit(0)
    return {"w": 2 * (w * x - y) * x}
