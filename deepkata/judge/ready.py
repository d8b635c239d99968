"""The ready judge: a pytest process that has collected one suite, and forks for the programs that it judges.

Forked by :mod:`deepkata.judge.suite_server`. pytest runs the suite; the only change is when: ``pytest_runtestloop`` waits for jobs, and a fork of the collected session runs the tests.
"""

from __future__ import annotations

import gc
import os
import resource
import socket
import time
from pathlib import Path

import pytest

from deepkata.judge.fork_servers import ForkServers, close
from deepkata.judge.outcome import OUTCOME, title
from deepkata.judge.own_time import OWN_TIME
from deepkata.judge.plugin import MARK, NOTES, exercise_of, why_not_here
from deepkata.judge.protocol import Collected, Done, Finished, FromJob, Job, Listed, Started, ToReady
from deepkata.judge.replies import NAME, Replies
from deepkata.judge.session import JUDGE, Judge
from deepkata.sandbox import by_level
from deepkata.verdicts import Verdict
from deepkata.wire.channel import Channel, Closed

PLUGINS = "deepkata.judge.plugin"
QUIET = ["-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:faulthandler", "-s", "-q", "--tb=native", "--import-mode=importlib"]
#: No pytest.ini, tox.ini, setup.cfg, pyproject.toml or conftest.py of the folder has a say.
ALONE = ["-c", os.devnull, "--noconftest"]
#: Plugins of pytest's that write to the terminal, or watch each phase of a test, where nobody looks.
IDLE = (
    "unittest",
    "setupplan",
    "terminalreporter",
    "capturemanager",
    "threadexception",
    "unraisableexception",
    "warnings",
    "stepwiseplugin",
    "setuponly",
    "pastebin",
)
#: Bytes that the judge of one program may reserve, whatever a submission returned.
MOST_MEMORY = 6 * 2**30
#: Seconds between messages about results.
SEEN_S = 0.05
#: Programs that one fork judges in a class, where each of those before was uneventful.
SEVERAL = 16
#: What a test may come to in a fork that goes on to another program: nothing was ended by force, and nothing of ours failed.
UNEVENTFUL = {Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR, Verdict.NOT_ATTEMPTED}


class Serve:
    """The pytest plugin that makes a collected session wait for jobs."""

    def __init__(self, engine: Channel, suite: Path) -> None:
        self.engine = engine
        self.errors: list[str] = []
        self.replies = Replies(suite.parent / NAME)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(shortened(str(report.longrepr)))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        marks = [item.get_closest_marker(MARK) for item in items]
        tests = tuple(
            Listed(name=item.name, title=title(item), task=mark.args[0], self_reported=mark.args[1])
            for item, mark in zip(items, marks, strict=True)
            if mark
        )
        unmarked = [item.name for item, mark in zip(items, marks, strict=True) if not mark]
        if unmarked:
            self.errors.append(f"These tests belong to no task (@task): {', '.join(unmarked)}")
        self.errors += unknown_tasks(session, tests)
        for item in items:
            _ = item.location  # this and the next are worked out anew in each fork otherwise
            why_not_here(item.path)
        for name in idle(items):
            if plugin := session.config.pluginmanager.get_plugin(name):
                session.config.pluginmanager.unregister(plugin)
        gc.collect()
        gc.freeze()
        self.engine.send(Collected(tests=tests, error="\n".join(self.errors)))
        while True:
            try:
                job, _payload, fds = self.engine.receive()
            except Closed:
                return True
            if job.rehearsal:
                self.rehearse(session, job, fds)
            else:
                self.start(session, job, fds)

    def rehearse(self, session: pytest.Session, job: Job, fds: list[int]) -> None:
        """Run the suite here, where no submission's results are ever seen."""
        self.engine.send(Started(pid=os.getpid()))
        run(session, job, fds, self.replies)
        OWN_TIME.stop()
        self.replies.take()
        gc.collect()
        gc.freeze()

    def start(self, session: pytest.Session, job: Job, fds: list[int]) -> None:
        """Fork a judge for the job, and wait until it has ended."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            close((*fds, writing))
            with os.fdopen(reading, "rb") as learned:
                self.replies.give(learned.read())
            os.waitpid(pid, 0)
            return
        os.close(reading)
        gc.disable()  # it is gone before garbage matters
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))
        try:
            self.judge(session, job, fds)
            with os.fdopen(writing, "wb") as teach:
                teach.write(self.replies.take())
        finally:
            os._exit(0)

    def judge(self, session: pytest.Session, job: Job, fds: list[int]) -> None:
        """In the fork: this job, and the next ones as long as nothing happened that a fork should not outlive."""
        for left in reversed(range(SEVERAL)):
            self.engine.send(Started(pid=os.getpid()))
            if not run(session, job, fds, self.replies) or not job.several or not left:
                return
            gc.collect()
            job, _payload, fds = self.engine.receive()


def idle(items: list[pytest.Function]) -> tuple[str, ...]:
    """Plugins that have nothing to do for these tests."""
    marks = ("skip", "skipif", "xfail")
    return IDLE if any(item.get_closest_marker(mark) for item in items for mark in marks) else (*IDLE, "skipping")


def shortened(traceback: str) -> str:
    """The end of a traceback, from the suite's own line on; pytest's lines before it tell an author nothing."""
    lines = traceback.splitlines()
    own = [number for number, line in enumerate(lines) if "/tests/" in line and 'File "' in line]
    return "\n".join(["The suite cannot be collected:", *lines[own[-1] if own else 0 :]])


def unknown_tasks(session: pytest.Session, tests: tuple[Listed, ...]) -> list[str]:
    """What is wrong with the tasks' numbers: a test of a task that the course does not list would never count."""
    found = exercise_of(session.items[0].path) if session.items else None
    count = len(found[1].tasks) if found else 0
    strays = [test for test in tests if not 1 <= test.task <= count]
    return [f"{test.name} is marked @task({test.task}), and course.toml lists tasks 1 to {count}." for test in strays]


