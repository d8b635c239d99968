"""Networks, a machine whose speed changes, and what is in a figure of Matplotlib, as plain data."""

import contextlib
import warnings

import cv2
import numpy as np

# --- networks -----------------------------------------------------------------------------------------------------------


def network(path):
    """A real network."""
    return cv2.dnn.readNetFromONNX(path)


class Machine:
    """A computer with a clock. Its n-th forward, whichever network it is of, takes `slowness[n]` times as long as usual."""

    def __init__(self, usual, slowness, start):
        self.usual, self.slowness = list(usual), list(slowness)
        self.now, self.log = start, []


class Net:
    """One network of a machine. The log has its place, and the shape of its input."""

    def __init__(self, machine, place):
        self._machine, self._place, self._blob, self._ticks = machine, place, None, 0

    def setInput(self, blob, *arguments, **keywords):
        self._blob = blob

    def forward(self, *arguments, **keywords):
        machine = self._machine
        slowness = machine.slowness[min(len(machine.log), len(machine.slowness) - 1)]
        self._ticks = machine.usual[self._place] * slowness
        machine.now += self._ticks
        machine.log.append((self._place, np.shape(self._blob)))
        return np.zeros((len(self._blob) if self._blob is not None else 1, 5), np.float32)

    def getPerfProfile(self):
        return self._ticks, np.array([[float(self._ticks)]])

    def getLayerNames(self):
        return ("everything",)

    def getUnconnectedOutLayersNames(self):
        return ("everything",)


class Clock:
    """The time of a machine."""

    def __init__(self, machine):
        self._machine = machine

    def __call__(self):
        return self._machine.now


def machine(usual, slowness, start):
    return Machine(usual, slowness, start)


def net_of(machine, place):
    return Net(machine, place)


def clock_of(machine):
    return Clock(machine)


def log_of(machine):
    """For each forward the place of the network, and the shape of its input."""
    return [(place, tuple(int(size) for size in shape)) for place, shape in machine.log]


# --- figures ------------------------------------------------------------------------------------------------------------

NOTHING = ("None", "none", "", " ", None)


def describe(figure):
    """What is drawn, as numbers and texts. Places are in pixels, as far as the shape of the axes matters."""
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        return {"type": type(figure).__name__}
    legends = [legend for legend in figure.legends if legend.get_visible()]
    return {"type": "Figure", "axes": [of_axes(axes, figure, legends) for axes in figure.axes if axes.get_visible()]}


def of_axes(axes, figure, legends):
    legends = legends + [legend for legend in [axes.get_legend()] if legend is not None and legend.get_visible()]
    points, labels, colours = points_of(axes)
    texts = [text for text in [*axes.texts, *figure.texts] if text.get_visible() and text.get_text().strip()]
    entries = [entry for legend in legends for entry in entries_of(legend)]
    return {
        "x_label": axes.get_xlabel() or overall(figure, "_supxlabel"),
        "y_label": axes.get_ylabel() or overall(figure, "_supylabel"),
        "x_limits": sorted(map(float, axes.get_xlim())),
        "y_limits": sorted(map(float, axes.get_ylim())),
        "points": points,
        "labels": labels,
        "colours": colours,
        "places": axes.transData.transform(points) if len(points) else points,
        "texts": [text.get_text() for text in texts],
        "anchors": np.array([anchor(text, axes) for text in texts]).reshape(-1, 2),
        "legend": [text for text, _ in entries],
        "legend_colours": np.array([colour for _, colour in entries]).reshape(-1, 4),
        "joined": [line.get_xydata().astype(float) for line in lines_of(axes) if line.get_linestyle() not in NOTHING],
        "bars": len(axes.patches),
    }


def overall(figure, name):
    """A label that belongs to the whole figure."""
    text = getattr(figure, name, None)
    return text.get_text() if text is not None else ""


def lines_of(axes):
    return [line for line in axes.lines if line.get_visible() and line.get_transform() == axes.transData]


def points_of(axes):
    """Every marker: its place in data, the label of what it belongs to, and its colour."""
    from matplotlib.collections import PathCollection
    from matplotlib.colors import to_rgba, to_rgba_array

    found = []
    for some in axes.collections:
        if isinstance(some, PathCollection) and some.get_visible():
            with contextlib.suppress(Exception):  # colours that come from a colour map
                some.update_scalarmappable()
            faces = some.get_facecolor() if len(some.get_facecolor()) else some.get_edgecolor()
            faces = to_rgba_array(faces) if len(faces) else np.zeros((1, 4))
            offsets = np.ma.filled(np.ma.asarray(some.get_offsets(), float), np.nan)
            found += [(xy, str(some.get_label()), faces[n % len(faces)]) for n, xy in enumerate(offsets)]
    for line in lines_of(axes):
        if line.get_marker() not in (*NOTHING, "|", "_"):  # these are the ends of error bars
            face = line.get_markerfacecolor()
            face = line.get_markeredgecolor() if face in ("none", "None") else face
            found += [(xy, str(line.get_label()), to_rgba(face)) for xy in line.get_xydata().astype(float)]
    found = [one for one in found if np.isfinite(one[0]).all()]
    points = np.array([xy for xy, *_ in found], float).reshape(-1, 2)
    return points, [label for _, label, _ in found], np.array([colour for *_, colour in found], float).reshape(-1, 4)


def anchor(text, axes):
    """What a text points to, or where it stands."""
    if getattr(text, "xycoords", None) == "data":
        return axes.transData.transform([float(value) for value in text.xy])
    return text.get_transform().transform(text.get_unitless_position())


def entries_of(legend):
    """Text and colour of each entry."""
    from matplotlib.colors import to_rgba, to_rgba_array

    handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", [])
    entries = []
    for text, handle in zip(legend.get_texts(), handles, strict=False):
        colour = np.full(4, -1.0)
        with contextlib.suppress(Exception):
            if hasattr(handle, "get_markerfacecolor"):
                colour = np.array(to_rgba(handle.get_markerfacecolor()))
            else:
                colour = to_rgba_array(handle.get_facecolor())[0]
        entries.append((text.get_text(), colour))
    return entries


# --- pictures -----------------------------------------------------------------------------------------------------------

COSTS = {"milliseconds": "time per image (ms)", "parameters": "parameters (millions)"}
#: As wide as a panel of the picture that a failure leaves.
WIDTH, INCHES = 340, (4.6, 3.4)


def rendered(figure, inches=INCHES):
    """The pixels of a figure, small enough to be shown beside another."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_size_inches(inches)
    figure.set_dpi(WIDTH / inches[0])
    if figure.get_layout_engine() is None:  # made for a larger figure, whose labels would be cut off
        figure.set_layout_engine("constrained")
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def expected(rows, cost):
    """The pixels of a right figure."""
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.plot([row[cost] for row in rows], [row["accuracy"] for row in rows], "o")
    for row in rows:
        axes.annotate(row["name"], (row[cost], row["accuracy"]), xytext=(6, 4), textcoords="offset points")
    axes.set(xlabel=COSTS[cost], ylabel="top-1 accuracy (%)")
    axes.margins(0.15)
    return rendered(figure, (4.6, 3.36))  # of another height: the difference of two plots, pixel by pixel, shows nothing
