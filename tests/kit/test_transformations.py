"""A transformation is named if it alone explains every value; on data that cannot tell two apart, nothing is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deepkata import check
from deepkata.check import Mismatch
from deepkata.check.transformations import explain

rng = np.random.default_rng(3)
M = rng.normal(size=(3, 5))
HWC = rng.integers(-200, 455, (4, 6, 3)).astype(float) + 0.3
NCHW = rng.normal(size=(2, 3, 4, 5))
V = np.array([0.5, -1.25, 3.75, 2.0, -7.5])
P = np.array([[0.7, 0.2, 0.1], [0.05, 0.15, 0.8]])


def softmax(x: Any) -> Any:
    return np.exp(x) / np.exp(x).sum(-1, keepdims=True)


FITS: dict[str, tuple[Any, Any, str]] = {
    "transposed": (M.T, M, "transpose"),
    "NHWC for NCHW": (NCHW.transpose(0, 2, 3, 1), NCHW, "(N, H, W, C) instead of (N, C, H, W)"),
    "NCHW for NHWC": (NCHW.transpose(0, 3, 1, 2), NCHW, "(N, C, H, W) instead of (N, H, W, C)"),
    "CHW for HWC": (HWC.transpose(2, 0, 1), HWC, "(C, H, W) instead of (H, W, C)"),
    "HWC for CHW": (NCHW[0].transpose(1, 2, 0), NCHW[0], "(H, W, C) instead of (C, H, W)"),
    "reshaped": (NCHW.transpose(0, 2, 3, 1).reshape(NCHW.shape), NCHW, "reshaped where the axes should have been moved"),
    "height for width": (NCHW.swapaxes(2, 3), NCHW, "Height and width are exchanged"),
    "BGR for RGB, last": (HWC[..., ::-1], HWC, "BGR for RGB"),
    "BGR for RGB, planes": (NCHW[:, ::-1], NCHW, "BGR for RGB"),
    "upside down": (HWC[::-1], HWC, "on its head"),
    "mirrored": (M[:, ::-1], M, "mirrored"),
    "turned, as a flipped kernel": (M[::-1, ::-1], M, "turned by 180°"),
    "reversed": (V[::-1], V, "in reverse order"),
    "a second softmax": (softmax(P), P, "softmax was taken twice"),
    "a softmax of logits": (softmax(M), M, "the softmax of what is asked for"),
    "squared": (V**2, V, "the square of"),
    "a root": (np.sqrt(P), P, "square root"),
    "one minus": (1 - P, P, "1 minus"),
    "a logarithm": (np.log(P), P, "logarithm"),
    "an exponential": (np.exp(V), V, "e to the power"),
    "one over": (1 / P, P, "1 divided by"),
    "rounded": (np.rint(HWC + 0.4), HWC + 0.4, "rounded to whole numbers"),
    "cut": (np.trunc(V * 1.1), V * 1.1, "fractions are cut off"),
    "floor": (np.floor(V), V, "rounded down"),
    "no fractions either way": (np.floor(P * 4 + 0.01), np.floor(P * 4 + 0.01) + 0.25, "the fractions are lost"),
    "without signs": (np.abs(V), V, "signs are lost"),
    "negative cut off": (np.maximum(V, 0), V, "What should be negative is 0"),
    "cut off at 255": (np.clip(HWC, 0, 255), HWC, "cut off at 0 and 255"),
    "wrapped": (np.array([200, 44, 250], "u1"), np.array([200, 300, -6]), "a uint8 cannot hold is off by 256"),
    "wrong sign": (-V, V, "wrong sign"),
    "times 255": (V * 255, V, "255 times"),
    "over 255": (V / 255, V, "1/255 times"),
    "degrees": (np.degrees(V), V, "degrees for radians"),
    "a factor": (V * 7, V, "7 times"),
    "summed for averaged": (V * 12, V, "12 times"),
    "an offset": (V + 1, V, "1 too large"),
    "one place later": (np.array([9.0, *V[:-1]]), V, "one place later"),
    "one place earlier along an axis": (
        np.concatenate([M[:, 1:], M[:, :1] * 9], axis=1),
        M,
        "one place earlier than it should along axis 1",
    ),
    "another order": (V[[2, 0, 1, 4, 3]], V, "in another order"),
    "rows in another order": (M[[2, 0, 1]], M, "The rows are right"),
}


@pytest.mark.parametrize("name", FITS)
def test_what_fits_is_said(name: str) -> None:
    got, wanted, words = FITS[name]
    assert words in explain(np.asarray(got), np.asarray(wanted), 1e-5, 1e-6)
    assert words in explain(np.asarray(got).astype(np.float64) * (1 + 1e-7), np.asarray(wanted), 1e-5, 1e-6)


@pytest.mark.parametrize("name", FITS)
def test_one_value_more_that_differs_and_nothing_is_said(name: str) -> None:
    got, wanted, _ = FITS[name]
    got = np.array(got, float)
    got.flat[1] += 0.37
    assert explain(got, np.asarray(wanted), 1e-5, 1e-6) == ""


SILENT: dict[str, tuple[Any, Any]] = {
    "symmetric, so transposed or mirrored are the same": (np.ones((3, 3)), np.zeros((3, 3))),
    "constant, so any factor is an offset": (np.full(5, 4.0), np.full(5, 2.0)),
    "too few values": (np.array([4.0, 8.0]), np.array([2.0, 4.0])),
    "reversed or 1 minus": (np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.5, 1.0])),
    "a step: an offset or a place": (np.arange(5.0) + 1, np.arange(5.0)),
    "a grey image in colour": (np.full((2, 2, 3), 0.0), np.dstack([np.eye(2)] * 3)),
    "nearly right": (V * (1 + 1e-4), V),
    "infinite": (V * np.inf, V),
    "text": (np.array(["a", "b", "c"]), V[:3]),
    "nothing": (np.zeros((0, 3)), np.zeros((0, 3))),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_data_cannot_tell_is_not_said(name: str) -> None:
    got, wanted = SILENT[name]
    assert explain(got, wanted, 1e-5, 1e-6) == ""


def test_the_suite_knows_more() -> None:
    mistakes = {"That is the sum.": 6.0, "That is the largest.": 3.0}
    for check_one in (check.close, check.array):
        with pytest.raises(Mismatch, match="That is the sum"):
            check_one(np.array(6.0), 2.0, "mean", mistakes=mistakes)
    with pytest.raises(Mismatch) as caught:
        check.close(6.0, 2.0, "mean", mistakes=mistakes | {"That is the product.": 6.0})
    assert "That is" not in str(caught.value)


def test_boxes_name_the_format_and_the_box() -> None:
    boxes = np.array([[10.0, 20, 40, 25], [3, 4, 8, 10]])
    with pytest.raises(Mismatch, match=r"right boxes, but as xywh; xyxy is asked for") as caught:
        check.boxes(np.array([[10.0, 20, 30, 5], [3, 4, 5, 6]]), boxes, "boxes", labels=["cat"])
    assert "box 0 (cat) is to be [10, 20, 40, 25] and is [10, 20, 30, 5]: IoU 0.00" in str(caught.value)
    with pytest.raises(Mismatch, match="x and y are exchanged"):
        check.boxes(boxes[:, [1, 0, 3, 2]], boxes, "boxes")


def test_labels_say_which_image() -> None:
    right = np.array([3, 1, 4, 1])
    for got, words in (
        (np.array([3, 1, 9, 1]), "image 2: expected 4, got 9"),
        (np.array([7, 7, 7, 7]), "Every image gets the label 7"),
        (np.zeros(10, int), "was the best image of each class sought?"),
        (np.array([0.1, 0.2, 0.3, 0.4]), "the place of the highest score"),
    ):
        with pytest.raises(Mismatch, match=words):
            check.labels(got, right, "labels", classes=10)
    assert check.labels(right, right, "labels") is right


def test_layers_say_where_it_begins() -> None:
    right = {"conv1": V, "relu1": np.maximum(V, 0), "pool1": V[:2]}
    check.layers(right, right, "activations")
    with pytest.raises(Mismatch) as caught:
        check.layers(right | {"relu1": V, "pool1": V[1:3]}, right, "activations")
    assert "activations, relu1 at [1]: expected 0, got -1.25" in str(caught.value)
    assert "relu1 is layer 2 of 3. conv1 agrees: the mistake is between conv1 and relu1." in str(caught.value)
    with pytest.raises(Mismatch, match="no layer 'pool1'"):
        check.layers({"conv1": V, "relu1": right["relu1"]}, right, "activations")
