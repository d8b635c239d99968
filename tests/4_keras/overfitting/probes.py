"""Models with known weights, models that note which images they were given, and what is in a figure, as plain data."""

import contextlib
import warnings

import keras
import numpy as np
from keras import layers

#: For a few steps TensorFlow is faster without a graph; JAX is not, as it compiles each operation alone.
EAGER = keras.backend.backend() == "tensorflow"


def generator(seed):
    return np.random.default_rng(seed)


# --- the network of the exercise ----------------------------------------------------------------------------------------


def weight_shapes(model):
    model(np.zeros((1, 28, 28), np.float32), training=False)  # without an Input, the weights appear at the first call
    return sorted(list(value.shape) for value in model.get_weights())


def fill(model, values):
    """Set the weights, whatever their order: no two have the same shape."""
    by_shape = {value.shape: value for value in values}
    model.set_weights([by_shape[weights.shape] for weights in model.get_weights()])


def outputs(model, values, images, training):
    """What a network gives under other weights."""
    fill(model, values)
    return np.asarray(keras.ops.convert_to_numpy(model(images, training=training)))


def measure(model, values, images, labels):
    """The compiled loss and metrics of one batch, or why there are none."""
    fill(model, values)
    model.run_eagerly = EAGER
    try:
        model.reset_metrics()
        found = model.test_on_batch(images, labels, return_dict=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it
        return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    return {name: float(value) for name, value in found.items()}


# --- models that are handed in ------------------------------------------------------------------------------------------


class Plain(keras.Sequential):
    """A network that takes arrays batch by batch itself: making a pipeline of tf.data takes longer than all that these tests train.

    Whatever else `fit` and `evaluate` are given, they do as Keras does.
    """

    def fit(self, x=None, y=None, *positional, **named):
        if positional or not quick(x, y, named, {"batch_size", "epochs", "verbose", "shuffle"}):
            return super().fit(x, y, *positional, **named)
        size, history = named.get("batch_size") or 32, keras.callbacks.History()
        history.set_model(self)
        history.on_train_begin()
        for epoch in range(named.get("epochs", 1)):
            order = np.random.default_rng(epoch).permutation(len(x)) if named.get("shuffle", True) else np.arange(len(x))
            sums = dict.fromkeys(("loss", "accuracy"), 0.0)
            for batch in (order[start : start + size] for start in range(0, len(x), size)):
                self.reset_metrics()
                found = super().train_on_batch(x[batch], y[batch], return_dict=True)
                sums = {name: total + len(batch) * float(found[name]) for name, total in sums.items()}
            history.on_epoch_end(epoch, {name: total / len(x) for name, total in sums.items()})
        return history

    def evaluate(self, x=None, y=None, *positional, **named):
        if positional or not quick(x, y, named, {"batch_size", "verbose", "return_dict"}):
            return super().evaluate(x, y, *positional, **named)
        self.reset_metrics()
        return super().test_on_batch(x, y, return_dict=named.get("return_dict", False))


def quick(x, y, named, known):
    """Whether images and labels are arrays, and nothing else was asked for than these."""
    return EAGER and isinstance(x, np.ndarray) and isinstance(y, np.ndarray) and len(x) == len(y) > 0 and named.keys() <= known


def linear(kernel, bias, rate=0.0, dropout=0.0, decay=0.0):
    """A network of one dense layer with softmax and known weights, compiled like those of the exercise, but with plain SGD."""
    dense = layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(decay))
    model = Plain([keras.Input((28, 28)), layers.Flatten(), layers.Dropout(dropout), dense])
    dense.set_weights([kernel, bias])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=EAGER)
    return model


def labels(model, images):
    return np.asarray(keras.ops.convert_to_numpy(model(images, training=False))).argmax(axis=1)


def weights(model):
    return [np.asarray(value) for value in model.get_weights()]


class Watched(Plain):
    """A network that notes the mark of the images it is called with from outside: their last pixel."""

    def _note(self, images):
        with contextlib.suppress(Exception):  # a data set or a generator has no shape
            self.marks.update(np.unique(np.asarray(images, np.float32)[:, -1, -1]).tolist())

    def __call__(self, images, *arguments, **keywords):
        if not getattr(self, "inside", True):
            self._note(images)
        return super().__call__(images, *arguments, **keywords)

    def _from_outside(self, method, images, arguments, keywords):
        self._note(images)
        self.inside = True
        try:
            return method(images, *arguments, **keywords)
        finally:
            self.inside = False

    def evaluate(self, x=None, *arguments, **keywords):
        return self._from_outside(super().evaluate, x, arguments, keywords)

    def predict(self, x, *arguments, **keywords):
        return self._from_outside(super().predict, x, arguments, keywords)

    def predict_on_batch(self, x, *arguments, **keywords):
        return self._from_outside(super().predict_on_batch, x, arguments, keywords)

    def test_on_batch(self, x, *arguments, **keywords):
        return self._from_outside(super().test_on_batch, x, arguments, keywords)


