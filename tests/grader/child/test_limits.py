import builtins
import sys

import pytest

from grader.child import limits

resource = pytest.importorskip("resource", reason="Windows has no such limits")
LIMITLESS = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def held(monkeypatch):
    """Give the limits of this process, which is not really held to them."""
    held = dict.fromkeys((resource.RLIMIT_CORE, resource.RLIMIT_CPU, resource.RLIMIT_AS), LIMITLESS)
    monkeypatch.setattr(resource, "getrlimit", held.__getitem__)
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    return held


def test_memory_is_what_was_taken_and_what_may_be_taken_besides(held):
    limits.limit(1000, 200, 7)
    assert held == {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_CPU: (7, 8),
        resource.RLIMIT_AS: (1200, 1200),
    }


def test_memory_is_not_limited_where_nobody_knows_how_much_was_taken(held):
    limits.limit(0, 200, 7)
    assert held[resource.RLIMIT_AS] == LIMITLESS


@pytest.mark.parametrize(
    ("before", "after"),
    [(LIMITLESS, (7, 8)), ((3, 9), (3, 8)), ((8, 9), (7, 8)), ((7, 7), (7, 7)), ((3, 5), (3, 5)), ((0, 0), (0, 0))],
)
def test_a_limit_is_never_raised(held, before, after):
    held[resource.RLIMIT_CPU] = before
    limits.lower(resource.RLIMIT_CPU, 7, 8)
    assert held[resource.RLIMIT_CPU] == after


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say")
def test_the_address_space_is_what_the_system_says_and_room_for_numpy(monkeypatch):
    with open("/proc/self/status", encoding="utf-8") as status:  # noqa: PTH123  # as the code under test does
        (size,) = (int(line.split()[1]) << 10 for line in status if line.startswith("VmSize"))
    taken = limits.address_space()
    assert abs(taken - size) < 1 << 24  # of a process that runs other tests, too
    monkeypatch.delitem(sys.modules, "numpy")
    assert 0 <= limits.address_space() - taken - limits.NUMPY_BYTES < 1 << 24  # as above


def test_where_the_system_does_not_say_the_address_space_is_none(monkeypatch):
    def refuse(*_):
        raise FileNotFoundError

    monkeypatch.setattr(builtins, "open", refuse)
    assert limits.address_space() == 0


def test_what_is_told_is_as_long_everywhere():
    assert limits.LIMITS.size == 12
    assert limits.LIMITS.unpack(limits.LIMITS.pack(1 << 40, 60)) == (1 << 40, 60)
