"""An auto-grader for backpropagation exercises."""

__version__ = "0.1.0"
