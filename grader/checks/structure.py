"""Is it an answer at all: the right names, each a finite number or array of exactly the right shape?

Nothing is coerced: what is read is an int, a float, or an array of them, and every other thing has its own words.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from grader.checks.paper import Paper
from grader.closeness import close
from grader.errors import did_you_mean
from grader.expected import Question
from grader.model import Answer, AskKind, Finding, Foreign, Key, Outcome
from grader.printable import printable
from reference.op import Array, Shape

NAME = "structure"
SHAPE = "shape"

MOST_UNEXPECTED = 5
LONGEST_KEY = 80


def read(question: Question, answer: Answer, *, unbegun: bool = False) -> Paper:
    """Return the numbers of an answer, and what is wrong with the rest of it.

    Args:
        unbegun: as in `Paper`.
    """
    given = _by_key(question, answer.value)
    if isinstance(given, Finding):
        return Paper(question, answer, {}, (given,), unbegun)
    numbers, findings = {}, list(_unexpected(question, given))
    for key in question.targets:
        number = _read(question, key, given)
        if isinstance(number, Finding):
            findings.append(number)
        else:
            numbers[key] = number
    return Paper(question, answer, numbers, tuple(findings), unbegun)


def numbers(question: Question, answer: Answer) -> dict[Key, Array]:
    """Return what an answer has for each key, of whatever shape, as far as that is numbers."""
    given = _by_key(question, answer.value) if answer.outcome is Outcome.ANSWERED else {}
    if isinstance(given, Finding):
        return {}
    arrays = {key: _as_array(given[key]) for key in question.targets if key in given}
    return {key: array for key, array in arrays.items() if array is not None}


def check(paper: Paper) -> Iterator[Finding]:
    """Yield what could not be read."""
    yield from paper.unread


def _by_key(question: Question, value: Any) -> dict[Any, Any] | Finding:
    """Return the answer's entries by key; nested local gradients are brought to (node, operand)."""
    function = question.ask.function
    if value is None:
        return Finding(NAME, "", f"{function} returned None: is a 'return' missing?")
    if type(value) is not dict:
        return Finding(NAME, "", f"{function} returned {in_words(value)}; expected a dict with {_wanted(question)}")
    if question.ask.kind is not AskKind.LOCALS:
        return value
    flat = {}
    for node, entry in value.items():
        flat.update(
            {(node, operand): part for operand, part in entry.items()} if type(entry) is dict else {node: entry}
        )
    return flat


def _wanted(question: Question) -> str:
    """Return the names that an answer has to have, in words."""
    return ", ".join(map(repr, question.targets))


def _unexpected(question: Question, given: Mapping[Any, Any]) -> Iterator[Finding]:
    """Yield a note for each of the first few entries that nobody asked for; there may be a hundred thousand."""
    missing = [key for key in question.targets if isinstance(key, str) and key not in given]
    for key in islice((key for key in given if key not in question.targets), MOST_UNEXPECTED):
        words = f"{in_words(key)} as a key" if isinstance(key, Foreign) else printable(repr(key), LONGEST_KEY)
        near = did_you_mean(key, missing) if isinstance(key, str) else ""
        yield Finding(NAME, "", f"{words} was not asked for" + (f"; {near}" if near else ""), note=True)


def _read(question: Question, key: Key, given: Mapping[Any, Any]) -> Array | Finding:
    """Return the number or array given for ``key``, or what is wrong with it."""
    shape = question.targets[key].value.shape
    if key not in given:
        return question.finding(NAME, key, f"is missing: there is no entry {key!r}")
    array = _as_array(given[key])
    if array is None:
        wanted = f"a float64 array of shape {shape}" if shape else "an int or a float"
        return question.finding(NAME, key, f"is {in_words(given[key])}; expected {wanted}")
    if array.shape != shape:
        return _misshapen(question, key, array)
    if not np.isfinite(array).all():
        return question.wrong_number(NAME, key, ~np.isfinite(array), array, question.targets[key].value)
    return array


def _as_array(value: Any) -> Array | None:
    """Return an int, float or array of them as float64; None for everything else, bool included."""
    if type(value) is np.ndarray and value.dtype.kind in "iuf":
        return value.astype(np.float64)
    if type(value) in (int, float):
        try:
            return np.array(float(value))
        except OverflowError:
            return np.array(np.inf)
    return None


def _misshapen(question: Question, key: Key, array: Array) -> Finding:
    """Return a finding for an array of the wrong shape; a milder one if the values are right."""
    target = question.targets[key]
    shape = target.value.shape
    words = f"is {_shape_words(array.shape)}; expected {_shape_words(shape)}"
    if array.size == target.value.size and close(array.reshape(shape), target.value, target.tolerance).all():
        words = f"has the right values in the wrong shape: it {words}"
    return question.finding(SHAPE, key, words)


WORDS = {bool: "a bool", str: "text", complex: "a complex number", list: "a list", tuple: "a tuple", dict: "a dict"}


def in_words(value: Any) -> str:
    """Return what ``value`` is, for a message: ``a list``, ``an array of bool``."""
    if value is None:
        return "None"
    if isinstance(value, Foreign):
        return value.type_name if value.type_name.startswith("a ") else f"{_article(value.type_name)} {value.type_name}"
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype.name}" + (f" and shape {value.shape}" if value.shape else "")
    return WORDS.get(type(value), "a number")


def _article(word: str) -> str:
    return "an" if word[:1].lower() in tuple("aeiou") else "a"


def _shape_words(shape: Shape) -> str:
    """Return what has this shape."""
    return f"an array of shape {shape}" if shape else "a number"
