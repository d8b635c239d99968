"""`check`: right values pass however they are held; wrong ones are told apart, in words that name what came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deepkata import check
from deepkata.check import Mismatch
from deepkata.suite import remembered

ones = np.ones

RIGHT = {
    "equal": (np.arange(6.0), np.arange(6.0)),
    "another float type": (np.arange(6, dtype="f4"), np.arange(6.0)),
    "a list": ([1.0, 2.0], np.array([1.0, 2.0])),
    "rounding": (np.array([1.0 + 1e-7]), np.array([1.0])),
    "the same NaN and infinities": (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
    "nothing": (np.zeros((0, 4)), np.zeros((0, 4))),
    "unsigned for signed": (np.array([1], "u1"), np.array([1])),
    "big integers": (np.array([2**62]), np.array([2**62])),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_arrays_pass(name: str) -> None:
    actual, expected = RIGHT[name]
    check.array(actual, expected, "x")


WRONG: dict[str, tuple[Any, Any, str]] = {
    "a shape that would broadcast": (ones((4, 1)), ones((1, 4)), "x: expected shape (1, 4), got (4, 1)."),
    "a column for a vector": (ones((4, 1)), ones(4), "expected shape (4,), got (4, 1)"),
    "transposed": (ones((2, 3)), ones((3, 2)), "rows and columns are swapped"),
    "axes in another order": (ones((2, 3, 4)), ones((4, 2, 3)), "their order is not"),
    "integers for floats": (np.array([1, 2]), np.array([1.0, 2.0]), "expected floats, got integers (int64)"),
    "a NaN": (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "x at [1] is NaN (not a number), and should be 2"),
    "an infinity": (np.array([np.inf]), np.array([2.0]), "is inf"),
    "a number where an infinity should be": (np.array([1.0]), np.array([np.inf]), "expected inf, got 1"),
    "the other infinity": (np.array([-np.inf]), np.array([np.inf]), "expected inf, got -inf"),
    "a number where NaN should be": (np.array([1.0]), np.array([np.nan]), "expected nan, got 1"),
    "values": (
        np.array([[1.0, 2], [3, 9]]),
        np.array([[1.0, 2], [3, 4]]),
        "x at [1, 1]: expected 4, got 9.\n1 of 4 values differ; the largest difference is 5.",
    ),
    "a factor": (np.arange(5.0) * 255, np.arange(5.0), "Every value is 255 times what it should be: "),
    "a fraction": (np.arange(5.0) / 2, np.arange(5.0), "Every value is 1/2 times what it should be."),
    "None": (None, ones(2), "got None. Is a return missing?"),
    "text": ("no", ones(2), "expected an array, got 'no'"),
    "a ragged list": ([[1.0], [2.0, 3.0]], ones(2), "expected an array, got [[1.0], [2.0, 3.0]]"),
    "words": (np.array(["a", "b"]), np.array(["a", "c"]), "expected 'c', got 'b'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_arrays_are_explained(name: str) -> None:
    actual, expected, words = WRONG[name]
    with pytest.raises(Mismatch) as caught:
        check.array(actual, expected, "x", why="Because.")
    assert words in str(caught.value)


def test_large_integers_are_compared_exactly() -> None:
    with pytest.raises(Mismatch):
        check.equal(np.array([2**62 + 1]), np.array([2**62]), "x")


def test_the_reason_is_said() -> None:
    with pytest.raises(Mismatch, match="10 \\+ 30 = 40"):
        check.array([30.0], [40.0], "x", why="10 + 30 = 40")


@pytest.mark.parametrize(
    ("actual", "words"),
    [(3, "expected 2, got 3"), (None, "return missing"), (ones(1), "expected one number"), (True, "got True"), ("2", "expected a number")],
)
def test_numbers(actual: Any, words: str) -> None:
    check.close(np.array(2.0), 2.0, "x")
    check.close(np.float32(2), 2.0, "x")
    with pytest.raises(Mismatch, match=words):
        check.close(actual, 2.0, "x")


EQUAL = [
    ([1, 2], (1, 2), "expected (1, 2), got [1, 2]"),
    ([1, 2], [1, 3], "x[1]: expected 3, got 2"),
    ([1], [1, 2], "expected 2 items, got 1"),
    ({"a": 1}, {"b": 1}, "expected the keys"),
    ({"a": (1, "x")}, {"a": (1, "y")}, "x['a'][1]: expected 'y', got 'x'"),
    (True, 1, "expected 1, got True"),
]


@pytest.mark.parametrize(("actual", "expected", "words"), EQUAL)
def test_plain_data(actual: Any, expected: Any, words: str) -> None:
    check.equal(expected, expected, "x")
    with pytest.raises(Mismatch) as caught:
        check.equal(actual, expected, "x")
    assert words in str(caught.value)


def test_containers() -> None:
    assert check.sequence([1, 2], "x", 2) == (1, 2)
    assert check.mapping({"a": 1, "b": 2}, "x", ["a"]) == {"a": 1, "b": 2}
    for call in (
        lambda: check.sequence(None, "x"),
        lambda: check.sequence([1], "x", 2),
        lambda: check.mapping([], "x", ["a"]),
        lambda: check.mapping({}, "x", ["a"]),
        lambda: check.handle(1.0, "x"),
        lambda: check.that(0, "x"),
    ):
        with pytest.raises(Mismatch):
            call()


def test_dtypes() -> None:
    check.is_array(ones(2, "f4"), "x", dtype="float32", shape=(None,))
    for dtype, words in (("float64", "expected float64, got float32"), ("integer", "expected integers"), ("bool", "expected booleans")):
        with pytest.raises(Mismatch, match=words):
            check.is_array(ones(2, "f4"), "x", dtype=dtype)


def test_hostile_text_is_made_harmless() -> None:
    with pytest.raises(Mismatch) as caught:
        check.array("\x1b]0;title\x07\u202e", ones(1), "x")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


def test_a_message_knows_no_minus_zero() -> None:
    with pytest.raises(Mismatch, match="expected 0, got 1"):
        check.array(np.array([1.0]), np.array([-0.0]), "x")
    with pytest.raises(Mismatch, match="expected 0, got -1"):
        check.close(-1.0, -0.0, "x")


def test_arrays_are_remembered_by_what_is_in_them() -> None:
    @remembered
    def total(values: np.ndarray) -> float:
        asked.append(values.shape)
        return float(values.sum())

    asked: list[tuple[int, ...]] = []
    block = np.arange(12.0).reshape(3, 4)
    for values in (block, block.copy(), block.T, np.asfortranarray(block.T), block[:, ::2], block.reshape(4, 3), block.astype("f4")):
        assert total(values) == values.sum()
    assert asked.count((3, 4)) == 2  # in float64 and in float32
    block[0, 0] = 1
    assert total(block) == 67


def test_what_is_remembered_is_not_worked_out_again() -> None:
    """Equal arguments get the same answer, whichever arrays they are in; nobody can change it for the others."""
    asked: list[int] = []

    @remembered
    def twice(values: np.ndarray, by: float = 2.0) -> dict[str, np.ndarray]:
        asked.append(len(values))
        return {"twice": values * by}

    first, second = twice(np.arange(3.0)), twice(np.arange(6.0)[:3])
    np.testing.assert_array_equal(first["twice"], [0.0, 2.0, 4.0])
    assert second is first
    np.testing.assert_array_equal(twice(np.arange(3.0), by=3.0)["twice"], [0.0, 3.0, 6.0])
    twice(np.arange(3.0).reshape(3, 1))
    assert asked == [3, 3, 3]
    with pytest.raises(ValueError, match="read-only"):
        first["twice"][0] = 1
