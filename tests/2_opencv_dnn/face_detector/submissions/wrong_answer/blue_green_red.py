"""Passes blue, green, red to the network. It was trained on red, green, blue. It still finds some faces, with lower
scores and less exactly.
"""

import cv2
import numpy as np

#: The network's outputs: heat map, scale, offset and landmarks.
OUTPUTS = ["537", "538", "539", "540"]
#: Blue, green, red.
FRAME, MARK = (115, 158, 0), (0, 94, 213)
STRIDE = 4


def decode(heat, scale, offset, landmarks, threshold=0.5):
    cells = np.nonzero(heat > threshold)
    here = (slice(None), *cells)  # of each map its values at the cells: (maps, K)

    # All in the network's order, y before x, until the end.
    size = STRIDE * np.exp(scale[here])
    corner = STRIDE * (np.array(cells) + offset[here] + 0.5) - size / 2
    points = landmarks[here].reshape(5, 2, -1) * size + corner

    boxes = np.concatenate([corner[::-1], size[::-1]]).T
    return boxes, heat[cells], points.transpose(2, 0, 1)[..., ::-1]


def detect(path, images, size=(256, 192), threshold=0.5, iou_threshold=0.3):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, size))
    outputs = net.forward(OUTPUTS)

    found = []
    for image, heat, *maps in zip(images, *outputs):
        boxes, scores, points = decode(heat[0], *maps, threshold)
        kept = np.array(cv2.dnn.NMSBoxes(boxes, scores, threshold, iou_threshold), dtype=int)
        # The input was stretched: x and y have factors of their own.
        factor = np.array(image.shape[1::-1]) / size
        found.append((boxes[kept] * np.tile(factor, 2), scores[kept], points[kept] * factor))
    return found


def draw(image, boxes, points):
    image = image.copy()
    for (x, y, width, height), marks in zip(boxes.tolist(), points.tolist()):
        cv2.rectangle(image, (round(x), round(y)), (round(x + width), round(y + height)), FRAME, 2)
        for x, y in marks:
            cv2.circle(image, (round(x), round(y)), 2, MARK, cv2.FILLED)
    return image


# says: "The network was given blue, green, red"
