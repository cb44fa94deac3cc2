"""What an error about a graph says, and what it carries."""

import pytest

from reference.errors import DomainError, GraphError, GraphErrors, ShapeError, Span, did_you_mean


def test_an_error_carries_its_problem_its_remedy_and_its_place():
    error = GraphError("unknown operation 'mull'", remedy="did you mean 'mul'?", span=Span(3, 7))
    assert (str(error), error.problem) == ("unknown operation 'mull'", "unknown operation 'mull'")
    assert (error.remedy, error.span) == ("did you mean 'mul'?", Span(line=3, column=7))


def test_remedy_and_place_may_be_unknown():
    assert (GraphError("no").remedy, GraphError("no").span) == ("", None)


@pytest.mark.parametrize("error", [ShapeError("no"), DomainError("no", node="L", case=2)])
def test_every_error_is_caught_as_an_error_of_the_graph(error):
    with pytest.raises(GraphError):
        raise error


def test_a_domain_error_names_node_and_case():
    error = DomainError("log of 0", node="L", case=2, remedy="give x a range")
    assert (error.node, error.case, error.remedy, error.span) == ("L", 2, "give x a range", None)


def test_places_are_ordered_as_in_the_text():
    assert sorted([Span(2, 1), Span(1, 9), Span()]) == [Span(1, 1), Span(1, 9), Span(2, 1)]


def test_several_errors_are_reported_at_once():
    errors = GraphErrors((GraphError("one"), GraphError("two")))
    assert str(errors) == "one; two"
    assert [error.problem for error in errors.errors] == ["one", "two"]


def test_a_near_word_is_suggested():
    assert did_you_mean("mull", ["add", "mul", "relu"]) == "did you mean 'mul'?"


def test_no_word_is_suggested_where_none_is_near():
    assert did_you_mean("qqq", ["add", "mul"]) == ""
    assert did_you_mean("x", []) == ""
