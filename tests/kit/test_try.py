"""``deepkata try``: a solved exercise on files of the student's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from support import ROOT, deepkata, own_course

from deepkata.course import Course
from deepkata.judge.fork_servers import ForkServers
from deepkata.trying import Panel, Shown, digits, session
from deepkata.trying.drawing import draw
from deepkata.trying.photographs import LONGEST_SIDE

COFFEE = ROOT / "fixtures/coffee.jpg"


def tried(*arguments: object, cwd: Path, code: int) -> str:
    """What the command says."""
    done = deepkata("try", *arguments, cwd=cwd, code=code)
    return done.stdout + done.stderr


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one exercise that can be tried, which is solved."""
    root = own_course(tmp_path / "course", "2_opencv_dnn/blob_crop", "2_opencv_dnn/letterbox")
    shutil.copy(ROOT / "solutions/2_opencv_dnn/blob_crop.py", root / "exercises/2_opencv_dnn")
    return root


def test_the_accepted_program_runs_on_a_photograph(course: Path) -> None:
    said = tried("blob_crop", str(COFFEE), cwd=course, code=0)
    assert "67% is kept" in said  # 400 of 600 columns
    picture = cv2.imread(str(course / ".deepkata/tried/blob_crop-coffee.png"))
    assert picture.shape[1] == 600
    assert (picture[-200, 100:110] != cv2.imread(str(COFFEE))[-200, 100:110]).any()  # the frame of what is kept


def test_an_exercise_that_is_not_solved_is_not_tried(course: Path) -> None:
    said = tried("letterbox", str(COFFEE), cwd=course, code=2)
    assert "letterbox is not solved yet (task 1: not attempted)" in said
    assert "Traceback" not in said
    said = tried("letterbox", "--reference", "--output", "here", str(COFFEE), cwd=course, code=0)
    assert cv2.imread(str(course / "here/letterbox-coffee.png")) is not None, said


def test_what_is_no_photograph_is_said_in_one_sentence_and_keeps_nothing_else_from_being_tried(course: Path) -> None:
    folder = course / "photos"
    folder.mkdir()
    (folder / "notes.jpg").write_text("no picture")
    (folder / "empty.png").touch()
    shutil.copy(COFFEE, folder / "good.jpg")
    cv2.imwrite(str(folder / "good.png"), np.zeros((9, 30, 3), np.uint8))
    (folder / "film.mp4").write_bytes(b"no film")
    (course / "phone.HEIC").write_bytes(b"\0")
    said = tried("blob_crop", "photos", "phone.HEIC", cwd=course, code=1)
    for words in (
        "notes.jpg is no picture that OpenCV can read",
        "empty.png is empty",
        "film.mp4 is no video that OpenCV can read",
        "phone.HEIC is a HEIC file, which OpenCV cannot read: save it as JPEG or PNG.",
    ):
        assert words in said
    assert "Traceback" not in said
    assert {path.name for path in (course / ".deepkata/tried").iterdir()} >= {"blob_crop-good.png", "blob_crop-good-2.png"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["nowhere.jpg"], "There is no file nowhere.jpg."),
        ([], "Name a photograph, a folder, a short video, or camera: deepkata try blob_crop photo.jpg"),
        (["exercises"], "exercises holds no photograph and no video"),
        (["camera:x"], "camera:x is no camera"),
    ],
)
def test_files_that_are_not_there(course: Path, files: list[str], words: str) -> None:
    assert words in tried("blob_crop", *files, cwd=course, code=2)


def test_what_cannot_be_looked_at(course: Path) -> None:
    assert "returns nothing that can be looked at" in tried("param_ledger", str(COFFEE), cwd=course, code=2)
    assert "blob_crop" in tried(cwd=course, code=0)


