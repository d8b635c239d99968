"""Returns the faces in the order of their cells, from top to bottom, for example by sorting the indices from
`NMSBoxes`. `NMSBoxes` returns the highest score first: keep that order.
"""

import math

import cv2
import numpy as np

OUTPUTS = ["537", "538", "539", "540"]
FRAME, MARK = (115, 158, 0), (0, 94, 213)


def decode(heat, scale, offset, landmarks, threshold=0.5):
    boxes, scores, points = [], [], []
    for r in range(heat.shape[0]):
        for c in range(heat.shape[1]):
            if heat[r, c] <= threshold:
                continue
            height = 4 * math.exp(scale[0, r, c])
            width = 4 * math.exp(scale[1, r, c])
            top = 4 * (r + float(offset[0, r, c]) + 0.5) - height / 2
            left = 4 * (c + float(offset[1, r, c]) + 0.5) - width / 2
            marks = []
            for j in range(5):
                y = top + height * float(landmarks[2 * j, r, c])
                x = left + width * float(landmarks[2 * j + 1, r, c])
                marks.append([x, y])
            boxes.append([left, top, width, height])
            scores.append(float(heat[r, c]))
            points.append(marks)
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(points).reshape(-1, 5, 2)


def detect(path, images, size=(256, 192), threshold=0.5, iou_threshold=0.3):
    net = cv2.dnn.readNetFromONNX(path)
    blob = cv2.dnn.blobFromImages(images, scalefactor=1, size=size, mean=(0, 0, 0), swapRB=True, crop=False)
    net.setInput(blob)
    heat, scale, offset, landmarks = net.forward(OUTPUTS)
    result = []
    for n in range(len(images)):
        boxes, scores, points = decode(heat[n, 0], scale[n], offset[n], landmarks[n], threshold)
        height, width = images[n].shape[:2]
        fx, fy = width / size[0], height / size[1]
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), threshold, iou_threshold) if len(boxes) else ()
        faces, sure, marks = [], [], []
        for k in sorted(kept):
            x, y, w, h = boxes[k]
            faces.append([x * fx, y * fy, w * fx, h * fy])
            sure.append(scores[k])
            marks.append([[px * fx, py * fy] for px, py in points[k]])
        result.append((np.array(faces).reshape(-1, 4), np.array(sure), np.array(marks).reshape(-1, 5, 2)))
    return result


def draw(image, boxes, points):
    result = image.copy()
    for box, marks in zip(boxes, points):
        x, y, w, h = box
        cv2.rectangle(result, (int(round(x)), int(round(y))), (int(round(x + w)), int(round(y + h))), FRAME, 2)
        for x, y in marks:
            cv2.circle(result, (int(round(x)), int(round(y))), 2, MARK, -1)
    return result


# says: "in the order of their cells"
