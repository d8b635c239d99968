"""Whatever a class's folder holds is a submission, a part of one, or listed with the reason: nobody vanishes."""

from __future__ import annotations

import io
import json
import tarfile
import time
from pathlib import Path

import pytest
from hostile_class import zipped
from support import deepkata, program

from deepkata import handed_in
from deepkata.course import Course
from deepkata.errors import NoSuchSubmission
from deepkata.report import model

NAME = "arithmetic.py"
FILE = f"1_basics/{NAME}"
RIGHT = program().encode()
STALE = program(add="return a").encode()
#: Of a clone: everything that the course has, and the student's file in its place.
CLONE = {f"exercises/{FILE}": RIGHT, f"solutions/{FILE}": STALE, "deepkata/course.py": b"", f"tests/{FILE}": STALE, "README.md": b""}


def packed(files: dict[str, bytes]) -> bytes:
    """A tar.gz file."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def zip_of(files: dict[str, bytes]) -> bytes:
    return zipped(*files.items())


#: What a student hands in, as files below the class's folder; the name that the report must have; every one is right.
RIGHT_ONES = {
    "a folder": ({f"ann/{FILE}": RIGHT}, "ann"),
    "a folder with exercises in it": ({f"ben/exercises/{FILE}": RIGHT}, "ben"),
    "a tar file that is compressed all the same": ({"hal.tar": packed({FILE: RIGHT})}, "hal"),
    "a zip file": ({"cleo.zip": zip_of({FILE: RIGHT})}, "cleo"),
    "a zip file of a folder": ({"dan.zip": zip_of({f"hw1/exercises/{FILE}": RIGHT})}, "dan"),
    "a host's download": ({"eva.zip": zip_of({f"deepkata-main/{name}": data for name, data in CLONE.items()})}, "eva"),
    "a flat zip file": ({"finn.zip": zip_of({NAME: RIGHT})}, "finn"),
    "a zip file made on a Mac": ({"gwen.zip": zip_of({FILE: RIGHT, f"__MACOSX/1_basics/._{NAME}": b"x"})}, "gwen"),
    "a tar.gz file": ({"hugo.tar.gz": packed({FILE: RIGHT})}, "hugo"),
    "a tgz file of a folder": ({"ida.tgz": packed({f"ida/{FILE}": RIGHT})}, "ida"),
    "a whole clone": ({f"jan/{name}": data for name, data in CLONE.items()}, "jan"),
    "exercises beside an older copy": ({f"kim/exercises/{FILE}": RIGHT, f"kim/exercises_old/{FILE}": STALE}, "kim"),
    "the file alone in a folder": ({f"leo/{NAME}": RIGHT}, "leo"),
    "other capitals": ({"mia/1_Basics/Arithmetic.py": RIGHT}, "mia"),
    "an ending in capitals": ({"noah/1_basics/arithmetic.PY": RIGHT}, "noah"),
    "a text file's ending": ({"olga/arithmetic.py.txt": RIGHT}, "olga"),
    "deep in folders": ({f"paul/homework/week 1/final/{FILE}": RIGHT}, "paul"),
    "helpers beside it": ({f"quin/{NAME}": RIGHT, "quin/helpers.py": b"x = 1\n", "quin/notes.txt": b"hello"}, "quin"),
    "Moodle: a file": ({f"Rosa Example_12345_assignsubmission_file_/{NAME}": RIGHT}, "Rosa Example"),
    "Moodle: a zip file": ({"Sam Example_12346_assignsubmission_file_/hw1.zip": zip_of({NAME: RIGHT})}, "Sam Example"),
    "Moodle: folders": ({f"Tina Example_12347_assignsubmission_file_/hw1/{FILE}": RIGHT}, "Tina Example"),
    "Moodle: without an ending": ({f"Uwe Example_12348_assignsubmission_file/{NAME}": RIGHT}, "Uwe Example"),
    "Canvas: a file": ({"veraexample_22345_67890_arithmetic.py": RIGHT}, "veraexample"),
    "Canvas: late, handed in again": (
        {"willexample_LATE_22346_67891_arithmetic-1.py": RIGHT, "willexample_LATE_22346_67800_arithmetic.py": STALE},
        "willexample",
    ),
    "Canvas: a zip file": ({"xeniaexample_22347_67892_hw1.zip": zip_of({f"hw1/{FILE}": RIGHT})}, "xeniaexample"),
    "Canvas: ten tries": (
        {f"yoexample_22348_678{n:02}_arithmetic-{n}.py": RIGHT if n == 10 else STALE for n in (2, 9, 10)},
        "yoexample",
    ),
    "Blackboard": (
        {
            "Homework 1_zoe_attempt_2026-11-01-10-00-00_arithmetic.py": STALE,
            "Homework 1_zoe_attempt_2026-11-02-09-30-00_arithmetic.py": RIGHT,
            "Homework 1_zoe_attempt_2026-11-02-09-30-00.txt": b"Name: Zoe",
        },
        "zoe",
    ),
    "Blackboard: a zip file": ({"Homework 1_abe_attempt_2026-11-02-09-30-00_hw.zip": zip_of({FILE: RIGHT})}, "abe"),
    "Gradescope's export": ({f"submission_301/{NAME}": RIGHT}, "submission_301"),
    "GitHub Classroom": ({f"week-1-bea/{name}": data for name, data in (CLONE | {".git/config": b"[core]"}).items()}, "week-1-bea"),
    "a clone with caches": ({f"cai/{name}": d for name, d in (CLONE | {f"venv/lib/{FILE}": STALE, f".nox/{FILE}": STALE}).items()}, "cai"),
    "a zip file in a folder": ({"dov/my work.zip": zip_of({f"work/{NAME}": RIGHT})}, "dov"),
}


def notebook(*cells: str) -> bytes:
    """As Jupyter writes it, a text cell first."""
    found = [
        {"cell_type": "markdown", "source": ["# Mine\n"]},
        *({"cell_type": "code", "source": one.splitlines(keepends=True)} for one in cells),
    ]
    return json.dumps({"cells": found, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


PLAIN, CELL = RIGHT.decode(), f"%%kata arithmetic --save\n{RIGHT.decode()}"
RIGHT_ONES |= {
    "a notebook": ({"nora/arithmetic.ipynb": notebook("%matplotlib inline\n!pip list", f"%%time\n{PLAIN}", "%%bash\nls")}, "nora"),
    "a notebook of a topic": ({"omar/1_basics.ipynb": notebook(f"%%kata arithmetic\n{STALE.decode()}", CELL, "%%kata other\n1 +")}, "omar"),
    "a notebook, handed in again": (
        {
            "qaexample_22351_67800_arithmetic.ipynb": notebook(STALE.decode()),
            "qaexample_22351_67891_arithmetic-1.ipynb": notebook(f"\n{CELL}"),
        },
        "qaexample",
    ),
    "a folder like a class": ({f"rob/week-1-sue_1_assignsubmission_file_/{NAME}": RIGHT}, "rob"),
    "a zip file like a class": ({"sue.zip": zip_of({f"submission_2/{NAME}": RIGHT})}, "sue"),
    "Moodle: a notebook": ({"Pia Example_12350_assignsubmission_file_/my work.ipynb": notebook(CELL)}, "Pia Example"),
    "Moodle: a file and a text": (
        {
            f"Ray Example_12351_assignsubmission_file_/{NAME}": RIGHT,
            "Ray Example_12351_assignsubmission_onlinetext_/onlinetext.html": b"<p>see file",
        },
        "Ray Example",
    ),
    "Moodle: no names": ({f"Participant_12352_assignsubmission_file_/{NAME}": RIGHT}, "Participant 12352"),
}
#: What cannot be judged, with the words that must stand in the report.
UNCLEAR = {
    "two files of one name": ({f"una/a/{FILE}": RIGHT, f"una/b/{FILE}": RIGHT}, "una", "which of them is meant"),
    "an empty notebook": (
        {"vic/arithmetic.ipynb": b"{}"},
        "vic",
        "found arithmetic.ipynb; wanted 1_basics/arithmetic.py: there is no code",
    ),
    "another name": ({"wes/my_arithmetic_final.py": RIGHT}, "wes", "found my_arithmetic_final.py; wanted 1_basics/arithmetic.py"),
    "two notebooks": (
        {"tia/arithmetic.ipynb": notebook(PLAIN), "tia/my arithmetic.ipynb": notebook(PLAIN)},
        "tia",
        "which of them is meant cannot be told",
    ),
    "rar": ({"xi.rar": b"Rar!"}, "xi", "is a rar archive, which is not read: hand in a zip file"),
    "7z": ({"yan.7z": b"7z"}, "yan", "is a 7z archive"),
    "half a tar.gz file": ({"zed.tar.gz": packed({FILE: RIGHT})[:90]}, "zed", "cannot be read"),
    "a zip file that is none": ({"amy.zip": b"PK\x03\x04"}, "amy", "cannot be read"),
    "nothing at all": ({"bao/readme.txt": b""}, "bao", "There is no file"),
}
#: Who handed in nothing for an exercise: 0 points, and listed.
EMPTY = ["bao"]
STRANGE = {"feedback.pdf": b"x", "fay.py": b"x = 1\n", "homework.ipynb": b"{}", "picture.heic": b"x"}
BESIDE = {
    "grades.csv": b"name,points\n",
    ".DS_Store": b"x",
    "__MACOSX/._ann": b"x",
    "submission_metadata.yml": b"a: 1\n",
    "index.html": b"",
}


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("layout", RIGHT_ONES)
def test_each_layout_is_understood(mini: Course, tmp_path: Path, layout: str) -> None:
    files, name = RIGHT_ONES[layout]
    put(tmp_path / "class", files | BESIDE)
    put(tmp_path / "class", {f"other/{FILE}": STALE})
    found = handed_in.find(mini, [tmp_path / "class"])
    assert sorted(one.name for one in found.submissions) == sorted([name, "other"])
    one = next(one for one in found.submissions if one.name == name)
    data = one.read(mini.exercises[0]).data or b""
    assert data == RIGHT or ("notebook" in layout and RIGHT in data and STALE not in data and b"1 +" not in data)
    assert one.late == ("late" in layout)
    assert not found.not_understood


def test_a_class_of_all_layouts_at_once_loses_nobody(own_mini: Course, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    for files, *_ in (*RIGHT_ONES.values(), *UNCLEAR.values()):
        put(folder, files)
    put(folder, STRANGE | BESIDE)
    (folder / "linked").symlink_to(folder / "ann", target_is_directory=True)
    done = deepkata("grade", folder, cwd=own_mini.root, code=2)
    report = model.read(own_mini.root / "reports" / "grade" / "report.json")
    assert len(report.submissions) == len(RIGHT_ONES) + len(UNCLEAR) + 1 >= 40
    marks = {one.name: one.points for one in report.submissions}
    assert {name: marks[name] for _, name in RIGHT_ONES.values()} == {name: 6 for _, name in RIGHT_ONES.values()}
    messages = {one.name: one.exercises[0].tasks[0].message for one in report.submissions}
    for _, name, words in UNCLEAR.values():
        assert marks[name] == 0
        assert words in messages[name], (name, messages[name])
    assert "is a link, which is not followed" in messages["linked"]
    assert sorted(Path(one.path).name for one in report.not_understood) == sorted([*STRANGE, *EMPTY])
    for name in STRANGE:
        assert f"{name}: " in done.stdout
    assert [one.name for one in report.submissions if model.LATE in one.remarks] == ["willexample"]
    deepkata("report", "html", "markdown", cwd=own_mini.root, code=0)
    pages = own_mini.root / "reports" / "grade"
    for text in ((pages / "class.html").read_text(), (pages / "summary.md").read_text().replace("\\", "")):
        assert "fay.py is the file of no exercise" in text


#: What a system exports for a class, as it is: the files, what must come of it, and who handed in nothing that can be judged.
EXPORTS = {
    "Gradescope": (
        {
            f"assignment_77_export/submission_301/{NAME}": RIGHT,
            f"assignment_77_export/submission_302/hw/{NAME}": STALE,
            "assignment_77_export/submission_303/notes.txt": b"later",
            f"assignment_77_export/submission_304/{NAME}": RIGHT,
            "assignment_77_export/submission_metadata.yml": (
                "submission_301:\n  :submitters:\n  - :name: Ann Example\n    :email: ann@example.org\n"
                "  - :name: Bea Example\n  :score: 0.0\n"
                "  :results:\n    tests:\n    - name: Test 1\n      output: 'name: Eve'\nsubmission_302:\n  :submitters:\n  - :name: 'Jörg Müller'\n"
                "submission_303:\n  :submitters:\n  - :name: Cleo Probe\n"
            ).encode(),
        },
        {"Ann Example and Bea Example": RIGHT, "Jörg Müller": STALE, "Cleo Probe": None, "submission_304": RIGHT},
        {"Cleo Probe"},
    ),
    "Moodle": (
        {
            f"Jörg Müller_4711_assignsubmission_file_/{NAME}": RIGHT,
            f"Ann Example_4712_assignsubmission_file_/{NAME}": RIGHT,
            f"Ann Example_4713_assignsubmission_file_/{NAME}": STALE,
            "Dan Sample_4714_assignsubmission_onlinetext_/onlinetext.html": b"<p>x = 1",
            "Eve Sample_4715_assignsubmission_file_/inner.zip": zip_of({"deeper.zip": zip_of({FILE: RIGHT})}),
        },
        {"Jörg Müller": RIGHT, "Ann Example 4712": RIGHT, "Ann Example 4713": STALE, "Dan Sample": None, "Eve Sample": None},
        {"Dan Sample", "Eve Sample"},
    ),
    "Canvas": (
        {
            "exampleann_101_5001_arithmetic.py": STALE,
            "exampleann_101_5009_arithmetic-1.py": RIGHT,
            "proberita_105_text.html": b"<p>hello",
            "testben_103_5003_hw 1.zip": zip_of({FILE: RIGHT}),
            "grades.csv": b"name,points",
        },
        {"exampleann": RIGHT, "proberita": None, "testben": RIGHT},
        {"proberita"},
    ),
    "Moodle without folders": (
        {
            f"Jörg Müller_4711_assignsubmission_file_{NAME}": RIGHT,
            "Jörg Müller_4711_assignsubmission_onlinetext_.html": b"<p>x",
            f"Ann Example_4712_assignsubmission_file_x_99_assignsubmission_file_{NAME}": STALE,
        },
        {"Jörg Müller": RIGHT, "Ann Example": None},
        set(),
    ),
    "Blackboard, two assignments": (
        {
            "HW 1_j_smith_attempt_2026-11-02-10-00-00_arithmetic.py": RIGHT,
            "HW 2_smith_attempt_2026-11-09-10-00-00_arithmetic.py": STALE,
            "HW 2_ann_attempt_2026-11-09-10-00-00_x_smith_attempt_2030-01-01-00-00-00_arithmetic.py": STALE,
        },
        {"smith HW 1_j_smith": RIGHT, "smith HW 2_smith": STALE, "ann": None},
        set(),
    ),
    "Blackboard": (
        {
            "Homework_1_b_test_attempt_2026-11-02-10-00-00_arithmetic.py": RIGHT,
            "Homework_1_b_test_attempt_2026-11-02-10-00-00.txt": b"Name: Ben Test (b_test)",
            "Homework_1_cprobe_attempt_2026-11-02-10-00-00.txt": b"Name: Cleo Probe (cprobe)",
        },
        {"b_test": RIGHT, "cprobe": None},
        {"cprobe"},
    ),
}


@pytest.mark.parametrize("zipped_as", ["", "all.zip", "week 3/all.zip"])
@pytest.mark.parametrize("system", EXPORTS)
def test_an_export_is_understood_as_it_is(own_mini: Course, tmp_path: Path, system: str, zipped_as: str) -> None:
    files, expected, empty = EXPORTS[system]
    put(tmp_path / "class", {zipped_as: zip_of(files)} if zipped_as else files)
    for place in (tmp_path / "class", *([tmp_path / "class" / zipped_as] if zipped_as else [])):
        found = handed_in.find(own_mini, [place])
        assert {one.name: one.read(own_mini.exercises[0]).data for one in found.submissions} == expected
        assert {one.reason.partition(" handed in only ")[0] for one in found.not_understood} == empty


def test_what_cannot_be_unpacked_is_told(own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "class", {"all.zip": zip_of(EXPORTS["Moodle"][0])})
    monkeypatch.setattr("deepkata.handed_in.contents.MAX_CLASS", 10)
    with pytest.raises(NoSuchSubmission, match="unpack it yourself"):
        handed_in.find(own_mini, [tmp_path / "class"])


def test_what_was_unpacked_is_not_unpacked_again(own_mini: Course, tmp_path: Path) -> None:
    """Zip files in zip files could fill any disk, and a student's could name somebody else."""
    inner = zip_of({f"Bob Example_2_assignsubmission_file_/{NAME}": RIGHT})
    put(tmp_path / "class", {"all.zip": zip_of({"Ann Example_1_assignsubmission_file_/all.zip": inner})})
    assert [one.name for one in handed_in.find(own_mini, [tmp_path / "class"]).submissions] == ["Ann Example"]


