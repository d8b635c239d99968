"""``hints.md``: for each task a nudge, the idea, nearly the code."""

from __future__ import annotations

import re
from pathlib import Path

STEPS = ("Nudge", "Idea", "Nearly the code")


def read(path: Path) -> dict[int, list[str]]:
    """The hints of each task, in their order; an empty list where a step is missing."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    hints = {}
    for number, section in re.findall(r"^## Task (\d+)[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        parts = dict(re.findall(r"^### ([^\n]+)\n(.*?)(?=^### |\Z)", section, re.M | re.S))
        hints[int(number)] = [parts[step].strip() for step in STEPS if parts.get(step, "").strip()]
    return hints
