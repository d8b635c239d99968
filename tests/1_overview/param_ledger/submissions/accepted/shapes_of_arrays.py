"""Writes down the shape of every array, then asks NumPy for the sizes."""

from collections import defaultdict

import numpy as np


def shapes(layer):
    """(name, shape, learned?) of each array."""
    if layer["op"] == "conv":
        yield "weight", (layer["out"], layer["in"] // layer["group"], *layer["kernel"]), True
    if layer["op"] == "linear":
        yield "weight", (layer["out"], layer["in"]), True
    if layer.get("bias", False):
        yield "bias", (layer["out"],), True
    if layer["op"] == "batch_norm":
        for name in ("gamma", "beta", "mean", "variance"):
            yield name, (layer["channels"],), name in ("gamma", "beta")


def count_params(layers):
    counts = {"learnable": np.int64(0), "stored": np.int64(0)}
    for layer in layers:
        for _, shape, learned in shapes(layer):
            counts["stored"] += np.prod(shape, dtype=np.int64)
            counts["learnable"] += np.prod(shape, dtype=np.int64) * learned
    return counts


def count_macs(layers):
    macs = np.int64(0)
    for layer in layers:
        for name, shape, _ in shapes(layer):
            if name == "weight":
                macs += np.prod(shape, dtype=np.int64) * np.prod(layer["output"][1:], dtype=np.int64)
    return macs


def totals_by_op(layers):
    table = defaultdict(list)
    for layer in layers:
        table[layer["op"]].append(layer)
    return {op: count_params(some) | {"macs": count_macs(some)} for op, some in table.items()}