def test_names_in_a_zip_file_may_be_as_deep_as_they_like(mini: Course, tmp_path: Path) -> None:
    put(tmp_path / "class", {"ann.zip": zip_of({"a/" * 30_000 + NAME: RIGHT})})
    began = time.monotonic()
    assert [one.name for one in handed_in.find(mini, [tmp_path / "class"]).submissions] == ["ann"]
    assert time.monotonic() - began < 2


def test_many_notebooks_take_no_time(mini: Course, tmp_path: Path) -> None:
    large = notebook("x = '" + 900_000 * "a" + "'")
    put(tmp_path / "class", {"ann.zip": zip_of({f"{number}.ipynb": large for number in range(400)})})
    began = time.monotonic()
    handed_in.find(mini, [tmp_path / "class"])
    assert time.monotonic() - began < 5


def test_two_students_of_one_name_are_two(mini: Course, tmp_path: Path) -> None:
    put(tmp_path / "class", {"annexample_1_10_arithmetic.py": RIGHT, "annexample_2_11_arithmetic.py": STALE})
    found = handed_in.find(mini, [tmp_path / "class"]).submissions
    assert len({one.name for one in found}) == 2


def test_a_single_file_can_be_graded(mini: Course, tmp_path: Path) -> None:
    """As a Gradescope bundle gets it: the file alone, in a folder or by itself."""
    put(tmp_path / "submission", {NAME: RIGHT})
    for place in (tmp_path / "submission", tmp_path / "submission" / NAME):
        (one,) = handed_in.find(mini, [place]).submissions
        assert one.read(mini.exercises[0]).data == RIGHT


def test_an_archive_that_becomes_larger_and_larger_is_told(mini: Course, tmp_path: Path) -> None:
    put(tmp_path / "class", {"zoe.tar.gz": packed({FILE: b"#" * 2**26}), f"ann/{FILE}": RIGHT})
    zoe = next(one for one in handed_in.find(mini, [tmp_path / "class"]).submissions if one.name == "zoe")
    assert "holds more than 64 MB" in zoe.read(mini.exercises[0]).fault
