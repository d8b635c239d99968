"""All that a ``bench_<exercise>.py`` imports: what is measured, on which inputs, and against what.

The file is loaded in workers only. In a few lines it says which function is measured, how its arguments are made, which
plain loop one writes first, and which operation of a library does the same::

    BENCHMARK = Benchmark("iou_matrix", inputs=boxes, sizes=(50, 150, 500), unit="boxes on each side", naive=loop)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["Benchmark"]

Function = Callable[..., Any]


class Benchmark:
    """How one function of an exercise is measured.

    Args:
        function: Its name in the student's file.
        inputs: ``inputs(rng, size)`` makes the arguments of one call, a tuple of plain data and arrays; fresh for each call.
        sizes: At least three, ascending. The last one is scored: there the reference takes well above 1 ms.
        unit: What a size counts, in words: "boxes on each side".
        naive: The plain Python loop that one writes first, with the function's arguments.
        library: A library's own way to do the same, if there is one.
        naive_name, library_name: What they are called in the table.
        setup: ``setup(rng, size)`` makes what cannot cross to a worker, such as a model: the first argument of every call.
        finish: ``finish(result)`` is measured with each call, and returns what is compared: for a function whose work is done when
            its result is used, such as a ``tf.data.Dataset``.
        rtol, atol: How near results have to be to those of the reference. Whether they are right is the suite's to say, on inputs
            of its choice; on any input float32 may lose a few digits.

    """

    def __init__(
        self,
        function: str,
        *,
        inputs: Callable[[np.random.Generator, int], tuple[Any, ...]],
        sizes: Sequence[int],
        unit: str,
        naive: Function | None = None,
        naive_name: str = "plain loop",
        library: Function | None = None,
        library_name: str = "library",
        setup: Callable[[np.random.Generator, int], Any] | None = None,
        finish: Function | None = None,
        rtol: float = 1e-3,
        atol: float = 1e-4,
    ) -> None:
        if len(sizes) < 3 or list(sizes) != sorted(set(sizes)):
            raise ValueError(f"a benchmark has at least three sizes, ascending, not {tuple(sizes)}")
        self.function = function
        self.inputs = inputs
        self.sizes = tuple(int(size) for size in sizes)
        self.unit = unit
        self.others = {name: call for name, call in (("naive", naive), ("library", library)) if call}
        self.names = {"naive": naive_name, "library": library_name}
        self.setup = setup
        self.used = finish
        self.rtol, self.atol = float(rtol), float(atol)

    # --- what the judge asks of it, in a worker ------------------------------------------------------------------------

    def describe(self) -> dict[str, Any]:
        """All that is not a function."""
        return {
            "function": self.function,
            "sizes": list(self.sizes),
            "unit": self.unit,
            "others": {name: self.names[name] for name in self.others},
            "has_setup": self.setup is not None,
            "has_finish": self.used is not None,
            "rtol": self.rtol,
            "atol": self.atol,
        }

    def arguments(self, seed: int, size: int) -> tuple[Any, ...]:
        """The arguments of one call, without what ``make`` makes."""
        return tuple(self.inputs(np.random.default_rng(seed), size))

    def make(self, seed: int, size: int) -> Any:
        """What stays in the worker and goes first."""
        assert self.setup is not None  # noqa: S101
        return self.setup(np.random.default_rng(seed), size)

    def naive(self, *arguments: Any) -> Any:
        """The plain loop."""
        return self.others["naive"](*arguments)

    def library(self, *arguments: Any) -> Any:
        """The library's way."""
        return self.others["library"](*arguments)

    def finish(self, result: Any) -> Any:
        """The rest of a call."""
        return self.used(result) if self.used else result

    @staticmethod
    def echo(*arguments: Any) -> tuple[Any, ...]:
        """The arguments again: what the way to a worker and back costs."""
        return arguments
