"""An equation of many operations as equations of one each, where the chain rule has to go through them all."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from reference.graph import Graph, Node

MOST_OPERATIONS = 12  # of an equation that is differentiated as a whole: what a reader can follow at a glance


def shown(graph: Graph, shaped: Collection[str]) -> Graph:
    """Return ``graph`` as it is explained: flat if some of its equations are too long, or not of numbers.

    Args:
        graph: the graph.
        shaped: the names that are no single numbers.
    """
    longest = max(sum(len(node.args) > 0 for node in graph.equation(name).nodes) for name in graph.named)
    elementwise = all(len(node.op.slopes) == len(node.args) for node in graph.nodes)
    return graph if elementwise and not shaped and longest <= MOST_OPERATIONS else _flattened(graph)


def _flattened(graph: Graph) -> Graph:
    """Return ``graph`` with a name for each operation: ``L.1`` becomes ``L_1``; its numbers stay anonymous."""
    names = _names(graph)
    users = {arg: node for node in graph.nodes for arg in node.args}
    for count, node in enumerate(graph.nodes):
        if node.anonymous and not node.args:
            names[node.name] = f"{names[users[node.name].name]}.{count}"  # part of the equation that uses it
    return Graph(graph.inputs, tuple(_renamed(node, names) for node in graph.nodes), names[graph.output])


def _names(graph: Graph) -> dict[str, str]:
    """Return what every name of ``graph`` is to be called."""
    names = {name: name for name in (*graph.inputs, *graph.named)}
    taken = set(names)
    for equation in graph.named:
        operations = [node for node in graph.equation(equation).nodes if node.anonymous and node.args]
        for count, node in enumerate(operations, start=1):
            name = f"{equation}_{count}"
            while name in taken:
                name += "_"
            names[node.name] = name
            taken.add(name)
    return names


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    return replace(node, name=names[node.name], args=tuple(names[arg] for arg in node.args))
