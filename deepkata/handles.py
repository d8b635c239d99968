"""What a suite holds that is not plain data: objects that stayed in the worker, places in its folder, and what a call did."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from deepkata.failures import SuiteMistake
from deepkata.wire.values import Files, HandleNode, Node, Payload, Reader, ScratchNode, WireError, encode


class Owner(Protocol):
    """The worker in which objects stay."""

    def alive(self) -> bool: ...


class Handle:
    """An object that stayed in the worker: it can be passed back to it, in the same test."""

    def __init__(self, node: HandleNode, owner: Owner | None) -> None:
        self.type_name = node.type_name
        self._node = node
        self._owner = owner

    def __repr__(self) -> str:
        return f"<{self.type_name}, an object of the program>"


class ScratchPath(msgspec.Struct, frozen=True):
    """A place in the worker's scratch folder. As an argument it arrives as an absolute path."""

    name: str


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One call that a suite made: what it took and what it did besides returning."""

    function: str
    seconds: float
    changed: tuple[str, ...] = ()
    tensors: tuple[str, ...] = ()
    overwrote: bool = False
    probe: bool = False

    def told_changed(self) -> str:
        """What is wrong with a call that changed its inputs."""
        names = " and ".join(f"`{name}`" for name in self.changed)
        return f"{self.function} changed {names} in place: work on a copy, the caller still needs it."


class Results(Reader):
    """A worker's values as the suite sees them: base-class arrays, plain data, handles, files."""

    strided = False

    def __init__(self, payload: bytearray, owner: Owner | None) -> None:
        super().__init__(payload)
        self.owner = owner

    def handle(self, node: HandleNode) -> Handle:
        return Handle(node, self.owner)

    def files(self, files: Files) -> Files:
        for name in (files.name, *files.entries):
            if name.startswith("/") or ".." in name.split("/") or "\0" in name:
                raise WireError(f"a file that would lie outside its folder: {name[:80]!r}")
        return files


def encode_all(values: list[Any], payload: Payload, owner: Owner | None) -> list[Node]:
    """A suite's arguments as they cross to the worker ``owner``. Raises SuiteMistake for what cannot."""

    def special(value: Any) -> Node:
        match value:
            case Handle():
                if owner is None or value._owner is not owner or not owner.alive():
                    raise SuiteMistake(f"{value!r} belongs to another worker, or to one that has ended")
                return HandleNode(value._node.number, "")
            case ScratchPath():
                return ScratchNode(value.name)
        raise SuiteMistake(f"an argument of type {type(value).__name__} cannot cross to the worker")

    return [encode(value, payload, special, keep_layout=True) for value in values]
