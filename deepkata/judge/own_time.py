"""The time that a suite may compute in the judge itself; what its workers do has limits of its own."""

from __future__ import annotations

import math
import os
import signal
import time

from deepkata.failures import SuiteMistake

#: Processor time of one test, in seconds.
SUITE_SECONDS = 10


class OwnTime:
    """Ends a test that computes too long in the judge itself. One timer serves all tests of a process: setting it is not cheap."""

    def __init__(self) -> None:
        self.process = 0
        self.end_at = math.inf

    def begin(self) -> None:
        """A test begins."""
        if self.process != os.getpid():
            self.process = os.getpid()
            signal.signal(signal.SIGPROF, self._tick)
            signal.setitimer(signal.ITIMER_PROF, 1.0, 1.0)
        self.end_at = time.process_time() + SUITE_SECONDS

    def end(self) -> None:
        """It is over."""
        self.end_at = math.inf

    def stop(self) -> None:
        """No test will follow."""
        if self.process == os.getpid():
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _tick(self, *_: object) -> None:
        if time.process_time() > self.end_at:
            raise SuiteMistake(f"a test computed for {SUITE_SECONDS} s by itself: is there a loop in the suite that cannot end?")


OWN_TIME = OwnTime()
