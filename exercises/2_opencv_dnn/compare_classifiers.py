"""Compare classifiers.

Which network should a product use? The largest one is usually the most accurate, but also the slowest. To decide, you
run the candidates on the same photographs, measure the cost of each, and plot accuracy against cost. At the end, the
suite compares EfficientNet-Lite0, Lite1 and Lite2, whose inputs have sides of 224, 240 and 260 pixels.

M is the number of networks, N the number of images, and C the number of classes.

Tasks
1. `compare`: the classes that one network scores highest for each image.
2. `compare`: several networks, each with its own input.
3. `agreement`: how often two networks agree.
4. `latencies`: time per image, measured fairly.
5. `plot`: accuracy against cost, with Matplotlib.

The weights (64 MB for all three networks) are downloaded once, by `deepkata fetch`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import cv2  # noqa: F401  (for task 1)
import numpy as np
from matplotlib.figure import Figure


def compare(models: Sequence[dict[str, Any]], images: Sequence[np.ndarray], k: int = 5) -> np.ndarray:
    """For each network and each image, return the k classes with the highest scores.

    Args:
        models: One dictionary per network, with the keys
            "net": a `cv2.dnn.Net`, whose `forward()` returns scores of shape (N, C);
            "side": height and width of its input, an int;
            "mean", "scale": two floats. The network expects (pixel - mean) * scale, the same for each channel.
            All networks expect NCHW, red first. Images are resized without changing their aspect ratio, so that they
            just cover the input, and then cropped at the centre (`crop=True` in OpenCV).
        images: One or more uint8 images, each of shape (height, width, 3) with any height and width, channels in the order
            blue, green, red.
        k: How many classes to return, from 1 to C.

    Returns:
        Integers, shape (M, N, k): the numbers of the k classes with the highest scores, best first. Classes with equal
        scores may be in any order.

    Examples:
        >>> lite0 = {"net": cv2.dnn.readNetFromONNX("lite0.onnx"), "side": 224, "mean": 127.0, "scale": 1 / 128}
        >>> compare([lite0], [cv2.imread("cat.jpg")], 3)  # Egyptian cat, tiger cat, tabby
        array([[[285, 282, 281]]])
    """
    raise NotImplementedError("task 1: blobFromImages, setInput, forward, and the indices of the k highest scores of each row")


def agreement(tops: np.ndarray, k: int = 1) -> np.ndarray:
    """Return how often the best class of one network is among the best k of another.

    Args:
        tops: Integers, shape (M, N, K), as returned by `compare`. N and K are at least 1.
        k: From 1 to K.

    Returns:
        Floats, shape (M, M). At [i, j]: the share of the N images, from 0 to 1, for which the best class of network i is
        one of the first k classes of network j. With k = 1, this is how often both have the same best class.

    Examples:
        >>> tops = np.array([[[7, 3], [5, 6]], [[3, 7], [5, 8]]])  # two networks, two images, two classes each
        >>> agreement(tops, 1)
        array([[1. , 0.5],
               [0.5, 1. ]])
        >>> agreement(tops, 2)
        array([[1., 1.],
               [1., 1.]])
    """
    raise NotImplementedError(
        "task 3: for each pair (i, j), look for the first class of network i among the first k of network j, then average over "
        "the images"
    )


def latencies(
    nets: Sequence[Any], blobs: Sequence[np.ndarray], warmup: int, repeat: int, clock: Callable[[], int], frequency: float
) -> np.ndarray:
    """Measure how long networks take per image.

    The networks take turns. In each round, every network runs once, in the order of `nets`, on its own blob. If the
    computer slows down for several rounds, all the networks take longer, and the comparison is still fair.

    Args:
        nets: M networks with the methods `setInput` and `forward`.
        blobs: One input for each network. Their shapes may differ, and so may their numbers of images, `len(blob)`.
        warmup: The number of rounds that come first and are not measured, 0 or more.
        repeat: The number of rounds that are measured, at least 1.
        clock: Returns the time in ticks, like `cv2.getTickCount`.
        frequency: Ticks per second.

    Returns:
        Floats, shape (M,): for each network the median, over the measured rounds, of the time of its `forward`, in
        milliseconds per image.

    Examples:
        >>> latencies([lite0, lite1], [blob_224, blob_240], 3, 20, cv2.getTickCount, cv2.getTickFrequency()).round(1)
        array([60. , 88.6])
    """
    raise NotImplementedError("task 4: two loops, rounds outside and networks inside; read the clock around each forward")


def plot(rows: Sequence[dict[str, Any]], cost: str = "milliseconds") -> Figure:
    """Plot accuracy against cost: one point per network.

    - x is the cost, and y the accuracy. Each point is drawn with a marker, at the values of its row.
    - Each point has its name: a text label that is nearer to this point than to any other, or an entry in a legend.
    - Both axes are labelled with a quantity and a unit: the word "accuracy" and "%" along y; along x "ms" or
      "milliseconds", or, for the number of parameters, the word "parameters" and "million", "millions" or "M".
    - If a line joins the points, it runs from the cheapest network to the most expensive one.
    - A logarithmic axis, a title, a grid, colours and sizes are up to you.

    Args:
        rows: One dictionary per network, in any order, with the keys "name" (a str), "accuracy" (in per cent),
            "milliseconds" (per image) and "parameters" (in millions). There is at least one row, and no two names are
            equal.
        cost: What to draw along x: "milliseconds" or "parameters".

    Returns:
        A new figure on each call, with one set of axes. Nothing is shown or saved.

    Examples:
        >>> figure = plot([{"name": "Lite0", "accuracy": 75.1, "milliseconds": 60.0, "parameters": 4.63}])
        >>> figure.savefig("comparison.png")
    """
    raise NotImplementedError("task 5: Figure().subplots() returns axes; draw with scatter or plot, name with annotate")
