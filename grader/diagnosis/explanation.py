"""What a wrong answer is consistent with."""

from dataclasses import dataclass

from reference.graph import Graph
from reference.mutants import Mutant
from reference.mutants.mutant import called, equation_of


@dataclass(frozen=True)
class Explanation:
    """One mistake that would give what was answered.

    Attributes:
        mistake: short and stable; empty where there is no name for it, only a place.
        words: what was done, as a clause; for a place alone, what is wrong there.
        remedy: what to do instead; empty where that is not known.
        node, operand: the edge, as in the graph; the operand is empty where it is about no edge, both where about
            the pass as a whole.
        factor: by which constant a derivative is too large; None where it is no constant.
        wide: whether the mistake is made wherever the op is used.
    """

    mistake: str
    words: str
    remedy: str = ""
    node: str = ""
    operand: str = ""
    factor: float | None = None
    wide: bool = False

    def edge(self, graph: Graph) -> tuple[str, ...]:
        """Return what it is about as people write it: (node, operand), a name alone, or nothing."""
        node = equation_of(graph, self.node) if self.operand else self.node
        return tuple(called(graph, name) for name in (node, self.operand) if name)


def of_mutant(mutant: Mutant, factor: float | None = None) -> Explanation:
    """Return the explanation that someone made the mistake of ``mutant``."""
    return Explanation(
        mutant.mistake, mutant.words, mutant.remedy, mutant.node, mutant.operand, factor, wide=mutant.wide
    )


@dataclass(frozen=True)
class Slip:
    """One place where an answer goes wrong, and everything that would explain it.

    Attributes:
        explanations: each by itself, the likeliest first.
        first: the first name that goes wrong, in the order of the chain rule.
    """

    explanations: tuple[Explanation, ...]
    first: str
