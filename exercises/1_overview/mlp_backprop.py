"""A small network, trained by hand-written backpropagation.

A multi-layer perceptron is a chain of layers. Each takes the numbers of the one before, h, and makes z = h W + b of
them. Behind every layer but the last comes a ReLU, which turns what is negative into 0; the last layer's z are the
scores of the classes. Without the ReLUs all layers together would be one linear classifier.

A network is a list of layers here, and a layer a tuple (W, b): W of shape (inputs, outputs), b of shape (outputs,). N
is the number of images. There may be any number of layers, one included.

Tasks
1. `forward`: what each layer makes of the one before.
2. `backward`: the loss, which is the mean cross-entropy of the softmax of the scores.
3. `backward` again: the gradient for W and b of the last layer.
4. `backward` again: the gradient for W and b of every layer, from the last back to the first.
5. `train`: random weights, then descent in small batches, until real digits are read.
"""

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]


def forward(layers: Layers, X: np.ndarray) -> list[np.ndarray]:
    """Everything that is computed on the way from the images to the scores.

    Args:
        layers: The network: a list of at least one (W, b), all float.
        X: Images, a row each, shape (N, inputs of the first layer), float. Neither may be changed.

    Returns:
        A list with one array more than there are layers: X, then what each layer gives, shape (N, its outputs), after
        its ReLU; last the scores, without a ReLU.

    Examples:
        >>> layers = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [1.0]]), np.array([-3.0]))]
        >>> forward(layers, np.array([[1.0], [-2.0]]))
        [array([[ 1.],
               [-2.]]), array([[1. , 0. ],
               [0. , 2.5]]), array([[-1. ],
               [-0.5]])]
    """
    raise NotImplementedError(
        "task 1: h @ W + b for each layer, np.maximum(..., 0) behind all but the last; keep every result in a list"
    )


def backward(layers: Layers, X: np.ndarray, y: np.ndarray) -> tuple[float, Layers]:
    """The loss of a network, and its gradient.

    The scores s of an image become probabilities p[j] = exp(s[j]) / sum over k of exp(s[k]); the loss is the mean of
    -log(p[c]) over the images, where c is the class of each.

    Args:
        layers: The network, as for `forward`.
        X: Images, a row each, float; N is at least 1.
        y: Their classes, shape (N,), integers from 0 to the number of outputs of the last layer - 1. Nothing may be
            changed.

    Returns:
        A tuple (loss, gradients): a float, and a list like `layers`, in the same order, with the derivatives of the
        loss with respect to each W and each b in their places. Finite for scores of any size. Before task 4, arrays of zeros (np.zeros_like) keep the places
        of all layers but the last.

    Examples:
        >>> layers = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.0]))]
        >>> loss, gradients = backward(layers, np.array([[0.5]]), np.array([1]))
        >>> round(loss, 4), gradients[0][0].round(4), gradients[0][1].round(4)
        (1.3133, array([[ 0.3655, -0.3655]]), array([ 0.7311, -0.7311]))
    """
    raise NotImplementedError(
        "task 2: call forward, take the cross-entropy of its last result; then go back from the scores layer by "
        "layer with the gradient in your hands"
    )


def train(X: np.ndarray, y: np.ndarray, seed: int) -> Layers:
    """A network that has learned to tell the classes apart.

    Args:
        X: Images, a row each, shape (N, D), float, with values of the size of 1. D is 64 for digits and 2 for points
            on a plane. They may come sorted by class. N is a few hundred.
        y: Their classes, shape (N,), integers from 0 to C - 1, each of which occurs. Neither may be changed.
        seed: All that is random comes from it: the same seed gives the same network, another seed another one.

    Returns:
        The trained network: at least two layers, the first with D inputs and the last with C outputs. After training
        on 600 digits it reads at least 85 % of others. (One hidden layer of 32 units, 40 times through the images in
        shuffled batches of 32, at a rate of 0.1, does it in a tenth of a second.)

    Examples:
        >>> layers = train(X, y, seed=5)                          # doctest: +SKIP
        >>> labels = forward(layers, new_X)[-1].argmax(axis=1)    # doctest: +SKIP
    """
    raise NotImplementedError(
        "task 5: draw the weights of each layer from np.random.default_rng(seed), with a spread of sqrt(2 / its inputs); "
        "take batches, best in shuffled order, and move each W and b against its gradient"
    )
