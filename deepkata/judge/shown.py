"""A call as a student can make it again by hand: small values in full, large ones by dtype and shape."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from deepkata.text import plain
from deepkata.wire.values import Files

MAX_VALUES = 16
MAX_TEXT = 60
MAX_CALL = 400
#: Bytes of arrays that a script of the call may have beside it.
MAX_ARRAYS = 2**21


def call(function: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> str:
    """``iou_matrix(np.array([[3, 4, 8, 6]]), np.array([[3, 4, 8, 6]]))``."""
    parts = [value(argument) for argument in arguments]
    parts += [f"{name}={value(argument)}" for name, argument in keywords.items()]
    return plain(f"{function}({', '.join(parts)})", MAX_CALL)


def script(function: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[str, bytes]:
    """The call as Python, whose arrays are those of an .npz file, and that file; empty for what cannot be written down."""
    arrays: dict[str, np.ndarray] = {}

    def written(argument: Any) -> str:
        match argument:
            case np.ndarray() if argument.dtype != object:
                arrays[f"a{len(arrays)}"] = argument
                return f'arrays["a{len(arrays) - 1}"]'
            case list():
                return f"[{', '.join(map(written, argument))}]"
            case tuple():
                return f"({''.join(written(item) + ', ' for item in argument)})"
            case dict():
                return f"{{{', '.join(f'{key!r}: {written(item)}' for key, item in argument.items())}}}"
            case bool() | int() | float() | str() | bytes() | None if argument == argument:
                return repr(argument)
            case np.generic():
                return written(np.asarray(argument)) + "[()]"
        raise TypeError

    try:
        parts = [*map(written, arguments), *(f"{name}={written(argument)}" for name, argument in keywords.items())]
    except TypeError:
        return "", b""
    if sum(array.nbytes for array in arrays.values()) > MAX_ARRAYS:
        return "", b""
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return f"{function}({', '.join(parts)})", stream.getvalue()


def value(argument: Any) -> str:
    """One argument."""
    if isinstance(argument, np.ndarray):
        if argument.size > MAX_VALUES or not argument.size:
            return f"<{argument.dtype} array of shape {argument.shape}>"
        text = np.array2string(argument, separator=", ", precision=5, max_line_width=10_000).replace("\n", "")
        text = " ".join(text.split()).replace("[ ", "[")
        usual = argument.dtype in (np.float64, np.int64, np.bool_) or argument.dtype.kind == "U"
        return f"np.array({text})" if usual else f"np.array({text}, {argument.dtype.name!r})"
    if isinstance(argument, list | tuple) and len(argument) <= MAX_VALUES:
        inner = ", ".join(value(item) for item in argument)
        return f"[{inner}]" if isinstance(argument, list) else f"({inner}{',' if len(argument) == 1 else ''})"
    if isinstance(argument, Files):
        return f"<{argument.name}, {argument.size} bytes>"
    text = repr(argument)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
