"""A starter file for a problem: the functions to write, with the right names and parameters."""

from grader.model import Ask, AskKind, Problem

INTRODUCTIONS = {
    AskKind.FORWARD: "Return the value of every step, by its name.",
    AskKind.LOCALS: "Return d(node)/d(operand) for every step and each of its operands, by (node, operand).",
    AskKind.BACKWARD: "Return the gradient of {output} with respect to each name.",
    AskKind.UPDATE: "Take one step of gradient descent: return the new parameters, and {output} with them.",
}


def starter(problem: Problem) -> str:
    """Return Python text that runs, and says NotImplementedError where the student's work is to go."""
    functions = "\n\n".join(_function(problem, ask) for ask in problem.asks)
    equations = "".join(f"    {line}\n" for line in problem.equations.strip().splitlines())
    introduction = f"{problem.title}.\n\nThe graph:\n\n{equations}".replace("\\", r"\\").replace('"""', r"\"\"\"")
    return f'"""{introduction}"""\n\n\n{functions}'


def _function(problem: Problem, ask: Ask) -> str:
    """Return one function to be written."""
    introduction = INTRODUCTIONS[ask.kind].format(output=problem.differentiated)
    entries = "".join(f"    #     {key!r}: ...,\n" for key in ask.keys)
    return (
        f"def {ask.function}({', '.join(problem.parameters(ask))}):\n"
        f'    """{introduction}"""\n'
        f"    # return {{\n{entries}    # }}\n"
        f'    raise NotImplementedError("write {ask.function}")\n'
    )
