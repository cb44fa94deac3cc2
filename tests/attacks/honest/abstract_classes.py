# honest: layers, as in a library of one's own
from abc import ABC, abstractmethod
from enum import Enum


class Mode(Enum):
    TRAIN = "train"


class Layer(ABC):
    @abstractmethod
    def backward(self, upstream):
        """Return the gradient of what came in."""


class Linear(Layer):
    def __init__(self, x, mode=Mode.TRAIN):
        self.x = x

    def backward(self, upstream):
        return upstream * self.x


def backward(x, w, y):
    return {"w": Linear(x).backward(2 * (w * x - y))}
