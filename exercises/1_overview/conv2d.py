"""The convolution layer.

A filter is a small block of weights. At every position where it fits on the image, each weight is multiplied by the
value under it. The sum of all products, plus the filter's bias b[m], is one value of the output:

    y[n, m, i, j] = b[m] + sum over c, u, v of  w[m, c, u, v] * x[n, c, i * stride + u, j * stride + v]

where n is the image, m the filter, i and j the row and column of the output, c the channel, and u and v the row and
column inside the filter; x is the padded image. (The filter is not flipped; mathematicians call this a
cross-correlation.)

Four plain loops around a sum are a correct solution. Write them first; the lesson shows how to replace them.

Tasks (all are steps towards one function; in each task, ignore the features of the later ones)
1. One image with one channel, one filter, stride 1, no padding.
2. Several channels, filters and images, and the bias.
3. `stride`: the filter moves by more than one row or column.
4. `pad`: zeros around the image, including "same".
5. Integer dtypes, and filters that do not fit.
"""

import numpy as np


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    pad: int | tuple[int, int] | str = 0,
) -> np.ndarray:
    """Convolve images with filters, as a layer of a network does.

    Args:
        x: Images, shape (N, C, H, W), any integer or float dtype. The array must not be changed.
        w: Filters, shape (M, C, kernel height, kernel width), any integer or float dtype. The array must not be
            changed.
        b: Biases, shape (M,), one for each filter: a filter's bias is added to all of its output values. `None` means
            no bias.
        stride: How far the filter moves between neighbouring outputs: one number, or (vertical, horizontal).
        pad: How many rows or columns of zeros are added on each side: one number for all four sides; or (top and
            bottom, left and right); or "same". With "same" the output has ceil(H / stride) rows. This needs
            max((rows - 1) * stride + kernel height - H, 0) rows of zeros in all. Half of them go above and half
            below; if the number is odd, the extra one goes *below*. The same holds for columns, where the extra one
            goes on the right. (TensorFlow and Keras define "same" this way.)

    Returns:
        A new array of shape (N, M, rows, columns), float32 or float64. The filter is placed only where it fits
        completely, so without padding there are (H - kernel height) // stride + 1 rows.

    Raises:
        ValueError: If filters and images differ in their number of channels, or if a filter is taller or wider than the
            padded image.

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
        "task 1: take x[0, 0] and w[0, 0]; at each position (i, j) where the filter fits, multiply it by the part of "
        "the image under it, and add up the products"
    )
