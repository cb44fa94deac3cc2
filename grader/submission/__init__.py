"""What a student handed in, read into a `Submission`."""

from grader.submission.python_file import UngradableSubmission, read_submission

__all__ = ["UngradableSubmission", "read_submission"]
