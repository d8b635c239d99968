"""Writes what MkDocs builds the site from; ``nox -s docs`` runs it and then MkDocs."""

from __future__ import annotations

import sys

from deepkata import site
from deepkata.course import Course
from deepkata.errors import DeepkataError

try:
    course = Course.find()
    changed = site.update(course)
    site.write(course)
except DeepkataError as error:
    sys.exit(f"deepkata: {error}")
for path in changed:
    print(f"The lists of {path.relative_to(course.root)} have been written anew.")  # noqa: T201
