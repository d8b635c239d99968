"""A network that finds what the suite wants, in place of the one that `load` reads."""

import numpy as np


class StandIn:
    """A network whose rows are given. Pictures are told apart by their bars: the first has one, the second two, and so on."""

    def __init__(self, rows):
        self._rows = rows
        self._images = []

    def setInput(self, blob, *arguments, **keywords):
        self._images = [_bars(image) for image in np.asarray(blob)]

    def forward(self, *arguments, **keywords):
        rows = [[place, *row] for place, bars in enumerate(self._images) if bars <= len(self._rows) for row in self._rows[bars - 1]]
        filled = np.zeros((len(rows) + 5, 7), np.float32)
        filled[: len(rows)] = np.reshape(rows, (-1, 7))
        output = filled.reshape(1, 1, -1, 7)
        return [output] if arguments and isinstance(arguments[0], list | tuple) else output

    def getUnconnectedOutLayersNames(self):
        return ("detection_out",)

    def getLayerNames(self):
        return ("detection_out",)


def _bars(image):
    """How many bright bars there are between the upper and the lower edge of (3, height, width) or (height, width, 3)."""
    column = image[0, :, image.shape[2] // 2] if len(image) == 3 else image[:, image.shape[1] // 2, 0]
    bright = column > column.mean(dtype=float)
    return int(bright[0]) + int((~bright[:-1] & bright[1:]).sum())


def stand_in(rows):
    return StandIn(rows)
