"""Output sizes and receptive fields.

Three questions about a network can be answered on paper: how large is the output of one layer, how large is that of the
last layer, and how much of the image does one value depend on?

Along one axis, a window of `kernel` values is placed on `size` values with `pad` zeros on each side, and moves by
`stride`. With `dilation` d the values of the window are d apart, so it covers (kernel - 1) * d + 1 positions. Pooling
in Caffe (for example in GoogLeNet) rounds *up* by default: if values are left over at the end, one more window is
added, which extends beyond the edge.

A layer is a dictionary. "kernel" is always present; "stride" (default 1), "pad" (0), "dilation" (1) and "ceil" (False)
may be missing. Kernel, stride, pad and dilation are numbers or pairs (tuples or lists). The first number of a pair is
for the rows, the second for the columns. Your functions must not change the dictionaries.

Tasks
1. `out_size`: the output size of a convolution.
2. `out_size` with `ceil`: pooling that rounds up.
3. `out_size` with `dilation`, and windows that do not fit.
4. `trace`: rows and columns after every layer.
5. `receptive_field`: how much of the image one value depends on.
"""


def out_size(size: int, kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1, ceil: bool = False) -> int:
    """The output size of a layer along one axis.

    Args:
        size: Number of input values.
        kernel: Number of values in the window.
        stride: How far the window moves between positions.
        pad: Number of zeros on *each* of the two sides.
        dilation: Distance between the values of the window: 1 means adjacent.
        ceil: If false, the window must fit completely. If true and values are left over at the end, one more window is
            added, but only if it starts on an input value or on a zero before the input, not on the zeros after it or
            beyond them. With `ceil`, `pad` is always smaller than `kernel`.

    Returns:
        The number of output values.

    Raises:
        ValueError: If the window, including its gaps, is longer than the padded input, with or without `ceil`.

    Examples:
        >>> out_size(10, 3), out_size(10, 3, stride=2), out_size(10, 3, stride=2, ceil=True)
        (8, 4, 5)
        >>> out_size(8, 2, stride=3, pad=1, ceil=True)  # a fourth window would start on the zero after the input
        3
        >>> out_size(10, 3, dilation=4)  # the window covers 9 positions
        2
    """
    raise NotImplementedError("task 1: after the window's first position, how many steps of `stride` still fit?")


def trace(layers: list[dict], hw: tuple[int, int]) -> list[tuple[int, int]]:
    """Rows and columns after every layer.

    Args:
        layers: The layers, first to last, as described above.
        hw: Rows and columns of the image.

    Returns:
        A list with one pair (rows, columns) for each layer: the size of its *output*. It is empty if there are no
        layers.

    Raises:
        ValueError: If a window does not fit.

    Examples:
        >>> trace([{"kernel": 5, "stride": 2}, {"kernel": (1, 2), "stride": (1, 2), "ceil": True}], (20, 30))
        [(8, 13), (8, 7)]
    """
    raise NotImplementedError("task 4: the output of one layer is the input of the next; call out_size twice per layer")


def receptive_field(layers: list[dict]) -> list[tuple[int, int]]:
    """How much of the image one output value of each layer depends on, along one axis.

    Args:
        layers: As above, with single numbers only. Consider a value in the middle of a large image: "pad" and "ceil"
            have no influence.

    Returns:
        A list with one pair (field, step) for each layer. `field` counts the image values from the first to the last
        one that an output value of this layer depends on, including any in between that are skipped. `step` is the
        distance in the image from the first value of one field to the first value of the next.

    Examples:
        >>> receptive_field([{"kernel": 5}, {"kernel": 2, "stride": 2}, {"kernel": 5}])
        [(5, 1), (6, 2), (14, 2)]
    """
    raise NotImplementedError("task 5: go from layer to layer, and keep the field and the step in two variables")
