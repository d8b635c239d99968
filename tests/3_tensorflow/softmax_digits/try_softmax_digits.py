"""Reads handwritten digits on paper with a linear softmax classifier, trained on 1,797 digits."""

import numpy as np

from deepkata.trying import Panel, Shown, digits


def prepare(submission, fixture, scratch):
    with np.load(fixture("digits.npz")) as data:
        images, labels = data["x"].astype(np.float32) / 16, data["y"]
    trained = submission.train(images, labels, 0.5, 100)

    def attempt(photo):
        boxes = digits.find(photo)
        names = []
        for x, y, width, height in boxes:
            room = max(width, height) // 5 + 1  # of paper around the ink, which tells the colour of the paper
            part = photo[max(0, y - room) : y + height + room, max(0, x - room) : x + width + room, ::-1]
            small = np.asarray(submission.preprocess(np.ascontiguousarray(part)))
            label, probabilities = submission.predict(trained["W"], trained["b"], small)
            names.append(f"{int(np.ravel(label)[0])} {np.max(probabilities):.2f}")
        return Shown(Panel("digits", photo, boxes, names), lines=[f"from left to right: {', '.join(names) or 'nothing'}"])

    return attempt