class Reporter:
    """Sends each result while the suite runs on."""

    def __init__(self, judge: Judge, channel: Channel) -> None:
        self.judge = judge
        self.channel = channel
        self.sent = 0
        self.told = 0.0

    def pytest_runtest_logfinish(self) -> None:
        """Tell of what is there, not more often than anybody can see: each message wakes another process."""
        if self.judge.bulky:  # a failure holds on to all that the test held, until it is collected
            self.judge.bulky = False
            gc.collect()
        now = time.monotonic()
        if now - self.told > SEEN_S:
            self.told = now
            self.tell()

    def tell(self) -> None:
        for result in self.judge.results[self.sent :]:
            self.channel.send(Done(result=result, evidence=self.judge.evidence.pop(result.name, None)))
        self.sent = len(self.judge.results)


def run(session: pytest.Session, job: Job, fds: list[int], replies: Replies) -> bool:
    """Run the collected tests on one program; whether it was uneventful."""
    channel = Channel(socket.socket(fileno=fds[0]), FromJob)
    servers = ForkServers(cold=job.cold, sandbox=by_level(job.sandbox, [Path(os.fsdecode(path)) for path in job.hidden]))
    for (name, pid), descriptor in zip(job.servers, fds[1:], strict=True):
        servers.attach(name, socket.socket(fileno=descriptor), pid)
    judge = Judge(job.seed, servers=servers, given=lambda _course, _exercise: job.source_file, scratch=job.scratch, replies=replies)
    judge.record = job.record
    session.config.stash[JUDGE] = judge
    report = Reporter(judge, channel)
    session.config.pluginmanager.register(report)
    items = [item for item in session.items if not job.only or item.name in job.only]
    items.sort(key=lambda item: item.name not in job.first)
    for item, following in zip(items, [*items[1:], None], strict=True):
        if OUTCOME in item.stash:  # of the program before
            del item.stash[OUTCOME]
        item.stash[NOTES] = ""
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=None if job.until_failure else following)
        if job.until_failure and any(result.verdict is not Verdict.ACCEPTED for result in judge.results):
            break
    report.tell()
    session.config.pluginmanager.unregister(report)
    servers.close_own()
    uneventful = not servers.lost and {result.verdict for result in judge.results} <= UNEVENTFUL
    channel.send(Finished(lost_servers=tuple(servers.lost)))
    channel.sock.close()
    return uneventful


def main(suite: str, descriptor: int) -> None:
    """Collect ``suite`` and serve the engine on ``descriptor``."""
    serve = Serve(Channel(socket.socket(fileno=descriptor), ToReady), Path(suite))
    pytest.main(["-p", PLUGINS, *QUIET, *ALONE, "--rootdir", str(Path(suite).parent), suite], plugins=[serve])
