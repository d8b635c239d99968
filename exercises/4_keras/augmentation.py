"""Augmentation: flipped, cropped and shifted images, with their boxes.

Augmentation trains a network on modified versions of the training images, for example mirrored ones, so that it learns to
ignore such changes. In detection the ground truth must change with the image: each box still has to enclose its object, and
the label of the box still has to be correct.

Boxes are xyxy: x1, y1, x2, y2 in pixels, with x to the right and y down. The coordinates are positions of edges, not pixel
indices: pixel column 0 extends from x = 0 to x = 1, and an image of width W extends from x = 0 to x = W. A box from x1 = 2 to
x2 = 5 covers columns 2, 3 and 4. An image has shape (H, W) or (H, W, channels) and any numeric dtype. Each function returns
the new image, as a new array of the same dtype, and boxes of shape (K, 4), where K is the number of boxes returned, as float32
or float64. Functions that take labels also return labels, as integers of shape (K,). Boxes and labels keep their original
order.

Tasks
1. `flip`: mirror an image and its boxes.
2. `crop`: crop an image to a window, and move and clip the boxes.
3. `crop`: remove a box, and its label, if too little of the box is left.
4. `shift`: move the content of an image, and fill the empty margin.
5. `flip_labels`: flip an image whose labels depend on left and right.
"""

import numpy as np


def flip(image: np.ndarray, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mirror an image horizontally: the left side becomes the right side.

    Args:
        image: Shape (H, W) or (H, W, channels).
        boxes: Shape (N, 4), xyxy, with x1 < x2 and y1 < y2, inside the image. N may be 0.

    Returns:
        The mirrored image, and for each box the box around the mirrored object, again with x1 < x2.

    Examples:
        >>> image, boxes = flip(np.array([[1, 2, 3, 4, 5]]), np.array([[0, 0, 2, 1]]))
        >>> image
        array([[5, 4, 3, 2, 1]])
        >>> boxes
        array([[3., 0., 5., 1.]])
    """
    raise NotImplementedError(
        "task 1: draw a row of ten pixels with a box from x1 = 2 to x2 = 5, and its mirror image; "
        "how far is each edge from the left and from the right side of the image?"
    )


def crop(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, window: tuple[int, int, int, int], keep: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Crop an image to a window.

    Args:
        image: Shape (H, W) or (H, W, channels).
        boxes: Shape (N, 4), xyxy, with x1 < x2 and y1 < y2. N may be 0.
        labels: Integers of shape (N,), the class of each box.
        window: x1, y1, x2, y2 as ints, with 0 <= x1 < x2 <= W and 0 <= y1 < y2 <= H.
        keep: Between 0 and 1. A box remains if at least this fraction of its area lies inside the window. A box with no part
            inside the window is removed even if `keep` is 0.

    Returns:
        The part of the image inside the window; the boxes that remain, clipped to the window, with coordinates relative
        to its top-left corner; and their labels.

    Examples:
        >>> image, boxes, labels = crop(
        ...     np.zeros((6, 8)), np.array([[1, 1, 3, 4], [0, 0, 8, 6]]), np.array([5, 9]), (2, 1, 8, 5), 0.5
        ... )
        >>> image.shape
        (4, 6)
        >>> boxes
        array([[0., 0., 1., 3.],
               [0., 0., 6., 4.]])
        >>> labels
        array([5, 9])
    """
    raise NotImplementedError(
        "task 2: select rows y1 to y2 - 1 and columns x1 to x2 - 1; the window's top-left corner becomes (0, 0), "
        "so by how much does every box move?"
    )


def shift(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, dx: int, dy: int, fill: float, keep: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Move the content of an image by `dx` to the right and `dy` down; the size of the image stays the same.

    Args:
        image: Shape (H, W) or (H, W, channels).
        boxes: Shape (N, 4), xyxy, with x1 < x2 and y1 < y2, inside the image. N may be 0.
        labels: Integers of shape (N,), the class of each box.
        dx: An int; negative values move the content to the left. It may exceed the width.
        dy: An int; negative values move the content up. It may exceed the height.
        fill: The value of the pixels for which there is no content, in all channels.
        keep: As in `crop`, for the part of a box that is still inside the image.

    Returns:
        The shifted image; the boxes that remain, clipped to the image; and their labels.

    Examples:
        >>> image, boxes, labels = shift(np.array([[1, 2, 3, 4]]), np.array([[0, 0, 4, 1]]), np.array([7]), 1, 0, 9, 0.5)
        >>> image
        array([[9, 1, 2, 3]])
        >>> boxes
        array([[1., 0., 4., 1.]])
        >>> labels
        array([7])
    """
    raise NotImplementedError(
        "task 4: start from an image full of `fill`; which columns of the old image are still visible, "
        "and where do they go?"
    )


def flip_labels(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, pairs: list[tuple[int, int]], fixed: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mirror an image horizontally if all its labels allow it.

    Args:
        image: Shape (H, W) or (H, W, channels).
        boxes: Shape (N, 4), xyxy, with x1 < x2 and y1 < y2, inside the image. N may be 0.
        labels: Integers of shape (N,), the class of each box.
        pairs: Pairs of classes that are mirror images of each other, such as "left hand" and "right hand". In a mirror image, each
            becomes the other. No class is in two pairs. The list may be empty.
        fixed: Classes whose objects must not be mirrored, such as the digit 2. The list may be empty, and no class is both here
            and in a pair.

    Returns:
        The mirrored image, its boxes and its labels. If a label is in `fixed`, nothing is mirrored, and the results are copies
        of the image, the boxes and the labels.

    Examples:
        >>> image, boxes, labels = flip_labels(
        ...     np.array([[1, 2, 3]]), np.array([[0, 0, 1, 1], [1, 0, 3, 1]]), np.array([4, 8]), [(4, 6)], [2]
        ... )
        >>> image
        array([[3, 2, 1]])
        >>> labels
        array([6, 8])
    """
    raise NotImplementedError(
        "task 5: is one of the labels in `fixed`? If not, flip, and replace every label that is in a pair with its partner"
    )
