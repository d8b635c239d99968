"""A tf.Module for the network, recursion over the scopes, the iterator of TensorFlow 1 for the files."""

import os
from collections import defaultdict

import numpy as np
import tensorflow as tf

SCALAR = tf.compat.v1.SummaryMetadata(plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars"))


class Network(tf.Module):
    def __init__(self, parts):
        super().__init__()
        self.parts = list(parts)

    def __call__(self, x):
        return self.after(x, 0)

    def after(self, x, k):
        if k == len(self.parts):
            return x
        name, part = self.parts[k]
        with tf.name_scope(name + "/"):
            x = part(x)
        return self.after(x, k + 1)


def write_graph(parts, width, directory):
    network = tf.function(Network(parts).__call__, autograph=False)
    traced = network.get_concrete_function(tf.TensorSpec((None, width), tf.float32, "x"))
    writer = tf.summary.create_file_writer(directory)
    with writer.as_default():
        tf.summary.graph(traced.graph.as_graph_def())
    writer.close()


def graph_ops(function, width):
    @tf.function(input_signature=[tf.TensorSpec([None, width])])
    def traced(x):
        return function(x)

    operations = traced.get_concrete_function().graph.get_operations()
    return [(op.node_def.name, op.node_def.op) for op in operations if op.type not in ["Const", "Identity", "Placeholder"]]


def count_by_scope(names):
    counts = defaultdict(int)

    def count(scope):
        counts[scope] += 1
        if scope:
            count(scope.rpartition("/")[0])

    for name in names:
        count(name.rpartition("/")[0])
    counts[""] += 0
    return dict(counts)


def write_scalars(directory, curves):
    writer = tf.summary.create_file_writer(directory)

    @tf.function
    def point(tag, value, step):
        with writer.as_default():
            tf.summary.write(tag, value, step=step, metadata=SCALAR)

    for tag, values in curves.items():
        for step, value in enumerate(np.asarray(values, np.float32)):
            point(tf.constant(tag), tf.constant(value), tf.constant(step, tf.int64))
    writer.close()


def read_scalars(directory):
    found = defaultdict(dict)
    for root, _, files in os.walk(directory):
        for file in files:
            if "tfevents" in file:
                for event in tf.compat.v1.train.summary_iterator(os.path.join(root, file)):
                    for value in event.summary.value:
                        form = value.WhichOneof("value")
                        if form == "simple_value":
                            found[value.tag][event.step] = value.simple_value
                        if form == "tensor" and value.metadata.plugin_data.plugin_name == "scalars":
                            found[value.tag][event.step] = float(tf.io.decode_raw(value.tensor.tensor_content, tf.float32)[0]) if (
                                value.tensor.tensor_content
                            ) else value.tensor.float_val[0]
    return {tag: tuple(np.array(column) for column in zip(*sorted(points.items()))) for tag, points in found.items()}
