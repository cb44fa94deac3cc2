"""Reports on disk: one JSON file a submission, written whole or not at all, and known by what it was made from."""

import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.batch.discovery import Entry
from grader.errors import file_error
from grader.reports.json_report import ReportTree

KEYS = ".keys"  # no student's name, since it begins with a dot; nor is the next one
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Store:
    """A results folder.

    ``<student>/<problem>.json`` is a report; ``.keys/<student>/<problem>`` says what it was made from and what it says,
    and is written after it, so that an interruption, or a damaged file, at worst makes a submission be graded again.
    What a batch that was killed could not finish stays in ``.unfinished``, where nobody looks.
    """

    folder: Path

    def create(self) -> None:
        """Make the folder where there is none.

        Raises:
            UsageError: if it cannot be made: better said before anything is graded.
        """
        try:
            (self.folder / KEYS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise file_error("make the folder", self.folder, error) from error

    def load(self, entry: Entry, key: str) -> ReportTree | None:
        """Return the stored report on ``entry`` if it is whole, and made from just what ``key`` stands for."""
        try:
            report = (self.folder / _report_file(entry)).read_text(encoding="utf-8")
            if (self.folder / _key_file(entry)).read_text(encoding="utf-8") != fingerprint(key, report):
                return None
        except (OSError, UnicodeDecodeError):
            return None
        tree: ReportTree = json.loads(report)
        return tree

    def save(self, entry: Entry, key: str, report: str) -> None:
        """Store a report, then its key; raises as `write` does."""
        text = f"{report}\n"
        self.write(_report_file(entry), text)
        self.write(_key_file(entry), fingerprint(key, text))

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder so that a reader sees the old one or the new one, never a part.

        Raises:
            UsageError: if it cannot be written.
        """
        path = self.folder / name
        unfinished = self.folder / UNFINISHED / f"{fingerprint(name)}.{os.getpid()}"
        try:
            for folder in (path.parent, unfinished.parent):
                folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise file_error("write", path, error) from error


def _report_file(entry: Entry) -> str:
    return f"{entry.student}/{entry.problem}.json"


def _key_file(entry: Entry) -> str:
    return f"{KEYS}/{entry.student}/{entry.problem}"


def fingerprint(*parts: str) -> str:
    """Return a key for what ``parts`` say; no two lists of parts share one."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def code_fingerprint() -> str:
    """Return a key for the grader itself and what it stands on: every line of it may change a grade."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256(f"{sys.version} {np.__version__}".encode())
    for package in ("grader", "reference"):
        for file in sorted((root / package).rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
