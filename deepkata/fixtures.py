"""Data and networks under ``fixtures/``: found by name, checked against the manifest before they are used.

What is too large for the repository is made by its recipe when it is first needed, and kept in a cache of the user's.
"""

from __future__ import annotations

import functools
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import platformdirs

from deepkata import toml
from deepkata.errors import DeepkataError
from deepkata.files import temporary_folder

#: What pip says with ``--progress-bar=raw``.
_PROGRESS = re.compile(rb"Progress (\d+) of (\d+)")
OnProgress = Callable[[float], None]


class Fixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file: where it is from, under which licence, what rebuilds it; ``fetched``: not in the repository, but in the cache."""

    name: str
    bytes: int
    sha256: str
    source: str
    licence: str
    recipe: str
    fetched: bool = False


class BadFixture(DeepkataError):
    """A fixture that is missing, unknown or not what the manifest says."""


class _FixturesFile(msgspec.Struct, frozen=True, kw_only=True):
    files: tuple[Fixture, ...] = ()


def entries(root: Path) -> tuple[Fixture, ...]:
    """The manifest of the course in ``root``; a course without one has no fixtures. Raises BadFixture."""
    path = root / "fixtures" / "manifest.toml"
    if not path.exists():
        return ()
    about = path.stat()
    return _parsed(path, about.st_mtime_ns, about.st_size)


@functools.lru_cache(8)
def _parsed(path: Path, at: int, size: int) -> tuple[Fixture, ...]:  # noqa: ARG001 - keys of the cache
    """A manifest, read again when the file has changed."""
    try:
        return msgspec.convert(toml.loads(path.read_text(encoding="utf-8")), _FixturesFile).files
    except (OSError, toml.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadFixture(f"{path}: {error}") from None


def cache() -> Path:
    """The folder of what was fetched."""
    return platformdirs.user_cache_path("deepkata") / "fixtures"


def missing(root: Path, names: tuple[str, ...]) -> list[Fixture]:
    """Which of these fixtures are still to be fetched. Raises BadFixture."""
    return [entry for entry in (_entry(root, name) for name in names) if entry.fetched and not _place(root, entry).is_file()]


def fetch(root: Path, entry: Fixture, on_progress: OnProgress = lambda _: None) -> Path:
    """Have a fixture made by its recipe, check it, and keep it. Raises BadFixture; a part of a file is never left."""
    place = _place(root, entry)
    place.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder() as folder:
        command = [sys.executable, "-E", "-s", str(root / "fixtures" / entry.recipe), str(folder)]
        with (folder / "log").open("w+b") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=folder) as recipe:
            assert recipe.stdout is not None  # noqa: S101
            for line in recipe.stdout:
                if found := _PROGRESS.search(line):
                    on_progress(int(found[1]) / max(1, int(found[2])))
            recipe.wait()
            log.seek(0)
            last = (log.read().decode("utf-8", "replace").strip().splitlines() or ["it says nothing"])[-1]
        made = folder / entry.name
        if recipe.returncode or not made.is_file():
            raise BadFixture(
                f"{entry.name} could not be made by fixtures/{entry.recipe}: {last}\nIs this machine online? `deepkata fetch` tries again."
            )
        if _sha256(made) != entry.sha256:
            raise BadFixture(f"fixtures/{entry.recipe} made a {entry.name} that is not the one of the manifest (its SHA-256 differs).")
        part = place.with_name(f"{place.name}.part")
        part.write_bytes(made.read_bytes())
        part.replace(place)
    return place


@functools.cache
def fixture_path(root: Path, name: str) -> Path:
    """The path of a fixture whose bytes are those of the manifest. Raises BadFixture."""
    entry = _entry(root, name)
    path = _place(root, entry)
    if not path.is_file():
        raise BadFixture(f"{path} is missing. `{'deepkata fetch' if entry.fetched else 'nox -s fixtures'}` makes it.")
    if _sha256(path) != entry.sha256:
        again = "remove it, and `deepkata fetch`" if entry.fetched else "`nox -s fixtures`"
        raise BadFixture(f"{path} is not the file that the manifest describes (its SHA-256 differs): {again} makes it anew.")
    return path


def _entry(root: Path, name: str) -> Fixture:
    entry = next((entry for entry in entries(root) if entry.name == name), None)
    if entry is None:
        raise BadFixture(f"fixtures/manifest.toml lists no file {name!r}.")
    return entry


def cached(entry: Fixture) -> Path:
    """Where in the cache a fixture that is fetched is or will be: each version has a place of its own."""
    return Path(entry.sha256[:16], entry.name)


def _place(root: Path, entry: Fixture) -> Path:
    return cache() / cached(entry) if entry.fetched else root / "fixtures" / entry.name


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
