"""JUnit XML, as continuous integration reads it: a suite a submission, a case a task."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from deepkata.report.model import Report, SubmissionResult
from deepkata.report.words import message, paragraphs
from deepkata.verdicts import ExerciseResult, TaskResult, Verdict

#: What XML 1.0 cannot hold, not even escaped (section 2.2).
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, folder: Path) -> dict[str, bytes]:
    """``junit.xml``."""
    root = ET.Element("testsuites", name="deepkata")
    for submission in report.submissions:
        _suite(root, submission)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return {"junit.xml": ET.tostring(root, encoding="utf-8", xml_declaration=True)}


def _suite(root: ET.Element, submission: SubmissionResult) -> None:
    suite = ET.SubElement(root, "testsuite", name=_text(submission.name))
    for exercise in submission.exercises:
        for task in exercise.tasks:
            _case(suite, exercise, task)
    cases = list(suite)
    suite.set("tests", str(len(cases)))
    for tag, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(key, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{sum(exercise.duration_s for exercise in submission.exercises):.3f}")


def _case(suite: ET.Element, exercise: ExerciseResult, task: TaskResult) -> None:
    seconds = exercise.duration_s / max(1, len(exercise.tasks))
    name = f"task {task.number}: {task.title}"
    case = ET.SubElement(suite, "testcase", classname=exercise.id.replace("/", "."), name=name, time=f"{seconds:.3f}")
    if task.verdict is Verdict.ACCEPTED:
        return
    tag = {Verdict.NOT_APPLICABLE: "skipped", Verdict.JUDGE_ERROR: "error"}.get(task.verdict, "failure")
    fault = ET.SubElement(case, tag, message=_text(message(task)))
    if tag != "skipped":
        fault.set("type", task.verdict.value)
        fault.text = _text("\n\n".join(paragraphs(task)))
    if task.output:
        ET.SubElement(case, "system-out").text = _text(task.output)


def _text(words: str) -> str:
    return _IMPOSSIBLE.sub("\ufffd", words)
