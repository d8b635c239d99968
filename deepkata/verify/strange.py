"""Programs that return what no author thought of. A suite must reject them in words, not fall over them."""

from __future__ import annotations

from deepkata.manifest import Exercise

#: Expressions; ``arguments`` is the tuple of what the function was given.
STRANGE_RESULTS = (
    "None",
    "'text'",
    "[]",
    "object()",
    "float('nan')",
    "np.zeros(0)",
    "np.full((1, 1), np.nan)",
    "np.array([object()])",
    "{'a': 1}",
    "(None, None)",
    "[[1.0], [2.0, 3.0]]",
    "lambda *a, **k: None",
    "arguments[0] if arguments else 1",
)


def strange_program(exercise: Exercise, expression: str) -> str:
    """A program all of whose functions return ``expression``."""
    functions = [f"def {name}(*arguments, **keywords):\n    return {expression}\n" for name in exercise.functions]
    return "\n\n".join(["import numpy as np\n", *functions])
