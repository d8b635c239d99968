"""Sizes in a network.

Before a network is built, three questions can be answered with paper and pencil, and an error in any of them stops
the program or, worse, does not: how large is what comes out of a layer, how large is it after all layers, and how
much of the image does one of the last values see?

In one direction, a window of `kernel` values is laid on `size` values with `pad` zeros on either side, and moves by
`stride`. Two things change the count. With `dilation` d the window has gaps: its values are d apart, so that it
covers (kernel - 1) * d + 1 places. And pooling in Caffe, GoogLeNet's for one, rounds *up*: if some values are left
over at the end, one more window is laid there, which stands out over the edge.

A layer is a dictionary. "kernel" is always there; "stride" (1), "pad" (0), "dilation" (1) and "ceil" (False) may be
missing. The first four are numbers, or pairs of numbers, tuples or lists: (for the rows, for the columns). No
dictionary may be changed.

Tasks
1. `out_size`: how many places a convolution has.
2. `out_size` with `ceil`: pooling that rounds up.
3. `out_size` with `dilation`, and windows that do not fit.
4. `trace`: rows and columns after every layer.
5. `receptive_field`: how many values of the image one value sees.
"""


def out_size(size: int, kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1, ceil: bool = False) -> int:
    """How many values come out of a layer, in one direction.

    Args:
        size: How many values go in.
        kernel: How many values the window has.
        stride: How far it moves from one place to the next.
        pad: How many zeros stand on *each* of the two sides.
        dilation: How far apart the values of the window are: 1 means side by side.
        ceil: If false, the window must fit as a whole. If true, another window is laid where values are left over,
            but only if it begins on a value of the input or on a zero before it, not on the zeros behind it (nor
            further). `pad` is smaller than `kernel` then.

    Returns:
        An int (a float such as 6.0 is no size).

    Raises:
        ValueError: If the window, with its gaps, is longer than the input with both pads; with `ceil` as well.

    Examples:
        >>> out_size(10, 3), out_size(10, 3, stride=2), out_size(10, 3, stride=2, ceil=True)
        (8, 4, 5)
        >>> out_size(10, 3, dilation=4)  # the window covers 9 places
        2
    """
    raise NotImplementedError("task 1: how many steps of `stride` are left when the window stands at its first place?")


def trace(layers: list[dict], hw: tuple[int, int]) -> list[tuple[int, int]]:
    """Rows and columns after every layer.

    Args:
        layers: The layers, first to last, as described above.
        hw: Rows and columns of the image.

    Returns:
        One (rows, columns) for each layer: what comes *out* of it. No layers give an empty list.

    Raises:
        ValueError: If one of the windows does not fit.

    Examples:
        >>> trace([{"kernel": 5, "stride": 2}, {"kernel": (1, 2), "stride": (1, 2), "ceil": True}], (20, 30))
        [(8, 13), (8, 7)]
    """
    raise NotImplementedError("task 4: what comes out of one layer goes into the next; ask out_size twice for each")


def receptive_field(layers: list[dict]) -> list[tuple[int, int]]:
    """How much of the image one value sees, after every layer, in one direction.

    Args:
        layers: As above, with single numbers only. Zeros at the edge change nothing here: a value in the middle of a
            large image is meant. "ceil" makes no difference either.

    Returns:
        One (field, step) for each layer. `field` is the number of neighbouring values of the image on which a value
        after this layer depends, from the first to the last. `step` is by how many values of the image the fields of
        two neighbours are shifted.

    Examples:
        >>> receptive_field([{"kernel": 5}, {"kernel": 2, "stride": 2}, {"kernel": 5}])
        [(5, 1), (6, 2), (14, 2)]
    """
    raise NotImplementedError("task 5: go from layer to layer, and keep the field and the step in two variables")
