"""Sums in an int32, which ends at 2,147,483,647. VGG19 takes 19.6 billion MACs. Python's int has no limit; NumPy's
default is 64 bits.
"""

# says: "an int32 ends at"

import numpy as np

def weights_of(layer):
    if layer["op"] == "conv":
        rows, columns = layer["kernel"]
        return layer["in"] * layer["out"] * rows * columns // layer["group"]
    if layer["op"] == "linear":
        return layer["in"] * layer["out"]
    return 0


def count_params(layers):
    learnable = 0
    stored = 0
    for layer in layers:
        op = layer["op"]
        if op in ("conv", "linear"):
            n = weights_of(layer)
            if layer["bias"]:
                n += layer["out"]
            learnable += n
            stored += n
        elif op == "batch_norm":
            learnable += 2 * layer["channels"]
            stored += 4 * layer["channels"]
    return {"learnable": learnable, "stored": stored}


def count_macs(layers):
    total = 0
    for layer in layers:
        if layer["op"] == "conv":
            _, rows, columns = layer["output"]
            total += weights_of(layer) * rows * columns
        elif layer["op"] == "linear":
            total += weights_of(layer)
    return np.int64(total).astype(np.int32)


def totals_by_op(layers):
    result = {}
    for layer in layers:
        row = result.setdefault(layer["op"], {"learnable": 0, "stored": 0, "macs": 0})
        params = count_params([layer])
        row["learnable"] += params["learnable"]
        row["stored"] += params["stored"]
        row["macs"] += count_macs([layer])
    return result
