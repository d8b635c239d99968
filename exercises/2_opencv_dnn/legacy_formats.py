"""Networks in text: Darknet's cfg and Caffe's prototxt.

OpenCV 4 reads the networks of Darknet (YOLO up to v4) and Caffe (AlexNet, GoogLeNet, MobileNet-SSD). OpenCV 5 does not;
it reads ONNX. To convert such a network, you have to know what its files mean. In both formats a text file lists the
layers, and a binary file holds their weights. Here you read both kinds of text file, work out the shape of every
layer's output, and convert Darknet's weights to weights for ONNX.

A cfg is a list of sections. The first one, `[net]`, describes the input. Each of the remaining sections is a layer. Its input is
the output of the section before, unless it is a `route`. Layers are numbered from 0; `[net]` has no number.

    [convolutional]
    filters = 16

A prototxt consists of nested *messages*. A field may be repeated, and the layers are connected by the names of their
outputs, which Caffe calls *tops*; the inputs of a layer are its *bottoms*.

    layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 16 } }

For Darknet, shapes are those of one image, (channels, height, width); for Caffe, those of a batch, (batch, channels, height,
width).

Tasks
1. `parse_cfg`: sections, keys and values.
2. `cfg_shapes`: layers that follow one another.
3. `cfg_shapes`: route and shortcut.
4. `parse_prototxt`: nested messages, repeated fields.
5. `prototxt_shapes`: layers connected by names, and the way Caffe rounds.
6. `onnx_weights`: the numbers of a .weights file, with batch normalisation (batch norm) folded into the convolution.

No function may use OpenCV's readers, because OpenCV 5 no longer has them.
"""

import numpy as np


def parse_cfg(text: str) -> list[tuple[str, dict]]:
    r"""Read the sections of a Darknet cfg.

    Each line is blank, or contains a section's name in brackets, or a key and a value with `=` between them. Everything
    from `#` or `;` to the end of the line is a comment. There may be spaces around names, keys, values and commas.

    Args:
        text: The whole file.

    Returns:
        The sections in order: pairs of a name and a dict. Several sections may have the same name. A value with a comma
        is a list. A value, or an item of a list, is an int if it is written as an integer (`-4`), a float if it is any other number
        (`.001`, `1e-3`), and otherwise a str.

    Examples:
        >>> parse_cfg("[net]\nwidth = 608 ; pixels\n\n[yolo]\nmask=0,1\nignore_thresh = .7")
        [('net', {'width': 608}), ('yolo', {'mask': [0, 1], 'ignore_thresh': 0.7})]
    """
    raise NotImplementedError("task 1: go line by line; a line in brackets begins a new section")


def cfg_shapes(sections: list[tuple[str, dict]]) -> list[tuple[int, int, int]]:
    """Return the output shape of every layer of a Darknet network.

    | section | output |
    | --- | --- |
    | convolutional | `filters` channels; height and width (n + 2 * padding - size) / stride + 1, rounded down |
    | maxpool | height and width (n + padding - size) / stride + 1, rounded down; here padding is that of both sides together |
    | avgpool | height and width are 1 |
    | upsample | height and width times `stride` |
    | shortcut | the shape of the layer before, to which the layer `from` is added |
    | route | the outputs of `layers`, which have the same height and width, joined along the channels |
    | any other | the same shape as its input |

    In the table, n is the height or the width of the input. A convolution with `pad = 1` has the padding size // 2,
    whatever the value of `padding`; `pad` is a switch, not a number of pixels. If `pad` is 0 or missing, the padding is
    `padding`, or 0 if `padding` is missing. A maxpool ignores `pad`; its padding is `padding`, or size - 1 if that is
    missing. If `stride` is missing, it is 1. `size` and `filters` are never missing.

    `layers` is an int or a list of ints. An index of 0 or more is the number of a layer; a negative one counts back
    from the route: -1 is the layer before it.

    Args:
        sections: As `parse_cfg` returns them. The first one contains `channels`, `height` and `width`, which describe the
            input.

    Returns:
        One (channels, height, width) for each section after the first.

    Examples:
        >>> net = ("net", {"channels": 3, "height": 10, "width": 20})
        >>> cfg_shapes([net, ("convolutional", {"filters": 4, "size": 5, "pad": 1, "stride": 2}), ("route", {"layers": [-1, 0]})])
        [(4, 5, 10), (8, 5, 10)]
    """
    raise NotImplementedError("task 2: start with the input's shape, and append the shapes layer by layer")


