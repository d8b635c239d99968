"""Shows where a photograph is red, green or blue: the heat maps of a network that scores these three colours."""

import cv2
import numpy as np

from deepkata.trying import Panel, Shown

#: Of red, green, blue: how much of it is more than the mean of the others; the fourth map is brightness.
KERNEL = [[1, -0.5, -0.5, 0.4], [-0.5, 1, -0.5, 0.4], [-0.5, -0.5, 1, 0.4]]
SCORES = [[5, -3, -3], [-3, 5, -3], [-3, -3, 5], [0, 0, 0]]
LONGER_SIDE = 320


def prepare(submission, fixture, scratch):
    def attempt(photo):
        factor = LONGER_SIDE / max(photo.shape[:2])
        small = cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        image = np.float32(small[..., ::-1]) / 255
        weights = [np.reshape(np.float32(KERNEL), (1, 1, 3, 4)), np.float32([-0.03, -0.03, -0.03, 0]), np.float32(SCORES), np.zeros(3, np.float32)]
        model = submission.probe.colour_network(weights, size=image.shape[:2])
        maps = [submission.grad_cam(model, image, number, "places") for number in range(3)]
        grey = cv2.cvtColor(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)  # on which the red of the heat map shows
        panels = [Panel(f"evidence for {name}", submission.overlay(grey, heat)) for name, heat in zip(("red", "green", "blue"), maps, strict=True)]
        return Shown(Panel("photograph", small), *panels)

    return attempt
