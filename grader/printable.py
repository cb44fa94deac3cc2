"""Text that others wrote, made fit to be shown: in a terminal, in a report, in a log."""

MAX_TEXT = 2000


def printable(text: str, most: int = MAX_TEXT) -> str:
    r"""Return ``text`` with every character that does not show itself escaped, and cut to ``most`` characters.

    That is control characters, ANSI escapes among them (``\x1b``), those that turn the direction of writing around
    (``\u202e``), lone surrogates, which no file could hold, and line breaks, so that it is one line.
    """
    cut = text[: most + 1]
    shown = cut if cut.isprintable() else "".join(map(_escaped, cut))
    return shown if len(shown) <= most else shown[: most - 3] + "..."


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if character <= "\xff":
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if character <= "\uffff" else f"\\U{code:08x}"
