"""Judges exercises/3_tensorflow/scopes_events.py."""

import numpy as np

from deepkata.suite import check, task

SYLLABLES = ("ba", "do", "ki", "lu", "me", "ra", "so", "tu")


def names(rng, count):
    """Different random names."""
    chosen = rng.permutation([a + b for a in SYLLABLES for b in SYLLABLES])[:count]
    return [str(name) for name in chosen]


# --- task 1: write_graph ---


def network(rng, scopes):
    """The parts of a small network: for each its name, what the probe needs, its types, and its function in NumPy."""
    first, second = rng.normal(0, 1, (3, 5)).astype(np.float32), rng.normal(0, 1, (5, 2)).astype(np.float32)
    bias, scale = rng.normal(0, 1, 5).astype(np.float32), np.float32(rng.uniform(1, 2))
    zero = np.zeros(2, np.float32)
    return [
        (scopes[0], ("dense", first, bias), ["MatMul", "AddV2"], lambda x: x @ first + bias),
        (scopes[1], ("relu",), ["Relu"], lambda x: np.maximum(x, 0)),
        (scopes[2], ("dense", second, zero), ["MatMul", "AddV2"], lambda x: x @ second),
        (scopes[3], ("scaled", scale), ["Mul", "Tanh"], lambda x: scale * np.tanh(x)),
    ]


def written(submission, scratch, parts, x):
    """The graph that was written, read in a worker that does not know the program."""
    pairs = [(name, submission.probe.part(*made)) for name, made, _, _ in parts]
    submission.write_graph(pairs, x.shape[1], scratch.path("logs"))
    saved = submission.fetch("logs")
    clean = submission.fresh(code=False).probe
    check_folder(clean, saved)
    graph = check.mapping(clean.written_graph(saved, x), "the graph in the event file", ())
    check.that("error" not in graph, f"The event file of write_graph: {graph.get('error')}.")
    return graph


def check_folder(clean, saved):
    """TensorBoard takes each folder for a run of its own."""
    folders = check.sequence(clean.elsewhere(saved), "the folders of the event files")
    check.that(
        not folders,
        f"There are event files in the subfolder {folders[0] if folders else ''!r}. Write to the folder itself: TensorBoard shows each "
        "subfolder as a training of its own.",
    )


@task(1)
def test_each_part_is_in_its_scope(submission, rng, scratch):
    """The event file contains a graph that computes the network, with each part in its scope."""
    parts = network(rng, names(rng, 4))
    x = rng.normal(0, 1, (6, 3)).astype(np.float32)
    graph = written(submission, scratch, parts, x)
    expected = x.astype(np.float64)
    for _, _, _, function in parts:
        expected = function(expected)
    check.array(graph["result"], expected, "the result of the written graph for six rows", rtol=1e-3, atol=1e-4)
    operations = [(str(name), str(kind)) for name, kind in graph["operations"]]
    scopes = {name.rpartition("/")[0] for name, _ in operations}
    check.that(
        scopes != {""},
        f"No operation of the graph is in a scope: it has {', '.join(name for name, _ in operations)}. A scope names the operations created "
        "inside it. Operations are created while the function is traced, so the scope must be inside the function.",
    )
    for name, _, kinds, _ in parts:
        inside = [kind for operation, kind in operations if operation.startswith(f"{name}/")]
        check.that(
            sorted(inside) == sorted(kinds),
            f"The scope {name!r} should have the operations {', '.join(sorted(kinds))}, and has {', '.join(sorted(inside)) or 'none'}. "
            f"All operations: {', '.join(operation for operation, _ in operations)}.",
        )


@task(1)
def test_a_single_part(submission, scratch):
    """A network may have only one part."""
    x = np.array([[2.0, -3.0]], np.float32)
    graph = written(submission, scratch, [("alone", ("square",), ["Square"], None)], x)
    check.array(graph["result"], np.array([[4.0, 9.0]]), "the result of the written graph of one part")
    check.equal([list(pair) for pair in graph["operations"]], [["alone/Square", "Square"]], "its operations")


# --- task 2: graph_ops ---


def check_operations(result, expected, what):
    got = [check.sequence(pair, f"{what}: one of the operations", 2) for pair in check.sequence(result, what)]
    got = [tuple(str(part) for part in pair) for pair in got]
    check.that(
        not any(name.endswith(":0") for name, _ in got),
        f"{what}: {got[0][0] if got else ''} is the name of a tensor, the first output of an operation; the operation's own name has no :0.",
    )
    idle = [kind for _, kind in got if kind in {"Placeholder", "Const", "Identity"}]
    check.that(not idle, f"{what}: there is an operation of the type {idle[0] if idle else ''}, which computes nothing: leave it out.")
    missing = [pair for pair in expected if pair not in got]
    check.that(
        not missing,
        f"{what}: the operation {missing[0] if missing else ''} is missing. Your result has {', '.join(name for name, _ in got[:12]) or 'none'}.",
    )
    check.equal(got, expected, f"{what} (in the order of the graph)")


