"""Judges exercises/2_opencv_dnn/legacy_formats.py, with OpenCV 4 or 5.

The shapes of whole networks, and the scores of the digits, come from OpenCV 4's own readers (fixtures/recipes/legacy_formats.py).
"""

import json
import re
import struct

import cv2
import numpy as np
import pytest

from deepkata.suite import check, task

AXES = ("channels", "height", "width")


@pytest.fixture
def stored(fixture):
    """What OpenCV 4 reads in the networks."""
    return json.loads(fixture("legacy_formats.json").read_text("utf-8"))


@pytest.fixture
def text(fixture):
    """The text of a file of fixtures/."""
    return lambda name: fixture(name).read_text("utf-8")


# --- what came --------------------------------------------------------------------------------------------------------


def check_sections(answer, expected, why=""):
    """The pairs of name and values that parse_cfg returned."""
    names = ", ".join(f"[{name}]" for name, _ in expected)
    pairs = check.sequence(answer, "parse_cfg")
    check.that(len(pairs) == len(expected), f"parse_cfg: expected {len(expected)} sections, {names}, got {len(pairs)}. {why}")
    for place, (pair, (kind, values)) in enumerate(zip(pairs, expected, strict=True)):
        name, got = check.sequence(pair, f"section {place}, a pair of name and values", 2)
        check.equal(name, kind, f"name of section {place}", why)
        check.equal(got, values, f"section {place}, [{kind}]", why)
        for key, value in values.items():
            check_ints(got[key], value, f"{key} of section {place}, [{kind}]", why)


def check_ints(got, expected, name, why=""):
    """What is written as an int is one: a list cannot be indexed with 1.0."""
    if isinstance(expected, list):
        for one, wanted in zip(got, expected, strict=True):
            check_ints(one, wanted, name, why)
    elif isinstance(expected, int):
        check.that(not isinstance(got, float), f"{name}: expected the int {expected}, got the float {got}. {why}")


def words(options):
    return ", ".join(f"{key} = {value}" for key, value in options.items())


def check_layers(answer, expected, sections, why=""):
    """The shapes of all layers of a cfg; the first one that is wrong is named with its section."""
    shapes = check.sequence(answer, "cfg_shapes", len(expected))
    _, net = sections[0]
    before = tuple(net[axis] for axis in AXES)
    for place, (shape, wanted, (kind, options)) in enumerate(zip(shapes, expected, sections[1:], strict=True)):
        layer = f"layer {place}, [{kind}]{' with ' * bool(options)}{words(options)}, after {before}"
        for axis, got, number in zip(AXES, check.sequence(shape, layer, 3), wanted, strict=True):
            check.equal(got, number, f"{axis} of {layer}", why)
        before = tuple(wanted)


def check_arrays(answer, expected, why=""):
    """The shapes of named arrays of a prototxt, in the order of the network."""
    shapes = check.mapping(answer, "prototxt_shapes", expected)
    for name, wanted in expected.items():
        got = check.sequence(shapes[name], f"shape of {name}", len(wanted))
        for axis, one, number in zip(("batch", *AXES), got, wanted, strict=False):
            check.equal(one, number, f"{axis} of {name}", why)
    check.equal(sorted(map(str, shapes)), sorted(expected), "names of the arrays", why)


def net(channels, height, width):
    return ("net", {"channels": channels, "height": height, "width": width})


# --- Task 1: parse_cfg ------------------------------------------------------------------------------------------------


@task(1)
def test_sections_and_keys(submission):
    """Sections are in their order, and several may have one name."""
    text = "[net]\nheight=32\nwidth=48\n[convolutional]\nfilters=4\n[maxpool]\nsize=2\n[convolutional]\nfilters=8\n[softmax]\n"
    expected = [("net", {"height": 32, "width": 48}), ("convolutional", {"filters": 4}), ("maxpool", {"size": 2}), ("convolutional", {"filters": 8}), ("softmax", {})]
    check_sections(submission.parse_cfg(text), expected, "The text has two sections [convolutional], and a last one without keys.")


@task(1)
def test_spaces(submission):
    """Blank lines do not count, nor spaces around names, keys and values."""
    text = "\n  [net]\n\n\theight = 32  \nwidth\t=48\r\n   \n[ convolutional ]   \n activation =  leaky\nfilters= 8 \n\n"
    expected = [("net", {"height": 32, "width": 48}), ("convolutional", {"activation": "leaky", "filters": 8})]
    check_sections(submission.parse_cfg(text), expected, f"The text is {text!r}.")


