# attack: run a program
# expect: raised PermissionError
# unconfined: works
import subprocess
import sys


def backward(x, w, y):
    subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)
    return {"w": 2 * (w * x - y) * x}
