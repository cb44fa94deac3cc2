# attack: leave a file in shared memory
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    with open("/dev/shm/grader-attack", "w") as file:
        file.write("left")
    os.remove("/dev/shm/grader-attack")
    return {"w": 2 * (w * x - y) * x}
