"""Works out the face of every cell, bright or not, and chooses afterwards."""

import cv2
import numpy as np

OUTPUTS = ["537", "538", "539", "540"]
FRAME, MARK = (115, 158, 0), (0, 94, 213)


def decode(heat, scale, offset, landmarks, threshold=0.5):
    rows, columns = heat.shape
    y, x = np.mgrid[:rows, :columns].astype(np.float64)
    h, w = np.exp(scale.astype(np.float64)) * 4
    left = (x + offset[1] + 0.5) * 4 - w * 0.5
    top = (y + offset[0] + 0.5) * 4 - h * 0.5
    boxes = np.dstack([left, top, w, h])
    marks_x = left + w * landmarks[1::2]
    marks_y = top + h * landmarks[0::2]
    points = np.stack([marks_x, marks_y], axis=-1).transpose(1, 2, 0, 3)
    bright = heat > threshold
    return boxes[bright], heat[bright], points[bright]


def detect(path, images, size=(256, 192), threshold=0.5, iou_threshold=0.3):
    network = cv2.dnn.readNet(path)
    planes = [cv2.resize(image, size)[:, :, ::-1].transpose(2, 0, 1) for image in images]
    network.setInput(np.stack(planes).astype(np.float32))
    outputs = dict(zip(OUTPUTS, network.forward(OUTPUTS)))
    faces = []
    for n, image in enumerate(images):
        maps = [outputs[name][n] for name in OUTPUTS[1:]]
        boxes, scores, points = decode(outputs["537"][n][0], *maps, threshold=threshold)
        stretch = np.array([image.shape[1], image.shape[0]]) / np.array(size)
        boxes[:, :2] *= stretch
        boxes[:, 2:] *= stretch
        points *= stretch
        best = np.asarray(cv2.dnn.NMSBoxes(boxes, scores, threshold, iou_threshold)).astype(int).flatten()
        faces.append((boxes[best], scores[best], points[best]))
    return faces


def draw(image, boxes, points):
    canvas = np.array(image)
    corners = np.rint(np.hstack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])).astype(int)
    for (x1, y1, x2, y2), marks in zip(corners.tolist(), np.rint(points).astype(int).tolist()):
        canvas = cv2.rectangle(canvas, (x1, y1), (x2, y2), FRAME, thickness=2)
        for mark in marks:
            canvas = cv2.circle(canvas, mark, 2, MARK, thickness=cv2.FILLED)
    return canvas
