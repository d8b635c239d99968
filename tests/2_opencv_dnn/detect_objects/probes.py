"""The network for `detect`: NanoDet itself, or one that returns given outputs whatever it is shown."""

import cv2

OUTPUTS = ["Identity:0", "Identity_1:0", "Identity_2:0", "Identity_3:0", "Identity_4:0", "Identity_5:0"]


class Given:
    """A network with NanoDet's names and given outputs."""

    def __init__(self, path, outputs):
        self._net = cv2.dnn.readNetFromONNX(path)
        self._outputs = dict(zip(OUTPUTS, outputs, strict=True))

    def forward(self, names="Identity:0"):
        if isinstance(names, str):
            return self._outputs[names].copy()
        return tuple(self._outputs[name].copy() for name in names)

    def __getattr__(self, name):
        return getattr(self._net, name)


def network(path):
    return cv2.dnn.readNetFromONNX(path)


def given(path, outputs):
    return Given(path, outputs)
