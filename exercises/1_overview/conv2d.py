"""The convolution of a network.

A filter is a small block of weights. It is laid on the image at every place where it fits; there, each weight is
multiplied by the value under it, and the sum of all products is one value of the output. Four indices say which one:

    y[n, m, i, j] = b[m] + sum over c, u, v of  w[m, c, u, v] * x[n, c, i * stride + u, j * stride + v]

with image n, filter m, row i and column j of the output, channel c, and row u and column v inside of the filter.
(Mathematicians turn the filter by 180° before and call the thing without the turn a cross-correlation. Networks do
not turn it.)

Four plain loops around a sum are a right answer. Write them first; the lesson tells how the loops disappear.

Tasks (all of them are steps of one function; leave what comes later for later)
1. One image with one channel, one filter, stride 1, no padding.
2. Several channels, filters and images, and the bias.
3. `stride`: the filter moves by more than one row or column.
4. `pad`: zeros around the image, also as many as keep its size.
5. Whole-number dtypes, inputs that stay as they were, and filters that do not fit.
"""

import numpy as np


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    pad: int | tuple[int, int] | str = 0,
) -> np.ndarray:
    """Convolve images with filters, as the layer of a network does.

    Args:
        x: Images, shape (N, C, H, W), of any integer or float dtype. It must not be changed.
        w: Filters, shape (M, C, kernel height, kernel width), of any integer or float dtype. It must not be changed.
        b: Bias, shape (M,): what is added to every value of a filter's output. `None` means no bias.
        stride: How far the filter moves from one output to the next: one number, or (down, to the right).
        pad: How many zeros are put around the image first: one number for all four sides; or (above and below, on the
            left and on the right); or "same". With "same" the output has ceil(H / stride) rows. The zero rows that
            are missing for this, max((rows - 1) * stride + kernel height - H, 0) in all, go above and below in equal
            parts; if their number is odd, the one that is left over goes *below*. For columns alike: it goes on the
            right. (This is what TensorFlow and Keras call "same".)

    Returns:
        A new array of shape (N, M, rows, columns), float32 or float64. A filter is only laid where it fits as a
        whole, so without padding there are (H - kernel height) // stride + 1 rows.

    Raises:
        ValueError: If filters and images differ in their number of channels, or if a filter is higher or wider than
            the image with its padding.

    Examples:
        >>> x = np.array([[[[1.0, 2, 3], [4, 5, 6]]]])  # one image of one channel, 2 rows and 3 columns
        >>> w = np.array([[[[1.0, 10]]]])  # one filter, 1 row and 2 columns
        >>> conv2d(x, w)
        array([[[[21., 32.],
                 [54., 65.]]]])
        >>> conv2d(x, w, pad="same")  # a column of zeros on the right
        array([[[[21., 32.,  3.],
                 [54., 65.,  6.]]]])
        >>> conv2d(np.ones((5, 3, 8, 9)), np.ones((16, 3, 3, 3)), stride=2, pad=1).shape
        (5, 16, 4, 5)
    """
    raise NotImplementedError(
        "task 1: take x[0, 0] and w[0, 0]; for each place (i, j) at which the filter fits, multiply it with the part "
        "of the image under it and sum up"
    )
