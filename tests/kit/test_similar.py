"""``deepkata similar``: copies are found in disguise, and what the course itself explains is not held against anybody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import ROOT, deepkata

import deepkata as package
from deepkata.course import Course
from deepkata.handed_in import find

similarity = pytest.importorskip("deepkata.similarity", reason="copydetect is not in this environment")

FILE = "1_overview/box_iou.py"
ACCEPTED = sorted((ROOT / "tests/1_overview/box_iou/submissions/accepted").glob("*.py"))
CONVERT = '''\
def convert(boxes, source, target):
    """Row by row."""
    table = np.array(boxes, dtype=np.float64, copy=True).reshape(-1, 4)
    if source == "xywh":
        for row in range(len(table)):
            table[row, 2] = table[row, 0] + table[row, 2]
            table[row, 3] = table[row, 1] + table[row, 3]
    if target == "xywh":
        for row in range(len(table)):
            table[row, 2] -= table[row, 0]
            table[row, 3] -= table[row, 1]
    return table
'''
LENGTH = """\
def length(start_a, end_a, start_b, end_b):
    # of what two intervals share
    begin = start_a if start_a > start_b else start_b
    finish = end_a if end_a < end_b else end_b
    return finish - begin if finish > begin else 0.0
"""
OTHER = """\
def iou_matrix(first, second):
    corners = [np.asarray(group, dtype=float) for group in (first, second)]
    while len(corners) < 2:
        corners.append(corners[-1])
    return sum(map(abs, corners[0].tolist()), start=corners[1].trace())
