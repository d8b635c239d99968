"""A blob for each image, made by hand, and plain loops over its rows."""

import cv2
import numpy as np


def load(prototxt, weights):
    return cv2.dnn.readNet(weights, prototxt)


def detect(net, images, threshold=0.5, crop=False):
    result = []
    for image in images:
        height, width = image.shape[:2]
        if crop:
            factor = max(300 / width, 300 / height)
            resized = cv2.resize(image, (round(width * factor), round(height * factor)))
            left, top = (resized.shape[1] - 300) // 2, (resized.shape[0] - 300) // 2
            part = resized[top : top + 300, left : left + 300]
            fx = fy = factor
        else:
            part = cv2.resize(image, (300, 300))
            left = top = 0
            fx, fy = 300 / width, 300 / height
        part = part.astype(np.float32) - np.array([104, 177, 123], np.float32)
        net.setInput(np.ascontiguousarray(part.transpose(2, 0, 1)[None]))
        faces = []
        for _, kind, score, x1, y1, x2, y2 in net.forward()[0, 0].tolist():
            if kind == 0 or score < threshold:
                continue
            x1 = min(max((x1 * 300 + left) / fx, 0), width)
            x2 = min(max((x2 * 300 + left) / fx, 0), width)
            y1 = min(max((y1 * 300 + top) / fy, 0), height)
            y2 = min(max((y2 * 300 + top) / fy, 0), height)
            if x1 < x2 and y1 < y2:
                faces.append([score, x1, y1, x2, y2])
        result.append(np.array(faces).reshape(-1, 5))
    return result
