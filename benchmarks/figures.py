"""The figures of docs/performance.md: every benchmark in one run, with the day, the commit and the machine.

Each figure stands in the document between ``<!-- figures: NAME -->`` and ``<!-- end -->``, which this file writes anew.
A benchmark that misses a bar is written like any other, and the exit code is 1. Let nothing else run meanwhile.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import psutil
from rich.console import Console

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "performance.md"
#: Exercises of every kind: light, with real networks, TensorFlow, Keras with and without much training.
SEVERAL = ("box_iou", "blob_by_hand", "detect_objects", "tensor_ops", "linear_regression", "two_apis", "digits_cnn", "keras_to_onnx")
#: What is run for each section of the document.
BENCHMARKS = {
    "overhead": ("overhead.py", "--saves", "5", "--cold", "1", *SEVERAL),
    "screen": ("screen.py", "--saves", "5", "--idle", "10", "knn_digits", "blob_by_hand", "tensor_ops", "digits_cnn"),
    "explained": ("explained.py", "--programs", "6"),
    "class": ("class_overhead.py", "--size", "30"),
    "speed": ("speed_trials.py", "--trials", "20", "--slower", "10"),
}


def about() -> str:
    """When, on what and of which commit."""
    memory = psutil.virtual_memory().total / 2**30
    today = dt.date.today()  # noqa: DTZ011 - the day where it was run
    return (
        f"Run on {today.day} {today:%B %Y} at commit {commit()}: {processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}; load {os.getloadavg()[0]:.1f} before the first one."
    )


def commit() -> str:
    """The commit that is checked out, and whether anything but documents was changed since."""
    git = ["git", "-C", str(HERE.parent)]
    found, changed = (
        subprocess.run([*git, *words], capture_output=True, text=True, check=False).stdout.strip()
        for words in (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs"])
    )
    return (found + "-dirty" * bool(changed)) or "no commit"


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    cpus = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", cpus.read_text(encoding="utf-8")) if cpus.is_file() else None
    return found[1].strip() if found else platform.machine()


def replaced(document: str, name: str, text: str) -> str:
    """The document with another text in one of its sections."""
    section = re.compile(rf"(<!-- figures: {name} -->\n).*?(<!-- end -->)", re.S)
    if not section.search(document):
        raise click.ClickException(f"{DOCUMENT.name} has no section <!-- figures: {name} --> … <!-- end -->.")
    return section.sub(lambda found: f"{found[1]}\n{text.strip()}\n\n{found[2]}", document)


@click.command()
@click.argument("names", nargs=-1, metavar=f"[{'|'.join(BENCHMARKS)}]...", type=click.Choice(list(BENCHMARKS)))
def main(names: tuple[str, ...]) -> None:
    """Run the benchmarks NAMES, else all, and write their figures into docs/performance.md."""
    console, missed, first = Console(), [], about()
    with tempfile.TemporaryDirectory() as folder:
        for name in names or BENCHMARKS:
            script, *arguments = BENCHMARKS[name]
            command = [sys.executable, str(HERE / script), *arguments, "--markdown", written := f"{folder}/{name}.md"]
            console.print(f"[bold]{script} {' '.join(arguments)}[/]")
            code = subprocess.run(command, cwd=HERE.parent, check=False).returncode
            if not Path(written).is_file():
                raise click.ClickException(f"{script} wrote no figures (exit code {code}).")
            missed += [name] if code else []
            called = f"`benchmarks/{script} {' '.join(arguments)}`"
            text = f"{called}. {first}\n\n{Path(written).read_text(encoding='utf-8')}"
            DOCUMENT.write_text(replaced(DOCUMENT.read_text(encoding="utf-8"), name, text), encoding="utf-8")
    console.print(f"Written: {DOCUMENT}" + (f"; a bar is missed by {', '.join(missed)}" if missed else ""))
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
