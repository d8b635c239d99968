"""A small network and its backpropagation.

A multilayer perceptron (MLP) is a sequence of layers. Each computes z = h W + b from its input h: the image, or the
output of the layer before. A ReLU, which replaces negative values with 0, follows every layer except the last; the
outputs z of the last layer are the scores of the classes.

Here a network is a list of layers, and a layer is a tuple (W, b): W of shape (inputs, outputs), b of shape
(outputs,). There is at least one layer. N is the number of images.

Tasks
1. `forward`: the outputs of all layers.
2. `backward`: the loss, the mean softmax cross-entropy of the scores.
3. `backward`: the gradient of W and b of the last layer.
4. `backward`: the gradient of W and b of every layer, from the last to the first.
5. `train`: random weights, mini-batches, and real digits.
"""

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]


def forward(layers: Layers, X: np.ndarray) -> list[np.ndarray]:
    """The outputs of all layers, from the images to the scores.

    Args:
        layers: The network: a list of at least one (W, b), all float.
        X: Images, one per row, shape (N, inputs of the first layer), float; N is at least 1. Neither
            argument may be changed.

    Returns:
        A list with one more array than there are layers: first X, then the output of each layer after its ReLU, shape
        (N, number of its outputs). The last array contains the scores, without a ReLU.

    Examples:
        >>> layers = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [1.0]]), np.array([-3.0]))]
        >>> forward(layers, np.array([[1.0], [-2.0]]))
        [array([[ 1.],
               [-2.]]), array([[1. , 0. ],
               [0. , 2.5]]), array([[-1. ],
               [-0.5]])]
    """
    raise NotImplementedError(
        "task 1: h @ W + b for each layer, np.maximum(..., 0) after all but the last; keep every result in a list"
    )


def backward(layers: Layers, X: np.ndarray, y: np.ndarray) -> tuple[float, Layers]:
    """The loss of a network, and its gradient.

    The scores s of an image become probabilities p[j] = exp(s[j]) / sum over k of exp(s[k]); the loss is the mean of
    -log(p[c]) over the images, where c is the correct class.

    Args:
        layers: The network, as for `forward`.
        X: Images, one per row, float; N is at least 1.
        y: Their classes, shape (N,), integers from 0 to C - 1, where C is the number of outputs of the last layer. No
            argument may be changed.

    Returns:
        A tuple (loss, gradients): a float, and a list like `layers`, in the same order, with the derivatives of the
        loss with respect to each W and b. All are finite for scores of any size. In task 2 return zeros
        (np.zeros_like) for all layers, in task 3 for all but the last. The derivative of the ReLU at 0 is taken as 0.

    Examples:
        >>> layers = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.0]))]
        >>> loss, gradients = backward(layers, np.array([[0.5]]), np.array([1]))
        >>> round(loss, 4), gradients[0][0].round(4), gradients[0][1].round(4)
        (1.3133, array([[ 0.3655, -0.3655]]), array([ 0.7311, -0.7311]))
    """
    raise NotImplementedError(
        "task 2: call forward and compute the cross-entropy of its last result; later, go from the scores back through "
        "the layers with the gradient"
    )


def train(X: np.ndarray, y: np.ndarray, seed: int) -> Layers:
    """Train a network to classify images.

    Args:
        X: Images, one per row, shape (N, D), float, with values of order 1. D is 64 for digits and 2 for points in the
            plane. The images may be sorted by class. N is at most a few hundred.
        y: Their classes, shape (N,), integers from 0 to C - 1, each of which occurs. Neither argument may be changed.
        seed: The source of all randomness: the same seed gives the same network, and a different seed a different one.

    Returns:
        The trained network: at least two layers, the first with D inputs and the last with C outputs. After training on
        600 digits, its accuracy on other digits is at least 85 %; after training on 300 or 400 points in the plane,
        which belong either to two classes that no line separates or to four classes, it is at least 90 %. (One hidden
        layer of 32 units and 40 epochs with shuffled mini-batches of 32 and a learning rate of 0.1 are enough; this
        takes about a tenth of a second.)

    Examples:
        >>> layers = train(X, y, seed=5)                          # doctest: +SKIP
        >>> labels = forward(layers, new_X)[-1].argmax(axis=1)    # doctest: +SKIP
    """
    raise NotImplementedError(
        "task 5: draw the weights of each layer from np.random.default_rng(seed), with a standard deviation of "
        "sqrt(2 / inputs); take shuffled mini-batches, and move each W and b against its gradient"
    )
