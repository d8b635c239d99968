"""Histograms of oriented gradients.

HOG features describe an image by its edges. The image is divided into cells of a few pixels, and each cell gets a
histogram of gradient directions. Small shifts and changes of contrast have little effect. N. Dalal and B. Triggs (2005)
used these features, with a linear classifier (see the next exercise, `linear_classifiers`), to find people in
photographs.

x counts columns, to the right; y counts rows, downwards. The angle of a gradient is that of the vector (gx, gy): 0°
points to the right, 90° points down.

Tasks
1. `gradients`: differences between the neighbours of each pixel, horizontally and vertically.
2. `cell_histograms`: divide the image into cells; each pixel votes with the length of its gradient. Only the sum over
   the bins of each cell is checked here.
3. `cell_histograms`: share each vote between the two nearest bins, with angles modulo 180°.
4. `cell_histograms` with signed=True: the same, with angles modulo 360°.
5. `hog`: normalise blocks of 2 by 2 cells.
"""

import numpy as np


def gradients(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Horizontal and vertical differences at each pixel.

    Args:
        image: Grey image of shape (H, W), H and W at least 1, any integer or float dtype (often uint8). It must not
            be changed.

    Returns:
        A tuple (gx, gy) of two arrays of shape (H, W), float64 or float32. gx is the pixel on the right minus the
        pixel on the left, gy the pixel below minus the pixel above; neither is halved. A neighbour outside the image
        has the value of the nearest pixel inside, which is the border pixel itself.

    Examples:
        >>> gx, gy = gradients(np.array([[1, 2, 6], [5, 2, 4]], dtype=np.uint8))
        >>> gx
        array([[ 1.,  5.,  4.],
               [-3., -1.,  2.]])
        >>> gy
        array([[ 4.,  0., -2.],
               [ 4.,  0., -2.]])
    """
    raise NotImplementedError(
        "task 1: convert to float, repeat the border (np.pad), then compute right minus left and lower minus upper"
    )


def cell_histograms(image: np.ndarray, cell: int, bins: int, signed: bool) -> np.ndarray:
    """A histogram of gradient directions for each cell.

    Cells are squares of `cell` by `cell` pixels, starting at the top-left corner. Remaining rows at the bottom and
    columns on the right belong to no cell. Compute the gradients on the whole image, not cell by cell.

    The range of angles, 0° to 180°, or 0° to 360° if `signed`, is divided into `bins` equal bins. The centre of bin b
    is (b + 1/2) times the bin width. Each pixel votes with the length of its gradient. The vote is shared linearly
    between the two bins whose centres enclose the angle: the bin with the nearer centre gets more. The range is
    circular, so a vote between the last centre and the first is shared between the last bin and the first. Use angles
    as accurate as those of `np.arctan2`; those of `cv2.cartToPolar` and `cv2.phase` are off by up to 0.3°.

    Args:
        image: Grey image of shape (H, W), any integer or float dtype, at least one cell in size.
        cell: Side of a cell in pixels, at least 1.
        bins: Number of bins, at least 2.
        signed: If false, opposite directions are treated as equal: 190° counts as 10°. Ignore it before task 4.

    Returns:
        Array of shape (H // cell, W // cell, bins), float64 or float32. A cell without any gradient contains only
        zeros.

    Examples:
        With 4 bins of 45° the centres are 22.5°, 67.5°, 112.5° and 157.5°. A gradient of length 8 at 67.5° gives
        [0, 8, 0, 0]. At 78.75°, a quarter of the way to the next centre, it gives [0, 6, 2, 0]. At 0°, halfway
        between the last centre and the first, it gives [4, 0, 0, 4].

        >>> cell_histograms(np.array([[0, 3], [0, 3]], dtype=np.uint8), cell=2, bins=4, signed=False)
        array([[[6., 0., 0., 6.]]])
    """
    raise NotImplementedError(
        "task 2: compute length and angle of the gradients; first add all votes to bin 0 of the pixel's cell, then "
        "share them between bins"
    )


def hog(image: np.ndarray, cell: int, bins: int, signed: bool) -> np.ndarray:
    """The feature vector of an image: cell histograms, normalised in blocks.

    A block consists of 2 by 2 neighbouring cells. Blocks overlap: there is one for every possible position. The four
    histograms of a block are joined into one vector, in the order top left, top right, bottom left, bottom right. The
    vector is divided by its Euclidean length; nothing is added to the length. A vector of zeros stays zero.

    Args:
        image: Grey image of shape (H, W), at least 2 by 2 cells in size; otherwise as for `cell_histograms`.
        cell: Side of a cell in pixels.
        bins: Number of bins.
        signed: Whether opposite directions are treated as different.

    Returns:
        Array of shape ((H // cell - 1) * (W // cell - 1) * 4 * bins,), float64 or float32: the blocks row by row,
        from the top left. Never NaN.

    Examples:
        >>> image = np.zeros((4, 4)); image[:, 2:] = 5
        >>> hog(image, cell=2, bins=2, signed=False)
        array([0.35355339, 0.35355339, 0.35355339, 0.35355339, 0.35355339,
               0.35355339, 0.35355339, 0.35355339])
    """
    raise NotImplementedError(
        "task 5: join the four histograms of each block and divide by the length, unless it is 0"
    )
