"""Histograms of oriented gradients.

Features made by hand, and for years the best ones: the image is cut into cells of a few pixels, and each cell is
described by the directions of its edges. Where exactly an edge lies within the cell, and how bright the scene is, no
longer matters. A linear classifier behind these features found people in photographs (N. Dalal and B. Triggs, 2005).

x counts the columns, to the right; y counts the rows, downwards. An angle is that of the vector (gx, gy): 0° points
to the right, 90° points down.

Tasks
1. `gradients`: how fast the brightness grows to the right and downwards.
2. `cell_histograms`: cut the image into cells, and let each pixel vote with the length of its gradient.
3. `cell_histograms` again: share each vote between the two nearest directions, all around the half circle.
4. `cell_histograms` with signed=True: all around the full circle.
5. `hog`: bring blocks of 2 by 2 cells to the same length.
"""

import numpy as np


def gradients(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Differences of the pixels to either side.

    Args:
        image: Grey image of shape (H, W), H and W at least 1, of any integer or float dtype, uint8 above all. It must
            not be changed.

    Returns:
        A tuple (gx, gy) of two arrays of shape (H, W), float64 or float32. gx is the pixel on the right minus the
        pixel on the left, gy the pixel below minus the pixel above; neither is halved. A neighbour outside of the
        image counts as equal to the nearest pixel inside, which at the border is the pixel itself.

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
        "task 1: make the image float, repeat its border (np.pad), subtract left from right and upper from lower"
    )


def cell_histograms(image: np.ndarray, cell: int, bins: int, signed: bool) -> np.ndarray:
    """A histogram of gradient directions for each cell.

    The cells are squares of `cell` by `cell` pixels, from the top left corner on. Rows and columns that are left over
    at the bottom and on the right belong to no cell. The gradients are those of the whole image: `gradients` knows no
    cells.

    The range of angles, 0° to 180°, or 0° to 360° if `signed`, is cut into `bins` equal parts; the centre of part b
    is (b + 1/2) times their width. Each pixel votes with the length of its gradient. Its vote is shared between the
    two parts whose centres lie on either side of its angle, the nearer one getting more, in proportion. The range is
    a circle: between the last centre and the first one a vote is shared in the same way.

    Args:
        image: Grey image of shape (H, W), any integer or float dtype, at least one cell in size.
        cell: Side of a cell in pixels, at least 1.
        bins: Number of parts, at least 2.
        signed: If false, opposite directions are the same: 190° counts as 10°.

    Returns:
        Array of shape (H // cell, W // cell, bins), float64 or float32. A cell without any gradient has zeros.

    Examples:
        A gradient of length 8 at 67.5°, with 4 parts of 45°, whose centres are 22.5°, 67.5°, 112.5° and 157.5°,
        gives [0, 8, 0, 0]. At 78.75°, a quarter of the way to the next centre, it gives [0, 6, 2, 0]. At 0°, halfway
        between the last centre and the first one, it gives [4, 0, 0, 4].

        >>> cell_histograms(np.array([[0, 3], [0, 3]], dtype=np.uint8), cell=2, bins=4, signed=False)
        array([[[6., 0., 0., 6.]]])
    """
    raise NotImplementedError(
        "task 2: take the gradients, their length and their angle; begin with all votes in the first part of the "
        "right cell, then share them between the parts"
    )


def hog(image: np.ndarray, cell: int, bins: int, signed: bool) -> np.ndarray:
    """The feature vector of an image: the histograms of its cells, normalised in blocks.

    A block is 2 by 2 neighbouring cells. Blocks overlap: there is one for each place that it can have. Its vector is
    made of the four histograms, in the order top left, top right, bottom left, bottom right, divided by the length of
    this vector (the root of the sum of its squares), to which nothing is added. A vector of zeros stays as it is.

    Args:
        image: Grey image of shape (H, W), at least 2 by 2 cells in size; the rest as for `cell_histograms`.
        cell: Side of a cell in pixels.
        bins: Number of parts of the range of angles.
        signed: Whether opposite directions differ.

    Returns:
        Array of shape ((H // cell - 1) * (W // cell - 1) * 4 * bins,), float64 or float32: the blocks row by row,
        from the top left on. Never NaN.

    Examples:
        >>> image = np.zeros((4, 4)); image[:, 2:] = 5
        >>> hog(image, cell=2, bins=2, signed=False)
        array([0.35355339, 0.35355339, 0.35355339, 0.35355339, 0.35355339,
               0.35355339, 0.35355339, 0.35355339])
    """
    raise NotImplementedError(
        "task 5: join the histograms of each 2 by 2 cells and divide by their length, unless it is 0"
    )
