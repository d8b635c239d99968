"""Divides by the factor that was wanted. The picture has a whole number of pixels on each side, so x and y were multiplied by something a
little less.
"""

import cv2
import numpy as np


def to_input(image):
    settings = cv2.dnn.Image2BlobParams()
    settings.size = (192, 160)
    settings.paddingmode = cv2.dnn.DNN_PMODE_LETTERBOX
    settings.borderValue = (114,) * 4
    settings.swapRB = True
    return cv2.dnn.blobFromImageWithParams(image, settings) * np.float32(1 / 255)


def decode(answer, threshold=0.25):
    rows, columns = answer.shape[2:]
    table = answer.reshape(15, -1).T.astype(np.float64)  # a row for each cell
    table[:, :5] = 1 / (1 + np.exp(-table[:, :5]))
    table[:, 5:] = np.exp(table[:, 5:])
    shares = table[:, 5:] / table[:, 5:].sum(axis=1, keepdims=True)
    scores = table[:, 4] * shares.max(axis=1)
    y, x = np.divmod(np.arange(rows * columns), columns)
    w, h = 64 * table[:, 2] ** 2, 64 * table[:, 3] ** 2
    boxes = np.stack([8 * x + 16 * table[:, 0] - 4 - w / 2, 8 * y + 16 * table[:, 1] - 4 - h / 2, w, h], axis=1)
    sure = scores > threshold
    return boxes[sure], scores[sure], np.argmax(answer.reshape(15, -1)[5:], axis=0)[sure]


def suppress(boxes, scores, digits, iou_threshold=0.45):
    if not len(boxes):
        return np.zeros(0, dtype=np.int32)
    kept = cv2.dnn.NMSBoxesBatched(boxes.tolist(), scores.tolist(), digits.tolist(), 0.0, iou_threshold)
    return np.array(sorted(kept, key=lambda n: (-scores[n], n)), dtype=np.int32)


def to_image(boxes, shape):
    height, width = shape[:2]
    factor = min(192 / width, 160 / height)
    w, h = int(width * factor), int(height * factor)
    x, y, bw, bh = np.asarray(boxes, float).T
    x, y = x - (192 - w) // 2, y - (160 - h) // 2
    across, down = np.array([x, x + bw]) / factor, np.array([y, y + bh]) / factor
    return np.array([across[0].clip(0, width), down[0].clip(0, height), across[1].clip(0, width), down[1].clip(0, height)]).T


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(to_input(image))
    boxes, scores, digits = decode(net.forward(net.getUnconnectedOutLayersNames())[0], threshold)
    found = []
    for n in suppress(boxes, scores, digits, iou_threshold):
        found.append([digits[n], scores[n], to_image(boxes[n : n + 1], image.shape)[0]])
    return found


def draw(image, detections):
    image = np.array(image)
    for digit, score, box in detections:
        x1, y1, x2, y2 = np.rint(box).astype(int).tolist()
        text = f"{digit} {score:.2f}"
        size, baseline = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1)
        tall = size[1] + baseline
        top = y1 if y1 < tall else y1 - tall
        image = cv2.rectangle(image, (x1, y1), (x2, y2), (178, 114, 0), 2)
        image = cv2.rectangle(image, (x1, top), (x1 + size[0], top + tall), (178, 114, 0), cv2.FILLED)
        image = cv2.putText(image, text, (x1, top + size[1]), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (255, 255, 255), 1, cv2.LINE_AA)
    return image


# says: "The ideal factor was used"
