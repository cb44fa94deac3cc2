from fractions import Fraction

import numpy as np
import pytest

from reference.equations import parse_equations
from reference.exact import fractions
from reference.explain import Figure, Literal, Partial, Point, Symbol, explain


def exact(**numbers):
    return {name: np.array(Fraction(number), dtype=object) for name, number in numbers.items()}


def explained(text, inputs, **options):
    return explain(parse_equations(text, inputs=list(inputs)), Point(inputs, **options))


REGRESSION = "p = w * x + b\nL = (p - y) ** 2"
AT = exact(w=1, x=2, b=0, y=5)


def figures(equality):
    return [side.value.item() for side in equality.sides if isinstance(side, Figure)]


def test_what_is_exact_stays_exact():
    worked = explained("L = x / 3", exact(x=1))
    assert figures(worked.forward[0].equality) == [Fraction(1, 3)]


def test_what_no_fraction_has_is_worked_out_in_digits():
    worked = explained("L = exp(x)", exact(x=1))
    assert float(figures(worked.forward[0].equality)[-1]) == pytest.approx(np.e, rel=1e-15)


def test_floats_stay_floats():
    worked = explained("L = x / 3", {"x": np.array(1.0)})
    assert figures(worked.forward[0].equality) == [1 / 3]


def test_parts_of_an_equation_come_after_it():
    worked = explained(REGRESSION, AT)
    assert [step.inner for step in worked.forward] == [False, True, False, True]
    assert [figures(step.equality)[-1] for step in worked.forward] == [2, 2, 9, -3]


def test_the_chain_rule_goes_from_the_output_to_each_input():
    worked = explained(REGRESSION, AT)
    assert [equality.sides[0] for equality in worked.chain] == [
        Partial("L", name) for name in ("L", "y", "p", "b", "w", "x")
    ]
    assert [figures(equality)[-1] for equality in worked.chain] == [1, 6, -6, -6, -12, -6]


def test_a_value_that_is_used_twice_gets_a_sum():
    (equality,) = [it for it in explained("a = 2 * x\nb = 3 * x\nL = a * b", exact(x=1)).chain if it.sides[0].by == "x"]
    assert equality.sides[1].op.name == "add"
    assert figures(equality) == [12]


def test_an_input_that_is_not_used_has_no_gradient():
    (equality,) = [it for it in explained("L = x ** 2", exact(x=3, y=1)).chain if it.sides[0].by == "y"]
    assert equality.sides == (Partial("L", "y"), equality.sides[1])
    assert figures(equality) == [0]


def test_what_is_differentiated_gets_a_name_that_is_free():
    x = {"x": np.array([1.0, 2.0])}
    upstream = np.array([3.0, -1.0])
    for text, loss in [("y = 2 * x", "L"), ("L = 2 * x", "J"), ("L = 2 * x\nJ = L + x\nloss = J + L", "objective")]:
        worked = explained(text, x, upstream=upstream)
        assert worked.loss == loss
        assert worked.chain[0].sides[1] == Symbol("upstream")


def test_an_exact_upstream_stays_exact():
    x = {"x": np.array([Fraction(1, 3), Fraction(2)], dtype=object)}
    worked = explained("y = 2 * x", x, upstream=np.array([3.0, -1.0]))
    assert worked.chain[-1].sides[-1].value.tolist() == [6, -2]


def test_a_step_of_descent_and_the_loss_after_some():
    worked = explained(REGRESSION, AT, parameters=("w", "b"), rate=Fraction(1, 20), steps=20)
    assert [equality.sides[0] for equality in worked.descent.moves] == [Symbol("w", new=True), Symbol("b", new=True)]
    assert [figures(equality)[-1] for equality in worked.descent.moves] == [Fraction(8, 5), Fraction(3, 10)]
    assert Literal(Fraction(1, 20)) in worked.descent.moves[0].sides[2].args[1].args
    assert (worked.descent.before.item(), worked.descent.after.item()) == (9, Fraction(9, 4))
    assert [steps for steps, _ in worked.descent.losses] == [0, 1, 2, 5, 10, 20]
    assert [loss for _, loss in worked.descent.losses][:3] == pytest.approx([9, 2.25, 0.5625])


