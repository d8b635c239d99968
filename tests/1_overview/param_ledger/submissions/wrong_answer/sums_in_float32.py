"""Sums in float32 and converts the result to int. A float32 holds integers exactly only up to 16,777,216, and networks
have more parameters than that. Count in integers.
"""

# says: "It was rounded to a float32"

import math

import numpy as np


def count_params(layers: list[dict]) -> dict[str, int]:
    """Count the parameters that training changes, and those that are stored."""
    learnable = measured = 0
    for layer in layers:
        learnable += _weights(layer)
        if layer.get("bias"):
            learnable += layer["out"]
        if layer["op"] == "batch_norm":
            learnable += 2 * layer["channels"]  # scale and shift
            measured += 2 * layer["channels"]  # mean and variance
    return {"learnable": int(np.float32(learnable)), "stored": int(np.float32(learnable + measured))}


def count_macs(layers: list[dict]) -> int:
    """Count the products of weights and values: each weight is used once at every output position."""
    return int(np.sum([_weights(layer) * math.prod(layer["output"][1:]) for layer in layers], dtype=np.float32))


def totals_by_op(layers: list[dict]) -> dict[str, dict[str, int]]:
    """Parameters and multiply-accumulates by kind of layer."""
    kinds: dict[str, list[dict]] = {}
    for layer in layers:
        kinds.setdefault(layer["op"], []).append(layer)
    return {op: {**count_params(members), "macs": count_macs(members)} for op, members in kinds.items()}


def _weights(layer: dict) -> int:
    """The weights of a convolution or a linear layer, without biases; 0 for all others."""
    if layer["op"] == "conv":
        return layer["out"] * (layer["in"] // layer["group"]) * math.prod(layer["kernel"])
    if layer["op"] == "linear":
        return layer["out"] * layer["in"]
    return 0