"""
IMPORT = "import numpy as np\n"
OWN = f"{IMPORT}\n\n{CONVERT}\n\n{LENGTH}"
DISGUISED = (
    "\n\n".join(["# all my own work", IMPORT, LENGTH, CONVERT.replace("Row by row.", "Mine.")]).replace("table", "t").replace("row", "k")
)


def hand_in(folder: Path, **programs: str | bytes) -> Path:
    """A class in which everybody has handed in one file."""
    for name, program in programs.items():
        path = folder / name / FILE
        path.parent.mkdir(parents=True)
        path.write_bytes(program if isinstance(program, bytes) else program.encode())
    return folder


def found(course: Course, folder: Path, least: float = 0.5):
    return similarity.compare(course, course.get("box_iou"), find(course, [folder]).submissions, least)


def test_a_copy_is_found_in_disguise(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, ann=OWN, bob=DISGUISED.replace("length", "seg"), cid=ACCEPTED[0].read_text(encoding="utf-8"))
    (pair,) = found(course, tmp_path).pairs
    assert (pair.left.name, pair.right.name) == ("ann", "bob")
    assert pair.share > 0.9
    assert 14 <= pair.left.shared_lines <= 16  # without the comment, which nobody compares


def test_what_the_course_explains_is_not_held_against_anybody(course: Course, tmp_path: Path) -> None:
    known = [course.stub(course.get("box_iou")), course.reference(course.get("box_iou")), *ACCEPTED]
    for copy in "ab":
        hand_in(tmp_path, **{f"{copy}{place}": path.read_bytes() for place, path in enumerate(known)})
    result = found(course, tmp_path, 0.01)
    assert result.programs == 2 * len(known)
    assert result.pairs == []
    # the same programs are found where they are known to be nobody's
    hand_in(tmp_path, c=OWN, d=OWN)
    assert [(pair.left.name, pair.right.name) for pair in found(course, tmp_path, 0.01).pairs] == [("c", "d")]


def test_right_programs_of_our_own_authors_are_not_similar(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(tmp_path, **{path.stem: path.read_bytes() for path in ACCEPTED})
    stub = similarity._fingerprint(course.stub(course.get("box_iou")).read_text(encoding="utf-8")).hashes
    monkeypatch.setattr(similarity, "_known", lambda *_: stub)
    assert found(course, tmp_path).pairs == []
    assert found(course, tmp_path, 0.05).pairs  # some lines everybody writes


def test_the_lines_that_are_marked_are_those_that_are_shared(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, ann=f"\n\n{OWN}".replace("\n", "\r\n"), bob=f"\ufeff{IMPORT}\n\n{OTHER}\n\n{LENGTH}\n\n{CONVERT}\n")
    (pair,) = found(course, tmp_path).pairs
    lines = OWN.splitlines()
    assert [(line.number - 3, line.text) for line in pair.left.lines] == list(enumerate(lines))  # two empty lines are before them
    assert all(line.shared for line in pair.left.lines if line.text.strip() in CONVERT.splitlines()[3:])
    assert not any(line.shared for line in pair.right.lines if line.text in OTHER.splitlines()[1:])
    assert pair.left.share > 0.9 > pair.right.share
    shown = list(similarity.folded(pair.right.lines))
    assert [line.number for line in shown if line.number] == sorted({line.number for line in shown if line.number})
    hidden = len(pair.right.lines) - sum(bool(line.number) for line in shown)
    assert [line.text for line in shown if not line.number] == [f"{hidden} lines"]


def test_few_characters_in_common_mean_nothing(course: Course, tmp_path: Path) -> None:
    short = "def iou_matrix(a, b):\n    return [[frobnicate(p) ** q.x for q in b] for p in a]\n"
    hand_in(tmp_path, ann=short, bob=short, cid="", dora="\n\n")
    result = found(course, tmp_path, 0.01)
    assert (result.programs, result.pairs) == (4, [])


def test_the_page_and_the_terminal_say_what_was_found_and_that_it_is_a_hint(tmp_path: Path) -> None:
    nasty = "<script>alert(1)<\x1b[31m"
    hand_in(tmp_path / "class", **{nasty: f"{OWN}\n# </td><script>alert(2)</script>\u202e\n", "bob": OWN, "cid": b"\xff\0"})
    (tmp_path / "class/dora.zip").write_bytes(b"PK\x03\x04")
    done = deepkata("similar", tmp_path / "class", "--output", tmp_path / "out", cwd=ROOT, code=0)
    assert "A hint, not a verdict" in done.stdout
    assert "100 %" in done.stdout
    assert "\x1b" not in done.stdout
    assert "not compared: cid, 1_overview/box_iou: 1_overview/box_iou.py is not text in UTF-8" in done.stdout
    assert done.stdout.count("not compared: dora: the zip file cannot be read") == 1
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "A hint, not a verdict" in page
    assert "<script" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert page.count('class="pair"') == 1
    assert "&lt;script&gt;alert(2)" in page


def test_a_class_without_similar_programs(tmp_path: Path) -> None:
    hand_in(tmp_path / "class", ann=OWN, bob=ACCEPTED[0].read_bytes())
    done = deepkata("similar", tmp_path / "class", "--exercise", "box_iou", "--output", tmp_path / "out", cwd=ROOT, code=0)
    assert "No pair has a similarity of 50 % or more" in done.stdout
    assert "hint" not in done.stdout
    assert "No pair is that similar." in (tmp_path / "out/index.html").read_text(encoding="utf-8")


def test_where_there_is_nothing_to_compare_one_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = deepkata("similar", tmp_path / "nowhere", cwd=ROOT, code=2)
    assert "There is no submission at" in done.stderr
    hand_in(tmp_path / "single", ann=OWN)
    assert "There is only one submission, 'ann'" in deepkata("similar", tmp_path / "single", cwd=ROOT, code=2).stderr
    hand_in(tmp_path / "apart", ann=OWN, bob=b"\xff")
    done = deepkata("similar", tmp_path / "apart", "--exercise", "box_iou", cwd=ROOT, code=2)
    assert "None of the exercises was handed in by two of the 2 submissions." in done.stderr
    assert "There is only one submission, 'empty'" in deepkata("similar", tmp_path / "empty", cwd=ROOT, code=2).stderr


def test_without_the_library_the_command_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from deepkata.commands.similar import NothingToCompare, similar

    monkeypatch.delattr(package, "similarity")
    monkeypatch.delitem(sys.modules, "deepkata.similarity")
    monkeypatch.setitem(sys.modules, "copydetect", None)
    done = CliRunner().invoke(similar, [str(tmp_path)])
    assert isinstance(done.exception, NothingToCompare)
    assert "python -m pip install copydetect" in str(done.exception)
