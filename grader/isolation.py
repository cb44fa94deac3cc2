"""How well a sandbox keeps submissions apart; imported where NumPy is still to come."""

from enum import Enum


class Isolation(Enum):
    """A level of isolation, with what keeps submissions apart; each level adds to the one before."""

    L0 = "nothing keeps a submission apart; run only code that you trust"
    L1 = "a filter of system calls"
    L2 = "a filter of system calls, and Landlock"
    L3 = "a filter of system calls, Landlock, and namespaces"

    @property
    def isolates(self) -> bool:
        """Whether code that nobody trusts can be run at this level."""
        return self is not Isolation.L0

    def reaches(self, level: "Isolation") -> bool:
        """Whether it keeps apart at least what ``level`` does."""
        order = list(Isolation)
        return order.index(self) >= order.index(level)
