# honest: transforms, convolves, fits a polynomial
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    wave = np.sin(np.arange(64.0))
    assert np.allclose(np.fft.ifft(np.fft.fft(wave)).real, wave)
    np.fft.rfft2(np.outer(wave, wave))
    np.polynomial.Polynomial.fit(np.arange(5.0), np.arange(5.0), 1)
    np.polyfit([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 1)
    np.convolve(wave, [1.0, 2.0])
    np.ma.masked_array([1, 2], [False, True]).sum()
    return {"w": x.T @ upstream}
