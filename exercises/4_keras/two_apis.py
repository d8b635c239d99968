"""Write one network in two ways; then copy its weights, look inside it, and save it.

A `keras.Sequential` is a list of layers; each layer gets the output of the one before it. In the functional form you
call layers like functions, on symbolic tensors, and specify where the computation begins and ends. In both cases you
get a model with the same methods and weights of the same shapes. Of the two, only a functional model can have several
inputs or outputs: a model with a second output at a layer in the middle shows what the network computes there.

Tasks
1. `sequential`: a small convolutional network as a list of layers.
2. `functional`: the same network, with layers called like functions.
3. `copy_weights`: copy all weights from one model to another, whichever way each was written.
4. `with_features`: a model that also returns the output of one of its layers, with shared layers, not copies.
5. `save_and_load`: save a model and load it, so that training continues where it stopped.
"""

from __future__ import annotations

import keras


def sequential(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Sequential:
    """Return a new network as a `keras.Sequential`.

    Its layers are, in this order: a 3 x 3 convolution with `filters` filters, padding "same" and ReLU; 2 x 2 max pooling;
    flattening; and a dense layer with `classes` outputs. The outputs are logits: there is no softmax. All layers with
    weights have biases. The network does not have to be compiled.

    Args:
        shape: (height, width, channels) of one image; height and width may differ and may be odd.
        filters: The number of filters of the convolution.
        classes: The number of scores for each image.

    Returns:
        The model. It begins with `keras.Input`, so its weights exist at once. It takes float32 arrays of shape (N,
        height, width, channels) and returns float32 arrays of shape (N, classes).

    Examples:
        >>> [weights.shape for weights in sequential((8, 8, 1), 5, 10).get_weights()]
        [(3, 3, 1, 5), (5,), (80, 10), (10,)]
    """
    raise NotImplementedError("task 1: keras.Sequential takes a list: keras.Input(shape) first, then the layers")


def functional(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Model:
    """Return a new network with the layers of `sequential`, in the functional form.

    Args:
        shape: (height, width, channels) of one image, as in `sequential`.
        filters: The number of filters of the convolution.
        classes: The number of scores for each image.

    Returns:
        A model made by `keras.Model(inputs, outputs)`, not a Sequential and not an instance of a class of your own. With
        the same weights it returns the same scores as the sequential one.

    Examples:
        >>> functional((8, 8, 1), 5, 10).count_params()
        860
    """
    raise NotImplementedError(
        "task 2: start with x = keras.Input(shape), then call one layer after the other on the result"
    )


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    """Give `target` the values of all weights of `source`, so that both compute the same outputs.

    The models have their weights in the same order, but may be written in different ways and use different names. Copy *all*
    weights, including those that are not trained, such as the running means of batch normalisation. Afterwards the models are
    independent: training one does not change the other. `source` keeps its weights.

    Args:
        source: Any model that has been built.
        target: Another such model; it is changed in place.

    Raises:
        ValueError: If the models differ in the number of weights, or in the shape of any weight. `target` then keeps all its
            weights.

    Examples:
        >>> one, two = sequential((4, 4, 1), 2, 3), functional((4, 4, 1), 2, 3)
        >>> copy_weights(one, two)
        >>> all((a == b).all() for a, b in zip(one.get_weights(), two.get_weights()))
        True
    """
    raise NotImplementedError("task 3: see get_weights and set_weights; compare all shapes before you set anything")


def with_features(model: keras.Model, name: str) -> keras.Model:
    """Return a model that returns the output of the layer `name` in addition to the output of `model`.

    The two models share their layers, so the new one changes when `model` is trained.

    Args:
        model: A Sequential or functional model with one input and one output.
        name: The name of one of its layers.

    Returns:
        A model that takes the input of `model` and returns two arrays: the output of the layer, and the output of `model`.

    Raises:
        ValueError: If the model has no layer with that name.

    Examples:
        >>> network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="hidden"), keras.layers.Dense(1)])
        >>> [outputs.shape for outputs in with_features(network, "hidden").outputs]
        [(None, 2), (None, 1)]
    """
    raise NotImplementedError("task 4: a keras.Model may have a list of outputs; a layer has an attribute output")


def save_and_load(model: keras.Model, path: str) -> keras.Model:
    """Save a model to a file, and return the model loaded from it.

    The file contains the layers, the weights, how the model was compiled, and the state of its optimizer. It can be loaded
    without your program, and training can continue with the same steps that the original model would take next.

    Args:
        model: A compiled model that consists of Keras's own layers.
        path: Where to save it; the name ends with ".keras".

    Returns:
        A model that was loaded from the file, independent of `model`.
    """
    raise NotImplementedError("task 5: a model has a method save, and keras.models has a function to load")
