"""From a blob back to images.

When a network returns nonsense, look at its input. A blob holds planes of shifted and scaled pixel values; to see the
images, undo the steps that came after resizing and cropping, in reverse order:

    divide by the scale  →  add the mean  →  swap red and blue  →  move the channel axis to the end  →  convert to uint8

`cv2.dnn.imagesFromBlob` does only the fourth step. For the last one, many programs use a plain `astype(np.uint8)`,
which turns rounding errors into wrong grey levels and usually turns small negative numbers into bright pixels.

Tasks (all are steps of one function; ignore the later ones at first)
1. Move the channel axis to the end, and return a separate image for each entry of the batch.
2. `scale` and `mean`, undone in the right order.
3. `swapped`, and a mean for each channel.
4. Whole numbers from 0 to 255, rounded to the nearest, without wrap-around.
5. Grey images, and a blob that is left unchanged.
"""

import numpy as np


def images_from_blob(
    blob: np.ndarray,
    scale: float = 1.0,
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0),
    swapped: bool = False,
) -> list[np.ndarray]:
    """Recover the images from which `cv2.dnn.blobFromImages` made a blob.

    Args:
        blob: A float32 array of shape (N, C, height, width), with C = 3, or 1 for grey images: (pixel - mean) * scale.
            It must not be changed.
        scale: The scale with which the blob was made. It is not 0.
        mean: The numbers that were subtracted from the channels, in the channel order *of the blob*. For grey images
            only the first number was used.
        swapped: Whether red and blue were exchanged before the mean was subtracted. In either case, the channels of the
            returned images are in the order blue, green, red.

    Returns:
        A list of N new uint8 images of shape (height, width, 3), or (height, width) for grey ones. Values are rounded to
        the nearest whole number; below 0 they become 0, above 255 they become 255. (No value is exactly halfway between
        two whole numbers.)

    Examples:
        >>> blob = np.array([[[[-1.0]], [[0.26]], [[0.5]]]], dtype=np.float32)  # one pixel, red first
        >>> images_from_blob(blob, scale=0.5, mean=(2.0, 7.0, 90.0), swapped=True)[0]
        array([[[91,  8,  0]]], dtype=uint8)
    """
    raise NotImplementedError(
        "task 1: for each of the N parts of the blob, of shape (C, height, width), move the first axis to the end; then "
        "convert to uint8"
    )
