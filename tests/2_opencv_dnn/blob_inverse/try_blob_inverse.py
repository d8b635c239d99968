"""Makes a blob of a photograph with OpenCV, and the photograph of the blob again."""

import cv2

from deepkata.trying import Panel, Shown

SIZE, MEAN, SCALE = (224, 224), (123.675, 116.28, 103.53), 1 / 58


def prepare(submission, fixture, scratch):
    def attempt(photo):
        blob = cv2.dnn.blobFromImage(photo, SCALE, SIZE, MEAN, swapRB=True, crop=True)
        [image] = submission.images_from_blob(blob, SCALE, MEAN, True)
        return Shown(Panel("photograph", photo), Panel("red plane of the blob", blob[0, 0]), Panel("image from the blob", image))

    return attempt
