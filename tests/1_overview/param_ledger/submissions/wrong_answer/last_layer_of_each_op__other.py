"""Overwrites the totals of an op with those of its next layer, so only the last one is left. Add them up."""

import math


def learned(layer):
    match layer["op"]:
        case "conv":
            depth = layer["in"] // layer["group"]
            one_filter = depth * math.prod(layer["kernel"]) + int(layer["bias"])
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
            products = layer["in"] // layer["group"] * math.prod(layer["kernel"])
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
    for layer in layers:
        op, mine = layer["op"], [layer]
        table[op] = dict(count_params(mine), macs=count_macs(mine))
    return table
