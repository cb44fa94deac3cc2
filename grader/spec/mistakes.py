"""Collecting what is wrong, so that its author sees all of it at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from grader.errors import Mistake, Place, SpecError

MOST = 100  # nobody reads more, and finding a near word for each of 10,000 would take minutes
SHOWN = 60


class Mistakes:
    """The mistakes found so far; `settle` raises them all together."""

    def __init__(self) -> None:
        self._found: list[Mistake] = []

    def add(self, place: Place, problem: str, remedy: str = "") -> None:
        """Note a mistake.

        Raises:
            SpecError: if these are enough to be going on with.
        """
        self._extend((Mistake(place, problem, remedy),))

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Note the mistakes of a `SpecError` raised inside, and go on after it."""
        try:
            yield
        except SpecError as error:
            self._extend(error.mistakes)

    def settle(self) -> None:
        """Go on if there is no mistake.

        Raises:
            SpecError: with all of them.
        """
        if self._found:
            raise SpecError(tuple(self._found[:MOST]))

    def _extend(self, mistakes: tuple[Mistake, ...]) -> None:
        self._found += mistakes
        if len(self._found) >= MOST:
            self.settle()


def quoted(text: str) -> str:
    """Return ``'text'`` on one line, shortened where it is long."""
    line = text.replace("\n", " ")
    return f"'{line}'" if len(line) <= SHOWN else f"'{line[:SHOWN]}...'"
