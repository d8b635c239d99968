"""What the suite of scopes_events makes and reads inside workers."""

from pathlib import Path

import numpy as np
import tensorflow as tf

IDLE = {"Placeholder", "Const", "Identity"}
V1 = tf.compat.v1


def part(kind, *numbers):
    """A part of a network: its function."""
    arrays = [np.asarray(number, np.float32) for number in numbers]
    return {
        "dense": lambda x: tf.matmul(x, arrays[0]) + arrays[1],
        "relu": tf.nn.relu,
        "square": tf.square,
        "scaled": lambda x: arrays[0] * tf.tanh(x),
    }[kind]


def nested(outer, inner, factor):
    """A function with a scope in a scope, one operation outside of both, and one that is there twice."""

    def function(x):
        with tf.name_scope(outer):
            x = tf.nn.relu(x) * factor
            with tf.name_scope(inner):
                x = tf.tanh(tf.matmul(x, x, transpose_b=True))
            x = tf.square(x)
        return tf.square(x) + 1.0

    return function


def plain(x):
    return tf.reduce_sum(tf.exp(x), axis=1)


def plain_function():
    return plain


def records(directory):
    """The events of a folder, file by file in the order of their names."""
    for path in sorted(Path(directory).glob("*tfevents*")):
        for record in tf.data.TFRecordDataset(str(path)):
            yield V1.Event.FromString(record.numpy())


def elsewhere(directory):
    """The subfolders that event files are in."""
    return sorted({path.parent.relative_to(directory).as_posix() for path in Path(directory).rglob("*tfevents*")} - {"."})


def written_graph(directory, x):
    """The operations of the graph that was written, and what it gives for x; or what is wrong with it."""
    graphs = [V1.GraphDef.FromString(event.graph_def) for event in records(directory) if event.graph_def]
    if not graphs:
        return {"error": "it contains no graph"}
    nodes = graphs[-1].node
    inputs = {node.name: node for node in nodes if node.op == "Placeholder"}
    if list(inputs) != ["x"]:
        return {"error": f"its graph has the inputs {sorted(inputs)}, and should have one, named 'x'"}
    sizes = [None if dim.size < 0 else dim.size for dim in inputs["x"].attr["shape"].shape.dim]
    if len(sizes) != 2 or sizes[0] is not None:
        return {"error": f"its graph takes x of shape {tuple(sizes)}, and should take (None, {x.shape[1]}), for any number of rows"}
    used = {name.split(":")[0].lstrip("^") for node in nodes for name in node.input}
    last = [node.name for node in nodes if node.name not in used]
    try:
        with tf.Graph().as_default() as graph:
            tf.import_graph_def(graphs[-1], name="")
            with V1.Session(graph=graph) as session:
                result = session.run(f"{last[-1]}:0", {"x:0": x})
    except (tf.errors.OpError, ValueError, KeyError, IndexError) as error:
        return {"error": f"its graph cannot be run: {str(error).splitlines()[0][:150]}"}
    operations = [(node.name, node.op) for node in nodes if node.op not in IDLE]
    return {"operations": operations, "result": result}


def written_curves(directory):
    """Each summary that was written: tag, step, value, type and plugin."""
    found = []
    for event in records(directory):
        for value in event.summary.value:
            number = tf.make_ndarray(value.tensor) if value.HasField("tensor") else np.array(value.simple_value)
            found.append((value.tag, event.step, number, value.metadata.plugin_data.plugin_name))
    return found


def make_events(directory, files):
    """Write event files, each a list of (form, tag, step, value), and one file of another kind."""
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notes.txt").write_text("learning rate 0.1\n")
    for name, points in files.items():
        with tf.io.TFRecordWriter(str(folder / name)) as writer:
            writer.write(V1.Event(wall_time=1.0, file_version="brain.Event:2").SerializeToString())
            writer.write(V1.Event(wall_time=1.0, graph_def=tf.Graph().as_graph_def().SerializeToString()).SerializeToString())
            for form, tag, step, value in points:
                summary = V1.Summary(value=[summary_value(form, tag, value)])
                writer.write(V1.Event(wall_time=2.0, step=step, summary=summary).SerializeToString())


def summary_value(form, tag, value):
    if form == "simple":
        return V1.Summary.Value(tag=tag, simple_value=value)
    metadata = V1.SummaryMetadata(plugin_data=V1.SummaryMetadata.PluginData(plugin_name=form))
    proto = tf.make_tensor_proto(value, tf.float32)
    if form == "scalars":  # as TensorFlow writes it: the bytes of the number, not the number
        number = np.float32(value)
        proto = type(proto)(dtype=proto.dtype, tensor_shape=proto.tensor_shape, tensor_content=number.tobytes())
    return V1.Summary.Value(tag=tag, tensor=proto, metadata=metadata)