def parse_prototxt(text: str) -> dict[str, list]:
    r"""Read a message in protobuf's text format, as Caffe uses it.

    A field is `name: value` or `name { fields }`; in the second form there may be a colon before the brace. Fields are
    separated by any white space, so a whole layer may be on one line; no space is needed around colons and braces. A
    comment begins with `#` outside quotes and ends at the end of the line.

    Args:
        text: The whole file.

    Returns:
        A dict that contains, for each name, the *list* of the field's values in order, even if there is only one. A
        value is

        - a dict of the same kind, if it is a message;
        - a str without its quotes, if it is in double or single quotes; it contains no escaped characters, but it may contain `#`
          or braces;
        - True or False, if it is `true` or `false`;
        - an int or a float, if it is a number;
        - a str, if it is any other word, such as MAX.

    Examples:
        >>> parse_prototxt('name: "tiny" # 2014\npool { kind: AVE } pool { stride: 2 bias: false }')
        {'name': ['tiny'], 'pool': [{'kind': ['AVE']}, {'stride': [2], 'bias': [False]}]}
    """
    raise NotImplementedError("task 4: split the text into tokens first: words, quoted strings, braces and colons")


def prototxt_shapes(network: dict[str, list]) -> dict[str, tuple[int, ...]]:
    """Return the shape of every named array of a Caffe network.

    The input is described in one of three ways: by `input`, a name, with four `input_dim`; by `input` with an `input_shape`
    message of four `dim`; or by a layer of type Input, with `input_param { shape { dim … } }`. The layers follow as messages
    `layer` or, in files from before 2015, `layers`. They are in order: a bottom is the top of an earlier layer, or the input. If a
    layer has the same bottom and top, it works in place.

    | type | in `layers` | output for bottoms of shape (batch, channels, height, width) |
    | --- | --- | --- |
    | Convolution | CONVOLUTION | `num_output` channels; (n + 2 * pad - kernel_size) / stride + 1, rounded **down** |
    | Pooling | POOLING | the same formula, rounded **up**; height and width 1 with `global_pooling: true` |
    | InnerProduct | INNER_PRODUCT | (batch, `num_output`) |
    | Concat | CONCAT | the channels of all bottoms together |
    | any other | | the same shape as its first bottom |

    In the table, n is the height or the width of the bottom. The settings are in the messages `convolution_param`,
    `pooling_param` and `inner_product_param` of the layer. If pad is missing, it is 0; if stride is missing, it is 1.

    Args:
        network: As `parse_prototxt` returns it.

    Returns:
        The shapes of the input and of each top, by name: (batch, channels, height, width), or (batch, outputs).

    Examples:
        >>> text = 'input: "x" input_dim: 1 input_dim: 3 input_dim: 6 input_dim: 9'
        >>> text += ' layer { name: "p" type: "Pooling" bottom: "x" top: "y" pooling_param { kernel_size: 2 stride: 2 } }'
        >>> prototxt_shapes(parse_prototxt(text))
        {'x': (1, 3, 6, 9), 'y': (1, 3, 3, 5)}
    """
    raise NotImplementedError("task 5: keep a dict of shapes by name; for each layer, look up its bottoms and add its tops")


def onnx_weights(sections: list[tuple[str, dict]], weights: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the kernel and the bias of each convolution, in the form that ONNX's Conv operator takes.

    All numbers of a .weights file are little-endian. The file begins with three int32 numbers: the major version, the
    minor version and a revision. Then comes the number of images seen in training: an int64 if 10 * major + minor is at
    least 2, else an int32. The remaining numbers are float32, one convolutional section after another:

    - with `batch_normalize = 1`: bias, scale, mean, variance, with one number for each filter, then the kernel;
    - without it, or with 0: bias, then the kernel.

    The numbers of the kernel are in the order of an array of shape (filters, input channels, size, size). Batch norm
    works on the output x of the convolution, which has no bias of its own: scale * (x - mean) / sqrt(variance + 1e-6) +
    bias, as OpenCV 4 computes it.

    Args:
        sections: As `parse_cfg` returns them. Only convolutional sections have weights.
        weights: The content of the .weights file.

    Returns:
        For each convolutional section a pair of float32 arrays: kernel, of shape (filters, input channels, size, size),
        and bias, of shape (filters,). A convolution with this kernel and bias gives the same result as the original
        convolution and batch norm together.

    Raises:
        ValueError: If the file has fewer or more numbers than the sections need.

    Examples:
        >>> net, layer = ("net", {"channels": 1, "height": 4, "width": 4}), ("convolutional", {"filters": 1, "size": 1})
        >>> numbers = np.array([0.5, 6.0, 2.0, 9.0, 10.0], np.float32)  # 6 / sqrt(9) = 2 is the factor
        >>> layer[1]["batch_normalize"] = 1
        >>> [(kernel, bias)] = onnx_weights([net, layer], bytes([0] * 4 + [2] + [0] * 15) + numbers.tobytes())
        >>> kernel.round(3), bias.round(3)
        (array([[[[20.]]]], dtype=float32), array([-3.5], dtype=float32))
    """
    raise NotImplementedError("task 6: read the header, then read one array after the other; cfg_shapes returns the input channels")
