"""The scored times as pytest-benchmark writes them, so that its ``compare`` and its histograms work on them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest_benchmark
from pytest_benchmark.plugin import pytest_benchmark_generate_machine_info
from pytest_benchmark.stats import Stats
from pytest_benchmark.utils import get_commit_info

from deepkata.bench.measurement import Measurement
from deepkata.course import Course
from deepkata.files import write_atomically
from deepkata.manifest import Exercise
from deepkata.report.model import Environment


def write(path: Path, course: Course, found: dict[tuple[str, str], Measurement], environment: Environment) -> None:
    """Write the times of several measurements, by submission and exercise, into one file."""
    entries = [entry for (name, id_), measured in found.items() for entry in _entries(course.get(id_), name, measured)]
    document = {
        "machine_info": pytest_benchmark_generate_machine_info() | {"deepkata": msgspec.to_builtins(environment)},
        "commit_info": get_commit_info(),
        "benchmarks": entries,
        "datetime": dt.datetime.now(dt.timezone.utc).isoformat(),
        "version": pytest_benchmark.__version__,
    }
    write_atomically(path, msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _entries(exercise: Exercise, submission: str, measured: Measurement) -> list[dict[str, Any]]:
    """One entry for each contender and size."""
    entries = []
    for (contender, size), pairs in measured.times.items():
        stats = Stats()
        for seconds in (seconds for pair in pairs for seconds in pair):
            stats.update(seconds)
        name = f"{contender}[{size}]"
        entries.append(
            {
                "group": f"{exercise.id}[{size}]",
                "name": name,
                "fullname": f"tests/{exercise.id}/bench_{exercise.name}.py::{name}",
                "params": {"contender": contender, "size": size},
                "param": str(size),
                "extra_info": {"submission": submission, "pairs": pairs, "unit": measured.speed.unit},
                "options": {
                    "disable_gc": True,
                    "timer": "monotonic",
                    "min_rounds": stats.rounds,
                    "max_time": 0.0,
                    "min_time": 0.0,
                    "warmup": True,
                },
                "stats": stats.as_dict() | {"iterations": 1, "data": stats.data},
            }
        )
    return entries
