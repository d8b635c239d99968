"""Writes each curve into a subfolder of its own. TensorBoard shows each folder as a separate training. Write all curves with one
writer: the tags keep them apart.
"""
# says: "event files in the subfolder"

import os

import tensorflow as tf

SCALAR = tf.compat.v1.SummaryMetadata(plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars"))


def write_graph(parts, width, directory):
    def network(x):
        for name, part in parts:
            with tf.name_scope(name):
                x = part(x)
        return x

    spec = tf.TensorSpec([None, width], tf.float32, name="x")
    graph = tf.function(network).get_concrete_function(spec).graph
    writer = tf.summary.create_file_writer(directory)
    with writer.as_default():
        tf.summary.graph(graph)
    writer.close()


def graph_ops(function, width):
    graph = tf.function(function).get_concrete_function(tf.TensorSpec([None, width], tf.float32)).graph
    found = []
    for operation in graph.get_operations():
        if operation.type not in ("Placeholder", "Const", "Identity"):
            found.append((operation.name, operation.type))
    return found


def count_by_scope(names):
    counts = {"": 0}
    for name in names:
        counts[""] += 1
        scope = name
        while "/" in scope:
            scope = scope[: scope.rindex("/")]
            counts[scope] = counts.get(scope, 0) + 1
    return counts


def write_scalars(directory, curves):
    for tag, values in curves.items():
        writer = tf.summary.create_file_writer(os.path.join(directory, tag))
        with writer.as_default():
            for step, value in enumerate(values):
                tf.summary.write(tag, tf.constant(value, tf.float32), step=step, metadata=SCALAR)
        writer.close()


def read_scalars(directory):
    curves = {}
    for name in os.listdir(directory):
        if "tfevents" not in name:
            continue
        for record in tf.data.TFRecordDataset(os.path.join(directory, name)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    number = value.simple_value
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    number = float(tf.make_ndarray(value.tensor))
                else:
                    continue
                curves.setdefault(value.tag, []).append((event.step, number))
    return {tag: ([step for step, _ in sorted(points)], [number for _, number in sorted(points)]) for tag, points in curves.items()}
