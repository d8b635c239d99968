"""The process that decides never imports TensorFlow, Keras or a submission."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

from deepkata.course import Course

#: Runs pytest as the judge does, and notes every code object that is run and every module that is there at the end.
WATCH = """
import json, sys, pytest
ran = set()
sys.addaudithook(lambda event, args: event == "exec" and ran.add(getattr(args[0], "co_filename", "")))
code = pytest.main(sys.argv[2:])
open(sys.argv[1], "w").write(json.dumps({"code": code, "ran": sorted(ran), "modules": sorted(sys.modules)}))
"""


@pytest.mark.parametrize("name", ["1_overview/box_iou", "3_tensorflow/linear_regression"])
def test_the_judge_imports_neither_tensorflow_nor_the_submission(course: Course, tmp_path: Path, name: str) -> None:
    exercise = course.get(name)
    notes = tmp_path / "notes.json"
    command = [sys.executable, "-c", WATCH, str(notes), str(course.suite(exercise)), "--program", str(course.reference(exercise))]
    subprocess.run([*command, "-q", "-p", "no:cacheprovider"], cwd=ROOT, check=True, capture_output=True)
    found = json.loads(notes.read_text())
    assert found["code"] == 0
    tops = {module.partition(".")[0] for module in found["modules"]}
    assert not tops & {"tensorflow", "keras", "pickle5", exercise.name}
    assert any(path.endswith(f"test_{exercise.name}.py") for path in found["ran"])
    assert not [path for path in found["ran"] if Path(path).name in (f"{exercise.name}.py", "probes.py")]


def test_neither_does_the_engine(course: Course, tmp_path: Path) -> None:
    notes = tmp_path / "modules.json"
    code = (
        "import json, sys; from pathlib import Path; from deepkata.course import Course; from deepkata.judge.engine import Engine\n"
        f"course = Course.read(Path({str(course.root)!r})); exercise = course.get('linear_regression')\n"
        "with Engine(course) as engine: result = engine.judge(exercise, course.reference(exercise))\n"
        f"Path({str(notes)!r}).write_text(json.dumps([result.verdict.value, sorted(sys.modules)]))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    verdict, modules = json.loads(notes.read_text())
    assert verdict == "accepted"
    assert not {module.partition(".")[0] for module in modules} & {"tensorflow", "keras", "pytest_benchmark", "linear_regression"}
