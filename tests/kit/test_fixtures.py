"""Data that is too large for the repository is fetched once, checked, kept, and asked for in words where it is missing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from support import GOOD, deepkata

from deepkata import fixtures
from deepkata.course import Course

DATA = b"0123456789" * 100
RECIPE = """
import sys
from pathlib import Path

print("Progress 1 of 2")
print("Progress 2 of 2", flush=True)
(Path(sys.argv[1]) / "big.bin").write_bytes(b"0123456789" * 100)
"""


@pytest.fixture
def with_data(own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The small course with an exercise that needs a file which is not in the repository."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    recipes = own_mini.root / "fixtures" / "recipes"
    recipes.mkdir(parents=True)
    (recipes / "big.py").write_text(RECIPE)
    describe(own_mini, hashlib.sha256(DATA).hexdigest())
    manifest = own_mini.root / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text().replace('forbidden = ["numpy.mean"]', 'forbidden = ["numpy.mean"]\ndata = ["big.bin"]'))
    return Course.read(own_mini.root)


def describe(course: Course, sha256: str) -> None:
    (course.root / "fixtures" / "manifest.toml").write_text(
        f'[[files]]\nname = "big.bin"\nbytes = 1000\nsha256 = "{sha256}"\nsource = "nowhere"\nlicence = "CC0-1.0"\nrecipe = "recipes/big.py"\n'
        "fetched = true\n"
    )


def test_it_is_made_by_its_recipe_and_kept(with_data: Course) -> None:
    (entry,) = fixtures.missing(with_data.root, ("big.bin",))
    said: list[float] = []
    path = fixtures.fetch(with_data.root, entry, said.append)
    assert said == [0.5, 1.0]
    assert path.read_bytes() == DATA
    assert path.is_relative_to(fixtures.cache())
    assert fixtures.fixture_path(with_data.root, "big.bin") == path
    assert fixtures.missing(with_data.root, ("big.bin",)) == []
    assert [file.name for file in path.parent.iterdir()] == ["big.bin"]


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ("raise SystemExit('no network here')", "no network here"),
        ("print('done')", "could not be made"),
        (RECIPE.replace("* 100", "* 99"), "not the one of the manifest"),
    ],
)
def test_what_cannot_be_had_is_said_and_leaves_nothing(with_data: Course, recipe: str, said: str) -> None:
    (with_data.root / "fixtures" / "recipes" / "big.py").write_text(recipe if "import" in recipe else f"import sys\n{recipe}")
    (entry,) = fixtures.missing(with_data.root, ("big.bin",))
    with pytest.raises(fixtures.BadFixture, match=said):
        fixtures.fetch(with_data.root, entry)
    assert fixtures.missing(with_data.root, ("big.bin",)) == [entry]
    assert not [file for file in fixtures.cache().rglob("*") if file.is_file()]


def test_a_damaged_file_is_not_used(with_data: Course) -> None:
    (entry,) = fixtures.missing(with_data.root, ("big.bin",))
    fixtures.fetch(with_data.root, entry).write_bytes(b"something else")
    with pytest.raises(fixtures.BadFixture, match="SHA-256"):
        fixtures.fixture_path(with_data.root, "big.bin")


def test_commands_fetch_what_an_exercise_needs(with_data: Course) -> None:
    stub = with_data.stub(with_data.exercises[0])
    stub.write_text("\n".join(GOOD.values()))
    recipe = with_data.root / "fixtures" / "recipes" / "big.py"
    recipe.rename(recipe.with_suffix(".away"))
    done = deepkata("run", "arithmetic", cwd=with_data.root, code=0)
    assert "big.bin" in done.stderr
    assert "deepkata fetch arithmetic" in " ".join(done.stdout.split())
    assert "0 of 1 fetched files" in deepkata("doctor", cwd=with_data.root).stdout
    deepkata("fetch", cwd=with_data.root, code=1)
    recipe.with_suffix(".away").rename(recipe)
    assert "All tasks accepted" in deepkata("run", "arithmetic", cwd=with_data.root, code=0).stdout
    assert "1 of 1 fetched files" in deepkata("doctor", cwd=with_data.root).stdout
    assert "1 files are there" in deepkata("fetch", cwd=with_data.root, code=0).stdout
