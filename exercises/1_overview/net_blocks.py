"""Building blocks of networks.

- ResNet's *residual* block adds its input to the output of its convolutions. If it has no projection and all
  weights and biases are 0, it returns any non-negative input unchanged, so extra blocks need not make the network
  worse. The addition gives gradients a direct path back.
- SENet's *squeeze and excitation* block scales each channel by a factor computed from the whole image.
- GoogLeNet's *inception* module applies filters of several sizes in parallel and concatenates the results.

Each function takes images and a dictionary of parameters, whose names are listed in its docstring. `convolve` is given;
use it or write your own. All arrays are float32 or float64, and none may be changed. relu(x) is the larger of x and 0.

Tasks
1. `residual`: two convolutions and a shortcut.
2. `residual`: a stride, and a projection on the shortcut.
3. `squeeze_excite`.
4. `inception`: the three branches without pooling, and the order of all four.
5. `inception`: the pooling branch.
"""

import numpy as np


def convolve(x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int = 1) -> np.ndarray:
    """Given: convolve (N, C, H, W) images with (M, C, k, k) filters, k odd and k // 2 zeros on each side, and add b."""
    margin = w.shape[-1] // 2
    x = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,mcuv->nmij", windows, w) + b[:, None, None]


def residual(x: np.ndarray, p: dict[str, np.ndarray], stride: int = 1) -> np.ndarray:
    """ResNet's basic block: relu(conv2(relu(conv1(x))) + shortcut(x)).

    Args:
        x: Images, shape (N, C, H, W).
        p: "w1" (M, C, 3, 3) and "b1" (M,) of the first convolution, which has the stride; "w2" (M, M, 3, 3) and
            "b2" (M,) of the second one, whose stride is 1. Optionally "w_skip" (M, C, 1, 1) and "b_skip" (M,).
        stride: The stride of the block.

    Returns:
        Shape (N, M, rows, columns), that of the second convolution's output. The shortcut is x itself or, if "w_skip"
        is given, the convolution of x with "w_skip" and "b_skip". This convolution has the stride of the block and is
        not followed by a relu.

    Raises:
        ValueError: If there is no "w_skip" and the shape of x differs from that of the second convolution's output.

    Examples:
        >>> x = np.array([[[[-1.0, 2.0]]]])
        >>> none = {"w1": np.zeros((1, 1, 3, 3)), "b1": np.zeros(1), "w2": np.zeros((1, 1, 3, 3)), "b2": np.zeros(1)}
        >>> residual(x, none)
        array([[[[0., 2.]]]])
    """
    raise NotImplementedError("task 1: follow the formula from the inside out: conv1, relu, conv2, add x, relu")


def squeeze_excite(x: np.ndarray, p: dict[str, np.ndarray]) -> np.ndarray:
    """Scale each channel of each image by a factor between 0 and 1, computed from the means of all channels of the image.

    Args:
        x: Images, shape (N, C, H, W).
        p: "w1" (R, C) and "b1" (R,) of the first linear layer, which is followed by a relu; "w2" (C, R) and "b2" (C,)
            of the second one, which is followed by the sigmoid 1 / (1 + exp(-z)). Weights have the shape (out, in):
            output i of a layer is the sum over j of w[i, j] * v[j], plus b[i].

    Returns:
        x, with channel c of image n multiplied by factor c of image n. The first layer receives the C channel
        means of the image, each taken over all rows and columns.

    Examples:
        >>> x = np.array([[[[4.0, 8.0]], [[0.0, -2.0]]]])  # two channels of one row
        >>> zero = {"w1": np.zeros((1, 2)), "b1": np.zeros(1), "w2": np.zeros((2, 1)), "b2": np.zeros(2)}
        >>> squeeze_excite(x, zero)[0, :, 0]  # sigmoid(0) = 1/2
        array([[ 2.,  4.],
               [ 0., -1.]])
    """
    raise NotImplementedError("task 3: compute the means, shape (N, C); then two linear layers; then multiply")


def inception(x: np.ndarray, p: dict[str, np.ndarray]) -> np.ndarray:
    """GoogLeNet's inception module: four parallel branches, concatenated along the channels.

    Args:
        x: Images, shape (N, C, H, W).
        p: The weights of each convolution (a dot stands for a number of channels that you read from the array):
            "w1" (., C, 1, 1); "w3_reduce" (., C, 1, 1) and "w3" (., ., 3, 3); "w5_reduce" (., C, 1, 1) and
            "w5" (., ., 5, 5); "w_pool" (., C, 1, 1). Their biases are "b1", "b3_reduce", "b3", "b5_reduce", "b5",
            "b_pool".

    Returns:
        Shape (N, M, H, W), where M is the total number of channels of the branches. Their order is: w1; w3 after
        w3_reduce; w5 after w5_reduce; w_pool after a 3 by 3 max pooling of x with stride 1, which keeps the size. At
        the border the pooling takes the maximum of only those values that lie inside the image. Every convolution is
        followed by a relu, including the reducing ones.

    Examples:
        >>> x = np.array([[[[1.0, 5.0, 2.0, 1.0]]]])
        >>> one = np.ones((1, 1, 1, 1))
        >>> p = {name: one for name in ("w3_reduce", "w5_reduce", "w_pool")}
        >>> p |= {"w1": 2 * one, "w3": np.zeros((1, 1, 3, 3)), "w5": np.zeros((1, 1, 5, 5))}
        >>> p |= {name: np.zeros(1) for name in ("b1", "b3_reduce", "b3", "b5_reduce", "b5", "b_pool")}
        >>> inception(x, p)[0, :, 0]
        array([[ 2., 10.,  4.,  2.],
               [ 0.,  0.,  0.,  0.],
               [ 0.,  0.,  0.,  0.],
               [ 5.,  5.,  5.,  2.]])
    """
    raise NotImplementedError("task 4: compute the branches one after the other, then concatenate them along axis 1")
