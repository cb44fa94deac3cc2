"""Fuzzing guided by coverage: ``python -m tests.fuzz FOLDER`` and options of libFuzzer; `make fuzz` installs atheris.

Into the folder go the seeds, what was found to be of interest, and each input that fails; one of those is run again by
naming it: ``python -m tests.fuzz FOLDER FILE``.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["grader.child.wire", "grader.sandbox.conversation", "grader.printable"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import one


def main(folder: str, *options: str) -> None:
    """Fuzz until an option of libFuzzer says that it is enough, or an input fails."""
    begun_with, found = Path(folder, "seeds"), Path(folder, "found")
    for place in (begun_with, found):
        place.mkdir(parents=True, exist_ok=True)
    for index, seed in enumerate(seeds()):
        (begun_with / str(index)).write_bytes(seed)
    corpora = () if any(Path(option).is_file() for option in options) else (str(found), str(begun_with))
    atheris.Setup([sys.argv[0], f"-artifact_prefix={folder}/", *options, *corpora], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
