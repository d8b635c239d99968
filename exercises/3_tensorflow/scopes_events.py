"""Name the parts of a graph, and write and read event files: the data that TensorBoard shows.

Even the graph of a fairly small network can have hundreds of operations. Name scopes group them: operations created inside
`with tf.name_scope("hidden"):` are called hidden/..., and TensorBoard draws them as one box. TensorBoard reads graphs and
curves from *event files*, lists of records, each with a step and a value or a graph. You will write such files, and read
them without TensorBoard, which TensorFlow 2.21 no longer installs.

Tasks
1. `write_graph`: a network whose parts have scopes, with its graph in an event file.
2. `graph_ops`: the operations in the graph of a function.
3. `count_by_scope`: the number of operations in each scope.
4. `write_scalars`: write curves to an event file.
5. `read_scalars`: read curves from event files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import tensorflow as tf

Part = Callable[[tf.Tensor], tf.Tensor]

# Marks a summary as a point of a curve. `tf.summary.scalar`, which needs TensorBoard, adds it automatically.
SCALAR = tf.compat.v1.SummaryMetadata(plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars"))


def write_graph(parts: Sequence[tuple[str, Part]], width: int, directory: str) -> None:
    """Write the graph of a network to an event file, with each part in its own scope.

    The network takes a float32 tensor named "x" of shape (N, width), for any N, and applies the parts one after the other.

    Args:
        parts: Pairs of a name and a function. No name occurs twice. All operations of a part must be in the scope with the
            part's name: for example, a matrix product in the part "hidden" is called hidden/MatMul. The functions take and
            return float32 tensors and consist of TensorFlow operations.
        width: The number of values in a row of the input.
        directory: The folder for the event file; it need not exist yet. Write the graph with `tf.summary.graph`. The
            file must be complete when this function returns.
    """
    raise NotImplementedError(
        "task 1: write a tf.function with the scopes inside it, and save the graph of its get_concrete_function(...)"
    )


def graph_ops(function: Part, width: int) -> list[tuple[str, str]]:
    """List the operations in the graph of a function.

    Args:
        function: Takes a float32 tensor of shape (N, width) and returns a tensor.
        width: The number of values in a row of the input. Trace the function for any number N of rows.

    Returns:
        A pair (name, type) for each operation, in the order of the graph, such as ("hidden/Relu", "Relu"). Operations of the
        types Placeholder, Const and Identity are left out, because they compute nothing.

    Examples:
        >>> graph_ops(lambda x: tf.tanh(2 * x), 3)
        [('mul', 'Mul'), ('Tanh', 'Tanh')]
    """
    raise NotImplementedError("task 2: trace the function for a tf.TensorSpec, and look at graph.get_operations()")


def count_by_scope(names: Iterable[str]) -> dict[str, int]:
    """Count the operations in each scope.

    Args:
        names: Names of operations. The scopes come first, each followed by a slash: "net/hidden/Relu" is in the scope
            "net/hidden", and in the scope "net" around it.

    Returns:
        The number of operations in each scope, including those in its inner scopes. The scope "" contains all operations; it
        is in the result even if there are none.

    Examples:
        >>> count_by_scope(["a/Relu", "a/b/MatMul", "Add"])
        {'': 3, 'a': 2, 'a/b': 1}
    """
    raise NotImplementedError("task 3: split each name at the slashes; all pieces but the last are scopes")


def write_scalars(directory: str, curves: Mapping[str, Sequence[float]]) -> None:
    """Write curves to an event file, as a training loop does.

    Args:
        directory: The folder for the event file; it need not exist yet. Write all curves directly into this folder, not
            into subfolders.
        curves: The values for each tag (such as "loss"); value k belongs to step k, counted from 0. Write each value as a
            float32 tensor in a summary with this tag and step and the metadata SCALAR. The file must be complete when this
            function returns.
    """
    raise NotImplementedError(
        "task 4: use tf.summary.create_file_writer, then tf.summary.write with tag, tensor, step and metadata"
    )


def read_scalars(directory: str) -> dict[str, tuple[list[int], list[float]]]:
    """Read all curves of a folder.

    Args:
        directory: Contains event files, whose names contain "tfevents", and perhaps other files. A training run that was
            interrupted and resumed leaves several event files; the order of their names may differ from the order of the steps.

    Returns:
        For each tag of a curve, a pair: its steps in ascending order, and the value of each step. The values are either
        tensors, in summaries whose metadata name the plugin "scalars" (TensorFlow 2), or `simple_value` (TensorFlow 1). Other
        summaries, and records without a summary, are ignored. No step of a tag occurs twice.
    """
    raise NotImplementedError(
        "task 5: tf.data.TFRecordDataset reads the records of a file; tf.compat.v1.Event.FromString decodes one"
    )
