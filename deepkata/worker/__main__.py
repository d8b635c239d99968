"""Starts a warm parent: ``python -I -m deepkata.worker PROFILE DESCRIPTOR LEVEL [USER]``."""

import sys

from deepkata.worker.parent import main

main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else None)
