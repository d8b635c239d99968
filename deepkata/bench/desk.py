"""Bench files in plain pytest: ``pytest --benchmark-only tests/1_overview/box_iou`` times everything in this process.

A quick picture for the desk: nothing is kept apart, so it is no score. pytest-benchmark does the timing, and its own
options work: ``--benchmark-save``, ``--benchmark-compare``, ``--benchmark-histogram``. Loaded by its entry point.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from deepkata.bench import Benchmark
from deepkata.bench.contenders import OBJECT
from deepkata.course import Course
from deepkata.judge.plugin import exercise_of
from deepkata.manifest import Exercise
from deepkata.report.model import Environment

SEED = 0


class BenchFile(pytest.File):
    """A ``bench_<exercise>.py``: a test for each contender and size."""

    course: Course
    exercise: Exercise

    def collect(self) -> Iterator[pytest.Item]:
        benchmark = getattr(load(self.path, self.path.stem), OBJECT, None)
        if not isinstance(benchmark, Benchmark):
            raise self.CollectError(f"{self.path.name} makes no {OBJECT} = Benchmark(...)")
        options = self.config.option
        student = options.program or (options.submission or self.course.root / "exercises") / f"{self.exercise.id}.py"
        calls: dict[str, Callable[[], Any]] = {
            "submission": lambda: getattr(load(student, self.exercise.name), benchmark.function),
            "reference": lambda: getattr(load(self.course.reference(self.exercise), self.exercise.name), benchmark.function),
        }
        for name in benchmark.others:
            calls[name] = functools.partial(getattr, benchmark, name)
        parent = _Functions.from_parent(self, path=self.path)
        for size in benchmark.sizes:
            for name, find in calls.items():
                yield pytest.Function.from_parent(
                    parent, name=f"{name}[{size}]", callobj=_timed(self.course, self.exercise, benchmark, find, size)
                )


class _Functions(pytest.Module):
    """What pytest wants above a function; it has no tests of its own."""

    def _getobj(self) -> ModuleType:
        return ModuleType(self.path.stem)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Bench files, where they are asked for: by name, or by --benchmark-only."""
    if not file_path.name.startswith("bench_") or not (found := exercise_of(file_path)):
        return None
    asked = any(Path(argument.partition("::")[0]).name == file_path.name for argument in parent.config.args)
    if not asked and not getattr(parent.config.option, "benchmark_only", False):
        return None
    collected: BenchFile = BenchFile.from_parent(parent, path=file_path)
    collected.course, collected.exercise = found
    return collected


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(machine_info: dict[str, Any]) -> None:
    """The versions of the packages, beside what pytest-benchmark tells of the machine."""
    machine_info["deepkata"] = msgspec.to_builtins(Environment.here("none"))


def _timed(course: Course, exercise: Exercise, about: Benchmark, find: Callable[[], Any], size: int) -> Callable[..., None]:
    def timed(benchmark: Any) -> None:
        """One contender at one size."""
        if reason := course.lacking(exercise):
            pytest.skip(f"not applicable: {reason}")
        call = find()

        def function(*given: Any) -> Any:
            return about.finish(call(*given))

        arguments = about.arguments(SEED, size)
        given = (about.make(SEED, size), *arguments) if about.setup else arguments
        try:
            function(*given)
        except NotImplementedError:
            pytest.skip("not attempted yet")
        benchmark.group = f"{exercise.id}[{size}]"
        benchmark(function, *given)

    return timed


def load(path: Path, name: str) -> ModuleType:
    """Run a file as a module of this process."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
