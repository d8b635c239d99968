"""Another user (where the judge is root, as in a container): our files are closed to it, and so are our processes.

Each fork server is a user of its own, whom nothing else belongs to. It imports what it needs as root, then gives root up
for good. The network and the rest of the machine stay within reach: this is weaker than bubblewrap.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from deepkata.files import temporary_folder

FIRST_USER, USERS = 20_000, 40_000
#: Run by the other user: tells which of the paths it can read, after the interpreter's own that it must.
LOOK = """
import os, sys, numpy
user = int(sys.argv[1])
os.setgroups([]); os.setresgid(user, user, user); os.setresuid(user, user, user)
can = lambda path: os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0))
if not can(numpy.__file__) or not can(os.__file__): print("interpreter")
else: print(*[path for path in sys.argv[2:] if can(path)], sep="\\n")
"""
_counter = itertools.count()


class OtherUser:
    """Runs each fork server as a user of its own."""

    level = "uid"

    def __init__(self, hidden: Sequence[Path] = ()) -> None:
        self.hidden = hidden

    def problem(self) -> str:
        if sys.platform != "linux" or os.geteuid() != 0:
            return "only root can run programs as another user."
        paths = [str(path) for path in self.hidden if path.exists()]
        command = [sys.executable, "-I", "-c", LOOK, str(_free_user()), *paths]
        tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd="/")
        if tried.returncode:
            return f"no other user can be taken on: {(tried.stderr.strip().splitlines() or ['no reason is given'])[-1]}"
        found = tried.stdout.strip().splitlines()
        if found == ["interpreter"]:
            return f"other users cannot read the interpreter in {sys.prefix}: put it, and what it is made from, where they can."
        if found:
            return f"other users can read what must be closed to them: chmod -R go-rwx {' '.join(found)}"
        return ""

    def command(self, arguments: list[str]) -> list[str]:
        return [sys.executable, *arguments, self.level, str(_free_user())]

    @contextlib.contextmanager
    def scratch(self) -> Iterator[str]:
        with temporary_folder() as folder:
            folder.chmod(0o1733)  # anybody may add to it, nobody can look what is there
            yield str(folder)


def _free_user() -> int:
    """A number that is no user's here; processes that grade side by side get different ones."""
    while True:
        number = FIRST_USER + (os.getpid() * 16 + next(_counter)) % USERS
        try:
            pwd.getpwuid(number)
        except KeyError:
            return number
