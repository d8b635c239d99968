"""Starts a warm fork server: ``python -I -m deepkata.worker PROFILE DESCRIPTOR LEVEL [USER]``."""

import sys

from deepkata.worker.fork_server import main

main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else None)
