"""What was found in a photograph, drawn with OpenCV: panels of one height, side by side."""

from __future__ import annotations

import unicodedata

import cv2
import numpy as np

from deepkata.trying import Panel, Shown

#: The height of the panels, as the first image has it within these bounds, if all together are not too wide.
LOWEST, HIGHEST, WIDEST = 320, 1200, 3600
GAP = 12
INK, PAPER = (40, 40, 40), (255, 255, 255)
#: Colours for labels (blue, green, red), told apart with all kinds of colour vision (Okabe and Ito's).
COLOURS = [(178, 114, 0), (0, 94, 213), (115, 158, 0), (167, 121, 204), (0, 159, 230), (233, 180, 86)]
#: Values of a map that its darkest and brightest grey are taken from.
SAMPLE = 100_000
POINT = (66, 228, 240)
FONT = cv2.FONT_HERSHEY_SIMPLEX


def draw(shown: Shown) -> np.ndarray:
    """All panels side by side, each under its title: uint8, shape (height, width, 3), blue, green, red."""
    shapes = sum(panel.image.shape[1] / panel.image.shape[0] for panel in shown.panels)
    height = round(min(max(shown.panels[0].image.shape[0], LOWEST), HIGHEST, WIDEST / shapes))
    parts = [_panel(panel, height) for panel in shown.panels]
    gap = np.full((parts[0].shape[0], GAP, 3), PAPER, np.uint8)
    return np.hstack([piece for part in parts for piece in (gap, part)][1:])


def _panel(panel: Panel, height: int) -> np.ndarray:
    image = _visible(panel.image)
    factor = height / image.shape[0]
    width = max(1, round(image.shape[1] * factor))
    canvas = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_NEAREST)
    size = max(0.45, height / 1000)
    _boxes(canvas, np.reshape(np.asarray(panel.boxes, float), (-1, 4)) * factor, panel.labels, size)
    for x, y in np.reshape(np.asarray(panel.points, float), (-1, 2)) * factor:
        if np.isfinite([x, y]).all():
            cv2.circle(canvas, (_pixel(x), _pixel(y)), max(2, round(4 * size)), POINT, cv2.FILLED, cv2.LINE_AA)
    return np.vstack([_title(panel.title, width, size), canvas])


def _visible(image: np.ndarray) -> np.ndarray:
    """An image of three channels; a map of numbers becomes grey, without the few values that would leave the rest dark."""
    if image.ndim == 3:
        return np.ascontiguousarray(image)
    if image.dtype != np.uint8:
        values = np.nan_to_num(image.astype(np.float32))
        step = max(1, round((values.size / SAMPLE) ** 0.5))
        low, high = np.percentile(values[::step, ::step], [0.5, 99.5])
        image = (255 * np.clip((values - low) / max(high - low, 1e-9), 0, 1)).astype(np.uint8)
    return cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_GRAY2BGR)


def _boxes(canvas: np.ndarray, boxes: np.ndarray, labels: object, size: float) -> None:
    texts = [_letters(text) for text in labels]  # type: ignore[attr-defined]
    kinds = list(dict.fromkeys(text.rpartition(" ")[0] or text for text in texts))
    thick = max(2, round(4 * size))
    taken: list[tuple[int, int, int, int]] = []
    for number, (x, y, width, height) in enumerate(boxes):
        if not np.isfinite([x, y, width, height]).all():
            continue
        text = texts[number] if number < len(texts) else ""
        colour = COLOURS[kinds.index(text.rpartition(" ")[0] or text) % len(COLOURS) if text else 0]
        corner = _pixel(x), _pixel(y)
        cv2.rectangle(canvas, corner, (_pixel(x + width), _pixel(y + height)), colour, thick, cv2.LINE_AA)
        if text:
            _label(canvas, text, corner, colour, size, taken)


def _label(
    canvas: np.ndarray,
    text: str,
    corner: tuple[int, int],
    colour: tuple[int, int, int],
    size: float,
    taken: list[tuple[int, int, int, int]],
) -> None:
    """White letters on the colour of the box, above its corner, or inside where there is no room; below other labels, not on them."""
    thick = max(1, round(2 * size))
    (width, height), below = cv2.getTextSize(text, FONT, size, thick)
    room = round(8 * size)
    wide, high = width + 2 * room, height + below + room
    left = min(max(0, corner[0]), max(0, canvas.shape[1] - wide))
    top = corner[1] - high if corner[1] > high else max(0, corner[1])
    while hit := [bottom for x1, y1, x2, bottom in taken if left < x2 and x1 < left + wide and top < bottom and y1 < top + high]:
        top = max(hit)
    taken.append((left, top, left + wide, top + high))
    cv2.rectangle(canvas, (left, top), (left + wide, top + high), colour, cv2.FILLED)
    cv2.putText(canvas, text, (left + room, top + high - below), FONT, size, PAPER, thick, cv2.LINE_AA)


def _title(text: str, width: int, size: float) -> np.ndarray:
    """A strip with the title, in letters that fit."""
    text = _letters(text)
    strip = np.full((round(60 * size), width, 3), PAPER, np.uint8)
    wide = cv2.getTextSize(text, FONT, size, 1)[0][0]
    cv2.putText(strip, text, (4, round(40 * size)), FONT, size * min(1.0, (width - 8) / max(1, wide)), INK, 1, cv2.LINE_AA)
    return strip


def _letters(text: object) -> str:
    """What OpenCV's fonts have: ASCII."""
    return unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()


def _pixel(value: float) -> int:
    return round(float(np.clip(value, -10_000, 10_000)))
