import pytest

from grader.authoring.outlines import Wishes, guess_role, outline
from grader.errors import SpecError, UsageError
from grader.model import Role


def outlined(*equations, **wishes):
    return outline(Wishes("example", equations, **wishes))


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.PARAMETER, "w w1 W W_hh wx b b2 b_out B bias theta theta1 gamma beta beta_2"),
        (Role.TARGET, "y y1 t target targets label labels y_true"),
        (Role.DATA, "x X x1 x_in a h batch z time step h0 y_hat"),
    ],
)
def test_a_role_is_guessed_from_the_name(role, names):
    assert {name: guess_role(name) for name in names.split()} == dict.fromkeys(names.split(), role)


def test_functions_take_data_first_then_parameters_and_targets_last():
    found = outlined("L = (w*x + b - y)**2 + k", roles={"k": Role.CONSTANT})
    assert [one.name for one in found.inputs] == ["x", "w", "b", "k", "y"]


def test_only_what_nothing_defines_is_an_input():
    found = outlined(
        "z = x.T @ w  # w is a weight", "L = sum(z[0:1], axis=0) / N", shapes={"x": ("D", "N"), "w": ("D",)}
    )
    assert found.graph.inputs == ("x", "w")


def test_a_dimension_has_sizes_after_its_name():
    found = outlined("L = sum(x @ w)", shapes={"x": ("N", "D"), "w": ("D", 3)})
    assert found.dims == {"N": (3, 6), "D": (2, 5)}


def test_local_gradients_are_asked_between_numbers_and_not_of_constants():
    found = outlined("m = mean(x)", "L = m * w * c", shapes={"x": (3,)}, roles={"c": Role.CONSTANT})
    assert found.edges == (("L", "m"), ("L", "w"))


@pytest.mark.parametrize(
    ("equations", "roles", "names"),
    [
        (["z = w * x", "s = z - y", "L = s ** 2"], {}, ("s", "z", "w")),
        (["L = x * v"], {}, ("x", "v")),
        (["L = x * v"], {"v": Role.PARAMETER}, ("v",)),
    ],
)
def test_gradients_are_asked_of_steps_and_parameters_or_of_all_inputs(equations, roles, names):
    assert outlined(*equations, roles=roles).gradients == names


@pytest.mark.parametrize(
    ("equations", "shapes", "updates"),
    [(["L = w * x"], {}, True), (["L = v * x"], {}, False), (["L = w * x"], {"x": (3,)}, False)],
)
def test_an_update_needs_a_parameter_and_a_number_to_descend(equations, shapes, updates):
    assert outlined(*equations, shapes=shapes).updates is updates


@pytest.mark.parametrize(
    ("equations", "shapes", "message"),
    [
        (
            ["z = w * x", "L = (z - y"],
            {},
            "-e:2:5: '(' is never closed\n    L = (z - y\n        ^",
        ),
        (
            ["L = sigmod(w * x)"],
            {},
            "-e:1:5: unknown function 'sigmod'\n    L = sigmod(w * x)\n        ^\n  fix: did you mean 'sigmoid'?",
        ),
        (
            ["L = sum(x @ w)"],
            {"x": ("N", "D"), "w": (3,)},
            "-e:1:9: the inner sizes differ, 2 and 3: matmul of 'x' (3, 2), 'w' (3,) (where N = 3, D = 2)",
        ),
        ([""], {}, "-e:1:1: there is no equation\n  fix: write 'name = expression', one a line"),
    ],
)
def test_a_bad_equation_is_refused_with_its_place(equations, shapes, message):
    with pytest.raises(SpecError) as caught:
        outlined(*equations, shapes=shapes)
    assert str(caught.value).startswith(message)


def test_all_bad_equations_are_reported_at_once():
    with pytest.raises(SpecError) as caught:
        outlined("a = 2w", "L = a^2")
    assert [str(mistake.place) for mistake in caught.value.mistakes] == ["-e:1:6", "-e:2:6"]


@pytest.mark.parametrize("said", [{"shapes": {"q": (3,)}}, {"roles": {"z": Role.DATA}}, {"ranges": {"q": (0, 1)}}])
def test_nothing_can_be_said_of_what_is_no_input(said):
    with pytest.raises(UsageError, match="or it is no input"):
        outlined("z = w * x", "L = z ** 2", **said)


@pytest.mark.parametrize("name", ["rate", "upstream"])
def test_an_input_cannot_be_called_what_functions_take_besides(name):
    with pytest.raises(UsageError, match=f"functions call something else '{name}'"):
        outlined(f"L = w * {name}")
