"""Rules of Landlock: which rights a kernel of each version is asked to refuse, and what this one then refuses."""

import errno
import os
import socket
import struct
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux", allow_module_level=True)

from grader.child.linux import kernel, landlock
from grader.child.linux.confinement import _refused, _try_landlock, attempt

# OpenBLAS has threads in this process; what is forked here touches none of it.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


class Kernel:
    """A kernel that knows a version of Landlock; keeps the attributes of the rules that it was asked for."""

    def __init__(self, version):
        self.version = version
        self.attributes = ()

    def call(self, name, attributes, size, flags):
        assert name == "landlock_create_ruleset"
        if flags == landlock.VERSION:
            assert (attributes, size) == (None, 0)
            return self.version
        self.attributes = struct.unpack(f"{size // 8}Q", attributes.raw)
        return 7


@pytest.mark.parametrize(
    ("version", "attributes"),
    [
        (1, (0x1FFF,)),
        (2, (0x3FFF,)),
        (3, (0x7FFF,)),
        (4, (0x7FFF, 3)),
        (5, (0xFFFF, 3)),
        (6, (0xFFFF, 3, 3)),
        (99, (0xFFFF, 3, 3)),
    ],
)
def test_a_kernel_is_asked_for_all_that_its_version_knows(monkeypatch, version, attributes):
    fake = Kernel(version)
    monkeypatch.setattr(landlock.kernel, "call", fake.call)
    assert landlock.new_ruleset() == 7
    assert fake.attributes == attributes


def test_rules_that_cannot_be_put_on_are_an_error():
    with pytest.raises(OSError, match="landlock_restrict_self: "):
        landlock.restrict(-1)


def restricted(action):
    """Return what goes wrong with an action under the rules."""

    def run():
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        landlock.restrict(landlock.new_ruleset())
        action()

    return attempt(run)


needs_landlock = pytest.mark.skipif(attempt(_try_landlock) != "", reason="this kernel has no Landlock")


@needs_landlock
@pytest.mark.parametrize(
    "action",
    [
        lambda: os.open(__file__, os.O_RDONLY),
        lambda: os.open(__file__, os.O_WRONLY),
        lambda: os.open("/", os.O_RDONLY),
        lambda: os.mkdir("/tmp/not made"),  # noqa: PTH102, S108  # the bare call, and it is refused
        lambda: os.execv(sys.executable, [sys.executable]),  # noqa: S606  # it is refused
    ],
    ids=["read", "write", "list", "make", "run"],
)
def test_files_are_refused_to_root_too(action):
    assert restricted(lambda: _refused("it", action, errno.EACCES)) == ""


@needs_landlock
def test_a_port_is_refused_where_the_kernel_knows_how():
    if kernel.call("landlock_create_ruleset", None, 0, landlock.VERSION) < landlock.NETWORK_VERSION:
        pytest.skip("this kernel knows files only")
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = server.getsockname()

        def connect():
            with socket.socket() as client:
                _refused("connecting", lambda: client.connect(place), errno.EACCES)

        assert restricted(connect) == ""
