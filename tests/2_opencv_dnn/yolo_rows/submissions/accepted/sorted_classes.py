"""Multiplies v5's scores first, all of them, and finds the best class by comparing with the maximum."""

import numpy as np


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    boxes, table = [], []
    for output in outputs:
        match layout:
            case "darknet":
                part = np.array(output, dtype=np.float64)
                boxes.append(part[:, :4])
                table.append(part[:, 5:])
            case "v5":
                part = np.array(output[0], dtype=np.float64)
                boxes.append(part[:, :4] / np.tile(input_hw[::-1], 2))
                table.append(part[:, 5:] * part[:, 4:5])
            case "v8":
                part = np.array(np.moveaxis(output[0], 0, 1), dtype=np.float64)
                boxes.append(part[:, :4] / np.tile(input_hw[::-1], 2))
                table.append(part[:, 4:])
            case _:
                raise ValueError(layout)
    boxes, table = np.vstack(boxes), np.vstack(table)
    boxes[:, :2] -= boxes[:, 2:] / 2
    boxes *= np.tile(image_hw[::-1], 2)
    best = table.max(axis=1)
    classes = (table == best[:, None]).argmax(axis=1)
    keep = [n for n in range(len(best)) if best[n] > threshold]
    return boxes[keep], best[keep], classes[keep]
