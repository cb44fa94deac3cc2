"""Python expressions made from templates: with no bracket, no factor of 1 and no sign too many."""

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Parts = Mapping[str, ast.expr]
"""What stands for each name of a template."""


def speak(template: str, parts: Parts) -> ast.expr:
    """Return ``template`` with ``parts`` in place of its names, plain where something is multiplied by 1.

    A keyword argument whose part is None or False is left out: NumPy takes it so anyway.
    """
    filled: ast.expr = _Filling(parts).visit(expression(template))
    return filled


def expression(text: str) -> ast.expr:
    """Return ``text`` as an expression."""
    return ast.parse(text, mode="eval").body


def text_of(tree: ast.expr) -> str:
    """Return the text of an expression."""
    return ast.unparse(tree)


def names_in(tree: ast.expr) -> set[str]:
    """Return the variables, functions and modules that an expression names."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def literal(value: Any) -> str:
    """Return how Python writes a number, exactly if it is a finite decimal; or None, a bool, a tuple of these."""
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if not isinstance(value, Fraction):
        return repr(value)
    if value.denominator == 1:
        return str(value.numerator)
    decimal = repr(float(value))
    return decimal if Fraction(decimal) == value else f"{value.numerator} / {value.denominator}"


class _Filling(ast.NodeTransformer):
    """Puts parts in place of names, and leaves out what changes nothing."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.parts.get(node.id, node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        node.keywords = [keyword for keyword in node.keywords if not _left_out(keyword.value)]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        inner = node.value
        return inner.value if node.attr == "T" and isinstance(inner, ast.Attribute) and inner.attr == "T" else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(ast.USub(), ast.UnaryOp(ast.USub(), inner)):
                return inner
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        match node:  # of what is 1 where a comparison holds, whether it is not 0
            case ast.Compare(ast.BinOp(one, ast.Mult(), ast.Compare() as held), [ast.NotEq()]) if _is(one, 1):
                return held
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.BinOp(left, ast.Mult(), right) if _is(left, 1) and not isinstance(right, ast.Compare):
                return right
            case ast.BinOp(ast.UnaryOp(ast.USub(), one), ast.Mult(), right) if _is(one, 1):
                return ast.UnaryOp(ast.USub(), right)
            case ast.BinOp(left, ast.Mult() | ast.Div() | ast.Pow(), right) if _is(right, 1):
                return left
        return node


def _is(tree: ast.expr, number: int) -> bool:
    """Return whether an expression is just this number."""
    return isinstance(tree, ast.Constant) and type(tree.value) in {int, float} and tree.value == number


def _left_out(tree: ast.expr) -> bool:
    """Return whether an argument is what NumPy takes without it."""
    return isinstance(tree, ast.Constant) and (tree.value is None or tree.value is False)
