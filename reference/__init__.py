"""The reference engine: computation graphs, their values and their gradients.

It knows calculus and nothing of grading: no module here imports ``grader``.
"""