@task(2)
def test_the_operations_of_a_function(submission, rng):
    """All operations that compute something are listed, with their scopes, in the order of the graph."""
    outer, inner = names(rng, 2)
    result = submission.graph_ops(submission.probe.nested(outer, inner, 2.5), 4)
    expected = [
        (f"{outer}/Relu", "Relu"),
        (f"{outer}/mul", "Mul"),
        (f"{outer}/{inner}/MatMul", "MatMul"),
        (f"{outer}/{inner}/Tanh", "Tanh"),
        (f"{outer}/Square", "Square"),
        ("Square", "Square"),
        ("add", "AddV2"),
    ]
    check_operations(result, expected, "operations of a function with scopes")


@task(2)
def test_a_function_without_scopes(submission):
    """A function without scopes has names without slashes."""
    result = submission.graph_ops(submission.probe.plain_function(), 2)
    check_operations(result, [("Exp", "Exp"), ("Sum", "Sum")], "operations of a function without scopes")


# --- task 3: count_by_scope ---


def counts_of(operations):
    counts = {"": len(operations)}
    for name in operations:
        pieces = name.split("/")[:-1]
        for depth in range(1, len(pieces) + 1):
            scope = "/".join(pieces[:depth])
            counts[scope] = counts.get(scope, 0) + 1
    return counts


def check_counts(result, operations, what):
    result = check.mapping(result, what, ())
    expected = counts_of(operations)
    last = {name: number for name, number in result.items() if name in operations and name not in expected}
    check.that(not last, f"{what}: {next(iter(last), '')!r} is an operation, and no scope: the last piece of a name is its own.")
    for scope, number in expected.items():
        check.that(scope in result, f"{what}: the scope {scope!r} is missing. Outer scopes count as scopes too, and so does ''.")
        own = sum(name.rpartition("/")[0] == scope for name in operations)
        likewise = sum(name.startswith(scope) for name in operations)
        mistakes = {
            "Operations in inner scopes count as well.": float(own),
            "That counts all names that begin with the same letters: a scope ends at a slash.": float(likewise),
        }
        mistakes = {sentence: value for sentence, value in mistakes.items() if value != number}
        check.close(result[scope], number, f"{what}: scope {scope!r}", mistakes=mistakes)
    check.equal({str(scope): int(number) for scope, number in result.items()}, expected, what)


@task(3)
def test_inner_scopes_count_for_the_outer_ones(submission):
    """An operation counts for every scope around it."""
    operations = ["net/hidden/MatMul", "net/hidden/Relu", "net/out/MatMul", "net/Add", "Mean"]
    check_counts(submission.count_by_scope(operations), operations, "counts of a small network")


@task(3)
def test_scopes_that_begin_alike(submission, rng):
    """conv1 is not conv10, and a scope may have the name of an operation."""
    operations = ["conv1/Relu", "conv10/Relu", "conv10/Conv2D", "conv1", "conv1/conv1/Add", "conv1/conv10/Add"]
    check_counts(submission.count_by_scope(operations), operations, "counts of scopes that begin alike")
    words = names(rng, 4)
    operations = ["/".join(rng.choice(words, rng.integers(1, 5))) + f"/Op_{number}" for number in range(25)]
    check_counts(submission.count_by_scope(operations), operations, "counts of random names")


@task(3)
def test_no_operations(submission):
    """Without operations there is only the scope "", with none."""
    check_counts(submission.count_by_scope([]), [], "counts of no names")


# --- task 4: write_scalars ---


