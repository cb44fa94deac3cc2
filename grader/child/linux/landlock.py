"""Landlock: no file can be opened, no TCP port reached, and nobody outside signalled, whoever one is.

Source: Documentation/userspace-api/landlock.rst of the Linux kernel.
"""

from __future__ import annotations

import ctypes
import struct

from . import kernel

VERSION = 1  # the flag that asks which version of the interface there is
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights on files there are, from this version on; to handle one is to refuse it."""
NETWORK_VERSION, NETWORK_RIGHTS = 4, 0b11  # binding and connecting TCP
SCOPE_VERSION, SCOPES = 6, 0b11  # abstract Unix sockets, signals


def new_ruleset() -> int:
    """Return a descriptor of the rules that refuse all that this kernel can refuse, and we know of.

    Raises:
        OSError: if it has no Landlock, or it is switched off.
    """
    version = kernel.call("landlock_create_ruleset", None, 0, VERSION)
    rights = max(count for first, count in FILE_RIGHTS.items() if first <= version)
    attributes = [(1 << rights) - 1]
    if version >= NETWORK_VERSION:
        attributes.append(NETWORK_RIGHTS)
    if version >= SCOPE_VERSION:
        attributes.append(SCOPES)
    raw = struct.pack(f"{len(attributes)}Q", *attributes)
    return kernel.call("landlock_create_ruleset", ctypes.create_string_buffer(raw, len(raw)), len(raw), 0)


def restrict(ruleset: int) -> None:
    """Put this process, and all that it starts, under the rules, for good."""
    kernel.call("landlock_restrict_self", ruleset, 0)
