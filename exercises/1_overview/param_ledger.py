"""What a network costs.

Two numbers describe the size of a network. Its *parameters* are the stored numbers: they determine the size of the
file. Its *multiply-accumulates* (MACs) measure the work for one image: each is one multiplication whose product is
added to a sum. (A MAC is two floating-point operations, FLOPs, but many papers write FLOPs and count MACs.) Both
numbers follow from the layers alone, and your counts must be exact.

A layer is a dictionary. "op" is its kind, and "output" is the shape of its output for one image, (channels, rows,
columns) or (features,). Three kinds of layers have parameters:

- "conv" has "in" and "out", the numbers of channels, "kernel" (rows, columns), "stride", "group" and "bias" (true or
  false). With `group` g, input and output channels are divided into g groups, and each group of filters sees only its
  own group of input channels. A filter has one weight for each value under it, and one bias if "bias" is true.
- "linear" has "in", "out" and "bias": each output is a weighted sum of all inputs.
- "batch_norm" has "channels". Each channel has four numbers: a scale and a shift, which are learned, and the mean and
  the variance of the channel during training, which are measured.

All others ("relu", "max_pool", "add", "concat", ...) have no parameters. Your functions must not change the
dictionaries. Real networks in this form are in `fixtures/architectures.json`.

Tasks
1. `count_params`: convolutions without groups, and linear layers.
2. `count_params`: groups.
3. `count_params`: batch normalisation.
4. `count_macs`.
5. `totals_by_op`, and all three functions on real networks.
"""


def count_params(layers: list[dict]) -> dict[str, int]:
    """Count the parameters of a network.

    Args:
        layers: The layers, as described above.

    Returns:
        {"learnable": ..., "stored": ...}, both ints. "learnable" counts the parameters that gradients change in
        training. "stored" counts all that must be in the file, including the measured ones.

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

    Only products of weights and values count. Biases do not (they are added), nor does batch normalisation, which is
    usually merged into the layer before it for inference. Products with padding zeros count like any other product.

    Args:
        layers: The layers, as described above.

    Returns:
        The number of MACs, an int.

    Examples:
        >>> count_macs([{"op": "linear", "in": 10, "out": 4, "bias": True, "output": (4,)}])
        40
    """
    raise NotImplementedError("task 4: at how many positions is each filter applied, and with how many products?")


def totals_by_op(layers: list[dict]) -> dict[str, dict[str, int]]:
    """Parameters and MACs of a network by kind of layer.

    Args:
        layers: The layers, as described above.

    Returns:
        For each "op" that occurs in `layers`, including those without parameters, a dictionary with its "learnable",
        "stored" and "macs", all ints.

    Examples:
        >>> totals_by_op([{"op": "linear", "in": 10, "out": 4, "bias": True, "output": (4,)},
        ...               {"op": "relu", "output": (4,)},
        ...               {"op": "linear", "in": 4, "out": 1, "bias": False, "output": (1,)}])
        {'linear': {'learnable': 48, 'stored': 48, 'macs': 44}, 'relu': {'learnable': 0, 'stored': 0, 'macs': 0}}
    """
    raise NotImplementedError("task 5: collect the layers of each op, then call the two functions above")
