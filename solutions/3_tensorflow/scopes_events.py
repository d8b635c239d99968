"""Name the parts of a graph, and write and read event files: the data that TensorBoard shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import tensorflow as tf

Part = Callable[[tf.Tensor], tf.Tensor]

SCALAR = tf.compat.v1.SummaryMetadata(plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars"))
IDLE = {"Placeholder", "Const", "Identity"}


def write_graph(parts: Sequence[tuple[str, Part]], width: int, directory: str) -> None:
    """Write the graph of a network to an event file, with each part in its own scope."""

    @tf.function(input_signature=[tf.TensorSpec([None, width], tf.float32, name="x")])
    def network(x: tf.Tensor) -> tf.Tensor:
        for name, part in parts:
            with tf.name_scope(name):
                x = part(x)
        return x

    with tf.summary.create_file_writer(directory).as_default() as writer:
        tf.summary.graph(network.get_concrete_function().graph)
        writer.close()


def graph_ops(function: Part, width: int) -> list[tuple[str, str]]:
    """List the names and types of the operations that compute something, in the order of the graph."""
    graph = tf.function(function).get_concrete_function(tf.TensorSpec([None, width], tf.float32)).graph
    return [(operation.name, operation.type) for operation in graph.get_operations() if operation.type not in IDLE]


def count_by_scope(names: Iterable[str]) -> dict[str, int]:
    """Count the operations in each scope, including those of its inner scopes."""
    counts = Counter({"": 0})
    for name in names:
        scopes = name.split("/")[:-1]
        counts.update("/".join(scopes[:depth]) for depth in range(len(scopes) + 1))
    return dict(counts)


def write_scalars(directory: str, curves: Mapping[str, Sequence[float]]) -> None:
    """Write curves to an event file, one summary for each value."""
    with tf.summary.create_file_writer(directory).as_default() as writer:
        for tag, values in curves.items():
            for step, value in enumerate(values):
                tf.summary.write(tag, tf.constant(value, tf.float32), step, metadata=SCALAR)
        writer.close()


def read_scalars(directory: str) -> dict[str, tuple[list[int], list[float]]]:
    """Read all curves of a folder, in the order of their steps."""
    curves: dict[str, dict[int, float]] = defaultdict(dict)
    for event in events(directory):
        for value in event.summary.value:
            if value.HasField("simple_value"):
                curves[value.tag][event.step] = value.simple_value
            elif value.HasField("tensor") and value.metadata.plugin_data.plugin_name == "scalars":
                curves[value.tag][event.step] = float(tf.make_ndarray(value.tensor))
    return {tag: (sorted(points), [points[step] for step in sorted(points)]) for tag, points in curves.items()}


def events(directory: str) -> Iterator[tf.compat.v1.Event]:
    """Yield all records of all event files of a folder."""
    for path in Path(directory).glob("*tfevents*"):
        for record in tf.data.TFRecordDataset(str(path)):
            yield tf.compat.v1.Event.FromString(record.numpy())
