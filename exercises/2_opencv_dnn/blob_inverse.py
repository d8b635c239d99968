"""From a blob back to images.

When a network answers nonsense, look at what it was given. Its blob is a float32 array of planes, shifted and scaled;
to see it, every step that made it is undone, in reverse order:

    divide by the scale  →  add the mean  →  swap red and blue back  →  pixels instead of planes  →  uint8

`cv2.dnn.imagesFromBlob` does no more than the fourth of these, and what most programs do for the last one, a plain
`astype(np.uint8)`, turns rounding errors into wrong grey levels and negative numbers into bright pixels.

Tasks (all of them are steps of one function; leave what comes later for later)
1. Pixels instead of planes, one image for each of the batch.
2. `scale` and `mean`, undone in the right order.
3. `swapped`, and the mean of each channel.
4. Whole numbers from 0 to 255: the nearest one, and none that wraps around.
5. Grey images, and a blob that stays as it was.
"""

import numpy as np


def images_from_blob(
    blob: np.ndarray,
    scale: float = 1.0,
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0),
    swapped: bool = False,
) -> list[np.ndarray]:
    """Recover the images of which `cv2.dnn.blobFromImages` made a blob.

    Args:
        blob: A float32 array of shape (N, C, height, width), with C = 3, or 1 for grey images: (pixel - mean) * scale.
            It must not be changed.
        scale: The scale with which the blob was made; not 0.
        mean: What was subtracted from each channel, in the order of the channels *in the blob*. Of a grey image only the
            first one was used.
        swapped: Whether red and blue were exchanged when the blob was made, before the mean was subtracted. The images
            are blue, green, red again in any case.

    Returns:
        A list of N new uint8 images, of shape (height, width, 3), or (height, width) for grey ones. Values are rounded to
        the nearest whole number; what lies below 0 becomes 0, what lies above 255 becomes 255. (Values are never
        exactly in the middle between two whole numbers.)

    Examples:
        >>> blob = np.array([[[[-1.0]], [[0.26]], [[0.5]]]], dtype=np.float32)  # one pixel, red first
        >>> images_from_blob(blob, scale=0.5, mean=(2.0, 7.0, 90.0), swapped=True)[0]
        array([[[91,  8,  0]]], dtype=uint8)
    """
    raise NotImplementedError(
        "task 1: for each of blob's N parts, of shape (C, height, width), bring the first axis to the end; then make it uint8"
    )
