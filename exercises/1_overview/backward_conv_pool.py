"""Backpropagation through convolution and pooling.

The backward pass of a layer receives `dy`, the gradient of the loss with respect to the layer's output, and computes the
gradients with respect to its input and its weights. This exercise is about two layers: max pooling, whose output is the
largest value of each window, and the convolution layer of `conv2d`,

    y[n, m, i, j] = b[m] + sum over c, u, v of  w[m, c, u, v] * x[n, c, i * stride + u, j * stride + v]

where n is the image, m the filter, c the channel, i and j the row and column of the output, and u and v the row and column
inside the filter; x is the padded image. `dy` has the shape of the output `y`, and each gradient has the shape of the array
that it belongs to.

Begin with a tool: central differences measure any gradient without a formula, so you can check your own results.

Tasks
1. `numerical_gradient`: central differences.
2. `conv_backward`: the gradients of the filters and the bias, for stride 1 and no padding.
3. `conv_backward`: the gradient of the images, for stride 1 and no padding.
4. `conv_backward`: stride, padding, and integer dtypes.
5. `max_pool_backward`: windows that do not overlap.
6. `max_pool_backward`: windows that overlap, and ties.
"""

from collections.abc import Callable

import numpy as np


def numerical_gradient(function: Callable[[np.ndarray], float], array: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Measure the gradient of a function by central differences.

    The derivative with respect to one value a of the array is approximated by (f(a + step) - f(a - step)) / (2 * step),
    where all other values stay as they are in `array`.

    Args:
        function: Takes a float64 array of the same shape as `array` and returns a number. It does not change its
            argument.
        array: The point where the gradient is measured: any shape, any integer or float dtype. It must not be changed.
        step: How far each value is moved in each direction.

    Returns:
        The derivatives, float64, with the shape of `array`.

    Examples:
        >>> numerical_gradient(lambda a: (a**3).sum(), np.array([1, 2]), step=0.1).round(4)  # correct: 3 and 12
        array([ 3.01, 12.01])
    """
    raise NotImplementedError("task 1: for each value, call the function with this value increased and with it decreased")


def conv_backward(
    x: np.ndarray, w: np.ndarray, dy: np.ndarray, stride: int = 1, pad: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of a convolution with respect to its images, filters and bias.

    Args:
        x: Images, shape (N, C, H, W), any integer or float dtype.
        w: Filters, shape (M, C, kernel height, kernel width), any integer or float dtype.
        dy: The gradient of the loss with respect to the output of the layer, shape (N, M, rows, columns), float. There are
            (H + 2 * pad - kernel height) // stride + 1 rows; the number of columns is computed in the same way. No argument may
            be changed.
        stride: How far the filter moves between neighbouring outputs, in both directions.
        pad: How many rows or columns of zeros are added on each of the four sides of the images. This number is less than the
            kernel's height and less than its width.

    Returns:
        A tuple (dx, dw, db) of float arrays with the shapes of x, w and the bias, (M,). Nothing is averaged: the gradients of
        filters and bias are summed over the images. The values of dx are checked from task 3 on.

    Examples:
        >>> x = np.array([[[[1.0, 2, 3], [4, 5, 6]]]])  # one image of one channel, 2 rows and 3 columns
        >>> w = np.array([[[[1.0, 10]]]])  # one filter, 1 row and 2 columns
        >>> dy = np.array([[[[1.0, 2], [0, -1]]]])
        >>> dx, dw, db = conv_backward(x, w, dy)
        >>> dx
        array([[[[  1.,  12.,  20.],
                 [  0.,  -1., -10.]]]])
        >>> dw
        array([[[[0., 2.]]]])
        >>> db
        array([2.])
    """
    raise NotImplementedError("task 2: by how much does each output increase if one weight, or the bias, increases by 1?")


def max_pool_backward(x: np.ndarray, dy: np.ndarray, size: int, stride: int) -> np.ndarray:
    """The gradient of max pooling with respect to its images.

    Args:
        x: Images, shape (N, C, H, W), any integer or float dtype.
        dy: The gradient of the loss with respect to the output of the layer, shape (N, C, rows, columns), float. There are
            (H - size) // stride + 1 rows; the number of columns is computed in the same way. No argument may be changed.
        size: Height and width of a window.
        stride: How far the window moves, in both directions. It may be smaller than `size` (windows overlap) or larger.

    Returns:
        A float array with the shape of x. The gradient of an output goes to the position of the maximum of its window. If the
        maximum occurs at several positions in a window, one of them gets the gradient, or they share it.

    Examples:
        >>> x = np.array([[[[3, 8, 1, 2], [0, 4, 6, 5]]]])
        >>> max_pool_backward(x, np.array([[[[10.0, 20]]]]), size=2, stride=2)
        array([[[[ 0., 10.,  0.,  0.],
                 [ 0.,  0., 20.,  0.]]]])
        >>> max_pool_backward(x, np.array([[[[1.0, 2, 4]]]]), size=2, stride=1)  # the 8 is the maximum of two windows
        array([[[[0., 3., 0., 0.],
                 [0., 0., 4., 0.]]]])
    """
    raise NotImplementedError("task 5: where in x is the maximum of each window?")
