"""Puts a photograph into a square with grey bars, as a network of the YOLO family gets it."""

from deepkata.trying import Panel, Shown

SIZE = (640, 640)


def prepare(submission, fixture, scratch):
    def attempt(photo):
        canvas = submission.letterbox(photo, SIZE)
        return Shown(Panel("photograph", photo), Panel(f"{SIZE[0]} by {SIZE[1]}", canvas))

    return attempt
