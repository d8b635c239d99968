"""A command run as root in something like a container, where other users can read the interpreter but not the course.

The interpreter of a developer often lies in a closed home folder; here its folders are shown at their places in an
otherwise empty one that is open. The machine itself is not changed.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from support import ROOT

from deepkata.sandbox.bubblewrap import Bubblewrap

PROGRAM = Bubblewrap().program  # the system's, or that of the wheel, as for judging


def problem() -> str:
    """Why it cannot be had here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "it takes root on Linux"
    return "" if PROGRAM else "it takes bubblewrap"


def command(arguments: list[str]) -> list[str]:
    """The command that runs ``arguments`` inside."""
    assert PROGRAM
    places = [place for place in (Path(sys.base_prefix), Path(sys.prefix), ROOT / "deepkata") if _is_closed(place)]
    tops = sorted({Path(*place.parts[:2]) for place in places})
    walls = [PROGRAM, "--bind", "/", "/"]
    for top in tops:  # an open, empty folder in the place of a closed one
        walls += ["--perms", "0755", "--tmpfs", str(top)]
    for place in places:
        for parent in [*place.parents][::-1]:
            if len(parent.parts) > 2:
                walls += ["--perms", "0755", "--dir", str(parent)]
        walls += ["--bind", str(place), str(place)]
    return [*walls, "--dev", "/dev", "--proc", "/proc", "--cap-add", "ALL", "--die-with-parent", "--", *arguments]


def _is_closed(place: Path) -> bool:
    """Whether other users cannot get there."""
    return any(not folder.stat().st_mode & stat.S_IXOTH for folder in (place, *place.parents))
