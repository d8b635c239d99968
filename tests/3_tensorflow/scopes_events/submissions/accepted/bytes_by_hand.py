"""Graphs made with tf.Graph, scopes entered by absolute names, counts by prefixes, and event files read byte by byte."""

import glob
import struct

import tensorflow as tf
from tensorflow.core.util import event_pb2

SCALAR = tf.compat.v1.SummaryMetadata(plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars"))


def write_graph(parts, width, directory):
    graph = tf.Graph()
    with graph.as_default():
        x = tf.compat.v1.placeholder(tf.float32, [None, width], name="x")
        for name, part in parts:
            with graph.name_scope(name):
                x = part(x)
    writer = tf.summary.create_file_writer(str(directory))
    with writer.as_default(step=0):
        tf.summary.graph(graph.as_graph_def())
        writer.flush()


def graph_ops(function, width):
    graph = tf.Graph()
    with graph.as_default():
        function(tf.compat.v1.placeholder(tf.float32, [None, width]))
    listed = []
    for node in graph.as_graph_def().node:
        if node.op in {"Placeholder", "Const", "Identity"}:
            continue
        listed.append([node.name, node.op])
    return listed


def count_by_scope(names):
    names = list(names)
    scopes = {name[:k] for name in names for k, letter in enumerate(name) if letter == "/"}
    result = {scope: len([1 for name in names if name.startswith(scope + "/")]) for scope in scopes}
    result[""] = len(names)
    return result


def write_scalars(directory, curves):
    with tf.summary.create_file_writer(directory, max_queue=1).as_default() as writer:
        for step in range(max(map(len, curves.values()), default=0)):
            tf.summary.experimental.set_step(step)
            for tag in curves:
                if step < len(curves[tag]):
                    tf.summary.write(tag, tf.cast(curves[tag][step], tf.float32), metadata=SCALAR)
        writer.flush()


def records(path):
    with open(path, "rb") as file:
        while header := file.read(12):
            (length,) = struct.unpack("<Q", header[:8])
            yield event_pb2.Event.FromString(file.read(length))
            file.read(4)


def read_scalars(directory):
    points = []
    for path in glob.glob(str(directory) + "/*tfevents*"):
        for event in records(path):
            for value in event.summary.value:
                if value.WhichOneof("value") == "simple_value":
                    points.append((value.tag, event.step, value.simple_value))
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    points.append((value.tag, event.step, tf.make_ndarray(value.tensor).item()))
    curves = {}
    for tag, step, number in sorted(points):
        steps, numbers = curves.setdefault(tag, ([], []))
        steps.append(step)
        numbers.append(number)
    return curves
