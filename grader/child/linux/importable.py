"""What submissions can import: where they run no file can be read, so that all of it is there before."""

MODULES = """
    abc array ast bisect builtins cmath codecs collections.abc contextlib copy ctypes dataclasses datetime decimal
    enum errno fractions functools gc heapq inspect io itertools json linecache logging math numbers operator os
    pathlib pickle random re reprlib signal string struct sys textwrap threading time timeit traceback types typing
    warnings weakref numpy.fft numpy.linalg numpy.random
    _bz2 _csv _hashlib _locale _lsprof _lzma _posixsubprocess _pylong _queue _statistics _zoneinfo _zstd
    unicodedata zlib
""".split()  # noqa: SIM905  # a list of so many words is for reading
"""What is imported before any submission, with all that this imports itself: what most of them use; and what is not
written in Python of that which is on the shelf. A Python may lack some."""
SHELVED = """
    __future__ _compat_pickle _compression _strptime annotationlib argparse asyncio base64 bdb bz2 cProfile calendar
    cmd code codeop colorsys compression concurrent configparser contextvars copyreg csv difflib dis doctest email
    encodings filecmp fileinput fnmatch getopt gettext glob graphlib gzip hashlib hmac html importlib ipaddress
    locale logging lzma multiprocessing opcode optparse pdb pkgutil platform pprint profile pstats queue quopri
    rlcompleter runpy sched secrets selectors shlex shutil stat statistics string stringprep subprocess sysconfig
    tempfile token tokenize trace tracemalloc unittest urllib uuid zipfile zoneinfo
    numpy._typing numpy.ma numpy.polynomial numpy.testing numpy.typing
""".split()  # noqa: SIM905  # as above
"""What is kept as code, and imported only by who imports it: modules, and packages with all that is in them."""
