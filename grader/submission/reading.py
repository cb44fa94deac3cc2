"""A file or a folder -> Submission."""

from pathlib import Path

from grader.errors import file_error
from grader.model import Submission
from grader.printable import printable
from grader.submission import folder, python_file


def read_submission(path: Path, student: str = "", problem: str = "") -> Submission:
    """Read what a student handed in: a file, or a folder with the file and the modules that it imports.

    Args:
        path: of the file or the folder.
        student: who.
        problem: the id of the problem, which names the file of a folder that is to be run.
    Raises:
        UsageError: if there is nothing there, or it cannot be read.
        UngradableSubmission: if it cannot be graded, which is the student's to mend.
    """
    if _is_folder(path):
        return folder.read_folder(path, student, problem)
    return python_file.read_file(path, student)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 that the submission at ``path`` has, be it fit to be graded or not.

    Raises:
        UsageError: as `read_submission` does.
    """
    return folder.sha256_of(path) if _is_folder(path) else python_file.sha256_of(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise file_error("read", printable(str(path)), error) from error
