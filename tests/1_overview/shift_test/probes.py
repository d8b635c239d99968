"""Classifiers and layers that a program is given, and what is in a figure of Matplotlib, as plain data."""

import sys
import warnings

import cv2
import numpy as np


def images_after_writing_into_the_result(images, dx, dy):
    """The images that were shifted, after the result was overwritten."""
    result = np.asarray(sys.modules["shift_test"].shift(images, dx, dy))
    if result.flags.writeable:
        result[...] = -1
    return images


# --- classifiers --------------------------------------------------------------------------------------------------------


class Remainder:
    """Weighs the pixels, and takes the remainder: the class depends on each pixel, and also on its place."""

    def __init__(self, weights, classes):
        self.weights, self.classes, self.dtypes = np.asarray(weights), classes, []

    def __call__(self, images):
        images = np.asarray(images)
        if images.ndim != 3 or images.shape[1:] != self.weights.shape:
            height, width = self.weights.shape
            raise ValueError(f"predict takes images of shape (n, {height}, {width}), got {images.shape}")
        self.dtypes.append(str(images.dtype))
        return np.rint((images.astype(float) * self.weights).sum(axis=(1, 2))).astype(int) % self.classes


class Nearest:
    """The class of the nearest training image."""

    def __init__(self, images, labels):
        self.rows, self.labels = images.reshape(len(images), -1).astype(np.float32), labels
        self.squares = (self.rows**2).sum(axis=1)

    def __call__(self, images):
        return self.labels[np.argmin(self.squares - 2 * flat(images) @ self.rows.T, axis=1)]


class Linear:
    """The largest of ten linear scores, fitted by least squares."""

    def __init__(self, images, labels):
        rows = np.c_[images.reshape(len(images), -1), np.ones(len(images))].astype(float)
        self.weights = np.linalg.solve(rows.T @ rows + np.eye(rows.shape[1]), rows.T @ np.eye(10)[labels])

    def __call__(self, images):
        return np.argmax(flat(images) @ self.weights[:-1] + self.weights[-1], axis=1)


class Network:
    """A network in OpenCV."""

    def __init__(self, path):
        self.net = cv2.dnn.readNetFromONNX(str(path))

    def __call__(self, images):
        self.net.setInput(np.ascontiguousarray(np.asarray(images)[:, None], np.float32))
        return self.net.forward().argmax(axis=1)


def flat(images):
    return np.asarray(images).reshape(len(images), -1).astype(np.float32)


def remainder(weights, classes):
    return Remainder(weights, classes)


def dtypes_of(classifier):
    """The dtypes of the images that a classifier was given."""
    return sorted(set(classifier.dtypes))


def nearest(images, labels):
    return Nearest(images, labels)


def linear(images, labels):
    return Linear(images, labels)


def network(path):
    return Network(path)


# --- layers -------------------------------------------------------------------------------------------------------------


class Convolution:
    """Filters that are not flipped, with zeros around the image: maps of the size of the image."""

    def __init__(self, filters):
        self.filters = np.asarray(filters, float)

    def __call__(self, image):
        return convolved(image, self.filters)


class Coarse:
    """The maximum of each block of 2 by 2, written into all four of its places."""

    def __call__(self, image):
        return coarse(image)


class Sloped:
    """Each pixel times the number of its row and of its column."""

    def __call__(self, image):
        return sloped(image)


class Lowered:
    """A convolution whose maps are lowered by the mean of the image, the second by twice the mean, and so on."""

    def __init__(self, filters):
        self.filters = np.asarray(filters, float)

    def __call__(self, image):
        return convolved(image, self.filters) - np.mean(image) * np.arange(1, len(self.filters) + 1)[:, None, None]


def convolved(image, filters):
    reach = filters.shape[1] // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(np.asarray(image, float), reach), filters.shape[1:])
    return np.einsum("ijuv,cuv->cij", windows, filters)


def coarse(image):
    height, width = image.shape
    blocks = np.asarray(image, float).reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))
    return blocks.repeat(2, axis=0).repeat(2, axis=1)[None]


def sloped(image):
    rows, columns = np.indices(image.shape)
    return np.asarray(image, float)[None] * (rows + 10 * columns)