@task(1)
def test_numbers(submission):
    """A value is an int, a float or a word."""
    values = {"batch": "64", "from": "-3", "momentum": "0.9", "decay": ".0005", "rate": "1e-3", "shift": "-.5", "scale": "2.", "policy": "steps", "name": "v3"}
    text = "[net]\n" + "".join(f"{key}={value}\n" for key, value in values.items())
    expected = {"batch": 64, "from": -3, "momentum": 0.9, "decay": 0.0005, "rate": 0.001, "shift": -0.5, "scale": 2.0, "policy": "steps", "name": "v3"}
    check_sections(submission.parse_cfg(text), [("net", expected)], f"The values are written as {', '.join(values.values())}.")


@task(1)
def test_lists(submission):
    """A value with commas is a list, whatever the spaces; one without is not."""
    text = "[yolo]\nanchors = 10,14,  23,27 , 37,58\nmask=0,1,2\nscales=.1,.1\nlayers = -1, 8\nonly = -4\nkinds=a, b\n"
    expected = {"anchors": [10, 14, 23, 27, 37, 58], "mask": [0, 1, 2], "scales": [0.1, 0.1], "layers": [-1, 8], "only": -4, "kinds": ["a", "b"]}
    check_sections(submission.parse_cfg(text), [("yolo", expected)], f"The text is {text!r}.")


@task(1)
def test_comments(submission):
    """A comment begins with # or ; and ends with its line."""
    text = "# a network\n[net]\nheight=32 # rows\n; width=16\n  # width=20\nwidth=48;columns\nchannels=3 ;colours\n#[maxpool]\n[yolo] # the last\nmask=0,1;,2\n#batch=4"
    expected = [("net", {"height": 32, "width": 48, "channels": 3}), ("yolo", {"mask": [0, 1]})]
    check_sections(submission.parse_cfg(text), expected, f"The text is {text!r}.")


@task(1)
def test_a_whole_cfg(submission, text):
    """A network like YOLOv3-tiny, from a file."""
    whole = text("two_scales.cfg")
    kinds = re.findall(r"^\[(\w+)\]", whole, re.MULTILINE)
    answer = check.sequence(submission.parse_cfg(whole), "parse_cfg", len(kinds))
    check.equal([check.sequence(pair, "a section", 2)[0] for pair in answer], kinds, "names of the sections")
    anchors = [10, 14, 23, 27, 37, 58, 81, 82, 135, 169, 344, 319]
    wanted = {
        0: {"batch": 1, "width": 96, "height": 64, "channels": 3, "momentum": 0.9, "learning_rate": 0.001, "policy": "steps"}
        | {"steps": [400000, 450000], "scales": [0.1, 0.1]},
        6: {"from": -3, "activation": "linear"},
        11: {"mask": [3, 4, 5], "anchors": anchors, "classes": 2, "num": 6},
        15: {"layers": [-1, 5]},
    }
    for place, values in wanted.items():
        check.equal(answer[place][1], values, f"section {place}, [{kinds[place]}]")


# --- Task 2: layers that follow one another ---------------------------------------------------------------------------


@task(2)
def test_convolutions(submission, rng):
    """A convolution changes channels, height and width; sizes are rounded down."""
    height, width = (int(n) for n in rng.permutation(np.arange(42, 61, 2))[:2])
    sections = [net(3, height, width)]
    expected, (h, w) = [], (height, width)
    for filters, size, stride, padding in ((8, 3, 2, 1), (4, 5, 1, 2), (6, 4, 3, 0)):
        options = {"filters": filters, "size": size, "stride": stride} | ({"pad": 1} if padding else {"pad": 0})
        h, w = (h + 2 * padding - size) // stride + 1, (w + 2 * padding - size) // stride + 1
        sections.append(("convolutional", options))
        expected.append((filters, h, w))
    why = "With pad = 1 the padding is size // 2; with pad = 0 and no key padding it is 0. Height and width are (n + 2 * padding - size) // stride + 1."
    check_layers(submission.cfg_shapes(sections), expected, sections, why)


