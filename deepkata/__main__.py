"""The ``deepkata`` command: dispatches, nothing else."""

from deepkata.commands import cli
from deepkata.commands.run_safely import run_safely


def main() -> None:
    """Run the command line."""
    run_safely(cli)


if __name__ == "__main__":
    main()