def test_a_large_photograph_is_scaled_down(course: Path) -> None:
    rng = np.random.default_rng(0)
    cv2.imwrite(str(course / "large.jpg"), cv2.resize(rng.integers(0, 255, (30, 40, 3), np.uint8), (4000, 3000)))
    said = tried("blob_crop", "large.jpg", cwd=course, code=0)
    assert "4000 by 3000 pixels, scaled down to 1600 by 1200" in said
    assert cv2.imread(str(course / ".deepkata/tried/blob_crop-large.png")).shape[1] == LONGEST_SIDE


def test_every_frame_of_a_video(course: Path) -> None:
    writer = cv2.VideoWriter(str(course / "film.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 5.0, (320, 240))
    for shade in range(6):
        writer.write(np.full((240, 320, 3), 40 * shade, np.uint8))
    writer.release()
    assert "6 frames" in tried("blob_crop", "film.avi", cwd=course, code=0)
    film = cv2.VideoCapture(str(course / ".deepkata/tried/blob_crop-film.mp4"))
    frames = []
    while (got := film.read())[0]:
        frames.append(got[1])
    assert len(frames) == 6
    assert film.get(cv2.CAP_PROP_FPS) == pytest.approx(5)
    assert [round(float(frame[-40, 160].mean()) / 40) for frame in frames] == list(range(6))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise KeyError('no such thing')", "KeyError"),
        ("return None", "cannot be shown"),
        ("return np.array([[0.0], [1.0]])", "cannot be shown"),
        ("import os; os._exit(3)", "ended"),
    ],
)
def test_a_program_that_fails_on_a_photograph(body: str, words: str) -> None:
    course = Course.read(ROOT)
    exercise = course.get("blob_crop")
    program = f"import numpy as np\ndef crop_transform(*a): ...\ndef boxes_to_original(*a): ...\ndef to_original(*arguments):\n    {body}\n"
    servers = ForkServers()
    try:
        with session.trial(course, exercise, program.encode(), servers) as attempt, pytest.raises(session.Failed, match=words):
            attempt(np.zeros((40, 60, 3), np.uint8))
    finally:
        servers.close()


def test_panels_stand_side_by_side_with_what_was_found_drawn_on_them() -> None:
    photo = np.full((400, 300, 3), 128, np.uint8)
    boxes = [[50.0, 200, 100, 100], [np.nan, 0, 1, 1], [-1e9, -1e9, 3e9, 3e9]]
    drawn = draw(Shown(Panel("café", photo, boxes, ["naïve 0.9"], [[250.0, 300]]), Panel("a map", np.arange(12.0).reshape(3, 4))))
    assert drawn.shape == (400 + 27, 300 + 12 + 533, 3)
    left, right = drawn[27:, :300], drawn[27:, 312:]
    assert tuple(left[250, 50]) == (178, 114, 0)  # the frame's left side
    assert tuple(left[300, 250]) == (66, 228, 240)  # the point
    assert tuple(left[100, 280]) == (128, 128, 128)
    assert right[0, 0].max() < 20
    assert right[-1, -1].min() > 235


def test_digits_on_paper_become_those_of_the_data_set() -> None:
    with np.load(ROOT / "fixtures/digits.npz") as data:
        chosen, labels = data["x"][[3, 141, 592]], data["y"]
    paper = np.full((300, 700, 3), 230, np.uint8)
    for place, digit in enumerate(chosen):
        ink = cv2.resize(digit / 16, (120, 160), interpolation=cv2.INTER_CUBIC).clip(0, 1)[..., None]
        part = paper[60:220, 60 + 200 * place :][:, :120]
        part[:] = part * (1 - ink) + 20 * ink
    boxes = digits.find(paper)
    assert len(boxes) == 3
    small = digits.small(paper, boxes)
    with np.load(ROOT / "fixtures/digits.npz") as data:
        nearest = np.abs(data["x"][None].astype(int) - small[:, None]).sum((2, 3)).argmin(1)
    assert list(labels[nearest]) == [3, 1, 8]
