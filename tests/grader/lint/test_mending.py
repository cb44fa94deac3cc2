from pathlib import Path

import pytest

from grader.errors import GraderError, UsageError
from grader.lint import lint
from grader.lint.mending import _with_cases, mend
from grader.sandbox.pool import Pool
from tests.grader.in_process import ONE_WEIGHT, RIGHT

HEAD = """
    inputs: {x: {role: data}, w: {role: parameter}}
    graph: |
      p = w * x
      L = p ** 2
    ask: {backward: {points: 1}}
"""
LOST = RIGHT.replace('"w": 2 * s * x', '"w": 2 * s').lstrip()


@pytest.fixture
def mended(spec):
    """Return the text of a spec after it was mended, and what was done."""

    def mend_text(text, newline="\n"):
        path = spec(HEAD + text)
        path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
        done = list(mend(lint(path)))
        return path.read_bytes().decode().partition("points: 1}}" + newline)[2], done

    return mend_text


def test_a_case_goes_to_the_end_of_the_cases_and_all_else_stays(mended):
    text, done = mended("""
    cases:
      # the author's
      - name: one     # it hides a factor
        inputs: {x: 1, w: 0}

    # the rest
    random: {cases: 0}
    """)
    before, entry, after = text.partition("  - {name: lint 1, inputs: {x: ")
    assert before.endswith("- name: one     # it hides a factor\n    inputs: {x: 1, w: 0}\n")
    assert entry
    assert after.partition("}}\n")[2] == "\n# the rest\nrandom: {cases: 0}\n"
    assert len(done) == 1
    assert ": added {name: lint 1, inputs: " in done[0]


def test_what_is_added_rejects_what_passed(mended, tmp_path):
    mended("    cases: \n      - {name: one, inputs: {x: 1, w: 0}}\n    random: {cases: 0}\n")
    found = lint(tmp_path / "example" / "problem.yaml")
    assert [trial for trial in found.trials if trial.verdict.value == "survived"] == []


def test_cases_at_the_margin_and_at_the_end_of_the_file_are_continued(mended):
    text, _ = mended("    random: {cases: 0}\n    cases:\n    - {name: one, inputs: {x: 1, w: 0}}\n")
    assert "\ncases:\n- {name: one, inputs: {x: 1, w: 0}}\n- {name: lint 1, " in text
    assert text.endswith("}}\n")


def test_ends_of_lines_stay_what_they_are(mended):
    text, _ = mended("    cases:\n      - {name: one, inputs: {x: 1, w: 0}}\n    random: {cases: 0}\n", "\r\n")
    assert "lint 1" in text
    assert text.count("\n") == text.count("\r\n")


def test_a_spec_without_cases_gets_them_after_what_is_asked(spec):
    path = spec(HEAD + "    random: {cases: 1}\n")
    text = _with_cases(path, path.read_text(encoding="utf-8"), ["- {name: lint 1}"])
    assert text.endswith("ask: {backward: {points: 1}}\ncases:\n  - {name: lint 1}\nrandom: {cases: 1}\n")


def test_cases_in_brackets_are_left_to_the_author(mended):
    text, done = mended("    cases: [{name: one, inputs: {x: 1, w: 0}}]\n    random: {cases: 0}\n")
    assert (text, done) == ("cases: [{name: one, inputs: {x: 1, w: 0}}]\nrandom: {cases: 0}\n", [])


def test_a_spec_that_would_not_be_good_any_more_is_put_back(mended, monkeypatch):
    def refuse(_path):
        raise GraderError("no")

    monkeypatch.setattr("grader.lint.mending.load_problem", refuse)
    text, done = mended("    cases:\n      - {name: one, inputs: {x: 1, w: 0}}\n    random: {cases: 0}\n")
    assert (text, done) == ("cases:\n  - {name: one, inputs: {x: 1, w: 0}}\nrandom: {cases: 0}\n", [])


def test_a_file_that_cannot_be_written_is_told(spec, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    found = lint(spec(HEAD + "    cases:\n      - {name: one, inputs: {x: 1, w: 0}}\n    random: {cases: 0}\n"))
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match=r"cannot write '.*': no space left on device"):
        list(mend(found))


def test_a_wrong_sample_says_what_it_loses_in_its_own_words(with_samples):
    found = with_samples(
        ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": f"# wrong: update, locals: x: lost\n{LOST}"}
    )
    (line,) = mend(found)
    file = found.samples[1].file
    assert line == f"{file}: it says now that it loses backward"
    assert file.read_text(encoding="utf-8") == f"# wrong: backward: x: lost\n{LOST}"


def test_a_right_sample_is_left_alone(with_samples):
    samples = {"accepted/a.py": LOST, "wrong/c.py": f"# wrong: update: no\n{RIGHT}"}
    assert list(mend(with_samples(ONE_WEIGHT, samples))) == []


