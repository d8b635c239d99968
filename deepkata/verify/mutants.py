"""``verify --mutants``: small changes of the reference, made by Cosmic Ray, each of which the suite should notice."""

from __future__ import annotations

import ast
import difflib
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from cosmic_ray import mutating, plugins

from deepkata import toml
from deepkata.bench.session import Stopwatch
from deepkata.course import Course
from deepkata.errors import BadManifest
from deepkata.manifest import Exercise
from deepkata.verdicts import Verdict

EQUIVALENT = "equivalent_mutants.toml"


class Mutant(msgspec.Struct, frozen=True):
    """A changed reference: the lines that were there, and those that are there now."""

    was: str
    now: str
    code: str


class Equivalent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mutant that no suite can notice, or none should; ``reason`` says why. Without ``now``: whatever becomes of these lines."""

    was: str
    now: str = ""
    reason: str


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: tuple[Equivalent, ...] = ()


class Score(msgspec.Struct, kw_only=True):
    """How many mutants there were, and how many the suite noticed; ``problems``: those it did not, and needless entries of the list."""

    exercise: str
    mutants: int = 0
    noticed: int = 0
    equivalent: int = 0
    seconds: float = 0.0
    problems: list[str] = []


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a program that may behave differently, each once."""
    seen = {_behaviour(source)}
    for name in sorted(plugins.operator_names()):
        try:
            operator = plugins.get_operator(name)()
        except TypeError:  # those that must be told which variable to change
            continue
        occurrence = 0
        while (code := mutating.mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            try:
                behaviour = _behaviour(code)
            except SyntaxError:  # the stars of {**known} are taken for an operator
                continue
            if behaviour not in seen:
                seen.add(behaviour)
                yield Mutant(*_changed(source, code), code)


def _behaviour(code: str) -> str:
    """A program without its annotations, which change nothing that it does."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def _changed(before: str, after: str) -> tuple[str, str]:
    was, now = [], []
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line.startswith("- "):
            was.append(line[2:].strip())
        elif line.startswith("+ "):
            now.append(line[2:].strip())
    return "\n".join(was), "\n".join(now)


def listed(course: Course, exercise: Exercise) -> tuple[Equivalent, ...]:
    """The mutants that the author lists as equivalent. Raises BadManifest."""
    path = course.tests(exercise) / EQUIVALENT
    if not path.is_file():
        return ()
    try:
        return msgspec.convert(toml.loads(path.read_text(encoding="utf-8")), _Listed).equivalent
    except (toml.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadManifest(path, 1, str(error)) from None


def score(watch: Stopwatch, exercise: Exercise, *, tick: Callable[[str], None] = lambda _: None) -> Score:
    """Run the suite on every mutant of the reference."""
    begun = time.monotonic()
    result = Score(exercise=exercise.id)
    course = watch.engine.course
    equivalents = {(entry.was, entry.now) for entry in listed(course, exercise)}
    survived = set()
    every = list(mutants(course.reference(exercise).read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{exercise.name}.py"
        for mutant in every:
            tick(f"{exercise.id}: mutant {result.mutants + 1} of {len(every)}")
            path.write_text(mutant.code, encoding="utf-8")
            result.mutants += 1
            change = next((one for one in ((mutant.was, mutant.now), (mutant.was, "")) if one in equivalents), None)
            run = watch.engine.run(exercise, path, until_failure=True)
            if run.error or any(test.verdict is not Verdict.ACCEPTED for test in run.tests):
                result.noticed += 1
            elif change:
                result.equivalent += 1
                survived.add(change)
            else:
                result.problems.append(f"not noticed:\n{_shown(mutant.was, mutant.now)}")
    result.problems += [f"listed as equivalent, but noticed or gone:\n{_shown(*change)}" for change in sorted(equivalents - survived)]
    result.seconds = time.monotonic() - begun
    return result


def _shown(was: str, now: str) -> str:
    return "\n".join(textwrap.indent(text, f"  {sign} ", lambda _: True) for sign, text in (("-", was), ("+", now)) if text)
