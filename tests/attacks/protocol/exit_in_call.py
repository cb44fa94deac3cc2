# attack: end the process with success instead of answering
# expect: died the process ended with status 0
# unconfined: fails
import os


def backward(x, w, y):  # a status is no evidence
    os._exit(0)
