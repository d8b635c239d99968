"""What the suite of function_tracing does inside the worker: it calls functions, and hands out some that count."""

import tensorflow as tf

NOT_CALLABLE = "no function"
CALLS_PYTHON = "calls Python"
PYTHON_OPERATIONS = {"PyFunc", "PyFuncStateless", "EagerPyFunc"}


def call_each(function, arguments):
    """What the function returns for each argument, called eagerly."""
    if not callable(function):
        return NOT_CALLABLE
    return [function(argument) for argument in arguments]


def call_each_tensor(function, arguments):
    """The same, with float32 tensors."""
    return call_each(function, [tf.constant(argument, tf.float32) for argument in arguments])


def call_in_graph(function, arguments, vectors):
    """What the function returns inside a graph that is traced once, for a number or a vector of any length."""
    if not callable(function):
        return NOT_CALLABLE
    spec = tf.TensorSpec([None] if vectors else [], tf.float32)

    @tf.function(input_signature=[spec])
    def graph(x):
        return function(x)

    try:
        results = [graph(tf.constant(argument, tf.float32)) for argument in arguments]
        return CALLS_PYTHON if calls_python(graph.get_concrete_function().graph) else results
    except NotImplementedError as error:  # AutoGraph's word for what it cannot turn into operations
        raise RuntimeError(str(error)) from error


def calls_python(graph):
    """Whether an operation of a graph, or of a function that it calls, is a call of Python."""
    definition = graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return any(node.op in PYTHON_OPERATIONS for node in nodes)


def watched(form):
    """A function that remembers how Python ran it, and on what."""
    graphs, runs, forms = [], {"eager": 0, "tracing": 0}, set()

    def function(x):
        x = tf.convert_to_tensor(x)
        if tf.executing_eagerly():
            runs["eager"] += 1
        else:
            runs["tracing"] += 1
            graphs.append(tf.compat.v1.get_default_graph())
        forms.add(f"{x.dtype.name} of {'unknown rank' if x.shape.rank is None else f'{x.shape.rank} axes'}")
        if form == "halves":
            return 0.5 * x + 1.0
        if form == "squares":
            return tf.reduce_sum(tf.square(tf.cast(x, tf.float32))) + 1.0
        return 0.5 * x + tf.roll(x, 1, axis=0) * 0.25 + 1.0

    function.graphs, function.runs, function.forms = graphs, runs, forms
    return function


def runs_of(function):
    """How often Python ran the function eagerly and while tracing, in how many graphs, on what, and whether inside another graph."""
    graphs = len({id(graph) for graph in function.graphs})
    inside = any(is_inside(graph) for graph in function.graphs)
    return {**function.runs, "graphs": graphs, "forms": sorted(function.forms), "inside": inside}


def is_inside(graph):
    """Whether a graph belongs to another graph, as the body of a loop does, or is one that tf.data runs."""
    return getattr(graph.outer_graph, "building_function", False) or graph.name.startswith("reduce_")
