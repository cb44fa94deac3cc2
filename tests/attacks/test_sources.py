"""Files that are no programs, or not as they seem: the grader says so in words, and goes on."""

import pytest

from grader.model import Status
from grader.pipeline import mark, mark_file
from grader.reports.json_report import render
from tests.attacks.corpus import spec
from tests.grader.in_process import exam_of, submitted

RIGHT = "def backward(x, w, y):\n    return {'w': 2 * (w * x - y) * x}\n"
MIB = 1 << 20

REFUSED = {
    "not UTF-8": (RIGHT.encode() + b"# \xff\xfe\n", "UTF-8"),
    "other characters than it says": (b"# coding: utf-7\n+AGIAYQBj-\n", "Error"),
    "NUL bytes": (b"x = 1\0\n" + RIGHT.encode(), ""),
    "only NUL bytes": (bytes(1000), ""),
    "far too large": (RIGHT.encode() + b"#" * (10 * MIB), ""),
    "parentheses without end": (b"(" * 200_000, ""),
    "parentheses inside parentheses": (b"(" * 90_000 + b")" * 90_000, ""),
    "signs without end": (b"x = " + b"-" * 200_000 + b"1\n" + RIGHT.encode(), ""),
    "a chain without end": (b"x = a" + b".a" * 100_000 + b"\n" + RIGHT.encode(), ""),
    "blocks inside blocks": (b"".join(b" " * depth + b"if 1:\n" for depth in range(200)), ""),
    "half a program": (RIGHT.encode()[:20], "SyntaxError"),
    "a program for another Python": (b"print 'hello'\n", "SyntaxError"),
    "nothing": (b"", "the file is empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_program_is_refused_in_words(name, arena, tmp_path):
    content, words = REFUSED[name]
    file = tmp_path / "answer.py"
    file.write_bytes(content)
    report = mark_file(exam_of(spec("scalar")), file, arena.sandbox)
    assert report.status is Status.NOT_GRADABLE
    assert words in report.message, report.message
    assert report.message.isprintable() or "\n" in report.message
    assert arena.disturbed() == []


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + RIGHT.encode(), RIGHT.replace("\n", "\r\n").encode()])
def test_what_editors_do_to_a_file_costs_nothing(content, arena, tmp_path):
    file = tmp_path / "answer.py"
    file.write_bytes(content)
    assert mark_file(exam_of(spec("scalar")), file, arena.sandbox).full_marks


def test_modules_of_a_submission_take_the_place_of_none_of_pythons(arena):
    names = ("numpy", "struct", "random", "json", "sitecustomize", "conftest", "child", "builtins", "math")
    source = "import json, math, random, struct\nimport numpy\n" + RIGHT
    modules = {f"{name}.py": "raise SystemExit(0)\n" for name in names}
    plain = submitted(source)
    report = mark(exam_of(spec("scalar")), type(plain)("", plain.file, source, plain.sha256, modules), arena.sandbox)
    assert report.full_marks, render(report)
    assert arena.disturbed() == []