def reader(row, confidence):
    """A network that predicts the class whose pixel is bright in one row of the image."""
    dense = layers.Dense(10, activation="softmax", use_bias=False)
    model = Watched([keras.Input((28, 28)), layers.Flatten(), dense])
    kernel = np.zeros((28, 28, 10), np.float32)
    kernel[row, np.arange(10), np.arange(10)] = confidence
    dense.set_weights([kernel.reshape(784, 10)])
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=EAGER)
    model.marks, model.inside = set(), False
    return model


def marks_of(model):
    return sorted(float(mark) for mark in model.marks)


# --- figures ------------------------------------------------------------------------------------------------------------

NOTHING = ("None", "none", "", " ", None)


def describe(figure):
    """What is drawn, as numbers and texts."""
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        return {"type": type(figure).__name__}
    legends = [legend for legend in figure.legends if legend.get_visible()]
    return {"type": "Figure", "axes": [of_axes(axes, figure, legends) for axes in figure.axes if axes.get_visible()]}


def of_axes(axes, figure, legends):
    legends = legends + [legend for legend in [axes.get_legend()] if legend is not None and legend.get_visible()]
    lines = [line for line in axes.lines if line.get_visible() and len(line.get_xydata())]
    in_data = [line for line in lines if line.get_transform() == axes.transData]
    joined = [line for line in in_data if line.get_linestyle() not in NOTHING and len(line.get_xydata()) > 1 and not upright(line)]
    return {
        "x_label": axes.get_xlabel() or overall(figure, "_supxlabel"),
        "y_label": axes.get_ylabel() or overall(figure, "_supylabel"),
        "x_limits": sorted(map(float, axes.get_xlim())),
        "y_limits": sorted(map(float, axes.get_ylim())),
        "curves": [{"points": line.get_xydata().astype(float), **look(line), "label": str(line.get_label())} for line in joined],
        "dots": np.array(dots(axes, in_data), float).reshape(-1, 2),
        "verticals": verticals(axes, lines),
        "bars": len(axes.patches),
        "scattered": max([len(one.get_offsets()) for one in paths(axes)], default=0),
        "legend": [{"text": text, **style} for legend in legends for text, style in entries_of(legend)],
    }


def overall(figure, name):
    """A label that belongs to the whole figure."""
    text = getattr(figure, name, None)
    return text.get_text() if text is not None else ""


def paths(axes):
    from matplotlib.collections import PathCollection

    return [one for one in axes.collections if isinstance(one, PathCollection) and one.get_visible()]


def upright(line):
    """Whether all points are at the same x."""
    return bool(np.ptp(line.get_xydata().astype(float)[:, 0]) == 0)


def look(line):
    from matplotlib.colors import to_rgba

    return {"colour": np.array(to_rgba(line.get_color())), "style": str(line.get_linestyle()), "marker": str(line.get_marker())}


def dots(axes, lines):
    """Markers that stand alone: a single point, or the only one of a line that has a marker."""
    found = []
    for line in lines:
        if line.get_marker() in NOTHING:
            continue
        points = line.get_xydata().astype(float)
        every = line.get_markevery()
        with contextlib.suppress(Exception):  # whatever else can say which points have markers
            points = points if every is None else points[every] if not isinstance(every, int) else points[::every]
        points = np.atleast_2d(points)
        if len(np.unique(points, axis=0)) == 1:
            found.append(points[0])
    for one in paths(axes):
        offsets = np.ma.filled(np.ma.asarray(one.get_offsets(), float), np.nan)
        if len(offsets) and len(np.unique(offsets, axis=0)) == 1:
            found.append(offsets[0])
    return found


def verticals(axes, lines):
    """Where vertical lines are."""
    from matplotlib.collections import LineCollection

    found = [float(line.get_xydata()[0][0]) for line in lines if len(line.get_xydata()) > 1 and upright(line) and line.get_linestyle() not in NOTHING]
    for one in axes.collections:
        if isinstance(one, LineCollection) and one.get_visible():
            found += [float(path[0][0]) for path in one.get_segments() if len(path) > 1 and np.ptp(np.asarray(path, float)[:, 0]) == 0]
    return found


def entries_of(legend):
    """Text and look of each entry."""
    handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", [])
    return [(text.get_text(), look(handle)) for text, handle in zip(legend.get_texts(), handles, strict=False) if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker")]


# --- pictures -----------------------------------------------------------------------------------------------------------

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


def expected(history):
    """The pixels of a right figure."""
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    epochs, best = np.arange(1, len(history["loss"]) + 1), int(np.argmin(history["val_loss"]))
    axes.plot(epochs, history["loss"], "--", label="training")
    axes.plot(epochs, history["val_loss"], label="validation")
    axes.plot(epochs[best], history["val_loss"][best], "o", label=f"best epoch: {epochs[best]}")
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()
    return rendered(figure, (4.6, 3.36))  # of another height: the difference of two plots, pixel by pixel, shows nothing
