"""Returns the detections in the order of the cells. `suppress` returns indices by falling score; use them in that
order.
"""

# says: "These are the right boxes, in the order of the array"

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def fit(shape):
    """Size of the picture on the canvas, and its top-left corner."""
    rows, cols = shape[0], shape[1]
    if cols * SIZE[1] >= rows * SIZE[0]:
        w, h = SIZE[0], max(1, rows * SIZE[0] // cols)
    else:
        w, h = max(1, cols * SIZE[1] // rows), SIZE[1]
    return (w, h), ((SIZE[0] - w) // 2, (SIZE[1] - h) // 2)


def to_input(image):
    (w, h), (left, top) = fit(image.shape)
    picture = cv2.resize(image, (w, h))
    canvas = cv2.copyMakeBorder(picture, top, SIZE[1] - h - top, left, SIZE[0] - w - left, cv2.BORDER_CONSTANT,
                                value=(114, 114, 114))
    planes = canvas[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 255
    return np.ascontiguousarray(planes[np.newaxis])


def decode(answer, threshold=0.25):
    raw = answer[0].astype(np.float64)
    _, rows, cols = raw.shape
    boxes, scores, digits = [], [], []
    for r in range(rows):
        for c in range(cols):
            cell = raw[:, r, c]
            x, y, w, h, o = 1 / (1 + np.exp(-cell[:5]))
            e = np.exp(cell[5:])
            share = e / e.sum()
            digit = int(np.argmax(share))
            score = o * share[digit]
            if score > threshold:
                width, height = 16 * (2 * w) ** 2, 16 * (2 * h) ** 2
                boxes.append((8 * (c + 2 * x - 0.5) - width / 2, 8 * (r + 2 * y - 0.5) - height / 2, width, height))
                scores.append(score)
                digits.append(digit)
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(digits, int)


def suppress(boxes, scores, digits, iou_threshold=0.45):
    kept = []
    for digit in np.unique(digits):
        members = np.flatnonzero(digits == digit)
        chosen = cv2.dnn.NMSBoxes(boxes[members].tolist(), scores[members].tolist(), 0.0, iou_threshold)
        kept.extend(members[np.asarray(chosen, int).reshape(-1)].tolist())
    kept = np.array(sorted(kept), dtype=int)
    return kept[np.argsort(-scores[kept], kind="stable")]


def to_image(boxes, shape):
    (w, h), (left, top) = fit(shape)
    corners = np.array(boxes, dtype=np.float64)
    corners[:, 2:] += corners[:, :2]
    corners -= [left, top, left, top]
    corners /= np.array([w / shape[1], h / shape[0]] * 2)
    corners[:, 0::2] = corners[:, 0::2].clip(0, shape[1])
    corners[:, 1::2] = corners[:, 1::2].clip(0, shape[0])
    return corners


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    network = cv2.dnn.readNetFromONNX(path)
    network.setInput(to_input(image))
    answer = network.forward()
    boxes, scores, digits = decode(answer, threshold)
    corners = to_image(boxes, image.shape)
    result = []
    for i in sorted(suppress(boxes, scores, digits, iou_threshold).tolist()):
        result.append((int(digits[i]), float(scores[i]), tuple(corners[i].tolist())))
    return result


def draw(image, detections):
    canvas = np.array(image, copy=True, order="C")
    for digit, score, corners in detections:
        x1, y1, x2, y2 = np.rint(corners).astype(int).tolist()
        cv2.rectangle(canvas, (x1, y1), (x2, y2), COLOUR, thickness=2)
        text = "%d %.2f" % (digit, score)
        (w, h), base = cv2.getTextSize(text, FONT, 0.4, 1)
        top = y1 - h - base if y1 - h - base >= 0 else y1
        cv2.rectangle(canvas, (x1, top), (x1 + w, top + h + base), COLOUR, thickness=-1)
        cv2.putText(canvas, text, (x1, top + h), FONT, 0.4, TEXT, 1, cv2.LINE_AA)
    return canvas
