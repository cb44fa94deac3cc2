"""What makes a process of the student's harmless on Linux: it asks the kernel to refuse nearly everything from then on.

As all of ``child``, this knows only the standard library, and is imported before the student's code.
"""
