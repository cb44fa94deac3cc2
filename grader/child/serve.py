"""Run a student's files, call their functions, and write down what comes back: the loop inside the student's process.

Whatever the student raises becomes a record. What they break (a closed pipe, a patched builtin) at worst ends the
process without one, which the grader counts as no answer.
"""

from __future__ import annotations

import os
import sys
from types import FunctionType, ModuleType

from . import wire
from .modules import MODULE, Modules

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType
    from typing import Any, Protocol

    class Printed(Protocol):
        """Where the student's prints go."""

        def take(self) -> str:
            """Return what was printed since the last time."""
            ...

    Arguments = Mapping[str, Any]
    Record = tuple[bytes, bytes]
    """The kind and the body of a record."""

SPARE_BYTES = 4 << 20
_spare = [bytes(SPARE_BYTES)]
"""Given up when memory runs out, so that there is some to say so with; until then no page of it is touched."""


def serve(payload: bytes, write: Callable[[bytes], object], printed: Printed) -> None:
    """Run the files and the calls of one payload.

    Args:
        payload: as `wire.encode_payload` makes it.
        write: takes one record, at once and whole.
        printed: where ``sys.stdout`` leads to.
    """
    files, answer_bytes, room, calls = wire.decode_payload(payload)
    write(wire.encode_record(wire.READY))
    modules = Modules(dict(files))
    sys.meta_path.append(modules)  # last: a helper named like a module of Python's takes the place of none
    namespace = new_module(files[0][0])
    kind, body = load(namespace, *files[0], modules)
    write(wire.encode_record(kind, 0, body, printed.take()))
    if kind != wire.LOADED:
        return
    left = room - 2 * wire.RECORD_ROOM
    for index, (name, arguments) in enumerate(calls):
        kind, body = call(namespace, name, arguments, files=modules.files, answer_bytes=answer_bytes)
        record = wire.encode_record(kind, index, body, printed.take())
        left -= len(record)
        if left < wire.RECORD_ROOM:
            write(wire.encode_record(wire.FULL, index))
            return
        write(record)
        if kind == wire.OUT_OF_MEMORY:
            return  # there may be too little left for what else would work
    write(wire.encode_record(wire.END, len(calls)))


def read_all(source: int) -> bytes:
    """Return all that comes through a descriptor, and close it."""
    chunks = []
    while chunk := os.read(source, 1 << 20):
        chunks.append(chunk)
    os.close(source)
    return b"".join(chunks)


def new_module(file: str) -> dict[str, Any]:
    """Return the namespace of a new module for the student's file; registered, as dataclasses and pickle expect."""
    module = ModuleType(MODULE)
    module.__file__ = file
    sys.modules[MODULE] = module
    return module.__dict__


def load(namespace: dict[str, Any], file: str, source: str, modules: Modules) -> Record:
    """Run the student's file in ``namespace``."""
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # this is what the process is for
    except BaseException as error:  # noqa: BLE001  # a submission may raise anything, SystemExit too
        # Neither has a frame in a file of the student's: it was the compiler that gave up.
        if isinstance(error, MemoryError | RecursionError) and not _place(error, modules.files)[1]:
            return refuse("the file is nested too deeply to be compiled")
        return tell(error, modules.files)
    return wire.LOADED, b""


def call(
    namespace: Mapping[str, Any], name: str, arguments: Arguments, *, files: Mapping[str, str], answer_bytes: int
) -> Record:
    """Call the student's function with copies of ``arguments``, and write its answer down before anything else runs."""
    if not callable(namespace.get(name)):
        return wire.MISSING, wire.encode_error("", _missing(namespace, name))
    function = namespace[name]
    arrays = [key for key, value in arguments.items() if type(value) is not float]
    given = {**arguments, **{key: arguments[key].copy() for key in arrays}} if arrays else arguments
    try:
        if not _spare:
            _spare.append(bytes(SPARE_BYTES))
        value = function(**given)
        changed = [key for key in arrays if not _same(given[key], arguments[key])]
        return wire.ANSWERED, wire.encode_answer(value, changed, answer_bytes)
    except wire.TooLarge as error:
        return wire.TOO_LARGE, wire.encode_error("", str(error))
    except BaseException as error:  # noqa: BLE001  # a submission may raise anything, SystemExit too
        unentered = error.__traceback__ is not None and error.__traceback__.tb_next is None
        if unentered and type(error) is TypeError and type(function) is FunctionType:
            return refuse(f"{name}() takes {_parameters(function.__code__)} but is called with ({', '.join(given)})")
        return tell(error, files)


def refuse(text: str) -> Record:
    """Return the record of what could not even be begun."""
    return wire.RAISED, wire.encode_error("", text)


def tell(error: BaseException, files: Mapping[str, str]) -> Record:
    """Return the record of an exception of the student's."""
    if isinstance(error, MemoryError):
        _spare.clear()
    kind = wire.OUT_OF_MEMORY if isinstance(error, MemoryError) else wire.RAISED
    if isinstance(error, SyntaxError) and error.filename is not None and error.filename in files:
        text = error.msg + (f" (column {error.offset})" if error.offset else "")
        file, line = error.filename, error.lineno or 0
    else:
        text, (file, line) = _text(error), _place(error, files)
    return kind, wire.encode_error(type(error).__name__, text, file, line)


def _text(error: BaseException) -> str:
    """Return the message of an exception, whose ``__str__`` may be the student's."""
    try:
        return str(error)[: wire.MAX_TEXT]
    except BaseException:  # noqa: BLE001  # as above
        return "(its message cannot be shown)"


def _place(error: BaseException, files: Mapping[str, str]) -> tuple[str, int]:
    """Return file and line of the innermost frame in a file of the student's; empty and 0 if there is none."""
    file, line, step = "", 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in files:
            file, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return file, line


def _missing(namespace: Mapping[str, Any], name: str) -> str:
    if name in namespace:
        return f"'{name}' is no function but {type(namespace[name]).__name__}"
    from difflib import get_close_matches  # noqa: PLC0415  # 10 ms, and only ever needed here

    functions = [other for other, value in namespace.items() if type(value) is FunctionType]
    near = get_close_matches(name, functions, n=1)
    return f"no function '{name}' in the file" + (f"; did you mean '{near[0]}'?" if near else "")


def _parameters(code: CodeType) -> str:
    """Return the parameters of a function as its author wrote them, without defaults."""
    names = list(code.co_varnames)
    positional, keywords = code.co_argcount, code.co_kwonlyargcount
    rest = names[positional + keywords :]
    shown = names[:positional]
    if code.co_posonlyargcount:
        shown.insert(code.co_posonlyargcount, "/")
    if code.co_flags & 0x04:  # inspect.CO_VARARGS
        shown.append("*" + rest.pop(0))
    elif keywords:
        shown.append("*")
    shown += names[positional : positional + keywords]
    if code.co_flags & 0x08:  # inspect.CO_VARKEYWORDS
        shown.append("**" + rest.pop(0))
    return f"({', '.join(shown)})"


def _same(given: Any, pristine: Any) -> bool:
    """Return whether an argument came back unchanged; by its bytes, so that NaN equals NaN and -0.0 is not 0.0."""
    return bool(
        given.shape == pristine.shape and given.dtype == pristine.dtype and given.tobytes() == pristine.tobytes()
    )
