"""What `nox -s verify -- --deep` proves, and its record in docs/verified.md: every program whole and timed, in each environment.

Named exercises alone are proved again, and only their rows change; without a name, the kit's tests run as well, with those
marked ``deep`` (hostile programs at every level of the sandbox, faults of a cluster) and with coverage. ``--mutants`` runs the
suites on slightly changed copies of their references instead, and renews the second table.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from figures import commit
from tables import line

from deepkata.course import Course
from deepkata.errors import DeepkataError

HERE = Path(__file__).parent
ROOT = HERE.parent
DOCUMENT = ROOT / "docs" / "verified.md"
PROOFS = ("what", "environment", "holds", "seeds", "runs", "right", "wrong", "slowest call", "commit", "day")
MUTATION = ("suite", "mutants", "noticed", "equivalent", "score", "commit", "day")
KIT = "tests/kit"


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--environment", "environments", multiple=True, metavar="NAME=PYTHON[:TOPIC,...]", help="Where to verify, and what.")
@click.option("--seeds", type=click.IntRange(1), help="Seeds per program; else what course.toml says.")
@click.option("--mutants", is_flag=True, help="Instead, the mutation score of each suite.")
@click.option("--kit/--no-kit", default=None, help="Run the kit's tests; by default where no exercise is named.")
def main(exercises: tuple[str, ...], environments: tuple[str, ...], seeds: int | None, mutants: bool, kit: bool | None) -> None:
    """Prove EXERCISES, else all of the course, and write what was found into docs/verified.md."""
    course, fails = Course.read(ROOT), False
    if mutants:
        for score in verified(sys.executable, chosen(course, exercises, []), ["--mutants"]):
            write(MUTATION, [row_of_mutants(score)])
            fails |= bool(score["problems"])
        sys.exit(fails)
    for environment in environments:
        name, python, topics = re.fullmatch(r"([^=]+)=([^:]+):?(.*)", environment).groups()  # type: ignore[union-attr]
        options = ["--deep", *(["--seeds", str(seeds)] if seeds else [])]
        for proof in verified(python, chosen(course, exercises, topics.split(",") if topics else []), options):
            write(PROOFS, [row(proof["exercise"], name, proof)], keys=2)
            fails |= bool(proof["problems"])
    if kit if kit is not None else not exercises:
        told, code = kit_tests()
        write(PROOFS, [[f"`{KIT}`", "default", "no" if code else "yes", "", told, "", "", "", *when()]], keys=2)
        fails |= code != 0
    sys.exit(fails)


def write(columns: Sequence[str], rows: Sequence[Sequence[str]], *, keys: int = 1) -> None:
    """Renew rows of the document's table with these columns; the first ``keys`` cells tell one from another."""
    document = DOCUMENT.read_text(encoding="utf-8")
    head, table, rest = re.split(rf"({re.escape(line(columns))}\n.*?\n)(?=\n|\Z)", document, maxsplit=1, flags=re.S)
    known = {
        tuple(cells[:keys]): cells for text in table.splitlines()[2:] for cells in [[cell.strip() for cell in text.strip("| ").split("|")]]
    }
    known |= {tuple(cells[:keys]): list(cells) for cells in rows}
    body = [line(columns), line(["---"] * len(columns)), *(line(known[one]) for one in sorted(known))]
    DOCUMENT.write_text(head + "\n".join(body) + "\n" + rest, encoding="utf-8")


def chosen(course: Course, exercises: Sequence[str], topics: Sequence[str]) -> list[str]:
    """What is verified in an environment, which may matter to some topics only."""
    try:
        return [exercise.id for exercise in course.choose(exercises) if not topics or exercise.topic in topics]
    except DeepkataError as error:
        raise click.ClickException(str(error)) from None


def verified(python: str, names: list[str], options: Sequence[str]) -> Iterator[dict]:
    """What `deepkata verify` finds of exercises in one environment, topic by topic: hours of work, of which none is lost."""
    for _, topic in itertools.groupby(names, key=lambda name: name.partition("/")[0]):
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder) / "found.json"
            subprocess.run([python, "-I", "-m", "deepkata", "verify", "--output", written, *options, *topic], cwd=ROOT, check=False)
            if not written.is_file():
                raise click.ClickException(f"{python} -m deepkata verify wrote nothing.")
            yield from json.loads(written.read_text(encoding="utf-8"))


def row(name: str, environment: str, proof: dict) -> list[str]:
    """One line of the first table."""
    counts = [str(proof[what]) for what in ("seeds", "runs", "accepted", "rejected")]
    return [f"`{name}`", environment, "no" if proof["problems"] else "yes", *counts, f"{proof['slowest_call_s']:.2f} s", *when()]


def row_of_mutants(score: dict) -> list[str]:
    """One line of the second table."""
    count = score["mutants"]
    share = score["noticed"] / max(1, count - score["equivalent"])
    return [
        f"`{score['exercise']}`",
        str(count),
        str(score["noticed"]),
        str(score["equivalent"]),
        f"{share:.1%}".replace("%", " %"),
        *when(),
    ]


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
