"""Depthwise separable convolution: a ninth of the work.

A filter of the exercise `conv2d` does two things in one sum: it combines neighbouring pixels, and it mixes the channels. A
*depthwise separable* convolution does these two things one after the other. The *depthwise* convolution filters each channel
by itself,

    y[n, d, i, j] = sum over u, v of  w[d, 0, u, v] * x[n, d // K, i * stride + u, j * stride + v]

and the *pointwise* convolution, whose filters are 1 by 1, mixes the channels at each position:

    y[n, m, i, j] = sum over c of  w[m, c, 0, 0] * x[n, c, i, j]

The indices have the same meaning as in `conv2d`; x is the padded image. K is the *channel multiplier*, the number of filters
for each channel, usually 1. Filters d = c * K to c * K + K - 1 belong to channel c. Weights have the layout of `conv2d`,
(filters, channels that a filter sees, kernel height, kernel width), as in PyTorch and ONNX.

There are no biases. In MobileNet each convolution is followed by batch normalisation, whose shift takes the place of a bias.
All arrays are float32 or float64, and none may be changed.

Tasks
1. `depthwise`: one filter for each channel, with stride and padding.
2. `depthwise`: several filters for each channel.
3. `pointwise`, and `separable`: both convolutions in sequence.
4. `full_filters`: the filters of a full convolution with the same result.
5. `counts`: parameters and multiply-accumulates.
6. `inverted_residual`: the block of MobileNetV2; EfficientNet and many detectors use similar ones.
"""

import numpy as np


def depthwise(x: np.ndarray, w: np.ndarray, stride: int = 1, pad: int = 0) -> np.ndarray:
    """Filter each channel by itself.

    Args:
        x: Images, shape (N, C, H, W).
        w: Filters, shape (C * K, 1, kernel height, kernel width). The filter is not flipped.
        stride: How far the filter moves between neighbouring outputs, in both directions.
        pad: How many rows or columns of zeros are added on each of the four sides of the images.

    Returns:
        Shape (N, C * K, rows, columns), with (H + 2 * pad - kernel height) // stride + 1 rows; the columns are counted in the
        same way. The channels are in the order of their filters: first those computed from channel 0, then those from channel
        1, and so on.

    Raises:
        ValueError: If the number of filters is not a multiple of the number of channels.

    Examples:
        >>> x = np.array([[[[1.0, 2, 3]], [[4, 5, 6]]]])  # one image with two channels of 1 row and 3 columns
        >>> depthwise(x, np.array([[[[1.0, 10]]], [[[-1, 1]]]]))
        array([[[[21., 32.]],
        <BLANKLINE>
                [[ 1.,  1.]]]])
        >>> depthwise(np.ones((5, 3, 8, 9)), np.ones((6, 1, 3, 3)), stride=2, pad=1).shape
        (5, 6, 4, 5)
    """
    raise NotImplementedError("task 1: like conv2d, but the sum is over u and v only, and filter d sees channel d")


