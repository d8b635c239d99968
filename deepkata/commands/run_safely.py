"""The outermost frame: errors become a message and an exit code, never a traceback of ours."""

from __future__ import annotations

import sys

import click

from deepkata.errors import DeepkataError


def run_safely(command: click.Command) -> None:
    """Run a command and exit: 0 all accepted, 1 not, 2 usage, 3 judge error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # no character may end the program
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
    sys.exit(code if isinstance(code, int) else 0)
