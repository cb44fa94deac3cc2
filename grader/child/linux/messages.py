"""What a zygote says to its grader, which itself says nothing but `limits.LIMITS`: of the child to fork."""

from __future__ import annotations

from struct import Struct

READY = b"ready\n"
"""How the first message begins; the layers follow that this machine does not have, a line each: name, tab, reason."""
FORKED = b"forked"
"""There is a child; its pidfd comes with it."""
ENDED = Struct("<id")
"""How a child ended: its wait status, and the processor time that it took in seconds."""
