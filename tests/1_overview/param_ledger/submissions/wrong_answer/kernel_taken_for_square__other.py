"""Squares the first number of the kernel. A kernel has rows and columns: 1 by 7 has 7 weights, not 1."""

import math


def learned(layer):
    match layer["op"]:
        case "conv":
            depth = layer["in"] // layer["group"]
            one_filter = depth * layer["kernel"][0] ** 2 + int(layer["bias"])
            return one_filter * layer["out"]
        case "linear":
            return (layer["in"] + int(layer["bias"])) * layer["out"]
        case "batch_norm":
            return layer["channels"] + layer["channels"]
    return 0


def measured(layer):
    return 2 * layer["channels"] if layer["op"] == "batch_norm" else 0


def macs(layer):
    match layer["op"]:
        case "conv":
            products = layer["in"] // layer["group"] * layer["kernel"][0] ** 2
            return products * math.prod(layer["output"])
        case "linear":
            return layer["in"] * layer["out"]
    return 0


def count_params(layers):
    learnable = sum(map(learned, layers))
    return {"learnable": learnable, "stored": learnable + sum(map(measured, layers))}


def count_macs(layers):
    return sum(map(macs, layers))


def totals_by_op(layers):
    table = {}
    for op in {layer["op"] for layer in layers}:
        mine = [layer for layer in layers if layer["op"] == op]
        table[op] = dict(count_params(mine), macs=count_macs(mine))
    return table
