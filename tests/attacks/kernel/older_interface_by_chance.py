# attack: find an instruction of 32-bit programs among the code that is there (int 0x80), and jump to it
# expect: died .*(SIGSYS|SIGSEGV)
# expect: raised LookupError
# unconfined: dangerous
import ctypes

libc = ctypes.CDLL(None)


def backward(x, w, y):
    known = (libc.abort, libc.printf, libc.qsort, libc.strtod, libc.regcomp, libc.getaddrinfo, libc.glob, libc.syslog)
    places = [ctypes.cast(function, ctypes.c_void_p).value for function in known]
    code = ctypes.string_at(min(places), max(places) - min(places))
    found = code.find(b"\xcd\x80")
    if found < 0:
        raise LookupError
    ctypes.CFUNCTYPE(ctypes.c_int)(min(places) + found)()
    return {"w": 2 * (w * x - y) * x}