def layer(kind, filters=None):
    return {"convolution": Convolution, "lowered": Lowered}[kind](filters) if filters is not None else {"coarse": Coarse, "sloped": Sloped}[kind]()


# --- figures ------------------------------------------------------------------------------------------------------------


def describe(figure):
    """What is drawn, as numbers and texts."""
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        return {"type": type(figure).__name__}
    return {"type": "Figure", "axes": [of_axes(axes, figure) for axes in figure.axes if axes.get_visible()]}


def of_axes(axes, figure):
    legends = [one for one in [axes.get_legend(), *figure.legends] if one is not None and one.get_visible()]
    entries = [entry for legend in legends for entry in entries_of(legend)]
    lines = [line for line in axes.lines if line.get_visible() and str(line.get_linestyle()) not in ("None", "none", "", " ")]
    return {
        "x_label": axes.get_xlabel() or overall(figure, "_supxlabel"),
        "y_label": axes.get_ylabel() or overall(figure, "_supylabel"),
        "x_limits": sorted(map(float, axes.get_xlim())),
        "y_limits": sorted(map(float, axes.get_ylim())),
        "lines": [in_data(axes, line.get_xydata(), line.get_transform()) for line in lines],
        "styles": [style_of(line) for line in lines],
        "labels": [str(line.get_label()) for line in lines],
        "dots": dots_of(axes),
        "segments": [segment for some in axes.collections for segment in segments_of(axes, some)],
        "marks": sum(len(some.get_offsets()) for some in axes.collections) + sum(len(line.get_xdata()) for line in axes.lines),
        "texts": [text for text, _ in entries],
        "text_styles": [style for _, style in entries],
    }


def overall(figure, name):
    """A label that belongs to the whole figure."""
    text = getattr(figure, name, None)
    return text.get_text() if text is not None else ""


def in_data(axes, points, transform):
    """Points in the coordinates of the data; axhline counts x in widths of the axes."""
    points = np.ma.filled(np.ma.asarray(points, float), np.nan).reshape(-1, 2)
    if transform == axes.transData:
        return points
    return axes.transData.inverted().transform(transform.transform(points))


def dots_of(axes):
    """The places of markers that no line joins."""
    scattered = [np.ma.filled(np.ma.asarray(some.get_offsets(), float), np.nan) for some in axes.collections if len(some.get_offsets()) > 1]
    return scattered + [line.get_xydata().astype(float) for line in axes.lines if str(line.get_linestyle()) in ("None", "none", "", " ")]


def segments_of(axes, some):
    from matplotlib.collections import LineCollection

    if not isinstance(some, LineCollection) or not some.get_visible():
        return []
    return [in_data(axes, segment, some.get_transform()) for segment in some.get_segments()]


def style_of(line):
    """Colour, kind of line and marker, as a text."""
    from matplotlib.colors import to_hex

    return [to_hex(line.get_color(), keep_alpha=False), str(line.get_linestyle()), str(line.get_marker())]


def entries_of(legend):
    """Text and style of each entry."""
    handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", [])
    found = []
    for text, shown in zip(legend.get_texts(), handles, strict=False):
        handle = shown[0] if isinstance(shown, tuple) else shown
        style = ["?", "?", "?"]
        if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker"):
            style = style_of(handle)
        elif hasattr(handle, "lines"):
            style = style_of(handle.lines[0])
        found.append((text.get_text(), style))
    return found


# --- pictures -----------------------------------------------------------------------------------------------------------

WIDTH, INCHES = 340, (4.6, 3.4)


def rendered(figure, inches=INCHES):
    """The pixels of a figure, small enough to be shown beside another."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_size_inches(inches)
    figure.set_dpi(WIDTH / inches[0])
    if figure.get_layout_engine() is None:
        figure.set_layout_engine("constrained")
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def expected(distances, accuracies, classes):
    """The pixels of a right figure."""
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    for name, values in accuracies.items():
        axes.plot(distances, values, marker="o", label=name)
    axes.axhline(1 / classes, color="grey", linestyle="--", label="chance")
    axes.set(xlabel="shift (pixels)", ylabel="accuracy")
    axes.legend()
    return rendered(figure, (4.6, 3.36))  # of another height: the difference of two plots, pixel by pixel, shows nothing
