"""``deepkata notebook``: a topic as a Jupyter notebook."""

from __future__ import annotations

from pathlib import Path

import click

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.learn import stubs


class NoNotebook(DeepkataError):
    """A notebook that cannot be made."""


@click.command()
@click.argument("topic", required=False)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where notebooks go; by default notebooks/ in the course.")
@click.option("--replace", is_flag=True, help="Overwrite a notebook that exists already; what was written in its cells is lost.")
@click.pass_obj
def notebook(folder: Path | None, topic: str | None, output: Path | None, replace: bool) -> int:
    """Make a notebook for TOPIC, or one for each topic: lessons, and cells that are judged when they are run.

    `python -m nox -s notebook` makes them and starts JupyterLab.
    """
    course = Course.find(folder)
    stubs.remember(course)
    try:
        from deepkata.notebook import make  # noqa: PLC0415 - nbformat is not in every environment
    except ModuleNotFoundError as error:
        raise NoNotebook(f"Notebooks need the package {error.name}: python -m pip install jupyterlab") from None
    chosen = [one for one in course.topics if topic in (None, one.id, one.id.partition("_")[2])]
    if not chosen:
        raise NoNotebook(f"There is no topic {topic!r}. The topics are: {', '.join(one.id for one in course.topics)}")
    for one in chosen:
        path = (output or course.root / "notebooks").absolute() / f"{one.id}.ipynb"
        if path.is_file() and not replace:
            click.echo(f"{path} is there already, and is kept; --replace makes it anew.")
            continue
        make.write(course, one, path)
        click.echo(f"{path}")
    return 0
