"""What a network costs.

Two numbers are told of every network. Its *parameters* are what is stored and learned: they say how large the file
is. Its *multiply-accumulates* (MACs) are what one image takes: each is one multiplication whose product is added to a
sum. (Where floating-point operations, FLOPs, are counted, a MAC is two of them; but many papers write FLOPs and count
MACs.) Both follow from the layers alone, and here you count them, to the last one.

A layer is a dictionary. "op" says what it does, and "output" is the shape of what comes out for one image, (channels,
rows, columns) or (features,). Three kinds of layers have parameters:

- "conv" has "in" and "out", the numbers of channels, "kernel" (rows, columns), "stride", "group" and "bias" (true or
  false). With `group` g the channels are divided into g groups, those that go in and those that come out, and each
  group of filters sees only its own group of channels. A filter has a weight for each value under it, and each filter
  has one bias if there are any.
- "linear" has "in", "out" and "bias": each output is a weighted sum of all inputs.
- "batch_norm" has "channels". For each it keeps four numbers: a scale and a shift, which are learned, and the mean
  and the variance of the training data, which are measured.

All others ("relu", "max_pool", "add", "concat", ...) have none. No dictionary may be changed. Real networks in this
form are in `fixtures/architectures.json`.

Tasks
1. `count_params`: convolutions without groups, and linear layers.
2. `count_params`: groups.
3. `count_params`: batch normalization.
4. `count_macs`.
5. `totals_by_op`, and all three on real networks.
"""


def count_params(layers: list[dict]) -> dict[str, int]:
    """Count the parameters of a network.

    Args:
        layers: The layers, as described above.

    Returns:
        {"learnable": ..., "stored": ...}. "learnable" are those that training changes by its gradients. "stored" are
        all that must be in the file, the measured ones too. Both are ints.

    Examples:
        >>> first = {"op": "conv", "in": 3, "out": 8, "kernel": (5, 5), "stride": (1, 1), "group": 1, "bias": True,
        ...          "output": (8, 28, 28)}
        >>> count_params([first])  # 8 filters of 3 by 5 by 5, and 8 biases
        {'learnable': 608, 'stored': 608}
        >>> count_params([first, {"op": "batch_norm", "channels": 8, "output": (8, 28, 28)}])
        {'learnable': 624, 'stored': 640}
    """
    raise NotImplementedError("task 1: how many weights does one filter have, and how many filters are there?")


def count_macs(layers: list[dict]) -> int:
    """Count the multiply-accumulates of convolutions and linear layers for one image.

    Only products of weights and values count: no biases (they are added, not multiplied), and no batch normalization,
    which is made part of the layer before it when a network is put to use. Products with the zeros of a padding count
    like any other.

    Args:
        layers: The layers, as described above.

    Returns:
        The number of MACs, an int.

    Examples:
        >>> count_macs([{"op": "linear", "in": 10, "out": 4, "bias": True, "output": (4,)}])
        40
    """
    raise NotImplementedError("task 4: at how many places is each filter laid, and how many products does each take?")


def totals_by_op(layers: list[dict]) -> dict[str, dict[str, int]]:
    """Sum up by kind of layer where the parameters and the MACs are.

    Args:
        layers: The layers, as described above.

    Returns:
        For each "op" that occurs in `layers`, those without parameters included, a dictionary with its "learnable",
        "stored" and "macs", all ints.

    Examples:
        >>> totals_by_op([{"op": "linear", "in": 10, "out": 4, "bias": True, "output": (4,)},
        ...               {"op": "relu", "output": (4,)},
        ...               {"op": "linear", "in": 4, "out": 1, "bias": False, "output": (1,)}])
        {'linear': {'learnable': 48, 'stored': 48, 'macs': 44}, 'relu': {'learnable': 0, 'stored': 0, 'macs': 0}}
    """
    raise NotImplementedError("task 5: gather the layers of each op, then ask the two functions above")
