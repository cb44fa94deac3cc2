"""Run a student's file, call its functions, and write down what comes back: the loop inside the student's process.

Whatever the student raises becomes a record. What they break (a closed pipe, a patched builtin) at worst ends the
process without one, which the grader counts as no answer.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType

from . import wire

TYPE_CHECKING = False  # `typing` itself would cost 3 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType
    from typing import Any

    Arguments = Mapping[str, Any]
    Record = tuple[bytes, bytes]
    """The kind and the body of a record."""

MODULE = "submission"
"""The ``__name__`` of the student's module: never ``__main__``, so that their own trials do not run."""


def serve(read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
    """Run the file and the calls of one payload.

    Args:
        read: gives the whole payload.
        write: takes one record, at once and whole.
    """
    file, source, answer_bytes, calls = wire.decode_payload(read())
    write(wire.encode_record(wire.READY))
    namespace = new_module(file)
    kind, body = load(namespace, file, source)
    write(wire.encode_record(kind, 0, body))
    if kind != wire.LOADED:
        return
    for index, (name, arguments) in enumerate(calls):
        kind, body = call(namespace, name, arguments, file=file, answer_bytes=answer_bytes)
        write(wire.encode_record(kind, index, body))
    write(wire.encode_record(wire.END, len(calls)))


def new_module(file: str) -> dict[str, Any]:
    """Return the namespace of a new module for the student's file; registered, as dataclasses and pickle expect."""
    module = ModuleType(MODULE)
    module.__file__ = file
    sys.modules[MODULE] = module
    return module.__dict__


def load(namespace: dict[str, Any], file: str, source: str) -> Record:
    """Run the student's file in ``namespace``."""
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # this is what the process is for
    except BaseException as error:  # noqa: BLE001  # a submission may raise anything, SystemExit too
        # Neither has a frame in the file: it was the compiler that gave up.
        if isinstance(error, MemoryError | RecursionError) and not _line(error, file):
            return refuse("the file is nested too deeply to be compiled")
        return tell(error, file)
    return wire.LOADED, b""


def call(namespace: Mapping[str, Any], name: str, arguments: Arguments, *, file: str, answer_bytes: int) -> Record:
    """Call the student's function with copies of ``arguments``, and write its answer down before anything else runs."""
    if not callable(namespace.get(name)):
        return wire.MISSING, wire.encode_error("", _missing(namespace, name), 0)
    function = namespace[name]
    given = {key: _copy(value) for key, value in arguments.items()}
    try:
        value = function(**given)
        changed = [key for key in arguments if not _same(given[key], arguments[key])]
        return wire.ANSWERED, wire.encode_answer(value, changed, answer_bytes)
    except wire.TooLarge as error:
        return wire.TOO_LARGE, wire.encode_error("", str(error), 0)
    except BaseException as error:  # noqa: BLE001  # a submission may raise anything, SystemExit too
        unentered = error.__traceback__ is not None and error.__traceback__.tb_next is None
        if unentered and type(error) is TypeError and type(function) is FunctionType:
            return refuse(f"{name}() takes {_parameters(function.__code__)} but is called with ({', '.join(given)})")
        return tell(error, file)


def refuse(text: str) -> Record:
    """Return the record of what could not even be begun."""
    return wire.RAISED, wire.encode_error("", text, 0)


def tell(error: BaseException, file: str) -> Record:
    """Return the record of an exception of the student's."""
    kind = wire.OUT_OF_MEMORY if isinstance(error, MemoryError) else wire.RAISED
    if isinstance(error, SyntaxError) and error.filename == file:
        text, line = error.msg + (f" (column {error.offset})" if error.offset else ""), error.lineno or 0
    else:
        text, line = _text(error), _line(error, file)
    return kind, wire.encode_error(type(error).__name__, text, line)


def _text(error: BaseException) -> str:
    """Return the message of an exception, whose ``__str__`` may be the student's."""
    try:
        return str(error)[: wire.MAX_TEXT]
    except BaseException:  # noqa: BLE001  # as above
        return "(its message cannot be shown)"


def _line(error: BaseException, file: str) -> int:
    """Return the line of the innermost frame in the student's file; 0 if there is none."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file:
            line = step.tb_lineno
        step = step.tb_next
    return line


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


def _copy(value: Any) -> Any:
    return value.copy() if hasattr(value, "copy") else value


def _same(given: Any, pristine: Any) -> bool:
    """Return whether an argument came back unchanged; by its bytes, so that NaN equals NaN and -0.0 is not 0.0."""
    if given is pristine:
        return True
    return bool(
        given.shape == pristine.shape and given.dtype == pristine.dtype and given.tobytes() == pristine.tobytes()
    )
