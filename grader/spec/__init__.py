"""A problem spec: YAML text, a tree with places, fields, and at last a `Problem`.

A module a step, each knowing only those before it: `source` (bytes to text), `mistakes` (which every later step
collects), `yaml_tree` (text to tree), `scalars`, `kinds` and `fields` (tree to values with their places), `schema` (the
same fields as a JSON Schema), `sketch` (equations to a graph), `asks`, `expectations`, `kinks`, `cases` and `building`
(values to `Problem`); `loading` is the whole way.
"""

from grader.spec.loading import Summary, find_problem, list_problems, load_problem, read_summary

__all__ = ["Summary", "find_problem", "list_problems", "load_problem", "read_summary"]