DECLARED = f"# wrong: backward: x is lost\n{LOST}"


def mended_sample(with_samples, source):
    """Return the text of a wrong sample after it was mended once, and what was done."""
    spec = with_samples(ONE_WEIGHT, {"accepted/a.py": RIGHT, "wrong/b.py": ""}).file
    file = spec.parent / "wrong" / "b.py"
    file.write_bytes(source.encode())
    with Pool("local") as pool:
        done = list(mend(lint(spec, pool)))
    return file.read_bytes().decode(), done


@pytest.mark.parametrize(("mark", "newline"), [("", "\n"), ("\ufeff", "\r\n")])
def test_a_wrong_sample_that_says_nothing_says_what_it_loses_and_by_which_mistake(with_samples, mark, newline):
    source = LOST.replace("\n", newline)
    text, (line,) = mended_sample(with_samples, mark + source)
    first = text.removesuffix(source)
    assert first.startswith(f"{mark}# wrong: backward: ")
    assert first.endswith(newline)
    assert first.strip() != "# wrong: backward:"
    assert line.endswith(": it says now that it loses backward")


def test_a_mistake_without_a_name_is_left_to_the_author_to_describe(with_samples, monkeypatch):
    monkeypatch.setattr("grader.lint.mending.named_mistakes", lambda _sample: ())
    text, _ = mended_sample(with_samples, LOST)
    assert text == f"# wrong: backward: say here what is wrong\n{LOST}"


def test_a_wrong_sample_says_what_its_diagnosis_names(with_samples):
    text, (line,) = mended_sample(with_samples, DECLARED)
    first, second, rest = text.split("\n", 2)
    assert (first, rest) == ("# wrong: backward: x is lost", LOST)
    assert second.startswith("# diagnosis: ")
    assert line.endswith(f": it says now that its diagnosis is {second.removeprefix('# diagnosis: ')}")


def test_what_a_sample_says_of_its_diagnosis_stays(with_samples):
    source = DECLARED.replace("\n", "\n# diagnosis: something else\n", 1)
    assert mended_sample(with_samples, source) == (source, [])


def test_a_sample_keeps_its_word_where_the_cases_are_blind(with_samples):
    text = ONE_WEIGHT.replace("{x: 2, w: 3, y: 1}", "{x: 0, w: 3, y: 1}").replace("cases: 6", "cases: 0")
    bracketed = text.replace("cases:\n      - {", "cases: [{").replace("y: 1}}\n", "y: 1}}]\n")
    declared = "# wrong: backward, update: no\n" + LOST.replace("2 * s,", "3 * s,")
    found = with_samples(bracketed, {"accepted/a.py": RIGHT, "wrong/b.py": declared})
    assert found.samples[1].lost == ("backward",)
    assert list(mend(found)) == []


def test_samples_wait_for_the_cases_that_are_added(with_samples):
    text = ONE_WEIGHT.replace("{x: 2, w: 3, y: 1}", "{x: 0, w: 3, y: 1}").replace("cases: 6", "cases: 0")
    found = with_samples(text, {"accepted/a.py": RIGHT, "wrong/b.py": LOST.replace("2 * s,", "3 * s,")})
    assert {line.split(": ")[1].partition(" ")[0] for line in mend(found)} == {"added"}


class TestWords:
    @staticmethod
    def mended(path):
        before = path.read_text(encoding="utf-8")
        done = list(mend(lint(path)))
        return before, path.read_text(encoding="utf-8"), done

    def test_unknown_fields_become_the_near_ones_and_all_else_stays(self, spec):
        text = HEAD.replace("{role: data}, w: {role:", "{roel: data}, w: {rolle:")
        path = spec(f"{text}    random: {{cases: 6}} # six\n")
        before, after, done = self.mended(path)
        assert after == before.replace("roel", "role").replace("rolle", "role")
        assert done == [f"{path}:4:31: wrote 'role' for 'rolle'", f"{path}:4:14: wrote 'role' for 'roel'"]

    def test_a_code_that_is_allowed_is_written_as_lint_prints_it(self, spec):
        path = spec(HEAD + "    random: {cases: 6}\n    lint: {allow: [survivors]} # why\n")
        before, after, done = self.mended(path)
        assert after == before.replace("survivors", "survivor")
        assert len(done) == 1

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("role: data", "xyz: data"),  # near nothing
            ("role: data", "'roel': data"),  # in quotes
            ("{role: data}", "{roel: date}"),  # and there is something else
            ("{role: data}", "{role: data, roel: data}"),  # twice then
        ],
    )
    def test_what_would_not_be_a_good_spec_stays(self, spec, right, wrong):
        before, after, done = self.mended(spec(HEAD.replace(right, wrong)))
        assert (after, done) == (before, [])
