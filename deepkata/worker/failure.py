"""An exception as data: what the student needs of it, the lines of the student's own file, the shapes there."""

from __future__ import annotations

import linecache
import traceback
import types
from typing import Any

import numpy as np

from deepkata.wire.messages import Failure, StackFrame

MAX_MESSAGE = 2000
MAX_FRAMES = 6
MAX_VARIABLES = 12
MAX_TEXT = 80
MAX_VALUES = 8


def describe(error: BaseException, filename: str) -> Failure:
    """The exception, with the frames that lie in ``filename``, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == filename:
            frames.append(_frame(frame, line, filename))
    if isinstance(error, SyntaxError) and error.filename == filename:
        frames.append(StackFrame(error.lineno or 0, "", (error.text or "").rstrip(), {}))
        text = error.msg
    else:
        text = _text(error)
    if len(frames) > MAX_FRAMES:
        frames = frames[:1] + frames[1 - MAX_FRAMES :]
    names = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
    return Failure(type_names=names, message=text[:MAX_MESSAGE], frames=tuple(frames))


def _frame(frame: types.FrameType, line: int, filename: str) -> StackFrame:
    shown = [(name, value) for name, value in frame.f_locals.items() if not _uninteresting(name, value)]
    variables = {name: summary(value) for name, value in shown[:MAX_VARIABLES]} if frame.f_code.co_name != "<module>" else {}
    return StackFrame(line, frame.f_code.co_name, linecache.getline(filename, line).strip(), variables)


def _uninteresting(name: str, value: object) -> bool:
    return name.startswith("__") or isinstance(value, types.ModuleType | types.FunctionType | type)


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:  # the student's own __str__ may fail
        return f"(its text could not be made: {type(second).__name__})"


def summary(value: Any) -> str:
    """A value in a few words; arrays by dtype and shape."""
    kind = type(value).__name__
    try:
        if hasattr(value, "shape") and hasattr(value, "dtype") and np.ndim(value):
            dtype = getattr(value.dtype, "name", value.dtype)
            text = f"{dtype} {'array' if isinstance(value, np.ndarray) else kind} of shape {tuple(value.shape)}"
            few = isinstance(value, np.ndarray) and 0 < value.size <= MAX_VALUES
            return f"{text}: {' '.join(np.array2string(value, separator=', ', precision=5).split())}" if few else text
        if isinstance(value, list | tuple | dict) and len(value) > 4:
            return f"{kind} of {len(value)}"
        text = repr(value)
    except Exception:
        return kind
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
