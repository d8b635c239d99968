"""Which values cross between judge and worker, and how.

A value becomes a *node*: small msgspec data in which an array is only its description, and a place in the frame's
payload, where its raw bytes lie. The set is closed: ``None, bool, int, float, str, bytes, list, tuple, dict``, NumPy
scalars and arrays of bool, integer, float and string types, files, places in the scratch folder, and handles.
A reader checks type, dtype, shape against byte count, and every bound, before it allocates.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable
from typing import Any, Union

import msgspec
import numpy as np

MAX_DEPTH = 64
MAX_DIMENSIONS = 32
#: Values in one frame, and entries of one dictionary, whose keys a submission may have chosen to collide.
MAX_NODES = 500_000
MAX_ENTRIES = 10_000
ALIGNMENT = 64
_INT64 = range(-(2**63), 2**63)
_DTYPE = re.compile(r"[<>|=](?:b1|[iu][1248]|f(?:2|4|8|12|16)|[US][1-9][0-9]{0,6})")


class WireError(Exception):
    """A value that may not cross, or a frame that is not well formed."""


class TooMany(WireError):
    """More values than a frame may hold."""


class Array(msgspec.Struct, frozen=True, tag="array", array_like=True):
    """An array or NumPy scalar: ``extent`` bytes of the payload from ``place`` on."""

    dtype: str
    shape: tuple[int, ...]
    place: int
    extent: int
    strides: tuple[int, ...] | None = None
    first: int = 0
    writable: bool = True
    scalar: bool = False


class BigInt(msgspec.Struct, frozen=True, tag="int", array_like=True):
    """An integer beyond 64 bits, in hexadecimal."""

    digits: str


class Bytes(msgspec.Struct, frozen=True, tag="bytes", array_like=True):
    data: bytes


class List(msgspec.Struct, frozen=True, tag="list", array_like=True):
    items: tuple[Node, ...]


class Tuple(msgspec.Struct, frozen=True, tag="tuple", array_like=True):
    items: tuple[Node, ...]


class Dict(msgspec.Struct, frozen=True, tag="dict", array_like=True):
    pairs: tuple[tuple[Node, Node], ...]


class HandleNode(msgspec.Struct, frozen=True, tag="handle", array_like=True):
    """What stays in the worker: its number there and the name of its type."""

    number: int
    type_name: str


class Files(msgspec.Struct, frozen=True):
    """A file or folder that a worker saved: opaque bytes by relative name, with forward slashes; a file's own name is empty.

    As an argument it arrives as a path.
    """

    name: str
    entries: dict[str, bytes]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(len(data) for data in self.entries.values())


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """``extent`` bytes of the payload from ``place`` on."""

    place: int
    extent: int


class FilesNode(msgspec.Struct, frozen=True, tag="files", array_like=True):
    """Files, whose bytes lie in the payload."""

    name: str
    entries: dict[str, Piece]


class ScratchNode(msgspec.Struct, frozen=True, tag="scratch", array_like=True):
    """A place in the worker's scratch folder; arrives as an absolute path."""

    name: str


Node = Union[None, bool, int, float, str, Bytes, Array, BigInt, List, Tuple, Dict, HandleNode, FilesNode, ScratchNode]
_AS_THEY_ARE = (float, int, str, bool, type(None))


class Payload:
    """The raw bytes that follow a header, collected buffer by buffer, each aligned."""

    def __init__(self) -> None:
        self.buffers: list[bytes | memoryview] = []
        self.size = 0

    def add(self, data: memoryview) -> int:
        """Append ``data`` and return its place in the payload."""
        gap = -self.size % ALIGNMENT
        if gap:
            self.buffers.append(bytes(gap))
        place = self.size + gap
        self.buffers.append(data)
        self.size = place + data.nbytes
        return place


