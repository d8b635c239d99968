"""Starts a warm parent: ``python -I -m deepkata.worker PROFILE DESCRIPTOR``."""

import sys

from deepkata.worker.parent import main

main(sys.argv[1], int(sys.argv[2]))
