"""How Hypothesis behaves: the same examples in every continuous-integration run, new ones at one's own desk."""

import os

from hypothesis import settings

# No deadline: how long one example takes says more about the machine than about the code.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

os.environ["GRADER_DEBUG"] = "1"  # a diagnosis that fails costs a student only the diagnosis; here it fails a test
