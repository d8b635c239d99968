"""The wire: what crosses comes back the same; what must not cross is refused before anything is allocated."""

from __future__ import annotations

import math
import socket
import struct
import threading
from typing import Any

import msgspec
import numpy as np
import pytest

from deepkata.wire import channel, values
from deepkata.wire.messages import Call, FromWorker, Returned, ToWorker
from deepkata.wire.values import Array, BigInt, Dict, HandleNode, List, Payload, Reader, WireError, encode


def refuse(value: Any) -> Any:
    raise WireError(f"{type(value).__name__} cannot cross")


def through(value: Any, *, keep_layout: bool = False, own_memory: bool = False) -> Any:
    """Encode, put on the wire as bytes, decode."""
    payload = Payload()
    node = encode(value, payload, refuse, keep_layout=keep_layout)
    header = msgspec.msgpack.encode(Returned(value=node))
    reader = Reader(bytearray(b"".join(payload.buffers)))
    reader.own_memory = own_memory
    return reader.read(FromWorker.decode(header).value)


PLAIN = [
    *(None, True, False, 0, -1, 2**63 - 1, -(2**63), 2**63, -(2**200), 0.0, -0.0, 1e300, math.inf, "", "naïve", b"", b"\0\xff"),
    *([], [1, "two", [3.0]], (), (1, (2,)), {}, {"a": {1: (2, None)}, (1, "b"): [b"c"]}),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_comes_back_the_same(value: Any) -> None:
    back = through(value)
    assert back == value
    assert type(back) is type(value)


ARRAYS = [
    *(np.arange(6).astype(d).reshape(2, 3) for d in ("?", "u1", "i1", "i2", "u4", "i8", "u8", "f2", "f4", "f8", ">f4", ">i2")),
    *(np.array(["a", "bcd"]), np.array([b"a", b"bc"]), np.array("alone"), np.array(3.5), np.zeros((0, 4)), np.zeros((3, 0, 2), "f4")),
]


@pytest.mark.parametrize("value", ARRAYS, ids=lambda a: f"{a.dtype.str}{a.shape}")
@pytest.mark.parametrize("own_memory", [False, True])
def test_arrays_come_back_the_same(value: np.ndarray, own_memory: bool) -> None:
    back = through(value, own_memory=own_memory)
    assert type(back) is np.ndarray
    assert back.dtype == value.dtype
    np.testing.assert_array_equal(back, value)


def test_numpy_scalars_stay_scalars() -> None:
    back = through(np.float32(1.5))
    assert type(back) is np.float32


BASE = np.arange(60, dtype="f4").reshape(3, 4, 5)
LAYOUTS = {
    "transposed": BASE.transpose(2, 0, 1),
    "every second": BASE[::2, 1:, ::2],
    "backwards": BASE[::-1, :, ::-1],
    "broadcast": np.broadcast_to(np.float32([1, 2, 3]), (4, 3)),
    "a column": BASE[:, 1, 2],
    "Fortran order": np.asfortranarray(BASE),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_survive_on_the_way_in(name: str) -> None:
    value = LAYOUTS[name]
    back = through(value, keep_layout=True, own_memory=True)
    np.testing.assert_array_equal(back, value)
    assert back.strides == value.strides
    assert back.flags.writeable == value.flags.writeable


def test_what_is_not_in_the_closed_set_is_refused() -> None:
    for value in (object(), 1j, np.array([object()]), np.zeros(2, complex), np.datetime64("2020-01-01"), {1, 2}):
        with pytest.raises(WireError):
            through(value)


def test_deep_and_endless_values_are_refused() -> None:
    deep: list[Any] = []
    deep.append(deep)
    with pytest.raises(WireError, match="nested"):
        through(deep)
    node: Any = 1
    for _ in range(values.MAX_DEPTH + 2):
        node = List((node,))
    with pytest.raises(WireError, match="nested"):
        Reader(bytearray()).read(node)


FORGED = [
    Array("|O", (1,), 0, 8),
    Array("<f4", (2,), 0, 4),
    Array("<f4", (-1,), 0, 4),
    Array("<f4", (2**62,), 0, 8),
    Array("<f4", (1,), 4, 8),
    Array("<f4", (1,), -4, 4),
    Array("<f4", (2,), 0, 8, (8,), 4),
    Array("<f4", (2,), 0, 8, (-8,), 0),
    Array("<f4", (1,) * 40, 0, 4),
    Array("M8[s]", (1,), 0, 8),
    Array("<U99999999", (1,), 0, 8),
    BigInt("0x" + "f" * 9999),
    BigInt("import os"),
    Dict(((List((1,)), 2),)),
    HandleNode(1, "model"),
]


@pytest.mark.parametrize("node", FORGED, ids=repr)
def test_forged_values_are_refused(node: Any) -> None:
    with pytest.raises(WireError):
        Reader(bytearray(8)).read(node)


def test_pickle_is_not_a_message() -> None:
    import pickle

    with pytest.raises((msgspec.DecodeError, msgspec.ValidationError)):
        FromWorker.decode(pickle.dumps({"a": 1}))


def test_frames_carry_messages_and_descriptors() -> None:
    here, there = socket.socketpair()
    left, right = channel.Channel(here, ToWorker), channel.Channel(there, ToWorker)
    payload = Payload()
    node = encode(np.arange(100_000.0), payload, refuse)
    call = Call(probe=False, name="f", arguments=(node,), keywords={})
    sender = threading.Thread(target=left.send, args=(call, payload, (0,)))
    sender.start()
    message, data, fds = right.receive()
    sender.join()
    assert message == call
    assert len(fds) == 1
    np.testing.assert_array_equal(Reader(data).read(message.arguments[0]), np.arange(100_000.0))
    here.close()
    with pytest.raises(channel.Closed):
        right.receive()
    there.close()


def test_a_frame_over_the_cap_is_refused_by_its_prefix() -> None:
    with pytest.raises(WireError, match="limit"):
        channel.check_prefix(struct.pack("<IQ", 10, 2**40), 2**20)
    with pytest.raises(WireError, match="limit"):
        channel.check_prefix(struct.pack("<IQ", 2**31, 0), 2**20)


def test_single_values_are_counted() -> None:
    """So many that an array would do are refused before they are built."""
    from deepkata.wire.values import MAX_NODES, List, Reader, TooMany

    assert len(Reader(bytearray()).read(List((0.0,) * 1000))) == 1000
    with pytest.raises(TooMany):
        Reader(bytearray()).read(List((0.0,) * (MAX_NODES + 1)))
