"""Pictures: every kind is drawn, whatever the data; nothing but the renderer knows Matplotlib; paths are where reports say."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from support import deepkata, program

from deepkata import check
from deepkata.check import Mismatch
from deepkata.course import Course
from deepkata.pictures import draw, file_name
from deepkata.pictures.data import MAX_SIDE, Picture, picture

IMAGE = np.arange(6 * 5 * 3, dtype=np.uint8).reshape(6, 5, 3)
BLOB = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5) - 60
BOXES = np.array([[1.0, 1, 4, 5], [0, 2, 3, 4]])
LOSS = np.exp(-np.arange(6.0))

FAILURES: dict[str, Callable[[], Any]] = {
    "an image": lambda: check.image(255 - IMAGE, IMAGE, "image", input=IMAGE),
    "a grey image": lambda: check.image(IMAGE[..., 0] + 1, IMAGE[..., 0], "plane", layout="HW"),
    "the second of a batch": lambda: check.image(BLOB * [[[[1]]], [[[2]]]], BLOB, "blob", layout="NCHW", input=[IMAGE, IMAGE]),
    "a batch of another shape": lambda: check.image(BLOB.transpose(0, 2, 3, 1), BLOB, "blob", layout="NCHW", input=[IMAGE]),
    "many channels": lambda: check.image(np.ones((4, 4, 20)), np.zeros((4, 4, 20)), "features"),
    "no number at all": lambda: check.image(BLOB * np.nan, BLOB, "blob", layout="NCHW"),
    "infinite": lambda: check.image(np.full((3, 3), np.inf), np.zeros((3, 3)), "plane", layout="HW"),
    "a formula for a title": lambda: check.heat_map(LOSS[None], 1 - LOSS[None], "$\\frac{", rows="$x_", columns="\\"),
    "a heat map over an image": lambda: check.heat_map(np.eye(20), np.ones((20, 20)), "map", image=IMAGE),
    "a heat map of another shape": lambda: check.heat_map(np.eye(3), np.ones((2, 3)), "map"),
    "a curve": lambda: check.curve(LOSS * 2, LOSS, "loss", x="epoch"),
    "a short curve": lambda: check.curve(LOSS[1:], LOSS, "loss"),
    "boxes on an image": lambda: check.boxes(BOXES + 1, BOXES, "boxes", image=IMAGE, labels=["a $cat$", "dog\n\x1b[31m" * 50]),
    "boxes of no sense": lambda: check.boxes(np.array([[np.nan, 1, 2, 3], [0, 0, np.inf, 1]]), BOXES, "boxes"),
    "fewer boxes": lambda: check.boxes(BOXES[:1], BOXES, "boxes", format="cxcywh"),
    "labels": lambda: check.labels(np.arange(9), np.arange(9)[::-1], "labels", images=np.arange(9 * 64).reshape(9, 8, 8), names=["zero"]),
}


def left_by(fails: Callable[[], Any]) -> Picture:
    with pytest.raises(Mismatch) as caught:
        fails()
    assert caught.value.picture is not None
    return caught.value.picture


def test_every_kind_is_drawn(tmp_path: Path) -> None:
    orders = [(msgspec.msgpack.encode(left_by(fails)), tmp_path / "deep" / file_name(name)) for name, fails in FAILURES.items()]
    spoiled = (b"nonsense", tmp_path / "spoiled.png")
    assert draw([spoiled, *orders]) == {path for _, path in orders}
    assert all(path.read_bytes().startswith(b"\x89PNG") for _, path in orders)


@pytest.mark.parametrize("actual", [None, "text", np.zeros(0), np.zeros((1, 1, 1, 1, 1)), [[1.0], [2.0, 3.0]], {"a": 1}, np.array(["a"])])
def test_what_cannot_be_drawn_is_still_told(actual: Any) -> None:
    for fails in (
        lambda: check.image(actual, IMAGE, "x"),
        lambda: check.heat_map(actual, np.eye(3), "x"),
        lambda: check.curve(actual, LOSS, "x"),
        lambda: check.boxes(actual, BOXES, "x"),
        lambda: check.labels(actual, np.arange(3), "x", images=IMAGE),
    ):
        with pytest.raises(Mismatch):
            fails()


def test_large_arrays_are_thinned_out() -> None:
    found = picture("image", "x" * 999, expected=np.zeros((5000, 3000)), yours=np.zeros((1, 4)))
    assert found is not None
    assert max(found.arrays["expected"].shape) <= MAX_SIDE
    assert len(found.title) <= 200
    assert len(msgspec.msgpack.encode(found)) < 3 * 2**20
    found = picture("labels", "x", images=np.zeros((12, 400, 400, 3)), expected=np.zeros(12))
    assert found is not None
    assert found.arrays["images"].shape[0] == 12
    assert len(msgspec.msgpack.encode(found)) < 3 * 2**20


def test_names_of_files_stay_in_their_folder() -> None:
    assert file_name("../../etc", "a b", "..", "") == "_.._etc-a_b-_-_.png"
    assert "/" not in file_name("/x/y", "é" * 500)


def test_only_the_artist_knows_matplotlib() -> None:
    code = "import sys, deepkata.judge.ready, deepkata.judge.engine, deepkata.commands; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def with_curve(course: Course) -> None:
    suite = course.suite(course.exercises[0])
    suite.write_text(
        suite.read_text()
        + "\n\n@task(1)\ndef test_curve(submission):\n    x = np.arange(6.0)\n    check.curve(submission.add(x, x), 2 * x, 'twice')\n"
    )
    course.stub(course.exercises[0]).write_text(program(add="return a + b if a.size != 6 else a"))


def test_pictures_lie_where_the_report_says(own_mini: Course) -> None:
    with_curve(own_mini)
    shutil.copytree(own_mini.root / "exercises", own_mini.root / "my class, 2")
    deepkata("grade", "my class, 2", cwd=own_mini.root, code=1)
    folder = own_mini.root / "reports/grade"
    task = json.loads((folder / "report.json").read_bytes())["submissions"][0]["exercises"][0]["tasks"][0]
    assert task["picture"] == "pictures/my_class_2/1_basics-arithmetic-task1.png"
    assert (folder / task["picture"]).read_bytes().startswith(b"\x89PNG")
    shown = deepkata("run", "arithmetic", cwd=own_mini.root, code=1).stdout
    assert "picture: .deepkata/pictures/1_basics-arithmetic-task1.png" in shown
    assert (own_mini.root / ".deepkata/pictures/1_basics-arithmetic-task1.png").is_file()


def test_plain_pytest_leaves_pictures_too(own_mini: Course) -> None:
    with_curve(own_mini)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(own_mini.suite(own_mini.exercises[0]))]
    done = subprocess.run(command, cwd=own_mini.root, capture_output=True, text=True, check=False)
    assert "picture: .deepkata/pictures/arithmetic-curve.png" in done.stdout
    assert (own_mini.root / ".deepkata/pictures/arithmetic-curve.png").is_file()


def test_numbers_and_scales_say_what_matters() -> None:
    """Whole numbers of three digits are written out, and a map of small floats is not black on the scale of pixels."""
    asked = "[r.short(v) for v in (190.0, -12.0, 0.123, 3.0, 12345.0)], r.value_range(np.array([0.0, 3.0])), r.value_range(np.array([0.0, 200.0]))"
    code = f"import numpy as np; from deepkata.pictures import panels as r; print(({asked}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(['190', '-12', '0.12', '3', '1.2e+04'], (0.0, 3.0), (0.0, 255.0))\n"
