"""A matrix on the screen, as Markdown, as one HTML page, as a picture."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from deepkata import __version__
from deepkata.bench.plot import ratio_ticks
from deepkata.environment import PACKAGES
from deepkata.matrix.joined import Matrix, Row
from deepkata.report import terminal
from deepkata.report.embedded import png_address
from deepkata.report.formats.markdown import escaped
from deepkata.report.formats.pages import mark, template
from deepkata.report.model import Environment
from deepkata.report.speed import seconds, times
from deepkata.text import plain

#: Who is told of in the table, the first one that was timed.
WHO = ("submission", "reference")
#: Okabe and Ito's colours and a marker each, so that nobody needs the colours.
LOOKS = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"), ("#E69F00", "v"), ("#56B4E9", "P"))


def speed_of(matrix: Matrix, row: Row, name: str) -> str:
    """A cell's time, and how it stands beside the first environment's."""
    who = _who(row)
    cell = row.cells[name]
    if who not in cell.times:
        return ""
    ratio = matrix.ratio(row, name, who)
    first = next(one.name for one in matrix.environments if who in row.cells[one.name].times)
    beside = "" if ratio is None or name == first else f" ({times(ratio)})"
    return f"{seconds(cell.times[who].seconds)}{beside}"


def packages(environment: Environment) -> str:
    """What an environment is made of, in a line."""
    shown = [f"{name} {environment.packages[name]}" for name in PACKAGES if name in environment.packages]
    return ", ".join([f"Python {environment.python}", *shown])


def table(matrix: Matrix) -> RenderableType:
    """For the terminal."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    grid.add_column("exercise", no_wrap=True)
    for environment in matrix.environments:
        grid.add_column(environment.name)
    for row in matrix.rows:
        cells = (Text.assemble(terminal.mark(cell.verdict), " ", speed_of(matrix, row, name)) for name, cell in row.cells.items())
        grid.add_row(row.id.rpartition("/")[2], *cells)  # the topic would take the room of two environments
    lines = [Text.assemble((environment.name, "bold"), "  ", packages(environment)) for environment in matrix.environments]
    lines += [Text.assemble((name, "bold"), f"  left out: {why}", style="yellow") for name, why in matrix.absent.items()]
    lines += [Text(f"{which}, {name}: {why}", "dim") for which, name, why in _grouped(matrix)]
    return Group(grid, "", *lines)


def markdown(matrix: Matrix) -> str:
    """For a pull request or the README."""
    names = [environment.name for environment in matrix.environments]
    lines = [f"| exercise | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for row in matrix.rows:
        cells = [f"{mark(cell.verdict)} {speed_of(matrix, row, name)}".strip() for name, cell in row.cells.items()]
        lines.append(f"| {row.id} | {' | '.join(cells)} |")
    lines += ["", *(f"- **{environment.name}**: {packages(environment)}" for environment in matrix.environments)]
    lines += [f"- **{name}** was left out: {why}" for name, why in matrix.absent.items()]
    lines += [f"- {which}, {name}: {escaped(why)}" for which, name, why in _grouped(matrix)]
    return "\n".join(lines) + "\n"


def page(matrix: Matrix, picture: bytes) -> bytes:
    """One self-contained HTML file, with the plot in it, if there is one."""
    address = png_address(picture) if picture else ""
    shown = template("matrix.html").render(
        matrix=matrix, speed_of=speed_of, packages=packages, reasons=_grouped(matrix), picture=address, engine=__version__
    )
    return shown.encode()


def plot(matrix: Matrix) -> bytes:
    """A PNG: every timed exercise in every environment, beside the first environment that has it; a bar from quickest to slowest."""
    rows = matrix.timed
    figure = Figure(figsize=(9, 1.6 + 0.42 * len(rows)), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    shift = 0.6 / max(1, len(matrix.environments))
    for number, environment in enumerate(matrix.environments):
        colour, marker = LOOKS[number % len(LOOKS)]
        points = []
        for place, row in enumerate(reversed(rows)):
            who = _who(row)
            ratio = matrix.ratio(row, environment.name, who)
            if ratio:
                timed = row.cells[environment.name].times[who]
                points.append((ratio, place + 0.3 - shift * (number + 0.5), timed.low / timed.seconds, timed.high / timed.seconds))
        if points:
            x, y, low, high = (list(column) for column in zip(*points, strict=True))
            spread = [[r * (1 - part) for r, part in zip(x, low, strict=True)], [r * (part - 1) for r, part in zip(x, high, strict=True)]]
            axes.errorbar(x, y, xerr=spread, fmt=marker, color=colour, capsize=3, markersize=6, label=environment.name)
    axes.axvline(1, color="#777777", linewidth=1)
    axes.set_xscale("log")
    low_end, high_end = axes.get_xlim()
    axes.set_xlim(min(low_end, 0.45), max(high_end, 2.2))
    ratio_ticks(axes)
    axes.set_yticks(range(len(rows)), [f"{row.id.partition('/')[2]}\n{row.size}" for row in reversed(rows)], fontsize=8)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel(f"time beside {matrix.environments[0].name} (log scale; left is faster); bars: all {matrix.rounds} rounds")
    axes.grid(axis="x", alpha=0.3)
    figure.legend(loc="outside upper center", ncols=len(matrix.environments), frameon=False)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _who(row: Row) -> str:
    return next((who for who in WHO if any(who in cell.times for cell in row.cells.values())), WHO[0])


def _grouped(matrix: Matrix) -> list[tuple[str, str, str]]:
    """Exercises, environment and why, wherever a program was not accepted or not timed; those of a topic that share it together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in matrix.rows:
        for name, cell in row.cells.items():
            if cell.reason:
                groups.setdefault((row.id.partition("/")[0], name, plain(cell.reason, 300)), []).append(row.id)
    counts = {topic: sum(row.id.startswith(f"{topic}/") for row in matrix.rows) for topic, _, _ in groups}
    found = []
    for (topic, name, why), ids in groups.items():
        shown = f"all of {topic}" if len(ids) > 1 and len(ids) == counts[topic] else ", ".join(ids)
        found.append((shown, name, why))
    return found
