"""How fast is the convolution of a network's layer?

The library's route is the convolution layer of `cv2.dnn`: all channels, filters and the bias in one call, as here.
`cv2.filter2D` convolves one channel with one filter, so it takes C times M calls and their sum, each with its own
border and without a stride; nobody who knows OpenCV would run a network like that. `cv2.dnn` takes its weights from a
file, so a file is made in memory, and to read it is a part of what the route costs.
"""

import struct

import cv2
import numpy as np

from deepkata.bench import Benchmark

CHANNELS, FILTERS = 64, 32


def inputs(rng, size):
    """An image of 64 channels, 32 filters of 3 by 3, the bias, stride 1, one row of zeros on each side.

    The weights are as small as a network's (He and others, 2015), so the results are about 1 and the tolerance is too.
    """
    x = rng.standard_normal((1, CHANNELS, size, size), dtype=np.float32)
    w = rng.standard_normal((FILTERS, CHANNELS, 3, 3), dtype=np.float32) * np.float32((2 / (CHANNELS * 9)) ** 0.5)
    return x, w, rng.standard_normal(FILTERS, dtype=np.float32), 1, 1


def naive(x, w, b, stride, pad):
    """Four loops around a sum."""
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kh, kw = w.shape[2:]
    rows, columns = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    y = np.zeros((len(x), len(w), rows, columns), np.float32)
    for n in range(len(x)):
        for m in range(len(w)):
            for i in range(rows):
                for j in range(columns):
                    part = x[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                    y[n, m, i, j] = (part * w[m]).sum() + b[m]
    return y


def library(x, w, b, stride, pad):
    """The convolution layer of cv2.dnn."""
    net = cv2.dnn.readNetFromONNX(np.frombuffer(_layer(x, w, b, stride, pad), np.uint8))
    net.setInput(x)
    return net.forward()


# --- a network of one layer, as the bytes of an ONNX file (field numbers from onnx.proto) ----------------------------


def _layer(x, w, b, stride, pad):
    attributes = (("strides", [stride, stride]), ("pads", [pad] * 4), ("kernel_shape", w.shape[2:]))
    node = _text(1, "x") + _text(1, "w") + _text(1, "b") + _text(2, "y") + _text(4, "Conv")
    for name, values in attributes:
        node += _bytes(5, _text(1, name) + b"".join(_number(8, value) for value in values) + _number(20, 7))
    tensors = b"".join(
        _bytes(
            5,
            b"".join(_number(1, size) for size in array.shape)
            + _number(2, 1)
            + _text(8, name)
            + _bytes(9, array.tobytes()),
        )
        for name, array in (("w", w), ("b", b))
    )
    rows, columns = ((size + 2 * pad - k) // stride + 1 for size, k in zip(x.shape[2:], w.shape[2:], strict=True))
    given, result = _value("x", x.shape), _value("y", (len(x), len(w), rows, columns))
    graph = _bytes(1, node) + _text(2, "layer") + tensors + _bytes(11, given) + _bytes(12, result)
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 13))


def _value(name, shape):
    sizes = b"".join(_bytes(1, _number(1, size)) for size in shape)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, sizes)))


def _varint(value):
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes(found) + struct.pack("B", value)


def _number(field, value):
    return _varint(field << 3) + _varint(int(value))


def _bytes(field, value):
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field, value):
    return _bytes(field, value.encode())


BENCHMARK = Benchmark(
    "conv2d",
    inputs=inputs,
    sizes=(13, 26, 52),
    unit="rows and columns of the image",
    naive=naive,
    library=library,
    library_name="cv2.dnn",
    rtol=1e-3,  # cv2.dnn computes 3 by 3 filters by a quicker and less exact way (Winograd)
    atol=1e-3,
)
