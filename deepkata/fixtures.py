"""Data and networks under ``fixtures/``: found by name, checked against the manifest before they are used."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import msgspec

from deepkata import toml
from deepkata.errors import DeepkataError


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file: where it is from, under which licence, what rebuilds it."""

    name: str
    bytes: int
    sha256: str
    source: str
    licence: str
    recipe: str


class BadFixture(DeepkataError):
    """A fixture that is missing, unknown or not what the manifest says."""


class _Manifest(msgspec.Struct, frozen=True, kw_only=True):
    files: tuple[Entry, ...] = ()


def entries(root: Path) -> tuple[Entry, ...]:
    """The manifest of the course in ``root``. Raises BadFixture."""
    path = root / "fixtures" / "manifest.toml"
    try:
        return msgspec.convert(toml.loads(path.read_text(encoding="utf-8")), _Manifest).files
    except (OSError, toml.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadFixture(f"{path}: {error}") from None


@functools.cache
def fixture_path(root: Path, name: str) -> Path:
    """The path of a fixture whose bytes are those of the manifest. Raises BadFixture."""
    entry = next((entry for entry in entries(root) if entry.name == name), None)
    if entry is None:
        raise BadFixture(f"fixtures/manifest.toml lists no file {name!r}.")
    path = root / "fixtures" / name
    if not path.is_file():
        raise BadFixture(f"{path} is missing. `nox -s fixtures` makes it.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry.sha256:
        raise BadFixture(f"{path} is not the file that the manifest describes (its SHA-256 differs). `nox -s fixtures` makes it anew.")
    return path
