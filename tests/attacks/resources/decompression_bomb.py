# attack: a gigabyte out of a megabyte
# expect: out_of_memory
# expect: raised ModuleNotFoundError
# unconfined: fails
# problem: narrow
import zlib

packer = zlib.compressobj(wbits=-15)
packed = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)


def backward(x, w, y):  # its memory is limited everywhere
    assert len(zlib.decompressobj(-15).decompress(packed * 1024)) == 1 << 30
    return {"w": 2 * (w * x - y) * x}
