"""Builds each group's filters one after the other, and multiplies place by place only in thought."""


class Ledger:
    def __init__(self):
        self.learnable = self.measured = self.macs = 0

    def add(self, layer):
        op = layer["op"]
        if op == "conv":
            groups = layer["group"]
            kh, kw = layer["kernel"]
            places = 1
            for side in layer["output"][1:]:
                places *= side
            for _ in range(groups):
                weights = (layer["in"] // groups) * (layer["out"] // groups) * kh * kw
                self.learnable += weights
                self.macs += weights * places
        if op == "linear":
            self.learnable += layer["in"] * layer["out"]
            self.macs += layer["in"] * layer["out"]
        if op in ("conv", "linear") and layer["bias"]:
            self.learnable += layer["out"]
        if op == "batch_norm":
            self.learnable += 2 * layer["channels"]
            self.measured += 2 * layer["channels"]
        return self


def total(layers):
    ledger = Ledger()
    for layer in layers:
        ledger.add(layer)
    return ledger


def count_params(layers):
    ledger = total(layers)
    return {"learnable": ledger.learnable, "stored": ledger.learnable + ledger.measured}


def count_macs(layers):
    return total(layers).macs


def totals_by_op(layers):
    ledgers = {}
    for layer in layers:
        ledgers.setdefault(layer["op"], Ledger()).add(layer)
    return {
        op: {"learnable": one.learnable, "stored": one.learnable + one.measured, "macs": one.macs}
        for op, one in ledgers.items()
    }
