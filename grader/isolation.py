"""How well a sandbox keeps submissions apart; imported where NumPy is still to come."""

from enum import Enum


class Isolation(Enum):
    """A level of isolation, with what it keeps apart in words; each level adds to the one before."""

    L0 = "nothing keeps a submission apart; run only code that you trust"
    L1 = "system calls are filtered, memory and time limited"
    L2 = "besides, no file can be opened"
    L3 = "besides, nothing outside can be seen"

    @property
    def isolates(self) -> bool:
        """Whether code that nobody trusts can be run at this level."""
        return self is not Isolation.L0
