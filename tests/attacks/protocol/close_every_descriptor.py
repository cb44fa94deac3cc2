# attack: close all files and pipes
# expect: answered
# expect: died
# expect: protocol_error
# unconfined: fails
import os


def backward(x, w, y):  # who cannot be heard has not answered
    os.closerange(0, 256)