def encode(value: Any, payload: Payload, other: Callable[[Any], Any], *, keep_layout: bool = False) -> Node:
    """Turn ``value`` into a node; its arrays' bytes go to ``payload``.

    ``other`` is asked for what is not in the closed set and returns a node or a value that is. With ``keep_layout``
    strides and read-only flags survive; otherwise arrays are sent in C order.
    """

    def node(value: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if value is None or kind is float or kind is bool:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return value if value in _INT64 else BigInt(hex(value))
        if kind is str:
            return value if value.isascii() else str(value).encode("utf-8", "replace").decode("utf-8")
        if kind is bytes:
            return Bytes(value)
        if kind is np.ndarray or isinstance(value, np.generic):
            return _encode_array(value, payload, keep_layout)
        depth += 1
        if kind is list:
            return List(tuple([node(item, depth) for item in value]))
        if kind is tuple:
            return Tuple(tuple([node(item, depth) for item in value]))
        if kind is dict:
            return Dict(tuple([(node(key, depth), node(item, depth)) for key, item in value.items()]))
        if kind is Files:
            pieces = {name: Piece(payload.add(memoryview(data)), len(data)) for name, data in value.entries.items()}
            return FilesNode(value.name, pieces)
        if isinstance(value, HandleNode | FilesNode | ScratchNode):
            return value
        return node(other(value), depth)

    return node(value, 0)


def _encode_array(value: np.ndarray | np.generic, payload: Payload, keep_layout: bool) -> Array:
    array = np.asarray(value)
    dtype = array.dtype.str
    if not _DTYPE.fullmatch(dtype):
        raise WireError(f"an array of dtype {array.dtype} cannot cross; bool, integer, float and string dtypes can")
    scalar = isinstance(value, np.generic)
    writable = array.flags.writeable
    if array.size and array.itemsize and keep_layout and not array.flags.c_contiguous:
        reach = [(size - 1) * stride for size, stride in zip(array.shape, array.strides, strict=True)]
        before = -sum(min(0, step) for step in reach)
        extent = before + sum(max(0, step) for step in reach) + array.itemsize
        raw = ctypes.string_at(array.__array_interface__["data"][0] - before, extent)
        return Array(dtype, array.shape, payload.add(memoryview(raw)), extent, array.strides, before, writable, scalar)
    flat = np.ascontiguousarray(array).reshape(-1)
    raw_bytes = flat.view(np.uint8).data if flat.nbytes else memoryview(b"")
    return Array(dtype, array.shape, payload.add(raw_bytes), flat.nbytes, writable=writable, scalar=scalar)


class Reader:
    """Turns nodes back into values; what to do with handles, files and scratch places is the subclass's to say."""

    #: Copy arrays so that they own their memory, as a caller's arrays usually do.
    own_memory = False
    #: Accept arrays with strides, whose shape says nothing of the memory that they take: a few bytes can claim to be terabytes.
    strided = True

    def __init__(self, payload: bytearray | memoryview) -> None:
        self.payload = memoryview(payload)
        self._nodes = 0
        self._bytes = 0

    def handle(self, node: HandleNode) -> Any:
        raise WireError("a handle where none is expected")

    def files(self, files: Files) -> Any:
        raise WireError("files where none are expected")

    def scratch(self, node: ScratchNode) -> Any:
        raise WireError("a scratch place where none is expected")

    def read(self, node: Node, depth: int = 0) -> Any:
        """The value of ``node``. Raises WireError for anything that is not well formed."""
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise TooMany(f"more than {MAX_NODES} single values; an array would do")
        if type(node) in _AS_THEY_ARE:
            return node
        match node:
            case Array():
                return self._array(node)
            case List(items):
                return [self.read(item, depth + 1) for item in items]
            case Tuple(items):
                return tuple(self.read(item, depth + 1) for item in items)
            case Dict(pairs):
                if len(pairs) > MAX_ENTRIES or any(isinstance(key, BigInt) for key, _ in pairs):
                    raise WireError(f"a dictionary of more than {MAX_ENTRIES} entries, or with a huge number for a key")
                try:
                    return {self.read(key, depth + 1): self.read(item, depth + 1) for key, item in pairs}
                except TypeError as error:
                    raise WireError("a dictionary key that cannot be one") from error
            case Bytes(data):
                return data
            case BigInt(digits):
                if not re.fullmatch(r"-?0x[0-9a-f]{1,256}", digits):
                    raise WireError("an integer that is too long or not one")
                return int(digits, 16)
            case HandleNode():
                return self.handle(node)
            case FilesNode():
                entries = {name: bytes(self._piece(piece.place, piece.extent)) for name, piece in node.entries.items()}
                return self.files(Files(node.name, entries))
            case ScratchNode():
                return self.scratch(node)
            case _:
                return node

    def _piece(self, place: int, extent: int) -> memoryview:
        """Bytes of the payload that nothing else claims."""
        if not 0 <= place <= place + extent <= len(self.payload):
            raise WireError("bytes that lie outside their frame")
        self._bytes += extent
        if self._bytes > len(self.payload):
            raise WireError("arrays or files that share their bytes")
        return self.payload[place : place + extent]

    def _array(self, node: Array) -> Any:
        if not _DTYPE.fullmatch(node.dtype) or len(node.shape) > MAX_DIMENSIONS or any(n < 0 for n in node.shape):
            raise WireError(f"an array of dtype {node.dtype[:20]!r} and shape {node.shape[:MAX_DIMENSIONS]} cannot cross")
        if node.strides is not None and not self.strided:
            raise WireError("an array that does not lie in one piece")
        raw: Any = self._piece(node.place, node.extent)
        try:
            dtype = np.dtype(node.dtype)
        except TypeError as error:
            raise WireError(f"no dtype {node.dtype}") from error
        if node.strides is None and math.prod(node.shape) * dtype.itemsize != node.extent:
            raise WireError(f"an array of shape {node.shape} and {dtype} does not take {node.extent} bytes")
        if self.own_memory:
            owner = np.empty(node.extent, np.uint8) if node.strides else np.empty(node.shape, dtype)
            if node.extent:
                owner.reshape(-1).view(np.uint8).data[:] = raw
            raw = owner
        if node.strides is None and self.own_memory:
            array = raw
        else:
            try:
                array = np.ndarray(node.shape, dtype, raw, node.first, node.strides) if node.extent else np.empty(node.shape, dtype)
            except (ValueError, TypeError) as error:
                raise WireError(f"an array that its bytes cannot hold: {error}") from error
        if dtype.kind == "U" and not _is_text(array):
            raise WireError("a string of no characters")
        if node.scalar:
            return array[()]
        if not node.writable:
            array.flags.writeable = False
        return array


def _is_text(array: np.ndarray) -> bool:
    """Whether the code points of a string array are characters: NumPy cannot show others."""
    codes = np.ascontiguousarray(array).reshape(-1).view(np.dtype("u4").newbyteorder(array.dtype.byteorder))
    return not len(codes) or bool(((codes < 0xD800) | ((codes > 0xDFFF) & (codes < 0x110000))).all())
