"""The manifest: validated, and its errors name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import deepkata

from deepkata.course import Course
from deepkata.errors import BadManifest, NoCourse, NoSuchExercise

GOOD = (Path(__file__).parent / "mini" / "exercises" / "course.toml").read_text(encoding="utf-8")

#: What is wrong, by replacement; the text of the line that the error must name; words of the error.
BAD = {
    "a broken line": ("version = 1", "version = ", "version =", "Invalid value"),
    "an unknown key": ('profile = "light"', 'profil = "light"', "[[exercises]]", "profil"),
    "a wrong type": ("difficulty = 1", 'difficulty = "easy"', "difficulty", "int"),
    "no such profile": ('profile = "light"', 'profile = "torch"', "[[exercises]]", "torch"),
    "points of nothing": ("points = 3", "points = 0", 'title = "Average"', "above 0"),
    "a negative limit": ("seconds_per_call = 2.0", "seconds_per_call = -1", "[limits]", "above 0"),
    "a bad id": ('id = "1_basics/arithmetic"', 'id = "arithmetic"', "[[exercises]]", "topic/name"),
    "no such topic": ('id = "1_basics/arithmetic"', 'id = "2_more/arithmetic"', 'id = "2_more', "no topic"),
    "a bad requirement": ("seeds = 2", 'needs = ["opencv >>> 4"]', "[[exercises]]", "no requirement"),
    "a bad limit of an exercise": ("seeds = 2", "limits = { memory_mb = 0 }", "limits", "above 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_errors_name_the_line(tmp_path: Path, name: str) -> None:
    old, new, line, words = BAD[name]
    assert old in GOOD
    path = tmp_path / "exercises" / "course.toml"
    path.parent.mkdir()
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadManifest) as caught:
        Course.read(tmp_path)
    text = str(caught.value)
    number = int(text.partition("line ")[2].partition(":")[0])
    assert line in path.read_text(encoding="utf-8").splitlines()[number - 1], text
    assert words in text
    assert str(path) in text
    assert deepkata("list", cwd=tmp_path, code=2).stderr.startswith(f"deepkata: {path}, line")


def test_a_course_is_found_from_below(mini: Course) -> None:
    assert Course.find(mini.root / "tests" / "1_basics").root == mini.root
    with pytest.raises(NoCourse):
        Course.find(Path("/"))


def test_exercises_are_found_by_id_name_and_path(mini: Course) -> None:
    exercise = mini.exercises[0]
    for name in ("arithmetic", "1_basics/arithmetic", "exercises/1_basics/arithmetic.py", "tests/1_basics/arithmetic/"):
        assert mini.get(name) is exercise
    with pytest.raises(NoSuchExercise, match="Did you mean arithmetic"):
        mini.get("aritmetic")


def test_an_exercise_that_lacks_something_says_what(own_mini: Course) -> None:
    path = own_mini.root / "exercises" / "course.toml"
    path.write_text(path.read_text().replace("seeds = 2", 'needs = ["opencv<4"]'))
    course = Course.read(own_mini.root)
    assert "opencv<4" in course.lacking(course.exercises[0])
    path.write_text(path.read_text().replace("opencv<4", "no-such-package"))
    changed = Course.read(own_mini.root)
    assert "not installed" in changed.lacking(changed.exercises[0])


def test_exercises_are_chosen_by_name_or_by_topic(course: Course) -> None:
    names = [exercise.name for exercise in course.choose(["2_opencv_dnn/", "box_iou", "nms"])]
    assert names[-1] == "box_iou"
    assert names.count("nms") == 1
    assert {exercise.topic for exercise in course.choose(["2_opencv_dnn"])} == {"2_opencv_dnn"}
    assert course.choose([]) == list(course)
    with pytest.raises(NoSuchExercise):
        course.choose(["3_opencv"])
