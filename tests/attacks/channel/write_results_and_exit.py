# attack: write the file of results oneself, and exit before anybody else does
# expect: raised PermissionError
# unconfined: fails
import json
import os


def backward(x, w, y):  # results are written by the grader, elsewhere, afterwards
    for folder in (".", "/tmp/grader-attack"):
        with open(f"{folder}/left", "w") as file:
            json.dump({"score": 10}, file)
        os.remove(f"{folder}/left")
    os._exit(0)
