"""Give a graph names that people can read, and keep a record of a training: what TensorBoard shows.

A graph of a small network has hundreds of operations. Name scopes sort them: all that is made inside `with tf.name_scope("hidden"):`
is called hidden/..., and TensorBoard draws it as one box. What it draws, graphs as well as curves, it reads from *event files*:
a list of records, each with a step and something that was seen at that step. You write such files, and read them without
TensorBoard, which does not come with TensorFlow any more.

Your tasks:
1. `write_graph`: a network whose parts have scopes, and its graph in an event file.
2. `graph_ops`: the operations in the graph of a function.
3. `count_by_scope`: how many operations there are in each scope.
4. `write_scalars`: curves in an event file.
5. `read_scalars`: and back from event files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import tensorflow as tf

Part = Callable[[tf.Tensor], tf.Tensor]

# Says that a summary is a point of a curve. `tf.summary.scalar`, which is part of TensorBoard, adds it by itself.
SCALAR = tf.compat.v1.SummaryMetadata(plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars"))


def write_graph(parts: Sequence[tuple[str, Part]], width: int, directory: str) -> None:
    """Write the graph of a network to an event file, each part of it in a scope of its own.

    The network takes a float32 tensor named "x" of shape (N, width), for any N, and applies the parts one after the other.

    Args:
        parts: pairs of a name and a function. The names are different; all operations of a part are to be in the scope of its
            name: name/MatMul, say. The functions take and return float32 tensors, and are made of TensorFlow operations.
        width: how many numbers a row of the input has.
        directory: the folder for the event file. There may be none yet. The graph is written by `tf.summary.graph`, and the
            file is complete when this function returns.
    """
    raise NotImplementedError("task 1: a tf.function with the scopes inside it; its get_concrete_function(...).graph is what to write")


def graph_ops(function: Part, width: int) -> list[tuple[str, str]]:
    """List the operations that a function consists of, as a graph.

    Args:
        function: takes a float32 tensor of shape (N, width) and returns a tensor.
        width: how many numbers a row of the input has. The function is traced for any number N of rows.

    Returns:
        A pair (name, type) for each operation, in the order of the graph: ("hidden/Relu", "Relu"), say. Operations of the types
        Placeholder, Const and Identity are left out, since they compute nothing.

    Examples:
        >>> graph_ops(lambda x: tf.tanh(2 * x), 3)
        [('mul', 'Mul'), ('Tanh', 'Tanh')]
    """
    raise NotImplementedError("task 2: trace the function for a tf.TensorSpec, and look at graph.get_operations()")


def count_by_scope(names: Iterable[str]) -> dict[str, int]:
    """Count the operations in each scope.

    Args:
        names: names of operations. The scopes stand before the name, each followed by a slash: "net/hidden/Relu" lies in the scope
            "net/hidden", and in the scope "net" around it.

    Returns:
        For each scope the number of operations in it, those of its inner scopes included. The scope "" contains them all,
        and is there even if there are none.

    Examples:
        >>> count_by_scope(["a/Relu", "a/b/MatMul", "Add"])
        {'': 3, 'a': 2, 'a/b': 1}
    """
    raise NotImplementedError("task 3: split each name at the slashes; all but the last piece are scopes")


def write_scalars(directory: str, curves: Mapping[str, Sequence[float]]) -> None:
    """Write curves to an event file, as a training loop does.

    Args:
        directory: the folder for the event file. There may be none yet.
        curves: for each tag ("loss", say) its values, of which the k-th belongs to step k, from 0 on. Each becomes a float32
            tensor in a summary of this tag and step, with the metadata SCALAR. The file is complete when this function returns.
    """
    raise NotImplementedError("task 4: tf.summary.create_file_writer, and in it tf.summary.write with tag, tensor, step and metadata")


def read_scalars(directory: str) -> dict[str, tuple[list[int], list[float]]]:
    """Read all curves of a folder.

    Args:
        directory: holds event files, whose names contain "tfevents", and perhaps other files. A training that was interrupted has
            left several files, not in the order of their names.

    Returns:
        For each tag of a curve its steps, ascending, and the value of each step. A curve has its values either as tensors, in summaries whose
        metadata name the plugin "scalars" (TensorFlow 2), or as `simple_value` (TensorFlow 1). All other summaries, and events that
        are none, are left out. No step of a tag comes twice.
    """
    raise NotImplementedError("task 5: tf.data.TFRecordDataset gives the records of a file; tf.compat.v1.Event.FromString reads one")
