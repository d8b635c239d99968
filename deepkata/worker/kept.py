"""What a program keeps from call to call: on its module, its functions and their default arguments, and in its caches."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

#: Items of a container, and bytes of an array, that are looked at.
MOST_ITEMS, MOST_BYTES, DEPTH = 200, 2**18, 3
PLAIN = (bool, int, float, complex, str, bytes, type(None))


class ModuleState:
    """How the module was when it had been loaded."""

    def __init__(self, module: types.ModuleType | None) -> None:
        self.module = module
        self.before = dict(_places(module)) if module else {}

    def changed(self) -> tuple[str, ...]:
        """What is otherwise now, in words."""
        now = dict(_places(self.module)) if self.module else {}
        return tuple(name for name, value in now.items() if self.before.get(name) != value)


def _places(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """Each place of a module that can keep something: what a message calls it, and a fingerprint of what is there."""
    for name, value in list(vars(module).items()):
        if name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        if callable(getattr(value, "cache_info", None)):
            yield f"what `{name}` caches", value.cache_info().currsize
        elif isinstance(value, types.FunctionType):
            yield from _of_function(name, value)
        elif isinstance(value, type):
            if value.__module__ == module.__name__:
                yield f"the class `{name}`", fingerprint({key: part for key, part in vars(value).items() if _is_data(part)})
        else:
            yield f"`{name}`", fingerprint(value)


def _of_function(name: str, function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    count = function.__code__.co_argcount
    defaults = function.__defaults__ or ()
    names = function.__code__.co_varnames[count - len(defaults) : count]
    for argument, value in (*zip(names, defaults, strict=False), *(function.__kwdefaults__ or {}).items()):
        yield f"the default value of `{argument}` in `{name}`", fingerprint(value)
    yield f"an attribute of `{name}`", fingerprint(dict(function.__dict__))
    cells = [cell.cell_contents for cell in function.__closure__ or () if cell != types.CellType()]
    yield f"a variable around `{name}`", fingerprint(cells)


def _is_data(value: Any) -> bool:
    return isinstance(value, (*PLAIN, list, dict, set, np.ndarray))


def fingerprint(value: Any, depth: int = DEPTH) -> Any:
    """Something that differs where the value does; of what cannot be looked into it is the identity."""
    match value:
        case np.ndarray():
            data = np.ascontiguousarray(value).view(np.uint8).ravel()[:MOST_BYTES] if value.dtype != object else b""
            return value.shape, str(value.dtype), hashlib.blake2b(bytes(data), digest_size=8).digest()
        case list() | tuple() | set() | frozenset() if depth:
            return type(value), len(value), [fingerprint(item, depth - 1) for item in list(value)[:MOST_ITEMS]]
        case dict() if depth:
            return len(value), [(repr(key)[:80], fingerprint(item, depth - 1)) for key, item in list(value.items())[:MOST_ITEMS]]
        case _ if isinstance(value, PLAIN):
            return repr(value)[:200]
    inner = getattr(value, "__dict__", None)
    if depth and isinstance(inner, dict) and len(inner) < MOST_ITEMS and type(value).__module__ != "builtins":
        return id(value), fingerprint(dict(inner), depth - 1)
    return id(value)