@task(2)
def test_pad_is_a_switch(submission):
    """pad = 1 means size // 2; padding is a number of pixels."""
    cases = [
        ({"filters": 2, "size": 1, "pad": 1}, 0),
        ({"filters": 2, "size": 7, "pad": 1, "stride": 1}, 3),
        ({"filters": 2, "size": 3, "padding": 2, "stride": 2}, 2),
        ({"filters": 2, "size": 3, "pad": 0, "padding": 2}, 2),
        ({"filters": 2, "size": 5, "pad": 1, "padding": 0}, 2),
        ({"filters": 2, "size": 3, "pad": 1, "padding": 0}, 1),
        ({"filters": 2, "size": 3}, 0),
    ]
    networks = [[net(1, 20, 31), ("convolutional", options)] for options, _ in cases]
    answers = [submission.cfg_shapes(sections) for sections in networks]
    for answer, sections, (options, padding) in zip(answers, networks, cases, strict=True):
        h, w = ((n + 2 * padding - options["size"]) // options.get("stride", 1) + 1 for n in (20, 31))
        check_layers(answer, [(2, h, w)], sections, f"The padding is {padding} at each end: pad = 1 stands for size // 2.")


@task(2)
def test_maxpool(submission):
    """Without padding = …, a maxpool pads by size - 1 in all."""
    cases = [
        {"size": 2, "stride": 2},
        {"size": 2, "stride": 1},
        {"size": 3, "stride": 2},
        {"size": 3, "stride": 2, "padding": 0},
        {"size": 5, "stride": 1, "padding": 4},
        {"size": 2, "stride": 2, "padding": 0},
        {"size": 2},
        {"size": 3, "stride": 2, "pad": 1},
    ]
    networks = [[net(5, 13, 28), ("maxpool", options)] for options in cases]
    answers = [submission.cfg_shapes(sections) for sections in networks]
    for answer, sections, options in zip(answers, networks, cases, strict=True):
        size, padding = options["size"], options.get("padding", options["size"] - 1)
        h, w = ((n + padding - size) // options.get("stride", 1) + 1 for n in (13, 28))
        why = f"The padding of both ends together is {padding}, so the height is (13 + {padding} - {size}) // {options.get('stride', 1)} + 1."
        check_layers(answer, [(5, h, w)], sections, why)


@task(2)
def test_other_sections(submission):
    """upsample multiplies, avgpool leaves one value, and other sections keep the shape."""
    sections = [net(4, 6, 10), ("upsample", {"stride": 2}), ("dropout", {"probability": 0.5}), ("upsample", {"stride": 3}), ("yolo", {"classes": 2}), ("activation", {"activation": "leaky"}), ("avgpool", {}), ("softmax", {"groups": 1})]
    expected = [(4, 12, 20), (4, 12, 20), (4, 36, 60), (4, 36, 60), (4, 36, 60), (4, 1, 1), (4, 1, 1)]
    check_layers(submission.cfg_shapes(sections), expected, sections)


@task(2)
def test_the_digits_network(submission, reference, text, stored):
    """A whole network gives the shapes that OpenCV 4 gives."""
    sections = reference.parse_cfg(text("digits.cfg"))
    check_layers(submission.cfg_shapes(sections), stored["cfg"]["digits"], sections, "OpenCV 4 reads the same file and gives the expected shape.")


# --- Task 3: route and shortcut ---------------------------------------------------------------------------------------


def pyramid():
    """Four convolutions, each at half the size of the one before: layers 0 to 3."""
    return [net(3, 48, 80), *(("convolutional", {"filters": filters, "size": 3, "stride": 2, "pad": 1}) for filters in (5, 7, 11, 13))]


PYRAMID = [(5, 24, 40), (7, 12, 20), (11, 6, 10), (13, 3, 5)]


@task(3)
def test_shortcut(submission):
    """A shortcut adds, so the shape stays."""
    sections = [*pyramid()[:3], ("convolutional", {"filters": 7, "size": 3, "pad": 1}), ("shortcut", {"from": -2, "activation": "linear"}), ("shortcut", {"from": 1})]
    expected = [*PYRAMID[:2], (7, 12, 20), (7, 12, 20), (7, 12, 20)]
    check_layers(submission.cfg_shapes(sections), expected, sections, "The values of two arrays of one shape are added. Nothing is joined.")


@task(3)
@pytest.mark.parametrize("index", [-1, -2, -4, 0, 2])
def test_route_to_one_layer(submission, index):
    """A route goes back to one layer, by its number or counted from the route."""
    sections = [*pyramid(), ("route", {"layers": index}), ("convolutional", {"filters": 2, "size": 1})]
    layer = index if index >= 0 else 4 + index
    expected = [*PYRAMID, PYRAMID[layer], (2, *PYRAMID[layer][1:])]
    why = f"The route is layer 4, and layers = {index} is layer {layer}. [net] is not counted."
    check_layers(submission.cfg_shapes(sections), expected, sections, why)


@task(3)
def test_a_route_counts_from_itself(submission):
    """The same negative index is another layer in another route."""
    sections = [*pyramid(), ("route", {"layers": -3}), ("route", {"layers": -3}), ("maxpool", {"size": 2, "stride": 2}), ("route", {"layers": -3})]
    expected = [*PYRAMID, PYRAMID[1], PYRAMID[2], (11, 3, 5), PYRAMID[1]]
    check_layers(submission.cfg_shapes(sections), expected, sections, "The routes are layers 4, 5 and 7; three layers back are 1, 2 and 4.")


@task(3)
def test_route_that_joins(submission):
    """Several layers are joined along the channels."""
    sections = [*pyramid(), ("upsample", {"stride": 2}), ("route", {"layers": [-1, 2]}), ("route", {"layers": [2]}), ("upsample", {"stride": 2}), ("route", {"layers": [1, -1, 1, -1]})]
    expected = [*PYRAMID, (13, 6, 10), (13 + 11, 6, 10), (11, 6, 10), (11, 12, 20), (7 + 11 + 7 + 11, 12, 20)]
    check_layers(submission.cfg_shapes(sections), expected, sections, "The channels of all layers that are named are added up; height and width are theirs.")


@task(3)
def test_a_network_with_two_scales(submission, reference, text, stored):
    """A network like YOLOv3-tiny gives the shapes that OpenCV 4 gives."""
    sections = reference.parse_cfg(text("two_scales.cfg"))
    check_layers(submission.cfg_shapes(sections), stored["cfg"]["two_scales"], sections, "OpenCV 4 reads the same file and gives the expected shape.")


# --- Task 4: parse_prototxt -------------------------------------------------------------------------------------------


def check_message(submission, text, expected, why=""):
    check.equal(submission.parse_prototxt(text), expected, "parse_prototxt: ", f"{why} The text is {text!r}.".strip())


@task(4)
def test_fields(submission):
    """Each name has the list of its values."""
    check_message(submission, 'name: "tiny"\ninput_dim: 1\ninput_dim: 3\n\ninput_dim: 3\n', {"name": ["tiny"], "input_dim": [1, 3, 3]}, "A field that is repeated has several values, also equal ones.")


@task(4)
def test_nested_messages(submission):
    """A message is a dict of the same kind, at any depth."""
    text = 'layer {\n  name: "a"\n  pool {\n    kind: "x"\n    filler {\n      std: 1\n    }\n  }\n  top: "b"\n}\nlayer {\n  name: "c"\n}\nempty {\n}\n'
    expected = {"layer": [{"name": ["a"], "pool": [{"kind": ["x"], "filler": [{"std": [1]}]}], "top": ["b"]}, {"name": ["c"]}], "empty": [{}]}
    check_message(submission, text, expected)


@task(4)
def test_repeated_within_a_message(submission):
    """Fields and messages are repeated within a message as well."""
    text = 'layer {\n  bottom: "a"\n  bottom: "b"\n  param {\n    lr: 1\n  }\n  bottom: "a"\n  param {\n    lr: 2\n  }\n}\n'
    check_message(submission, text, {"layer": [{"bottom": ["a", "b", "a"], "param": [{"lr": [1]}, {"lr": [2]}]}]})


@task(4)
def test_kinds_of_values(submission):
    """Numbers, truth values, texts and other words."""
    text = 'a: 3\nb: -2\nc: 0.75\nd: 1e-05\ne: true\nf: false\ng: MAX\nh: "true"\ni: "12"\nj: -.5\nk: ""\nl: L2_NORM\nm: "-1"\nn: "false"\no: true\n'
    expected = {"a": [3], "b": [-2], "c": [0.75], "d": [1e-5], "e": [True], "f": [False], "g": ["MAX"], "h": ["true"], "i": ["12"], "j": [-0.5], "k": [""], "l": ["L2_NORM"]}
    expected |= {"m": ["-1"], "n": ["false"], "o": [True]}
    check_message(submission, text, expected, 'In quotes, everything is a text, as "true" and "12" are.')


@task(4)
def test_any_layout(submission):
    """Line breaks and spaces do not matter, and a colon may stand before a brace."""
    text = 'layer{name:"a" type:"Pooling"pool_param:{pool:MAX stride:2}top:"a"}layer\n{\nname\n:\n"b"shape : { dim: 1 dim:2\tdim :3 } }'
    expected = {"layer": [{"name": ["a"], "type": ["Pooling"], "pool_param": [{"pool": ["MAX"], "stride": [2]}], "top": ["a"]}, {"name": ["b"], "shape": [{"dim": [1, 2, 3]}]}]}
    check_message(submission, text, expected)


@task(4)
def test_quotes_and_comments(submission):
    """In quotes, nothing is special; outside, # begins a comment."""
    text = '# a: 1 { "\nname: "net #2 {a: 1}" # its name\ntop: \'it is "b"\'#c: 3\nbottom: "conv1/7x7_s2"\nfile: "two  words: yes" # don\'t\nlast: 5#6\nkind: "#1"\nsource: "a#b"'
    expected = {"name": ["net #2 {a: 1}"], "top": ['it is "b"'], "bottom": ["conv1/7x7_s2"], "file": ["two  words: yes"], "last": [5], "kind": ["#1"], "source": ["a#b"]}
    check_message(submission, text, expected)


@task(4)
def test_a_whole_prototxt(submission, text):
    """A network like GoogLeNet, from a file."""
    whole = text("inception.prototxt")
    answer = check.mapping(submission.parse_prototxt(whole), "parse_prototxt", ["name", "layer"])
    check.equal(answer["name"], re.findall("name: '(.*)'", whole), "parse_prototxt, name")
    layers = check.sequence(answer["layer"], "the list of layers", len(re.findall(r"^layer \{", whole, re.MULTILINE)))
    names = [check.mapping(layer, f"layer {place}", ["name"])["name"] for place, layer in enumerate(layers)]
    check.equal(names, [[name] for name in re.findall(r'name: "(.*?)"', whole)], "names of the layers")
    filler = {"type": ["xavier"], "std": [0.1]}
    wanted = {"name": ["conv1/7x7_s2"], "type": ["Convolution"], "bottom": ["data"], "top": ["conv1/7x7_s2"]}
    wanted |= {"param": [{"lr_mult": [1], "decay_mult": [1]}, {"lr_mult": [2], "decay_mult": [0]}]}
    wanted |= {"convolution_param": [{"num_output": [8], "pad": [3], "kernel_size": [7], "stride": [2], "weight_filler": [filler]}]}
    check.equal(layers[1], wanted, "layer 1, conv1/7x7_s2")


# --- Task 5: prototxt_shapes ------------------------------------------------------------------------------------------


def layer(kind, bottoms, top, message="", **settings):
    """A layer of a prototxt as a dict."""
    made = {"name": [top], "type": [kind], "bottom": list(bottoms), "top": [top]}
    if message:
        made[message] = [{key: [value] for key, value in settings.items()}]
    return made


def caffe(shape, *layers, key="layer"):
    return {"input": ["data"], "input_dim": list(shape), key: list(layers)}


@task(5)
def test_caffe_convolution(submission):
    """A convolution rounds down."""
    for size, stride, pad in ((3, 2, 0), (7, 2, 3), (11, 4, 0), (1, 1, 0), (5, 3, 1)):
        network = caffe((2, 3, 60, 86), layer("Convolution", ["data"], "conv", "convolution_param", num_output=9, kernel_size=size, stride=stride, pad=pad))
        h, w = ((n + 2 * pad - size) // stride + 1 for n in (60, 86))
        why = f"kernel_size {size}, stride {stride} and pad {pad} on height 60: {60 + 2 * pad - size} / {stride} = {(60 + 2 * pad - size) / stride:.2f}, rounded down, plus 1."
        check_arrays(submission.prototxt_shapes(network), {"data": (2, 3, 60, 86), "conv": (2, 9, h, w)}, why)


@task(5)
def test_caffe_pooling(submission):
    """A pooling layer rounds up."""
    for size, stride, pad in ((3, 2, 0), (2, 2, 0), (5, 3, 0), (3, 1, 1), (3, 2, 1)):
        network = caffe((1, 6, 54, 57), layer("Pooling", ["data"], "pool", "pooling_param", pool="MAX", kernel_size=size, stride=stride, pad=pad))
        h, w = (-(-(n + 2 * pad - size) // stride) + 1 for n in (54, 57))
        why = f"kernel_size {size}, stride {stride} and pad {pad} on height 54: {54 + 2 * pad - size} / {stride} = {(54 + 2 * pad - size) / stride:.2f}, rounded up, plus 1."
        check_arrays(submission.prototxt_shapes(network), {"data": (1, 6, 54, 57), "pool": (1, 6, h, w)}, why)


@task(5)
def test_settings_that_are_missing(submission):
    """Without pad and stride, they are 0 and 1."""
    pool = layer("Pooling", ["data"], "pool", "pooling_param", pool="AVE", kernel_size=3)
    conv = layer("Convolution", ["pool"], "conv", "convolution_param", num_output=5, kernel_size=4)
    answer = submission.prototxt_shapes(caffe((1, 2, 20, 30), pool, conv))
    check_arrays(answer, {"data": (1, 2, 20, 30), "pool": (1, 2, 18, 28), "conv": (1, 5, 15, 25)}, "The stride of a pooling layer is 1, too, if it is missing.")


@task(5)
def test_branches(submission):
    """Bottoms are found by name, and Concat adds up channels."""
    network = caffe(
        (2, 3, 12, 18),
        layer("Convolution", ["data"], "a", "convolution_param", num_output=4, kernel_size=1),
        layer("Convolution", ["data"], "b", "convolution_param", num_output=7, kernel_size=3, pad=1),
        layer("Concat", ["a", "data", "b"], "joined"),
        layer("Eltwise", ["b", "b"], "sum"),
        layer("Convolution", ["a"], "c", "convolution_param", num_output=2, kernel_size=2, stride=2),
    )
    expected = {"data": (2, 3, 12, 18), "a": (2, 4, 12, 18), "b": (2, 7, 12, 18), "joined": (2, 14, 12, 18), "sum": (2, 7, 12, 18), "c": (2, 2, 6, 9)}
    check_arrays(submission.prototxt_shapes(network), expected, "The bottom of a layer may be the top of any earlier one.")


@task(5)
def test_layers_in_place(submission):
    """A layer may write over its bottom; the name of a layer does not matter."""
    conv = layer("Convolution", ["data"], "x", "convolution_param", num_output=4, kernel_size=3) | {"name": ["conv1"]}
    relu = layer("ReLU", ["x"], "x") | {"name": ["relu1"]}
    drop = layer("Dropout", ["x"], "x", "dropout_param", dropout_ratio=0.5) | {"name": ["drop1"]}
    norm = layer("LRN", ["x"], "normed", "lrn_param", local_size=5) | {"name": ["norm1"]}
    answer = submission.prototxt_shapes(caffe((1, 3, 9, 14), conv, relu, drop, norm))
    check_arrays(answer, {"data": (1, 3, 9, 14), "x": (1, 4, 7, 12), "normed": (1, 4, 7, 12)}, "Arrays are named by the tops, not by the layers.")


@task(5)
def test_layers_without_height_and_width(submission):
    """Global pooling leaves 1 by 1, InnerProduct removes height and width."""
    network = caffe(
        (3, 8, 7, 5),
        layer("Pooling", ["data"], "global", "pooling_param", pool="AVE", global_pooling=True),
        layer("InnerProduct", ["global"], "fc1", "inner_product_param", num_output=20),
        layer("InnerProduct", ["data"], "fc2", "inner_product_param", num_output=8),
        layer("ReLU", ["fc1"], "fc1"),
        layer("InnerProduct", ["fc1"], "fc3", "inner_product_param", num_output=10),
        layer("Softmax", ["fc3"], "prob"),
        layer("Scale", ["data", "fc2"], "scaled"),
        layer("Pooling", ["data"], "pool", "pooling_param", kernel_size=3, stride=2, global_pooling=False),
    )
    expected = {"data": (3, 8, 7, 5), "global": (3, 8, 1, 1), "fc1": (3, 20), "fc2": (3, 8), "fc3": (3, 10), "prob": (3, 10), "scaled": (3, 8, 7, 5), "pool": (3, 8, 3, 2)}
    check_arrays(submission.prototxt_shapes(network), expected)


@task(5)
def test_three_ways_to_describe_the_input(submission):
    """The input is described by input_dim, by input_shape or by a layer."""
    shape, dims = (4, 1, 28, 20), {"dim": [4, 1, 28, 20]}
    relu = layer("ReLU", ["data"], "y")
    first = {"name": ["data"], "type": ["Input"], "top": ["data"], "input_param": [{"shape": [dims]}]}
    ways = {
        "input_dim": {"input": ["data"], "input_dim": list(shape), "layer": [relu]},
        "input_shape": {"input": ["data"], "input_shape": [dims], "layer": [relu]},
        "a layer of type Input": {"layer": [first, relu]},
    }
    for way, network in ways.items():
        check_arrays(submission.prototxt_shapes(network), {"data": shape, "y": shape}, f"The input is described by {way}.")


@task(5)
@pytest.mark.parametrize("name", ["digits", "inception"])
def test_whole_networks_of_caffe(submission, reference, text, stored, name):
    """A whole network gives the shapes that OpenCV 4 gives."""
    network = reference.parse_prototxt(text(f"{name}.prototxt"))
    check_arrays(submission.prototxt_shapes(network), stored["prototxt"][name], "OpenCV 4 reads the same file and gives the expected shape.")


@task(5)
def test_the_first_format(submission, reference, text, stored):
    """A network like AlexNet, in the format with `layers`."""
    network = reference.parse_prototxt(text("first_caffe.prototxt"))
    check_arrays(submission.prototxt_shapes(network), stored["prototxt"]["first_caffe"], "Here the layers are called `layers`, and their types are words in capitals.")


# --- Task 6: onnx_weights ---------------------------------------------------------------------------------------------


def file(*arrays, version=(0, 2, 0), seen=32013312):
    """The content of a .weights file."""
    wide = 10 * version[0] + version[1] >= 2
    parts = [struct.pack("<iiiq" if wide else "<iiii", *version, seen), *(np.asarray(array, "<f4").tobytes() for array in arrays)]
    return b"".join(parts)


def convolution(filters, size, normalised=True, **more):
    return ("convolutional", {"batch_normalize": int(normalised), "filters": filters, "size": size, "pad": 1, **more})


def numbers_of(rng, filters, channels, size, variance=None):
    """Bias, scale, mean, variance and kernel; multiples of 1/8, and positive variances far from 1."""
    bias, scale, mean = rng.integers(-20, 21, (3, filters)) / 8
    scale = np.where(scale == 0, 1.5, scale)
    variance = rng.integers(2, 60, filters) / 8 if variance is None else np.array(variance)
    return bias, scale, mean, variance, rng.integers(-16, 17, (filters, channels, size, size)) / 8


def folded(bias, scale, mean, variance, kernel, epsilon=1e-6):
    factor = scale / np.sqrt(variance + epsilon)
    return kernel * factor[:, None, None, None], bias - mean * factor


def check_pairs(answer, expected, why="", mistakes=()):
    """Kernel and bias of each convolution; ``mistakes`` has pairs of a sentence and what it leads to, in the same order."""
    pairs = check.sequence(answer, "onnx_weights, a pair for each convolution", len(expected))
    for place, (pair, wanted) in enumerate(zip(pairs, expected, strict=True)):
        got = check.sequence(pair, f"convolution {place}, kernel and bias", 2)
        for part, name in enumerate(("kernel", "bias")):
            known = {sentence: wrong[place][part] for sentence, wrong in mistakes}
            wanted_part = wanted[part].astype(np.float32)
            check.array(got[part], wanted_part, f"{name} of convolution {place}", dtype="float32", rtol=1e-4, atol=1e-4, why=why, mistakes=known)


@task(6)
def test_without_batch_norm(submission, rng):
    """Bias, then kernel, in the order (filters, input channels, height, width)."""
    bias, _, _, _, kernel = numbers_of(rng, 4, 2, 3)
    sections = [net(2, 8, 8), convolution(4, 3, normalised=False)]
    flat = kernel.reshape(-1)
    mistakes = [
        ("These are the right numbers in the order (size, size, input channels, filters) of TensorFlow.", [(flat.reshape(3, 3, 2, 4).transpose(3, 2, 0, 1), bias)]),
        ("Input channels and filters are exchanged: the filters are the first axis.", [(flat.reshape(2, 4, 3, 3).transpose(1, 0, 2, 3), bias)]),
    ]
    check_pairs(submission.onnx_weights(sections, file(bias, kernel)), [(kernel, bias)], "4 biases come first, then 4 * 2 * 3 * 3 numbers of the kernel.", mistakes)
    sections[1][1].pop("batch_normalize")
    check_pairs(submission.onnx_weights(sections, file(bias, kernel)), [(kernel, bias)], "The section does not have the key batch_normalize.", mistakes)


@task(6)
def test_batch_norm(submission, rng):
    """Batch norm is folded: a factor for each filter, and a new bias."""
    arrays = bias, scale, mean, variance, kernel = numbers_of(rng, 5, 3, 3)
    sections = [net(3, 8, 8), convolution(5, 3)]
    good = folded(*arrays)
    mistakes = [
        ("Bias and scale are exchanged: in the file, the bias is the first.", [folded(scale, bias, mean, variance, kernel)]),
        ("Scale and mean are exchanged.", [folded(bias, mean, scale, variance, kernel)]),
        ("The mean was subtracted without the factor. The batch norm subtracts it before it multiplies.", [(good[0], bias - mean)]),
        ("The bias of the file was returned. The mean belongs to the new bias.", [(good[0], bias)]),
        ("The factor has the variance without its square root.", [folded(bias, scale, mean, variance**2, kernel)]),
    ]
    check_pairs(submission.onnx_weights(sections, file(*arrays)), [good], "The file has bias, scale, mean, variance, 5 of each, and then the kernel.", mistakes)


@task(6)
def test_epsilon(submission, rng):
    """Where the variance is near 0, the small number that is added to it counts."""
    bias, _, mean, variance, kernel = numbers_of(rng, 4, 2, 1, variance=[0.0, 1e-6, 1e-4, 2.0])
    arrays = bias, np.array([1e-3, -2e-3, 5e-2, 1.5]), mean * np.array([0, 1e-3, 1e-2, 1]), variance, kernel
    sections = [net(2, 8, 8), convolution(4, 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        mistakes = [
            ("Without the 1e-6: a filter whose variance is 0 gets a factor that is not finite.", [folded(*arrays, epsilon=0)]),
            ("The 1e-6 was added after the square root. It is added to the variance.", [folded(*arrays[:3], (np.sqrt(variance) + 1e-6) ** 2, kernel, epsilon=0)]),
            ("That is an epsilon of 1e-3, the default of Keras. Here it is 1e-6.", [folded(*arrays, epsilon=1e-3)]),
            ("That is an epsilon of 1e-5, the default of PyTorch. Here it is 1e-6.", [folded(*arrays, epsilon=1e-5)]),
        ]
    check_pairs(submission.onnx_weights(sections, file(*arrays)), [folded(*arrays)], "The variances are 0, 1e-6, 1e-4 and 2.", mistakes)


@task(6)
def test_one_convolution_after_the_other(submission, rng):
    """The numbers of all convolutions follow one another; other sections have none."""
    first, second, last = numbers_of(rng, 3, 2, 3), numbers_of(rng, 6, 3, 1), numbers_of(rng, 5, 9, 3)
    sections = [
        net(2, 16, 16),
        convolution(3, 3),
        ("maxpool", {"size": 2, "stride": 1}),
        ("activation", {"activation": "leaky"}),
        convolution(6, 1),
        ("route", {"layers": [-1, 0]}),
        convolution(5, 3, normalised=False, stride=2),
    ]
    data = file(*first, *second, last[0], last[4])
    expected = [folded(*first), folded(*second), (last[4], last[0])]
    check_pairs(submission.onnx_weights(sections, data), expected, "The inputs of the three convolutions have 2, 3 and 6 + 3 channels.")


@task(6)
@pytest.mark.parametrize("version", [(0, 1, 0), (0, 2, 5), (1, 0, 0)])
def test_header(submission, rng, version):
    """The header has 16 bytes before version 0.2, and 20 from then on."""
    arrays = numbers_of(rng, 2, 3, 1)
    sections = [net(3, 8, 8), convolution(2, 1)]
    why = f"The file is of version {version[0]}.{version[1]}: its header has {20 if version >= (0, 2) else 16} bytes."
    check_pairs(submission.onnx_weights(sections, file(*arrays, version=version, seen=1000)), [folded(*arrays)], why)


@task(6)
@pytest.mark.parametrize("difference", [-1, 1, 7])
def test_a_file_of_another_network(submission, rng, difference):
    """Numbers that are missing or left over raise a ValueError."""
    flat = np.concatenate([np.ravel(array) for array in numbers_of(rng, 4, 3, 3)])
    data = file(flat[:difference] if difference < 0 else np.append(flat, np.ones(difference)))
    name = f"a file with {abs(difference)} number{'s' * (abs(difference) > 1)} {'too few' if difference < 0 else 'too many'}"
    check.raises(submission, "onnx_weights", ValueError, [net(3, 8, 8), convolution(4, 3)], data, name=name)


@task(6)
def test_digits_as_onnx(submission, reference, text, fixture, stored):
    """Written as ONNX with these weights, the network gives the scores that OpenCV 4 gave with Darknet's files."""
    sections = reference.parse_cfg(text("digits.cfg"))
    answer = submission.onnx_weights(sections, fixture("digits.weights").read_bytes())
    pairs = [check.sequence(pair, f"convolution {n}, kernel and bias", 2) for n, pair in enumerate(check.sequence(answer, "onnx_weights", 4))]
    arrays = []
    for place, ((kernel, bias), shape) in enumerate(zip(pairs, ((16, 1, 3, 3), (24, 16, 3, 3), (32, 24, 3, 3), (7, 32, 2, 2)), strict=True)):
        arrays.append(check.is_array(kernel, f"kernel of convolution {place}", shape=shape, dtype="float32"))
        arrays.append(check.is_array(bias, f"bias of convolution {place}", shape=shape[:1], dtype="float32"))
        for array in arrays[-2:]:
            check.that(np.isfinite(array).all(), f"convolution {place} has numbers that are not finite.")
    with np.load(fixture("digits.npz")) as data:
        blob = (data["x"][stored["digits"], None] / 16).astype(np.float32)
    network = cv2.dnn.readNetFromONNX(np.frombuffer(digits_onnx(arrays, len(blob)), np.uint8))
    network.setInput(blob)
    scores = network.forward().reshape(len(blob), -1)
    why = "The weights were written as ONNX and run on digits from 0 to 6. A row has the scores of one picture."
    check.array(scores, np.array(stored["scores"]), "scores of the digits", atol=0.06, rtol=0, why=why)


# --- an ONNX file, without the package onnx ---------------------------------------------------------------------------


def varint(number):
    return bytes([number]) if number < 128 else bytes([number % 128 + 128]) + varint(number // 128)


def field(number, content):
    """A field of a protobuf message: a whole number, or something that has a length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def node(operator, inputs, output, **settings):
    attributes = (field(5, field(1, key) + b"".join(field(8, n) for n in numbers) + field(20, 7)) for key, numbers in settings.items())
    return field(1, b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, operator) + b"".join(attributes))


def array_info(name, shape):
    dims = b"".join(field(1, field(1, n)) for n in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


def digits_onnx(arrays, count):
    """The network of digits.cfg as ONNX, for so many pictures."""
    graph, before = b"", "data"
    for place in range(4):
        size = arrays[2 * place].shape[-1]
        graph += node("Conv", [before, f"kernel{place}", f"bias{place}"], f"conv{place}", kernel_shape=[size] * 2, pads=[size % 2] * 4, strides=[1, 1])
        before = f"conv{place}"
        if place < 3:
            graph += node("Relu", [before], f"relu{place}")
            before = f"relu{place}"
        if place < 2:
            graph += node("MaxPool", [before], f"pool{place}", kernel_shape=[2, 2], strides=[2, 2])
            before = f"pool{place}"
    graph += field(2, "digits")
    for place, array in enumerate(arrays):
        name = ("kernel", "bias")[place % 2] + str(place // 2)
        graph += field(5, b"".join(field(1, n) for n in array.shape) + field(2, 1) + field(8, name) + field(9, array.astype("<f4").tobytes()))
    graph += field(11, array_info("data", (count, 1, 8, 8))) + field(12, array_info(before, (count, 7, 1, 1)))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))
