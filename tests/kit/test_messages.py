"""What people hand in that is no program, or cannot work where it is judged: the message says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import program

from deepkata.course import Course
from deepkata.judge.engine import Engine

PYTHON = ".".join(map(str, sys.version_info[:2]))
FILES = {
    "UTF-16": (program().encode("utf-16"), "the file is in UTF-16: save it as UTF-8"),
    "a Latin-1 byte": (program("# caf\xe9").encode("latin-1"), "the byte 0xe9 is not UTF-8"),
    "a notebook": (b'{"cells": [], "metadata": {}, "nbformat": 4}', "this is a Jupyter notebook: save it as a Python file"),
    "a magic": (program("%matplotlib inline").encode(), "%matplotlib is a command of IPython's"),
    "a shell command": (program("!pip install numpy").encode(), "!pip is a command of IPython's"),
    "newer syntax": (b"type X = int\nx = (\n", f"as Python {PYTHON} reads it"),
    "a helper": (program("from helpers import area").encode(), "Only this one file is read: what it needs of helpers has to stand in it"),
    "a window at the top": (program("import cv2, numpy\ncv2.imshow('x', numpy.zeros((2, 2)))").encode(), "No window can be opened"),
    "a window in a function": (program("import cv2", mean="cv2.imshow('a', a); return 0.0").encode(), "No window can be opened"),
}


@pytest.mark.parametrize("what", FILES)
def test_the_message_says_what_to_do(engine: Engine, tmp_path: Path, what: str) -> None:
    data, words = FILES[what]
    path = tmp_path / "program.py"
    path.write_bytes(data)
    result = engine.judge(engine.course.exercises[0], path)
    failed = result.first_failure
    assert failed
    assert words in failed.message, failed.message
    assert "frozen" not in failed.message
    assert "deepkata" not in failed.message


def test_such_a_line_inside_a_text_is_no_command(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(program('HELP = """\n%matplotlib inline\n!pip install x\n"""\nLINE = ("%d"\n%len(HELP))'))
    assert engine.judge(engine.course.exercises[0], path).first_failure is None


def test_a_terminal_of_another_encoding_gets_letters(mini: Course) -> None:
    command = [sys.executable, "-m", "deepkata", "run", "--program", str(mini.reference(mini.exercises[0]))]
    for encoding in ("latin-1", "ascii"):
        variables = os.environ | {"PYTHONIOENCODING": encoding}
        done = subprocess.run(command, cwd=mini.root, env=variables, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert b"   + 1 Add" in done.stdout
        assert b"?" not in done.stdout
