from fractions import Fraction

import numpy as np
import pytest

from reference.graph import Graph, Node
from reference.ops import OPS
from reference.tape import backward, forward

POW = OPS["pow"]


def test_constant_has_its_value_in_every_case():
    constant = Node("c", OPS["constant"], (), {"value": Fraction(3, 2)})
    graph = Graph(("x",), (constant, Node("y", OPS["mul"], ("c", "x"))), "y")
    tape = forward(graph, {"x": np.array([1.0, 2.0])})
    assert tape.values["c"].tolist() == [1.5, 1.5]
    assert tape.output.tolist() == [1.5, 3.0]
    assert OPS["constant"].forward(value=Fraction(3, 2)).tolist() == [Fraction(3, 2)]


def test_size_of_a_dimension_is_a_fraction_among_fractions():
    sizes = tuple(Node(name, OPS["constant"], (), {"value": name.upper()}) for name in ("n", "m"))
    graph = Graph(("x",), (*sizes, Node("y", OPS["div"], ("n", "m"))), "y")
    tape = forward(graph, {"x": np.array([Fraction(1)], dtype=object)}, {"N": 3, "M": 2})
    assert tape.output.tolist() == [Fraction(3, 2)]


@pytest.mark.parametrize("exponent", [0, 1, 2, 3])
def test_power_has_a_slope_at_zero_for_exponents_from_zero(exponent):
    x = np.array([0.0, 2.0])
    slope = POW.vjps[0](np.ones(2), x**exponent, x, exponent=exponent)
    assert slope.tolist() == [float(exponent == 1), exponent * 2.0 ** (exponent - 1)]


@pytest.mark.parametrize(
    ("exponent", "holds"),
    [
        (0, [True, True, True]),
        (Fraction(2), [True, True, True]),
        (-1, [True, False, True]),
        (Fraction(-2), [True, False, True]),
        (Fraction(1, 2), [False, False, True]),
        (Fraction(-1, 2), [False, False, True]),
    ],
)
def test_domain_of_a_power_depends_on_its_exponent(exponent, holds):
    assert POW.domain.holds(np.array([-1.0, 0.0, 1.0]), exponent=exponent).tolist() == holds


def test_quotient_needs_a_denominator_other_than_zero():
    a, b = np.array([1.0, 0.0, 2.0]), np.array([0.0, 1.0, -1.0])
    assert OPS["div"].domain.holds(a, b).tolist() == [False, True, True]


def test_number_used_twice_gets_the_sum_of_both_gradients():
    graph = Graph(("x",), (Node("y", OPS["mul"], ("x", "x")),), "y")
    tape = forward(graph, {"x": np.array([3.0])})
    assert backward(tape)["x"].tolist() == [6.0]


@pytest.mark.parametrize("exponent", [*range(14), -1, -5])
def test_whole_power_of_a_negative_number_keeps_a_complex_step(exponent):
    power = POW.forward(np.array([-2 + 1e-100j]), exponent=exponent)
    assert power.real.tolist() == [(-2.0) ** exponent]
    np.testing.assert_allclose(power.imag, 1e-100 * exponent * (-2.0) ** (exponent - 1), rtol=1e-14)
