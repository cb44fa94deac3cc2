"""Submissions in processes that can do nothing but compute: forked from a warm one, at the price of a fork."""

from grader.sandbox.linux.sandbox import LinuxSandbox

__all__ = ["LinuxSandbox"]
