"""What has one obvious answer, written into the files: near words, proposed cases, what wrong samples declare."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from grader.errors import GraderError, Place, file_error
from grader.lint.linting import Lint
from grader.lint.proposals import Proposal
from grader.lint.remarks import Remark
from grader.lint.samples import DECLARATION, Sample, declared_asks, declared_diagnosis, named_mistakes
from grader.lint.survivors import blind
from grader.model import Status
from grader.spec import load_problem
from grader.spec.source import read_source
from grader.spec.yaml_tree import MappingNode, SequenceNode, Tree, read_tree

DASH = re.compile(r" *(?=- )")
MISSPELLED = re.compile(r"(?:unknown field|lint never says) '(?P<word>[^']+)'")
MEANT = re.compile(r"did you mean '(?P<word>[^']+)'\?")
BYTE_ORDER_MARK = "\ufeff"
NO_MISTAKE = "calls forward"
"""What is noted of the source of a sample, and is nothing to declare."""
UNNAMED = "say here what is wrong"


def mend(found: Lint) -> Iterator[str]:
    """Mend what can be mended, and yield what was done, a line each.

    What samples lose is only written down once the spec stays as it is: with other cases they may lose something else.

    Raises:
        UsageError: if a file cannot be written.
    """
    done = [*_mend_words(found), *_mend_cases(found)]
    yield from done
    if not done:
        for sample in found.samples or ():
            yield from _mend_sample(sample, blind(found.trials))


def _mend_words(found: Lint) -> Iterator[str]:
    """Write what is meant in the place of unknown fields and codes."""
    typos = list(_typos(found.remarks))
    if not typos:
        return
    before = _read(found.file)
    lines = before.split("\n")
    typos.sort(key=lambda typo: (typo[0].line, -typo[0].column))  # a line from its end, as its columns move
    done = [
        f"{place}: wrote '{meant}' for '{word}'" for place, word, meant in typos if _respell(lines, place, word, meant)
    ]
    if _rewritten(found.file, before, "\n".join(lines)):
        yield from done


def _typos(remarks: Sequence[Remark]) -> Iterator[tuple[Place, str, str]]:
    """Yield each unknown word that is near one that there is: its place, the word, what is meant."""
    for said in remarks:
        word, meant = MISSPELLED.fullmatch(said.message), MEANT.fullmatch(said.remedy)
        if word and meant:
            yield said.place, word["word"], meant["word"]


def _respell(lines: list[str], place: Place, word: str, meant: str) -> bool:
    """Write ``meant`` for ``word`` where it stands; return whether it does, as one in quotes does not."""
    line, at = lines[place.line - 1], place.column - 1
    if not line.startswith(word, at):
        return False
    lines[place.line - 1] = line[:at] + meant + line[at + len(word) :]
    return True


def _mend_cases(found: Lint) -> Iterator[str]:
    """Add the cases that are proposed."""
    if found.proposals and _add_cases(found.file, found.proposals):
        yield from (f"{found.file}: added {proposal.yaml.removeprefix('- ')}" for proposal in found.proposals)


def _add_cases(spec: Path, proposals: Sequence[Proposal]) -> bool:
    """Add cases to a spec, if it is a good one after that; return whether it is."""
    before = _read(spec)
    after = _with_cases(spec, before, [proposal.yaml for proposal in proposals])
    return after is not None and _rewritten(spec, before, after)


def _rewritten(spec: Path, before: str, after: str) -> bool:
    """Write a spec anew, if it is a good one after that; return whether it is."""
    if after == before:
        return False
    _write(spec, after)
    try:
        load_problem(spec)
    except GraderError:  # a case so near a kink that it cannot be judged; or the text is laid out as nobody foresaw
        _write(spec, before)
        return False
    return True


def _with_cases(spec: Path, text: str, entries: Sequence[str]) -> str | None:
    """Return the text of a spec with more cases, everything else as it was; None for a list in brackets."""
    lines = text.split("\n")
    end = "\r" if text.endswith("\r\n") else ""
    root = read_tree(read_source(spec))
    cases = root.entries.get("cases")
    if cases is None:
        at = _end_of(root, root.entries["ask"].key, lines)
        return "\n".join([*lines[:at], f"cases:{end}", *(f"  {entry}{end}" for entry in entries), *lines[at:]])
    begin = DASH.match(lines[_first_line(cases.value) - 1])
    if begin is None:
        return None
    at = _end_of(root, cases.key, lines)
    return "\n".join([*lines[:at], *(f"{begin.group()}{entry}{end}" for entry in entries), *lines[at:]])


def _first_line(cases: Tree) -> int:
    """Return the line on which a list begins."""
    return cases.place.line if isinstance(cases, SequenceNode) else 1


def _end_of(root: MappingNode, key: Place, lines: Sequence[str]) -> int:
    """Return how many lines there are up to the last one of a field, without what is blank or a comment after it."""
    later = [entry.key.line for entry in root.entries.values() if entry.key.line > key.line]
    at = min(later, default=len(lines) + 1) - 1
    while not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _mend_sample(sample: Sample, passed: Collection[str]) -> Iterator[str]:
    """Let a wrong sample say what it loses, and by which mistakes.

    Unless it says that it loses an ask of which wrong answers pass (``passed``): that is no fault of its own.
    """
    wrong = not sample.accepted and sample.file.suffix == ".py" and sample.report.status is Status.GRADED
    declared, named = declared_asks(sample), [name for name in named_mistakes(sample) if name != NO_MISTAKE]
    unproved = set(declared) - set(sample.lost)
    if not wrong or not sample.lost or not unproved.isdisjoint(passed):
        return
    if set(declared) != set(sample.lost):
        lost = ", ".join(sample.lost)
        _declare(sample.file, lost, "; ".join(named) or UNNAMED)
        yield f"{sample.file}: it says now that it loses {lost}"
    elif named and not declared_diagnosis(sample):
        _add_diagnosis(sample.file, "; ".join(named))
        yield f"{sample.file}: it says now that its diagnosis is {'; '.join(named)}"


def _declare(file: Path, lost: str, words: str) -> None:
    """Let a wrong sample say in its first line what it loses; in its own ``words`` if it has any."""
    text = _read(file)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    rest = text.removeprefix(mark)
    said = DECLARATION.match(rest)
    if said is None:
        _write(file, f"{mark}# wrong: {lost}: {words}{_end_of_line(text)}{rest}")
    else:
        _write(file, f"{mark}# wrong: {lost}: {said['words']}{rest[said.end() :]}")


def _add_diagnosis(file: Path, mistakes: str) -> None:
    """Let a wrong sample say in its second line what its diagnosis names."""
    text = _read(file)
    first, end, rest = text.partition(_end_of_line(text))
    _write(file, f"{first}{end}# diagnosis: {mistakes}{end}{rest}")


def _end_of_line(text: str) -> str:
    """Return what the lines of ``text`` end with."""
    return "\r\n" if "\r\n" in text else "\n"


def _read(path: Path) -> str:
    """Return the text of a file that has been read before, with its own ends of lines."""
    return path.read_bytes().decode()


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise file_error("write", path, error) from error