def pointwise(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Mix the channels at each position.

    Args:
        x: Images, shape (N, C, H, W).
        w: Filters, shape (M, C, 1, 1).

    Returns:
        Shape (N, M, H, W): channel m is the sum of all channels of x, each multiplied by its weight w[m, c, 0, 0].

    Examples:
        >>> x = np.array([[[[1.0, 2]], [[10, 20]]]])
        >>> pointwise(x, np.array([[[[3.0]], [[1]]], [[[0]], [[-1]]], [[[1]], [[1]]]]))[0, :, 0]
        array([[ 13.,  26.],
               [-10., -20.],
               [ 11.,  22.]])
    """
    raise NotImplementedError("task 3: each output value is the dot product of w[m] and the channels of one pixel")


def separable(
    x: np.ndarray, depthwise_w: np.ndarray, pointwise_w: np.ndarray, stride: int = 1, pad: int = 0
) -> np.ndarray:
    """The depthwise separable convolution: depthwise, then pointwise.

    Args:
        x: Images, shape (N, C, H, W).
        depthwise_w: Filters of the depthwise convolution, shape (C * K, 1, kernel height, kernel width).
        pointwise_w: Filters of the pointwise convolution, shape (M, C * K, 1, 1).
        stride: The stride of the whole layer: with stride 2 its output has about half as many rows and columns as its input.
        pad: How many rows or columns of zeros are added on each of the four sides of the images.

    Returns:
        Shape (N, M, rows, columns), with as many rows and columns as `depthwise` returns. There is no activation in between.

    Examples:
        >>> x = np.array([[[[1.0, 2, 3]], [[4, 5, 6]]]])
        >>> separable(x, np.array([[[[1.0, 10]]], [[[-1, 1]]]]), np.array([[[[1.0]], [[100]]]]))
        array([[[[121., 132.]]]])
    """
    raise NotImplementedError("task 3: call depthwise, then pointwise; which of them has the stride and the padding?")


def full_filters(depthwise_w: np.ndarray, pointwise_w: np.ndarray, multiplier: int = 1) -> np.ndarray:
    """The filters of the full convolution that is equivalent to a separable one.

    Args:
        depthwise_w: Filters of the depthwise convolution, shape (C * K, 1, kernel height, kernel width).
        pointwise_w: Filters of the pointwise convolution, shape (M, C * K, 1, 1).
        multiplier: The channel multiplier K.

    Returns:
        Filters in the layout of `conv2d`, shape (M, C, kernel height, kernel width). A full convolution with these filters,
        and with the same stride and padding, returns the same result as `separable`, for any images.

    Examples:
        >>> full_filters(np.array([[[[1.0, 10]]], [[[-1, 1]]]]), np.array([[[[3.0]], [[2]]]]))[0, :, 0]
        array([[ 3., 30.],
               [-2.,  2.]])
    """
    raise NotImplementedError("task 4: by what factor is a depthwise filter's result multiplied in output channel m?")


def counts(
    shape: tuple[int, int, int], filters: int, kernel: tuple[int, int], stride: int = 1, pad: int = 0, multiplier: int = 1
) -> dict[str, dict[str, int]]:
    """Count the parameters and the MACs of a full convolution, and of the separable one that replaces it.

    A MAC is a multiply-accumulate, as in `param_ledger`: one multiplication whose product is added to a sum.

    Args:
        shape: Shape (C, H, W) of the input for one image.
        filters: The number of output channels M.
        kernel: Height and width of the kernel.
        stride: As for `separable`.
        pad: As for `separable`.
        multiplier: The channel multiplier K of the separable convolution.

    Returns:
        {"full": {"parameters": ..., "macs": ...}, "separable": {"parameters": ..., "macs": ...}}, all exact ints. Neither
        convolution has a bias. MACs are counted for one image; products with padding zeros count like any other product.

    Examples:
        >>> counts((3, 6, 8), filters=10, kernel=(5, 5))
        {'full': {'parameters': 750, 'macs': 6000}, 'separable': {'parameters': 105, 'macs': 840}}
    """
    raise NotImplementedError("task 5: how many weights does each convolution have, and how often is a weight used?")


def inverted_residual(x: np.ndarray, p: dict[str, np.ndarray], stride: int = 1) -> np.ndarray:
    """MobileNetV2's block: expand the channels, filter each by itself, project to few channels, add the input.

    1. A pointwise convolution with p["expand"], then relu6.
    2. A depthwise convolution with p["depthwise"], the block's stride and k // 2 zeros on each side, then relu6.
    3. A pointwise convolution with p["project"], and no activation.
    4. If the stride is 1 and M = C, x is added. No activation follows.

    relu6(z) is 0 for z below 0, 6 for z above 6, and z in between. Batch normalisation is left out.

    Args:
        x: Images, shape (N, C, H, W).
        p: "expand" (T, C, 1, 1), "depthwise" (T, 1, k, k) with an odd k, and "project" (M, T, 1, 1).
        stride: The stride of the block.

    Returns:
        Shape (N, M, rows, columns), where rows and columns are those of the depthwise convolution.

    Examples:
        >>> x = np.array([[[[1.0, -3.0, 2.0]]]])
        >>> middle = np.array([[[[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]]])
        >>> p = {"expand": np.array([[[[2.0]]]]), "depthwise": middle, "project": np.array([[[[-5.0]]]])}
        >>> inverted_residual(x, p)  # x, minus 5 relu6(relu6(2x))
        array([[[[ -9.,  -3., -18.]]]])
    """
    raise NotImplementedError("task 6: write relu6, then the four steps in order")
