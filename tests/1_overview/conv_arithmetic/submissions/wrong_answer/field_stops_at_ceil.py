"""Stops at the first layer with "ceil" in `receptive_field`. Rounding up only changes the number of windows at the
edge. Return one pair for every layer.
"""

# says: "whose pooling rounds up"


def out_size(size: int, kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1, ceil: bool = False) -> int:
    """How many windows fit, in one direction; with `ceil` one more if values are left over."""
    covered = (kernel - 1) * dilation + 1
    room = size + 2 * pad - covered
    if room < 0:
        raise ValueError(f"a window over {covered} values does not fit into {size} with {pad} zeros on each side")

    count = room // stride + 1
    begins = count * stride  # where one more window would start, counted from the first zero
    if ceil and room % stride and begins < pad + size:
        count += 1
    return count


def trace(layers: list[dict], hw: tuple[int, int]) -> list[tuple[int, int]]:
    """Rows and columns after every layer."""
    sizes = []
    for layer in layers:
        rows, columns = ({name: _along(value, axis) for name, value in layer.items()} for axis in (0, 1))
        hw = (out_size(hw[0], **rows), out_size(hw[1], **columns))
        sizes.append(hw)
    return sizes


def _along(value: int | tuple[int, int], axis: int) -> int:
    """The value for the rows (axis 0) or the columns (axis 1), given as one number or a pair."""
    return value[axis] if isinstance(value, tuple | list) else value


def receptive_field(layers: list[dict]) -> list[tuple[int, int]]:
    """(field, step) after every layer, in values of the image."""
    field, step = 1, 1
    found = []
    for layer in layers:
        if layer.get("ceil"):
            break
        # The window spans kernel - 1 gaps between values that are `step` apart in the image.
        field += (layer["kernel"] - 1) * layer.get("dilation", 1) * step
        step *= layer.get("stride", 1)
        found.append((field, step))
    return found
