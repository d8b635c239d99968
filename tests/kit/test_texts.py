"""The texts are in plain English: phrases that a reading has marked do not come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT

#: What a native speaker would not say, as readers marked it; add what the next reading finds.
PHRASES = [
    r"\bwhoever\b",
    r"\ball the same\b",
    r"\bfor ever\b",
    r"\bdear\b",
    r"\blearned by heart\b",
    r"\bthe own\b",
    r"\b(is|are) told by\b",
    r"\bstands? for whom\b",
    r"\b(digits|images) are read\b",
    r"\bwithout a word\b",
    r"\bgoes over what\b",
    r"\bfeels responsible\b",
    r"\bgives? for nothing\b",
    r"\bof the other one\b",
    r"\btoo much is too much\b",
    r"\bpulls? towards\b",
    r"\bforetold\b",
    r"\bwas not said\b",
    r"\bon its own account\b",
    r"\bso much\b",
    r"\bthereby\b",
    r"\bwhat each step bought\b",
    r"\bhears (of|what)\b",
    r"\bwants? each\b",
    r"\btells nothing\b",
    r"\bhas given up\b",
    r"\bby how much it wants\b",
    r"\bthrow their\b",
]
TEXTS = sorted(
    path
    for pattern in (
        "README.md",
        "CONTRIBUTING.md",
        "docs/*.md",
        "exercises/**/*.md",
        "exercises/**/*.py",
        "tests/[1-5]_*/*/hints.md",
        "tests/[1-5]_*/*/submissions/*/*.py",
    )
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_does_not_come_back(phrase: str) -> None:
    found = [place for path in TEXTS for place in places(phrase, path)]
    assert not found, "\n".join(found)


def places(phrase: str, path: Path, root: Path = ROOT) -> list[str]:
    """Where a phrase occurs, even across the end of a line."""
    text = path.read_text(encoding="utf-8")
    pattern = phrase.replace(" ", r"\s+")
    return [
        f"{path.relative_to(root)}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}" for found in re.finditer(pattern, text, re.I)
    ]


def test_the_search_finds_a_phrase_across_lines(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("One.\nA loss is told\n  by a number.")
    assert places(r"\b(is|are) told by\b", tmp_path / "text.md", tmp_path) == ["text.md:2: is told\n  by"]
