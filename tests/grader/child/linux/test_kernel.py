"""System calls: what they fail with, and what becomes of capabilities."""

import errno
import os
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux", allow_module_level=True)

from grader.child.linux import kernel
from grader.child.linux.confinement import attempt

# OpenBLAS has threads in this process; what is forked here touches none of it.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def capabilities(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith(f"{name}:"))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: kernel.call("landlock_restrict_self", -1, 0), "landlock_restrict_self"),
        (lambda: kernel.prctl(-1, 0), "prctl"),
        (lambda: kernel.unshare(-1), "unshare"),
        (lambda: kernel.enter(-1, 0), "setns"),
        (lambda: kernel.mount(b"none", b"/no/such/folder", None, 0), "mount"),
        (lambda: kernel.pivot_root(b"/no/such/folder", b"/no/such/folder"), "pivot_root"),
        (lambda: kernel.unmount(b"/no/such/folder", 0), "umount2"),
    ],
)
def test_a_call_that_fails_says_which_it_was(call, name):
    with pytest.raises(OSError, match=f"{name}: [a-z]") as raised:
        call()
    assert raised.value.errno in errno.errorcode


def test_a_machine_without_a_table_is_named(monkeypatch):
    monkeypatch.setattr(kernel, "MACHINE", "pdp11")
    with pytest.raises(OSError, match="no table of system calls for pdp11"):
        kernel.call("seccomp", 0, 0, None)


@pytest.mark.parametrize("number", [-1, 1 << 32, -(1 << 40)])
def test_a_number_is_passed_as_wide_as_a_register(number):
    assert kernel._passed(number).value == number
    assert kernel._passed(b"text") == b"text"


def test_dropping_capabilities_leaves_none():
    def action():
        kernel.drop_capabilities()
        left = [capabilities(name) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")]
        assert left == [0] * 4, left

    assert attempt(action) == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root has any to give up")
def test_what_is_bounded_cannot_be_had_any_more():
    def action():
        had = capabilities("CapEff")
        kernel.bound_capabilities()
        assert capabilities("CapBnd") == 0
        assert capabilities("CapEff") == had

    assert attempt(action) == ""


@pytest.mark.parametrize(("known", "bounded"), [(41, 41), (100, kernel.LAST_CAPABILITY + 1)])
def test_capabilities_are_bounded_up_to_the_last_that_the_kernel_knows(monkeypatch, known, bounded):
    asked = []

    def prctl(option, capability):
        if option != kernel.PR_CAPBSET_DROP or capability >= known:
            raise OSError(errno.EINVAL, "prctl: invalid argument")
        asked.append(capability)

    monkeypatch.setattr(kernel, "prctl", prctl)
    kernel.bound_capabilities()
    assert asked == list(range(bounded))


def test_capabilities_that_cannot_be_dropped_are_an_error(monkeypatch):
    monkeypatch.setattr(kernel, "_capset", lambda *_: -1)
    with pytest.raises(OSError, match="capset: "):
        kernel.drop_capabilities()


def test_who_has_no_capabilities_has_none_to_bound():
    def action():
        kernel.drop_capabilities()
        kernel.bound_capabilities()

    assert attempt(action) == ""
