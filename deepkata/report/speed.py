"""Speed in words and as a table: where a program stands between the plain loop, the reference and the library."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from deepkata.text import plain
from deepkata.verdicts import Pace, Ratio, Speed

ORDER = ("naive", "submission", "reference", "library")
STYLES = {Pace.FASTER: "green", Pace.EQUAL: "green", Pace.SLOWER: "yellow", Pace.UNCLEAR: "dim", Pace.VOID: "red"}


def in_order(speed: Speed) -> list[str]:
    """Who was measured, in the order in which it is told."""
    return [name for name in ORDER if name in speed.growth]


def interval(speed: Speed, name: str) -> Ratio:
    """The ratio of one of those who were measured; the reference's is 1."""
    if name == "submission" and speed.ratio is not None:
        low = speed.ratio if speed.low is None else speed.low
        return Ratio(ratio=speed.ratio, low=low, high=speed.ratio if speed.high is None else speed.high)
    return speed.others.get(name, Ratio(ratio=1.0, low=1.0, high=1.0))


def times(ratio: float) -> str:
    """A ratio with as many digits as it can be trusted to."""
    return f"{ratio:.0f}×" if ratio >= 20 else f"{ratio:.1f}×" if ratio >= 3 else f"{ratio:.2f}×"


def seconds(value: float) -> str:
    """A time in the unit that suits it."""
    for unit, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= unit:
            return f"{value / unit:.3g} {name}"
    return f"{value / 1e-9:.0f} ns"


def words(speed: Speed) -> str:
    """The verdict in a sentence."""
    if speed.verdict is Pace.VOID or speed.ratio is None or speed.high is None:
        return plain(speed.message, 1000)
    between = f"between {times(speed.low or 0)} and {times(speed.high)}"
    return {
        Pace.FASTER: f"Faster than the reference: {between} of its time.",
        Pace.SLOWER: f"Slower than the reference: {between} of its time.",
        Pace.EQUAL: f"As fast as the reference: {between} of its time.",
        Pace.UNCLEAR: f"Not clear: {between} of the reference's time. The machine was too restless to say more; try again on a quiet one.",
    }[speed.verdict]


def render(speed: Speed) -> RenderableType:
    """The table of one measurement, and its verdict."""
    parts: list[RenderableType] = []
    if speed.growth:
        grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        parts.append(Text(f"{speed.function}, {speed.sizes[-1]} {speed.unit}"))
        grid.add_column("", overflow="fold")
        for title in ("time", "to reference", "95 % interval", "grows as"):
            grid.add_column(title, justify="right")
        for name in in_order(speed):
            growth, found = speed.growth[name], interval(speed, name)
            style = "bold" if name == "submission" else ""
            spread = "" if name == "reference" else f"{times(found.low)} to {times(found.high)}"
            grid.add_row(
                Text(speed.titles[name], style), seconds(growth.seconds[-1]), times(found.ratio), spread, f"size^{growth.slope:.1f}"
            )
        parts += [grid, ""]
    parts.append(Text(words(speed), STYLES[speed.verdict]))
    if speed.limit is not None:
        parts.append(Text(f"{speed.points:g} of {speed.max_points:g} points for taking at most {speed.limit:g}× the reference's time."))
    if speed.pairs:
        parts.append(Text(f"{speed.pairs} pairs of fresh workers, {speed.rounds} rounds each, in turn, on fresh inputs.", "dim"))
    return Group(*parts)