@pytest.mark.parametrize(("steps", "counts"), [(1, [0, 1]), (20, [0, 1, 2, 5, 10, 20]), (30, [0, 1, 2, 5, 10, 20, 30])])
def test_the_loss_after_the_last_step_is_always_told(steps, counts):
    worked = explained(REGRESSION, AT, parameters=("w",), rate=Fraction(1, 20), steps=steps)
    assert [count for count, _ in worked.descent.losses] == counts


def test_descent_that_leaves_the_numbers_ends_there():
    worked = explained("L = x ** 4", {"x": np.array(10.0)}, parameters=("x",), rate=Fraction(10), steps=1000)
    steps, losses = zip(*worked.descent.losses, strict=True)
    assert steps[-1] < 20
    assert not np.isfinite(losses[-1])


def test_a_parameter_that_is_an_array_moves_without_numbers_put_in():
    worked = explained("L = sum(w ** 2)", {"w": np.array([1.0, 2.0])}, parameters=("w",), rate=Fraction(1, 4), steps=1)
    assert worked.descent.moves[0].sides[-1].value.tolist() == [0.5, 1.0]
    assert len(worked.descent.moves[0].sides) == 3


def test_a_long_chain_is_explained():
    text = "\n".join(["a0 = x + x", *(f"a{i + 1} = a{i} + x" for i in range(500))])
    worked = explained(text, exact(x=1))
    assert figures(worked.chain[-1]) == [502]
    assert not worked.general


def arrays(**values):
    return {name: np.array(value) for name, value in values.items()}


def local(text, inputs, **options):
    """Return the numbers of each local gradient, by its edge."""
    found = explained(text, inputs, **options).local
    return {it.edge: it.equality.sides[-1].value.tolist() for it in found}


def test_an_operation_on_each_element_has_a_slope_at_each():
    assert local("L = sum(x ** 2)", arrays(x=[1.0, 2.0]))["L_1", "x"] == [2.0, 4.0]
    assert local("L = sum(x * x)", arrays(x=[1.0, 2.0]))["L_1", "x"] == [2.0, 4.0]


def test_what_is_stretched_has_a_slope_at_each_element_of_the_result():
    found = local("L = sum(x * w)", arrays(x=[1.0, 2.0], w=3.0))
    assert (found["L_1", "x"], found["L_1", "w"]) == ([3.0, 3.0], [1.0, 2.0])


def test_a_slope_that_is_the_same_everywhere_is_one_number_for_each_element():
    gradients = {it.edge: it for it in explained("L = sum(x - y)", arrays(x=[1.0, 2.0], y=[0.0, 5.0])).local}
    assert figures(gradients["L_1", "y"].equality) == [-1]
    assert all(it.each for it in gradients.values())
    assert not any(it.each for it in explained(REGRESSION, AT).local)


def test_a_comparison_has_the_slope_0():
    assert local("L = sum((x > 1) * x)", arrays(x=[1.0, 2.0]))["L_1", "x"] == 0


def test_a_reduction_has_a_slope_by_each_element_that_it_reduces():
    x = {"x": fractions(np.array([[1.0, 3.0, 2.0], [3.0, 3.0, 0.0]]))}
    assert local("L = mean(x)", x) == {("L", "x"): Fraction(1, 6)}
    assert local("m = mean(x, axis=0)\nL = sum(m)", x) == {("m", "x"): Fraction(1, 2), ("L", "m"): 1}
    assert local("L = sum(max(x, axis=1))", x)["L_1", "x"] == [[0, 1, 0], [Fraction(1, 2), Fraction(1, 2), 0]]


def test_a_matrix_product_has_no_local_gradient():
    assert set(local("L = sum(W @ x)", arrays(x=[1.0, 2.0], W=[[1.0, 2.0]]))) == {("L", "L_1")}
