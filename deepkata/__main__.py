"""The ``deepkata`` command: starts itself isolated, then dispatches, nothing else."""

from deepkata import isolated


def main() -> None:
    """Run the command line."""
    isolated.restart()
    from deepkata.commands import cli  # noqa: PLC0415 - not before the current folder is out of the way
    from deepkata.commands.run_safely import run_safely  # noqa: PLC0415

    run_safely(cli)


if __name__ == "__main__":
    main()
