"""What ``report.json`` is rendered as: one module a format, each a function from a report to files.

Whatever a submission had a hand in (its name, its messages, what it printed) is data in all of them: never markup,
script, terminal codes or a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deepkata.report.formats import class_csv, classroom, gradescope, junit, markdown, pages
from deepkata.report.model import Report

#: Relative file names and contents; the folder is where the report's pictures are.
Files = dict[str, bytes]
Renderer = Callable[[Report, Path], Files]

FORMATS: dict[str, Renderer] = {
    "csv": class_csv.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "gradescope": gradescope.render,
    "classroom": classroom.render,
    "class": pages.render_class,
    "students": pages.render_students,
}
#: Formats that no student gets to see: private parts are in them as they are.
FOR_GRADERS = {"csv", "class"}
