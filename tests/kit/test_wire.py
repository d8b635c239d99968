"""The wire: what crosses comes back the same; what must not cross is refused before anything is allocated."""

from __future__ import annotations

import contextlib
import math
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import hypothesis.extra.numpy as npst
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepkata.judge.fork_servers import open_link
from deepkata.judge.link import Flooded, Link, TimedOut, TooLarge
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


# --- drawn by Hypothesis --------------------------------------------------------------------------------------------------

DRAWN = settings(max_examples=100, deadline=None, derandomize=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN_VALUES = st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False) | TEXT | st.binary(max_size=8)
DTYPES = (
    npst.boolean_dtypes()
    | npst.integer_dtypes(endianness="?")
    | npst.unsigned_integer_dtypes()
    | npst.floating_dtypes(endianness="?", sizes=(16, 32, 64))
)
ALL_ARRAYS = npst.arrays(DTYPES, npst.array_shapes(min_dims=0, min_side=0, max_side=4), elements={"allow_nan": False})
VALUES = st.recursive(
    PLAIN_VALUES | ALL_ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXT | st.integers(-(2**63), 2**63 - 1), inner, max_size=4)
    ),
    max_leaves=12,
)
SMALL_NUMBERS = st.integers(-9, 40) | st.sampled_from([2**31, 2**62, -(2**62)])
ARRAY_NODES = st.builds(
    Array,
    dtype=st.sampled_from(["<f4", "|u1", ">i8", "<U2", "|S3", "|b1", "<f16", "|O", "<U0", "<M8[s]", ""]),
    shape=st.lists(SMALL_NUMBERS, max_size=3).map(tuple),
    place=SMALL_NUMBERS,
    extent=SMALL_NUMBERS,
    strides=st.none() | st.lists(SMALL_NUMBERS, max_size=3).map(tuple),
    first=SMALL_NUMBERS,
    writable=st.booleans(),
    scalar=st.booleans(),
)
NODES = st.recursive(
    PLAIN_VALUES.filter(lambda value: not isinstance(value, bytes))
    | ARRAY_NODES
    | st.builds(BigInt, TEXT)
    | st.builds(HandleNode, st.integers(), TEXT),
    lambda inner: (
        st.builds(List, st.lists(inner, max_size=3).map(tuple)) | st.builds(Dict, st.lists(st.tuples(inner, inner), max_size=3).map(tuple))
    ),
    max_leaves=6,
)


def same(one: Any, other: Any) -> bool:
    """Equal, with types, in all parts; as bytes in arrays."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


@DRAWN
@given(VALUES)
def test_any_value_comes_back_the_same(value: Any) -> None:
    assert same(through(value), value)
    assert same(through(value, keep_layout=True, own_memory=True), value)


@DRAWN
@given(st.data())
def test_any_view_of_an_array_keeps_its_layout(data: st.DataObject) -> None:
    view = BASE[data.draw(npst.basic_indices(BASE.shape, allow_newaxis=True))]
    back = through(view, keep_layout=True, own_memory=True)
    np.testing.assert_array_equal(back, view)
    if isinstance(view, np.ndarray) and view.size:
        assert back.strides == view.strides or view.flags.c_contiguous


@DRAWN
@given(NODES, st.binary(max_size=64))
def test_any_forged_node_is_read_or_refused(node: Any, payload: bytes) -> None:
    """Nothing else comes of it, and an array lies in the bytes that were sent, whatever it says of itself."""
    sent = bytearray(payload)
    with contextlib.suppress(WireError):
        value = Reader(sent).read(node)
        if isinstance(value, np.ndarray) and value.size:
            assert np.may_share_memory(value, np.frombuffer(sent, np.uint8))


@DRAWN
@given(st.binary(max_size=64), st.booleans())
def test_any_bytes_are_a_message_or_refused(data: bytes, with_prefix: bool) -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall((struct.pack("<IQ", len(data), 0) if with_prefix else b"") + data)
        here.shutdown(socket.SHUT_WR)
        there.settimeout(5)
        with contextlib.suppress(channel.Closed, WireError):
            message, _, _ = channel.Channel(there, FromWorker).receive()
            assert isinstance(message, msgspec.Struct)


# --- the judge's end, with a worker that we play ---------------------------------------------------------------------------


@pytest.fixture
def played() -> Iterator[tuple[Link, socket.socket, int]]:
    """A link, and the two ends that a worker would have: its socket and the pipe that it prints to."""
    link, (descriptor, writing) = open_link(output_bytes=1000, result_bytes=1000)
    worker = socket.socket(fileno=descriptor)
    yield link, worker, writing
    worker.close()
    os.close(writing)
    link.close()


def reply(size: int = 0) -> bytes:
    """A whole frame, with a payload of so many bytes."""
    payload = Payload()
    payload.add(memoryview(bytes(size)))
    return b"".join(bytes(piece) for piece in channel.frame(Returned(value=1), payload if size else None))


def soon() -> float:
    return time.monotonic() + 0.05


def test_a_worker_that_says_nothing_is_not_waited_for(played: tuple[Link, socket.socket, int]) -> None:
    link, _, _ = played
    with pytest.raises(TimedOut):
        link.receive(soon())
    assert not link.midway


def test_half_a_frame_is_not_an_answer(played: tuple[Link, socket.socket, int]) -> None:
    link, worker, _ = played
    worker.sendall(reply()[:-1])
    with pytest.raises(TimedOut):
        link.receive(soon())
    assert link.midway


def test_a_worker_that_dies_in_a_call_has_gone(played: tuple[Link, socket.socket, int]) -> None:
    link, worker, _ = played
    worker.sendall(reply()[:-1])
    worker.shutdown(socket.SHUT_RDWR)
    with pytest.raises(channel.Closed):
        link.receive(soon())


def test_a_flood_ends_the_waiting(played: tuple[Link, socket.socket, int]) -> None:
    link, _, writing = played
    os.write(writing, b"x" * 1001)
    with pytest.raises(Flooded):
        link.receive(soon())
    assert link.output.take() == b"x" * 1000


def test_what_was_printed_before_an_answer_is_there_with_it(played: tuple[Link, socket.socket, int]) -> None:
    link, worker, writing = played
    os.write(writing, b"hello")
    worker.sendall(reply(5) * 2)
    assert link.receive(soon()) == (Returned(value=1), bytearray(5))
    assert link.output.take() == b"hello"
    assert link.receive(soon()) == (Returned(value=1), bytearray(5))  # it had come with the first one


def test_an_answer_over_the_cap_is_refused_before_it_is_read(played: tuple[Link, socket.socket, int]) -> None:
    link, worker, _ = played
    worker.sendall(reply(1001))
    with pytest.raises(TooLarge, match="limit of 1000"):
        link.receive(soon())


def test_a_message_that_is_none_is_refused(played: tuple[Link, socket.socket, int]) -> None:
    link, worker, _ = played
    worker.sendall(struct.pack("<IQ", 3, 0) + b"\xc1\xc1\xc1")
    with pytest.raises(WireError):
        link.receive(soon())


# ---------------------------------------------------------------------------------------------------------------------------


def test_single_values_are_counted() -> None:
    """So many that an array would do are refused before they are built."""
    from deepkata.wire.values import MAX_NODES, List, Reader, TooMany

    assert len(Reader(bytearray()).read(List((0.0,) * 1000))) == 1000
    with pytest.raises(TooMany):
        Reader(bytearray()).read(List((0.0,) * (MAX_NODES + 1)))
