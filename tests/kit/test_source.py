"""What a program's text tells before a line of it has run."""

from __future__ import annotations

import pytest

from deepkata.wire.messages import Source
from deepkata.worker.source import forbidden_uses

USES = {
    "import cv2\ncv2.dnn.NMSBoxes": [("cv2.dnn.NMSBoxes", 2)],
    "import cv2 as c\nc.dnn.NMSBoxes": [("cv2.dnn.NMSBoxes", 2)],
    "import cv2.dnn as d\n\nd.NMSBoxes": [("cv2.dnn.NMSBoxes", 3)],
    "from cv2.dnn import NMSBoxes as kept": [("cv2.dnn.NMSBoxes", 1)],
    "from cv2 import dnn\ndnn.NMSBoxes": [("cv2.dnn.NMSBoxes", 2)],
    "import numpy as np\nnp.linalg.norm": [("numpy.linalg", 2)],
    "from numpy.linalg import *": [("numpy.linalg", 1)],
    "import cv2\ncv2.dnn.\N{FULLWIDTH LATIN CAPITAL LETTER N}MSBoxes": [("cv2.dnn.NMSBoxes", 2)],
    "import cv2\ncv2.dnn.NMSBoxesBatched": [],
    "'cv2.dnn.NMSBoxes'": [],
    "import cv2\ncv2.resize": [],
}


@pytest.mark.parametrize("text", USES)
def test_forbidden_names_are_found(text: str) -> None:
    source = Source(module="m", filename="m.py", data=text.encode())
    assert forbidden_uses(source, ("cv2.dnn.NMSBoxes", "numpy.linalg")) == USES[text]
