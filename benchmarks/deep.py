"""What `nox -s verify -- --deep` proves, and its record in docs/verified.md: every program whole and timed, in each environment.

Named exercises alone are proved again, and only their rows change; without a name, the kit's tests run as well, with those
marked ``deep`` (hostile programs at every level of the sandbox, faults of a cluster) and with coverage.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
from figures import commit
from tables import line

from deepkata.course import Course
from deepkata.errors import DeepkataError

HERE = Path(__file__).parent
ROOT = HERE.parent
DOCUMENT = ROOT / "docs" / "verified.md"
COLUMNS = ("what", "environment", "holds", "seeds", "runs", "right", "wrong", "slowest call", "commit", "day")
ROW = re.compile(r"^\| `(?P<what>[^`]+)` \| (?P<environment>[^ |]+) \|.*$", re.M)
KIT = "tests/kit"


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--environment", "environments", multiple=True, metavar="NAME=PYTHON[:TOPIC,...]", help="Where to verify, and what.")
@click.option("--seeds", type=click.IntRange(1), help="Seeds per program; else what course.toml says.")
@click.option("--kit/--no-kit", default=None, help="Run the kit's tests; by default where no exercise is named.")
def main(exercises: tuple[str, ...], environments: tuple[str, ...], seeds: int | None, kit: bool | None) -> None:
    """Prove EXERCISES, else all of the course, and write what was found into docs/verified.md."""
    document = DOCUMENT.read_text(encoding="utf-8")
    rows = {(found["what"], found["environment"]): found[0] for found in ROW.finditer(document)}
    course, fails = Course.read(ROOT), False
    for environment in environments:
        name, python, topics = re.fullmatch(r"([^=]+)=([^:]+):?(.*)", environment).groups()  # type: ignore[union-attr]
        for proof in verified(python, chosen(course, exercises, topics.split(",") if topics else []), seeds):
            rows[proof["exercise"], name] = row(proof["exercise"], name, proof)
            fails |= bool(proof["problems"])
    if kit if kit is not None else not exercises:
        told, code = kit_tests()
        rows[KIT, "default"] = line([f"`{KIT}`", "default", "no" if code else "yes", "", told, "", "", "", *when()])
        fails |= code != 0
    body = "\n".join([line(COLUMNS), line(["---"] * len(COLUMNS)), *(rows[key] for key in sorted(rows))])
    head, mark, _ = document.partition("<!-- table -->")
    DOCUMENT.write_text(f"{head}{mark}\n\n{body}\n", encoding="utf-8")
    sys.exit(fails)


def chosen(course: Course, exercises: Sequence[str], topics: Sequence[str]) -> list[str]:
    """What is verified in an environment, which may matter to some topics only."""
    try:
        return [exercise.id for exercise in course.choose(exercises) if not topics or exercise.topic in topics]
    except DeepkataError as error:
        raise click.ClickException(str(error)) from None


def verified(python: str, names: list[str], seeds: int | None) -> list[dict]:
    """The proofs of exercises in one environment, as `deepkata verify` writes them."""
    if not names:
        return []
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "proofs.json"
        options = ["--seeds", str(seeds)] if seeds else []
        subprocess.run([python, "-I", "-m", "deepkata", "verify", "--deep", "--output", written, *options, *names], cwd=ROOT, check=False)
        if not written.is_file():
            raise click.ClickException(f"{python} -m deepkata verify wrote nothing.")
        return json.loads(written.read_text(encoding="utf-8"))


def row(name: str, environment: str, proof: dict) -> str:
    """One line of the table."""
    counts = [str(proof[what]) for what in ("seeds", "runs", "accepted", "rejected")]
    return line([f"`{name}`", environment, "no" if proof["problems"] else "yes", *counts, f"{proof['slowest_call_s']:.2f} s", *when()])


def kit_tests() -> tuple[str, int]:
    """The kit's tests with all that is deep, under coverage; what pytest counted, and its exit code."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "coverage", "erase"], cwd=ROOT, check=True)
    command = [sys.executable, "-m", "coverage", "run", "-m", "pytest", KIT, "--deep"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        last = ""
        for text in running.stdout or ():
            print(text, end="", flush=True)
            last = text if " passed" in text or " failed" in text else last
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "coverage", "combine", "--quiet"], cwd=ROOT, check=False
    )  # a killed worker leaves half a file
    covered = subprocess.run([sys.executable, "-m", "coverage", "report"], cwd=ROOT, check=False, capture_output=True, text=True)
    share = re.search(r"^TOTAL.*?([\d.]+)%$", covered.stdout, re.M)
    counted = ", ".join(re.findall(r"\d+ (?:passed|failed|skipped)", last))
    told = f"{counted}; {(time.monotonic() - begun) / 60:.0f} min" + (f"; {share[1]} % of the lines" if share else "")
    return told, running.returncode or covered.returncode


def when() -> tuple[str, str]:
    """The commit and the day."""
    return commit(), f"{dt.date.today():%Y-%m-%d}"  # noqa: DTZ011 - the day where it was run


if __name__ == "__main__":
    main()
