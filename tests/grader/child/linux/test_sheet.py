"""Memory that both sides see, as the grader reads it."""

import os
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux", allow_module_level=True)

from grader.child.linux.sheet import HEADER, Sheet


@pytest.fixture
def descriptor():
    opened = os.memfd_create("records")
    os.truncate(opened, HEADER.size + 10)
    yield opened
    os.close(opened)


def read(descriptor):
    size, records = HEADER.unpack(os.pread(descriptor, HEADER.size, 0))
    return records, os.pread(descriptor, size, HEADER.size)


def test_nothing_is_there_before_the_first_record(descriptor):
    assert len(Sheet(descriptor)) == HEADER.size + 10
    assert read(descriptor) == (0, b"")


def test_each_record_is_there_as_soon_as_it_is_written(descriptor):
    sheet = Sheet(descriptor)
    sheet.write(b"one")
    assert read(descriptor) == (1, b"one")
    sheet.write(b"seventy")
    assert read(descriptor) == (2, b"oneseventy")


def test_a_record_without_room_leaves_those_before_it(descriptor):
    sheet = Sheet(descriptor)
    sheet.write(b"one")
    with pytest.raises((IndexError, ValueError)):
        sheet.write(b"too much")
    assert read(descriptor) == (1, b"one")


def test_it_outlives_the_descriptor():
    opened = os.memfd_create("records")
    os.truncate(opened, HEADER.size + 10)
    other = os.dup(opened)
    sheet = Sheet(opened)
    os.close(opened)
    sheet.write(b"one")
    assert read(other) == (1, b"one")
    os.close(other)
