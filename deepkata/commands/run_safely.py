"""The outermost frame: errors become a message and an exit code, never a traceback of ours."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sqlite3
import sys

import click

from deepkata.errors import DeepkataError

#: What is wrong with the disk or the folder, not with us.
THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO}
#: What is wrong with the name of a place: a file where a folder should be, or the other way round.
THE_NAME = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG}


def disk(error: OSError | sqlite3.OperationalError) -> str:
    """What cannot be written, and what to do."""
    if isinstance(error, OSError) and error.errno in THE_NAME:
        reason = "it is a file, not a folder" if isinstance(error, FileExistsError) else error.strerror
        return f"{error.filename} cannot be used: {reason}. Name another place."
    problem = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    place = f" to {error.filename2 or error.filename}" if isinstance(error, OSError) and error.filename else ""
    return (
        f"writing{place} failed: {problem}.\nWhat was finished before is kept. Make room, or name another place with --output; "
        "the same command then goes on where it stopped."
    )


#: Signs of ours, in letters that every terminal has.
LETTERS = {
    "✓": "+",
    "✗": "x",
    "·": "-",
    "●": "*",
    "○": "o",
    "×": "x",
    "…": "...",
    "–": "-",
    "—": "-",
    "→": "->",
    "²": "^2",
    "≥": ">=",
    "≤": "<=",
}


def plain_letters(error: UnicodeError) -> tuple[str, int]:
    """What a terminal of another encoding cannot show, in letters that it can."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(LETTERS.get(letter, "?") for letter in error.object[error.start : error.end]), error.end


def run_safely(command: click.Command) -> None:
    """Run a command and exit: 0 all accepted, 1 not, 2 usage, 3 judge error."""
    codecs.register_error("plain", plain_letters)
    asked = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]  # which an isolated Python leaves to us
    for stream in (sys.stdout, sys.stderr):
        if asked:
            with contextlib.suppress(LookupError):
                stream.reconfigure(encoding=asked)  # type: ignore[union-attr]
        stream.reconfigure(errors="plain")  # type: ignore[union-attr] # no character may end the program
    try:
        code = command.main(prog_name="deepkata", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped.", err=True)
        code = 130
    except DeepkataError as error:
        click.echo(f"deepkata: {error}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, OSError) and error.errno not in THE_DISK | THE_NAME:
            raise
        click.echo(f"deepkata: {disk(error)}", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
