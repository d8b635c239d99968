"""What the engine's own tests share: a small course in a folder of its own, and warm engines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

from deepkata.course import Course
from deepkata.judge.engine import Engine
from deepkata.verify import chosen

collect_ignore = ["mini"]
SLOW = {
    f"test_{name}.py"
    for name in ("bench", "dask", "grading", "hostile", "judge", "known_answers", "notebook", "practice", "release", "site", "verify")
}
MINI = Path(__file__).parent / "mini"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="Run the tests marked deep, too: `nox -s verify -- --deep` does.")


def pytest_sessionstart() -> None:
    """What a test starts is no part of these tests' side-by-side run: pytest-benchmark would measure nothing there."""
    for name in [name for name in os.environ if name.startswith("PYTEST_XDIST_")]:
        del os.environ[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes and is told apart by a marker; begin with the slow files, so that no process ends with one."""
    if not config.getoption("--deep"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("deep")])
        items[:] = [item for item in items if not item.get_closest_marker("deep")]
    items.sort(key=lambda item: item.path.name not in SLOW)


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course, read only."""
    folder = tmp_path_factory.mktemp("mini") / "course"
    shutil.copytree(MINI, folder)
    return Course.read(folder)


@pytest.fixture
def own_mini(tmp_path: Path) -> Course:
    """A copy of the small course that a test may change."""
    shutil.copytree(MINI, tmp_path / "course")
    return Course.read(tmp_path / "course")


@pytest.fixture
def lean_mini(own_mini: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Such a copy without what takes `verify` seconds: the benchmark, the endless program and most strange results."""
    monkeypatch.setattr(chosen, "STRANGE_RESULTS", chosen.STRANGE_RESULTS[:2])
    exercise = own_mini.exercises[0]
    own_mini.benchmark(exercise).unlink()
    for path in own_mini.programs(exercise, "time_limit_exceeded"):
        path.unlink()
    return own_mini


@pytest.fixture(scope="session")
def engine(mini: Course) -> Iterator[Engine]:
    """A warm engine on the small course."""
    with Engine(mini) as engine:
        yield engine


@pytest.fixture(scope="session")
def course() -> Course:
    """The real course."""
    return Course.read(ROOT)
