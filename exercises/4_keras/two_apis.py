"""One network, written in Keras's two ways; then copied, opened and saved.

A `keras.Sequential` is a list of layers, each fed by the one before. The functional way calls layers like functions, on
symbols that stand for the data to come, and names where the calculation begins and where it ends. Both give a model with
the same methods and, layer for layer, the same weights. What only the functional way can do is to begin or end in
several places: a model that ends at a layer in the middle shows what the network sees there.

Your tasks:
1. `sequential`: a small convolutional network as a list of layers.
2. `functional`: the same network, with layers called like functions.
3. `copy_weights`: let one model calculate what another does, whichever way either was written.
4. `with_features`: a model that also returns what one of its layers gives, with the same layers, not with copies.
5. `save_and_load`: put a model into a file and get it back, so that training can go on where it stopped.
"""

from __future__ import annotations

import keras


def sequential(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Sequential:
    """Return a new network as a `keras.Sequential`.

    Its layers, in this order: a convolution of 3 x 3 with `filters` filters, padding "same" and ReLU; max pooling of 2 x 2;
    flattening; and a dense layer with `classes` outputs. It ends in logits: raw scores, with no softmax behind them. All
    weights have their biases. The network need not be compiled.

    Args:
        shape: (height, width, channels) of one image; height and width may differ, and be odd.
        filters: how many filters the convolution has.
        classes: how many scores the network gives for each image.

    Returns:
        The model. It knows its input (it begins with `keras.Input`), so that its weights exist at once: it takes float32 of
        shape (N, height, width, channels) and returns float32 of shape (N, classes).

    Examples:
        >>> [weights.shape for weights in sequential((8, 8, 1), 5, 10).get_weights()]
        [(3, 3, 1, 5), (5,), (80, 10), (10,)]
    """
    raise NotImplementedError("task 1: keras.Sequential takes a list: keras.Input(shape) first, then the layers")


def functional(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Model:
    """Return a new network with the layers of `sequential`, written in the functional way.

    Args:
        shape: (height, width, channels) of one image, as in `sequential`.
        filters: how many filters the convolution has.
        classes: how many scores the network gives for each image.

    Returns:
        A model that was made by `keras.Model(inputs, outputs)`, not a Sequential and not a class of your own. With the
        same weights it gives the same scores as the sequential one.

    Examples:
        >>> functional((8, 8, 1), 5, 10).count_params()
        860
    """
    raise NotImplementedError("task 2: x = keras.Input(shape), then call one layer after the other on what came before")


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    """Give `target` the values of all weights of `source`, so that it calculates the same.

    The models have their weights in the same order, but may be written in different ways, with other names for models and
    layers. *All* weights count: also those that are not trained, such as the running means of a batch normalisation.
    Afterwards the models are independent: training one does not change the other. `source` keeps its weights.

    Args:
        source: any model that has been built.
        target: another one; it is changed in place.

    Raises:
        ValueError: the models differ in the number of weights, or in the shape of one. Then `target` is as it was before,
            in every weight.

    Examples:
        >>> one, two = sequential((4, 4, 1), 2, 3), functional((4, 4, 1), 2, 3)
        >>> copy_weights(one, two)
        >>> all((a == b).all() for a, b in zip(one.get_weights(), two.get_weights()))
        True
    """
    raise NotImplementedError("task 3: look at get_weights and set_weights; compare the shapes before you set anything")


def with_features(model: keras.Model, name: str) -> keras.Model:
    """Return a model that gives what the layer `name` gives, besides what `model` gives.

    It is another view of the same network: both share their layers, so that it follows when `model` is trained.

    Args:
        model: a Sequential or functional model with one input and one output.
        name: the name of one of its layers.

    Returns:
        A model that takes what `model` takes and returns two arrays, in this order: the outputs of the layer, and the
        outputs of `model`.

    Raises:
        ValueError: the model has no layer of that name.

    Examples:
        >>> network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="hidden"), keras.layers.Dense(1)])
        >>> [outputs.shape for outputs in with_features(network, "hidden").outputs]
        [(None, 2), (None, 1)]
    """
    raise NotImplementedError("task 4: a keras.Model may have a list of outputs; layers have an attribute output")


def save_and_load(model: keras.Model, path: str) -> keras.Model:
    """Save a model to a file, and return the model that the file holds.

    The file is complete: layers, weights, what the model was compiled with, and the state of its optimizer. So it can be
    opened where this program is not known, and the model that comes back can be trained on, with the same next steps that
    the original would take.

    Args:
        model: a compiled model of Keras's own layers.
        path: where to save it; the name ends with ".keras".

    Returns:
        A model that was loaded from the file. It is not `model` itself: what happens to one does not change the other.
    """
    raise NotImplementedError("task 5: a model has a method save, and keras.models can load")