@task(4)
def test_every_value_is_in_the_file(submission, rng, scratch):
    """Every value is in the event file, with its tag, its step and the metadata SCALAR."""
    first, second = names(rng, 2)
    curves = {first: rng.uniform(0, 3, 5).tolist(), f"{second}/accuracy": rng.uniform(0, 1, 3).tolist()}
    submission.write_scalars(scratch.path("logs"), curves)
    saved = submission.fetch("logs")
    clean = submission.fresh(code=False).probe
    check_folder(clean, saved)
    points = check.sequence(clean.written_curves(saved), "the summaries in the event file")
    tags = sorted({str(tag) for tag, _, _, _ in points})
    count = sum(map(len, curves.values()))
    check.that(
        len(points) > 0,
        "There is no summary in the event file. tf.summary.write writes only to the default writer (as_default), and what it writes stays "
        "in memory until the writer is flushed or closed.",
    )
    check.equal(tags, sorted(curves), "tags in the event file")
    check.that(len(points) == count, f"There are {len(points)} summaries in the event file, and should be {count}, one for each value.")
    for tag, values in curves.items():
        mine = [(step, value) for name, step, value, _ in points if name == tag]
        steps = [step for step, _ in mine]
        why = "value k of each curve has step k, starting at 0 for every curve"
        check.equal(sorted(steps), list(range(len(values))), f"steps of {tag!r}", why)
        in_order = [value for _, value in sorted(mine, key=lambda point: point[0])]
        for step, (value, right) in enumerate(zip(in_order, values, strict=True)):
            check.array(value, np.array(right), f"value of {tag!r} at step {step}", rtol=1e-5, dtype="float32")
    plugins = {str(plugin) for _, _, _, plugin in points}
    check.that(
        plugins == {"scalars"},
        f"The summaries name the plugins {sorted(plugins)}; without the metadata SCALAR TensorBoard does not know that they are curves.",
    )


# --- task 5: read_scalars ---


def check_curves(result, expected, what):
    result = check.mapping(result, what, ())
    extra = sorted(set(map(str, result)) - set(expected))
    check.that(not extra, f"{what}: {extra[0] if extra else ''!r} is no curve: neither a simple_value, nor marked as one of the plugin scalars.")
    for tag in expected:
        check.that(
            tag in result,
            f"{what}: the curve {tag!r} is missing. Some curves are tensors, others simple_value, and a folder may have several files.",
        )
        steps, values = check.sequence(result[tag], f"{what}: {tag}", 2)
        right_steps, right_values = (list(column) for column in zip(*sorted(expected[tag]), strict=True))
        steps = check.is_array(steps, f"{what}: steps of {tag}", shape=(None,), dtype="integer")
        values = check.is_array(values, f"{what}: values of {tag}", shape=(None,), dtype="float")
        check.that(
            len(steps) == len(right_steps),
            f"{what}: {tag} has {len(steps)} steps, and should have {len(right_steps)}. Are all the files of the folder read?",
        )
        why = "in ascending order" if sorted(steps.tolist()) == right_steps else "each event contains its step"
        check.array(steps, np.array(right_steps), f"{what}: steps of {tag}", why=why)
        check.curve(values, np.array(right_values), f"{what}: {tag}", y=tag, rtol=1e-5)


def curve(rng, steps):
    return [(int(step), float(np.float32(rng.uniform(0, 5)))) for step in steps]


@task(5)
def test_curves_of_one_file(submission, rng, scratch):
    """Tensors of the plugin "scalars" are curves; other tensors, and the graph, are not."""
    loss, accuracy, image = names(rng, 3)
    expected = {loss: curve(rng, range(4)), accuracy: curve(rng, (10, 20, 35))}
    points = [("scalars", tag, *point) for tag, curve_points in expected.items() for point in curve_points]
    points += [("histograms", image, 1, [0.5, 0.25]), ("text", f"{image}/note", 2, 1.5)]
    submission.probe.make_events(scratch.path("logs"), {"events.out.tfevents.1.host": points})
    check_curves(submission.read_scalars(scratch.path("logs")), expected, "curves of one file")


@task(5)
def test_curves_of_older_programs(submission, rng, scratch):
    """Values written by TensorFlow 1 are read too."""
    tag = names(rng, 1)[0]
    expected = {tag: curve(rng, (0, 5, 6)), "lr": [(3, 0.0)]}
    points = [("simple", name, *point) for name, curve_points in expected.items() for point in curve_points]
    submission.probe.make_events(scratch.path("old"), {"events.out.tfevents.9.host": points})
    check_curves(submission.read_scalars(scratch.path("old")), expected, "curves of TensorFlow 1")


@task(5)
def test_a_training_in_several_files(submission, rng, scratch):
    """The points of several files make one curve, in the order of the steps."""
    tag, other = names(rng, 2)
    late, early, middle = curve(rng, (8, 9)), curve(rng, (0, 1, 2)), curve(rng, (5, 3))
    files = {
        "events.out.tfevents.1.host": [("scalars", tag, *point) for point in late],
        "events.out.tfevents.2.host": [("scalars", tag, *point) for point in early],
        "run.tfevents.3.v2": [("scalars", tag, *point) for point in middle] + [("simple", other, 0, 1.25)],
    }
    submission.probe.make_events(scratch.path("logs"), files)
    expected = {tag: late + early + middle, other: [(0, 1.25)]}
    check_curves(submission.read_scalars(scratch.path("logs")), expected, "curves of three files")
