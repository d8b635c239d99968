"""Features of a box, without rounding: RoI align.

A two-stage detector (Fast, Faster and Mask R-CNN) computes the feature map of an image once. For each proposal, a box
that may contain an object, it then cuts out a small array of a fixed size, such as 7 by 7, and classifies that. The box
is a *region of interest*, RoI. It is given in pixels, while the feature map has one cell for every `stride` pixels:

- Pixel coordinates are continuous: the image begins at 0, and cell 0 covers the pixels from 0 to `stride`.
- A cell's value belongs to its *centre*. So the place x in pixels is the place x / stride - 0.5 in cells, and place 2.0
  is the centre of cell 2.

RoI pooling (Fast R-CNN) rounds the box to whole cells. RoI align (Mask R-CNN) does not round: it reads values between
the cells.

All boxes are `xyxy`: x1, y1, x2, y2 in pixels, x to the right and y down, with x1 < x2 and y1 < y2. Feature maps have
shape (H, W, C): row, column, channel. `size` is the number of bins on each side, so that a box is cut into `size`
columns and `size` rows of bins, all equally wide and equally high. No input may be changed.

Tasks
1. `roi_pool`: the rounding that RoI align avoids.
2. `bilinear`: values between the cells.
3. `bilinear`: the border, what lies beyond, and integer features.
4. `sample_places`: where a box is read.
5. `roi_align`: the features of one box.
6. `roi_align`: several boxes, large ones and small ones.
"""

import numpy as np


def roi_pool(features: np.ndarray, box: np.ndarray, stride: float, size: int) -> np.ndarray:
    """Cut out the features of a box as Fast R-CNN does: round, and take maxima.

    1. Divide the four corners by `stride` and round them to the nearest whole numbers. The box covers all cells from x1
       to x2 and from y1 to y2, *including* the last ones, so it is w = x2 - x1 + 1 cells wide.
    2. Bin i covers the cells of the box from i * w / size, rounded down, to (i + 1) * w / size, rounded up and *not*
       included. Bins may share cells. The same holds for the rows.
    3. The value of a bin is the maximum of its cells, for each channel.

    Args:
        features: Shape (H, W, C), floats.
        box: Shape (4,), floats. Its rounded corners are cells of the feature map, and no corner is halfway between two
            cells.
        stride: Pixels per cell.
        size: The number of bins on each side.

    Returns:
        Floats, shape (size, size, C): row of bins, column of bins, channel.

    Examples:
        >>> features = np.array([[0.0, 2, 1, 5, 3], [4, 0, 6, 2, 7]])[:, :, None]
        >>> roi_pool(features, np.array([10.0, 3, 29, 9]), stride=8, size=2)[:, :, 0]  # columns 1 to 4, rows 0 to 1
        array([[2., 5.],
               [6., 7.]])
    """
    raise NotImplementedError("task 1: round the corners first, then find the cells of each bin")


def bilinear(features: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Read a feature map at places between its cells.

    A place is in cells: x = 2.0 is the centre of column 2, x = 2.25 is a quarter of the way to column 3. The value is
    interpolated linearly in both directions between the four surrounding centres.

    A place before the first centre or after the last one gets the value of the nearest place between them, up to one
    cell away: -1 < x < W and -1 < y < H. Farther away all channels are 0. (Exactly at -1, W or H, both are accepted.)
    The common implementations of RoI align do the same.

    Args:
        features: Shape (H, W, C), any integer or float dtype.
        x: Shape (K,), floats: the columns of the places.
        y: Shape (K,), floats: their rows.

    Returns:
        Floats, shape (K, C), float32 or float64, for integer features as well.

    Examples:
        >>> features = np.array([[10.0, 20], [50, 80]])[:, :, None]
        >>> bilinear(features, np.array([0.25, 0.25, -0.5, 2.5]), np.array([0.0, 0.5, 1.0, 0.0]))[:, 0]
        array([12.5, 35. , 50. ,  0. ])
    """
    raise NotImplementedError("task 2: the four cells around each place, and a weight for each of them")


def sample_places(box: np.ndarray, stride: float, size: int, samples: int) -> tuple[np.ndarray, np.ndarray]:
    """The places in cells at which RoI align reads a box.

    The box is divided into `size` bins on each side, and each bin into `samples` equal parts. The middle of each part
    is read. Nothing is rounded or clipped, and no minimum size is imposed.

    Args:
        box: Shape (4,), integers or floats.
        stride: Pixels per cell.
        size: The number of bins on each side.
        samples: The number of parts of a bin on each side.

    Returns:
        Two float arrays of shape (size * samples,), both ascending: the columns x and the rows y. The box is read at
        every pair of them.

    Examples:
        >>> sample_places(np.array([10, 4, 42, 12]), stride=8, size=2, samples=2)  # parts of 8 by 2 pixels
        (array([1.25, 2.25, 3.25, 4.25]), array([0.125, 0.375, 0.625, 0.875]))
    """
    raise NotImplementedError("task 4: from pixels to cells, and then the middle of each part")


def roi_align(features: np.ndarray, boxes: np.ndarray, stride: float, size: int, samples: int = 2) -> np.ndarray:
    """Cut out the features of boxes, without rounding.

    The value of a bin is the mean over its samples * samples places, for each channel. Places for which `bilinear` gives
    0 are included in the mean.

    Args:
        features: Shape (H, W, C), any integer or float dtype.
        boxes: Shape (N, 4), integers or floats. They may reach beyond the feature map or lie outside of it, and may be
            smaller than a cell. N may be 0.
        stride: Pixels per cell.
        size: The number of bins on each side.
        samples: Each bin is read at samples * samples places.

    Returns:
        Floats, shape (N, size, size, C), float32 or float64: box, row of bins, column of bins, channel.

    Examples:
        >>> features = np.array([[0.0, 10, 20, 30], [0, 10, 20, 30], [0, 10, 20, 30]])[:, :, None]  # 10 times the column
        >>> roi_align(features, np.array([[10.0, 4, 26, 20]]), stride=8, size=2)[0, :, :, 0]
        array([[12.5, 22.5],
               [12.5, 22.5]])
    """
    raise NotImplementedError("task 5: read the box at all of its places, then average those of each bin")
