"""Opens a file where the student edits: $VISUAL, $EDITOR, or VS Code."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

from deepkata.errors import DeepkataError

#: Editors with a window of their own, and how each is told the line.
WINDOWS = {
    "code": "-g {}:{}",
    "codium": "-g {}:{}",
    "cursor": "-g {}:{}",
    "subl": "{}:{}",
    "zed": "{}:{}",
    "kate": "{0} -l {1}",
    "gedit": "{0} +{1}",
}
IN_TERMINAL = {
    "vi": "+{1} {0}",
    "vim": "+{1} {0}",
    "nvim": "+{1} {0}",
    "nano": "+{1} {0}",
    "emacs": "+{1} {0}",
    "micro": "{} +{}",
    "hx": "{}:{}",
}


class NoEditor(DeepkataError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"Which editor? Say so in EDITOR (EDITOR=nano deepkata learn), or open {path} in yours: saving is enough.")


class Editor(NamedTuple):
    """A command, and whether it takes the terminal while it runs."""

    command: list[str]
    in_terminal: bool


def choose(path: Path, line: int = 1) -> Editor:
    """The editor that opens a file at a line. Raises NoEditor."""
    in_code = os.environ.get("TERM_PROGRAM") == "vscode" and shutil.which("code")
    named = "" if in_code else os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    words = shlex.split(named) or ([found] if (found := shutil.which("code")) else [])
    if not words:
        raise NoEditor(path)
    name = Path(words[0]).name
    place = (WINDOWS | IN_TERMINAL).get(name, "{}")
    return Editor([*words, *(word.format(path, line) for word in place.split())], name not in WINDOWS)


def line_of(message: str, program: str) -> int:
    """The line to look at: where an exception came from, else the function that was called; 1 if nothing tells."""
    if told := re.findall(r"^\s+line (\d+), in |\bStart at line (\d+)", message, re.M):
        return int("".join(told[-1]))
    called = re.search(r"^The call: (\w+)\(", message, re.M) or re.match(r"(\w+)", message.partition("\n")[2])
    wanted = rf"def {re.escape(called[1])}\b" if called else r"\bNotImplementedError"
    lines = program.splitlines()
    return next((number for number, line in enumerate(lines, 1) if re.search(wanted, line)), 1)
