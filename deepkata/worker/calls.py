"""Answers the judge's calls: values in, the program's functions, values out; what cannot cross becomes a handle."""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np

from deepkata.wire.messages import Call, Failure, Fetch, Raised, Returned
from deepkata.wire.values import Files, HandleNode, Node, Payload, Reader, ScratchNode, WireError, encode
from deepkata.worker.failure import describe

#: The types that cross; a subclass crosses as its base.
BASES: tuple[Any, ...] = (int, float, str, bytes, list, tuple, dict)
#: Results of a test that are looked at again after each later call, and the bytes of each at most.
MOST_ARRAYS, MOST_BYTES = 8, 2**20
TENSOR_PACKAGES = {"tensorflow", "keras", "jax", "jaxlib", "torch"}


class Arguments(Reader):
    """The judge's values as the program sees them."""

    own_memory = True

    def __init__(self, payload: bytearray, calls: Calls) -> None:
        super().__init__(payload)
        self.calls = calls

    def handle(self, node: HandleNode) -> Any:
        return self.calls.handles[node.number]

    def files(self, files: Files) -> str:
        place = self.calls.scratch / files.name
        for name, data in files.entries.items():
            target = place / name if name else place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return str(place)

    def scratch(self, node: ScratchNode) -> str:
        return str(self.calls.scratch / node.name)


class Calls:
    """The functions of a program and its probes, and the objects that stay here."""

    def __init__(self, program: types.ModuleType | None, probes: types.ModuleType | None, filename: str) -> None:
        self.program = program
        self.probes = probes
        self.filename = filename
        self.scratch = Path()
        self.handles: dict[int, Any] = {}
        self.returned: list[tuple[np.ndarray, bytes]] = []

    def begin(self, scratch: str) -> None:
        """A new test: no handles, another scratch folder."""
        self.scratch = Path(scratch)
        self.handles.clear()
        self.returned.clear()

    def call(self, order: Call, payload: bytearray) -> tuple[Returned | Raised, Payload | None]:
        """Call the function; the answer is its result or its exception."""
        function = _probe(self.probes, order.name) if order.probe else getattr(self.program, order.name, None)
        if function is None:
            return Raised(failure=Failure(type_names=("MissingFunction",), message=f"there is no function {order.name}")), None
        try:
            reader = Arguments(payload, self)
            arguments = [reader.read(node) for node in order.arguments]
            keywords = {name: reader.read(node) for name, node in order.keywords.items()}
            named = _named(function, arguments, keywords)
            before = {name: snapshot(value) for name, value in named.items()}
            result = function(*arguments, **keywords)
            changed = tuple(name for name, value in named.items() if snapshot(value) != before[name])
            overwrote = not order.probe and self._overwrote(result)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are the student's too
            return Raised(failure=describe(error, self.filename)), None
        answer = Encoder(self)
        try:
            value = answer.encode(result)
        except BaseException as error:  # a value that takes more memory than there is, or whose methods misbehave
            return Raised(failure=describe(error, self.filename)), None
        return Returned(value=value, changed=changed, overwrote=overwrote, tensors=tuple(answer.tensors)), answer.payload

    def _overwrote(self, result: Any) -> bool:
        """Whether the call changed an array that an earlier one returned, as a buffer does that is used again."""
        overwrote = any(_digest(array) != digest for array, digest in self.returned)
        arrays = result if isinstance(result, list | tuple) else [result]
        small = [array for array in arrays[:10] if type(array) is np.ndarray and array.nbytes <= MOST_BYTES and array.dtype != object]
        self.returned = [*self.returned, *((array, _digest(array)) for array in small)][-MOST_ARRAYS:]
        return overwrote

    def fetch(self, order: Fetch) -> tuple[Returned | Raised, Payload | None]:
        """The bytes of what was saved under this name."""
        try:
            found = self._files(order)
        except OSError as error:
            found = Failure(type_names=("OSError",), message=f"{order.name!r} cannot be read: {error.strerror}")
        if isinstance(found, Failure):
            return Raised(failure=found), None
        payload = Payload()
        return Returned(value=encode(found, payload, lambda other: other)), payload

    def _files(self, order: Fetch) -> Files | Failure:
        place = self.scratch / order.name
        found = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        if not found:
            return Failure(type_names=("FileNotFoundError",), message=f"nothing was saved as {order.name!r}")
        if sum(path.stat().st_size for path in found) > order.max_bytes:
            return Failure(type_names=("FileTooLarge",), message=f"{order.name!r} is over {order.max_bytes} bytes")
        entries = {"" if path == place else path.relative_to(place).as_posix(): path.read_bytes() for path in found}
        return Files(order.name, entries)


def _digest(array: np.ndarray) -> bytes:
    return hashlib.blake2b(array.tobytes(), digest_size=8).digest()


def _named(function: Any, arguments: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
    """The arguments by the names that the function has for them."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    names += [f"argument {place + 1}" for place in range(len(names), len(arguments))]
    return dict(zip(names, arguments, strict=False)) | keywords


def _probe(probes: object, name: str) -> Any:
    """A function of the probes, or of an object in them: ``BENCHMARK.naive``."""
    return functools.reduce(lambda place, part: getattr(place, part, None), name.split("."), probes)


class Encoder:
    """Turns a result into nodes: tensors into arrays, subclasses into their bases, all else into handles."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.payload = Payload()
        self.tensors: list[str] = []

    def encode(self, result: Any) -> Node:
        if is_tensor(result):
            self.tensors.append("$")
        elif isinstance(result, list | tuple):
            self.tensors += [f"$[{place}]" for place, item in enumerate(result) if is_tensor(item)]
        elif isinstance(result, dict):
            self.tensors += [f"$[{key!r}]" for key, item in result.items() if is_tensor(item)]
        try:
            return encode(result, self.payload, self.other)
        except (WireError, RecursionError) as error:
            self.payload = Payload()
            return self.keep(result, f"{type(result).__name__} that cannot cross: {error}")

    def other(self, value: Any) -> Any:
        if is_tensor(value):
            return array_of(value, self)
        if isinstance(value, np.ndarray):
            return array_of(value, self)
        for base in BASES:
            if isinstance(value, base):
                return base(value)
        return self.keep(value, type(value).__name__)

    def keep(self, value: Any, type_name: str) -> HandleNode:
        number = len(self.calls.handles) + 1
        self.calls.handles[number] = value
        return HandleNode(number, type_name)


def is_tensor(value: Any) -> bool:
    """Whether a value is an array of a deep learning library."""
    package = type(value).__module__.partition(".")[0]
    return package in TENSOR_PACKAGES and hasattr(value, "shape") and hasattr(value, "__array__")


def array_of(value: Any, results: Encoder) -> Any:
    """The value as a base-class array, or a handle where it has no values yet (a symbolic tensor)."""
    try:
        return np.array(value.detach() if hasattr(value, "detach") else value)
    except Exception:
        return results.keep(value, type(value).__name__)


def snapshot(value: Any) -> Any:
    """What to compare to see whether an argument was changed in place."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype, value.tobytes()
    if isinstance(value, list | tuple):
        return [snapshot(item) for item in value]
    if isinstance(value, dict):
        return [(key, snapshot(item)) for key, item in value.items()]
    return value if isinstance(value, int | float | str | bytes) and value == value else None


def flush() -> None:
    """Push out what was printed, before the answer is sent."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            continue
