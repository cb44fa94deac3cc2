"""What runs inside the student's process, and the wire format that it speaks: the standard library and NumPy only.

Nothing here decides whether an answer is right. The process is started by running this folder's ``__main__.py``,
which loads the folder as a package named ``child``; hence the relative imports, and hence no import of ``grader``.
"""
