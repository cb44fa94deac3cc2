"""A problem from its equations alone: the spec, an answer that is right, and answers that are wrong in one place.

`phrases` says each operation in Python, `expressions` puts phrases together, `programs` makes the right answer of them
and `slips` the wrong ones, of which `samples` takes those that the problem's cases reject. `outlines` tells inputs from
equations, `points` finds simple numbers for them, of which `choices` takes those that tell most, `statements` says it
all to students, and `drafts` puts the whole folder together.
"""
