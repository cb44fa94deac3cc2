"""Names of a graph as mathematics writes them: ``y_hat`` is a y with a hat, ``w1`` a w with an index."""

import re
from dataclasses import dataclass

NAME = re.compile(r"(?P<base>[^\W\d_]+?)(?P<number>\d*)(?:_(?P<rest>\w+))?")
GREEK = {
    "alpha": "\u03b1",
    "beta": "\u03b2",
    "gamma": "\u03b3",
    "delta": "\u03b4",
    "epsilon": "\u03b5",
    "eta": "\u03b7",
    "theta": "\u03b8",
    "lambda": "\u03bb",
    "mu": "\u03bc",
    "rho": "\u03c1",
    "sigma": "\u03c3",
    "tau": "\u03c4",
    "phi": "\u03c6",
    "psi": "\u03c8",
    "omega": "\u03c9",
}


@dataclass(frozen=True)
class Name:
    """A name in its parts.

    Attributes:
        base: a letter, or a word.
        accent: ``hat``, ``bar`` or ``tilde``; empty for none.
        index: what stands below; may be empty.
    """

    base: str
    accent: str = ""
    index: str = ""


def parts(name: str) -> Name:
    """Return the parts of ``name``."""
    found = NAME.fullmatch(name)
    if found is None:
        return Name(name)
    below = [found["number"], *(found["rest"] or "").split("_")]
    accents = [word for word in below if word in {"hat", "bar", "tilde"}][:1]
    return Name(found["base"], "".join(accents), ",".join(word for word in below if word and word not in accents))
