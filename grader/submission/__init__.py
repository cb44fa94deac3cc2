"""What a student handed in, a file or a folder of them, read into a `Submission`."""

from grader.submission.python_file import UngradableSubmission
from grader.submission.reading import read_submission, sha256_of

__all__ = ["UngradableSubmission", "read_submission", "sha256_of"]
