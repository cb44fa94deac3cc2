"""Namespaces, entered by processes that are thrown away."""

import errno
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux", allow_module_level=True)

from grader.child.linux import confinement, namespaces
from grader.child.linux.confinement import _refused, _try_namespaces, attempt

# OpenBLAS has threads in this process; what is forked here touches none of it.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
needs_namespaces = pytest.mark.skipif(attempt(_try_namespaces) != "", reason="this machine allows none")


def inside(action):
    """Return what goes wrong with an action in new namespaces; it is given the pidfd of its process."""

    def run():
        if os.getuid() == 0:
            with suppress(OSError):
                confinement.drop_privileges()
        action(namespaces.enter())

    return attempt(run)


@needs_namespaces
def test_nothing_of_the_machine_is_to_be_seen():
    def action(_own):
        assert os.getpid() == 1
        assert os.getppid() == 0
        assert os.listdir("/") == []  # noqa: PTH208  # the bare call
        assert os.listdir("..") == []  # noqa: PTH208  # the bare call
        assert [name for _, name in socket.if_nameindex()] == ["lo"]

    assert inside(action) == ""


@needs_namespaces
def test_nothing_can_be_written():
    def action(_own):
        _refused("a folder", lambda: os.mkdir("/new"), errno.EROFS)  # noqa: PTH102  # the bare call
        _refused("a file", lambda: os.open("/new", os.O_CREAT | os.O_WRONLY), errno.EROFS)

    assert inside(action) == ""


@needs_namespaces
def test_nobody_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = server.getsockname()

        def action(_own):
            with socket.socket() as client:
                _refused("connecting", lambda: client.connect(place), errno.ENETUNREACH)

        assert inside(action) == ""


@needs_namespaces
def test_every_child_is_the_first_process_of_a_namespace():
    def action(own):
        for _ in range(3):
            namespaces.next_for_child(own)
            child = os.fork()
            if child == 0:
                os._exit(os.getpid() != 1)
            assert os.waitpid(child, 0)[1] == 0

    assert inside(action) == ""


@needs_namespaces
def test_with_a_child_everything_ends_that_it_started():
    def action(own):
        source, sink = os.pipe()
        namespaces.next_for_child(own)
        child = os.fork()
        if child == 0:
            if os.fork() == 0:
                os.setsid()
                time.sleep(60)
            os._exit(0)
        os.close(sink)
        os.waitpid(child, 0)
        # Whoever is left holds the pipe open.
        signal.alarm(5)
        assert os.read(source, 1) == b""

    assert inside(action) == ""


@needs_namespaces
def test_who_is_inside_ends_with_who_is_outside():
    source, sink = os.pipe()
    outside = os.fork()
    if outside == 0:
        os.close(source)
        with suppress(OSError):
            namespaces.enter()
            os.write(sink, b"inside")
            time.sleep(60)
        os._exit(1)
    os.close(sink)
    said = os.read(source, 10)
    os.kill(outside, signal.SIGKILL)
    os.waitpid(outside, 0)
    ended = os.read(source, 1)  # waits until nobody holds the other end any more
    os.close(source)
    assert (said, ended) == (b"inside", b"")


def test_a_map_that_cannot_be_written_is_named():
    with pytest.raises(OSError, match="writing /proc/self/nowhere: ") as raised:
        namespaces._write("/proc/self/nowhere", "0 0 1")
    assert raised.value.errno in {errno.ENOENT, errno.EACCES, errno.EPERM}


def test_what_is_written_arrives(tmp_path: Path):
    namespaces._write(str(tmp_path / "uid_map"), "0 0 1")
    assert (tmp_path / "uid_map").read_text() == "0 0 1"
