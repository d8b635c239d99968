"""Features of a box, without rounding: RoI align.

A two-stage detector such as Faster R-CNN computes the feature map of an image once. For each proposal, a box that
may contain an object, it then cuts out a small array of a fixed size, such as 7 by 7, which it classifies. Such a
box is a *region of interest*, RoI. It is given in pixels, while the feature map has one cell for every `stride` pixels
in each direction:

- Pixel coordinates are continuous: the image begins at 0, and cell 0 covers the pixels from 0 to `stride`.
- A cell's value belongs to its *centre*. So the pixel coordinate x is x / stride - 0.5 in cells, and cell coordinate
  2.0 is the centre of cell 2.

RoI pooling (Fast R-CNN) rounds the box to whole cells. RoI align (Mask R-CNN) does not round: it reads values between
the cells.

All boxes are `xyxy`: x1, y1, x2, y2 in pixels, x to the right and y down, with x1 < x2 and y1 < y2. Feature maps have
shape (H, W, C): row, column, channel. `size` is the number of bins along each side: a box is cut into `size` columns
and `size` rows of bins. In RoI align all bins have the same width and the same height. No input may be changed.

Tasks
1. `roi_pool`: the rounding that RoI align avoids.
2. `bilinear`: values between the cells.
3. `bilinear`: the border, what lies beyond it, and integer features.
4. `sample_places`: the points at which a box is sampled.
5. `roi_align`: the features of one box.
6. `roi_align`: several boxes, large ones and small ones.
"""

import numpy as np


def roi_pool(features: np.ndarray, box: np.ndarray, stride: float, size: int) -> np.ndarray:
    """Cut out the features of a box as Fast R-CNN does: round, and take maxima.

    1. Divide the four coordinates by `stride` and round them to the nearest whole numbers. The box covers all cells
       from x1 to x2 and from y1 to y2, *including* the last ones, so the box is w = x2 - x1 + 1 cells wide.
    2. Counted from the first cell of the box, bin i covers the cells from i * w / size, rounded down, to
       (i + 1) * w / size, rounded up and *not* included. Bins may share cells. The same rule holds for the rows.
    3. The value of a bin is the maximum of its cells, for each channel.

    Args:
        features: Shape (H, W, C), floats.
        box: Shape (4,), floats. Its corners, divided by `stride` and rounded, are indices of cells in the feature map,
            and no coordinate divided by `stride` is halfway between two whole numbers.
        stride: Pixels per cell.
        size: The number of bins along each side.

    Returns:
        Floats, shape (size, size, C): row of bins, column of bins, channel.

    Examples:
        >>> features = np.array([[0.0, 2, 1, 5, 3], [4, 0, 6, 2, 7]])[:, :, None]
        >>> roi_pool(features, np.array([10.0, 3, 29, 9]), stride=8, size=2)[:, :, 0]  # columns 1 to 4, rows 0 to 1
        array([[2., 5.],
               [6., 7.]])
    """
    raise NotImplementedError("task 1: round the coordinates first, then find the cells of each bin")


def bilinear(features: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Read a feature map at points between its cells.

    Positions are measured in cells: x = 2.0 is the centre of column 2, and x = 2.25 is a quarter of the way to
    column 3. The value is interpolated linearly in both directions between the four surrounding centres.

    A point outside the outermost centres but less than one cell away from them (-1 < x < W and -1 < y < H) gets the
    value at the nearest point of the rectangle that these centres span. Farther away all channels are 0. (Exactly at
    -1, W or H, either value is accepted.) The common implementations of RoI align do the same.

    Args:
        features: Shape (H, W, C), any integer or float dtype.
        x: Shape (K,), floats: the column coordinates of the points.
        y: Shape (K,), floats: their row coordinates.

    Returns:
        Floats, shape (K, C), float32 or float64, for integer features as well.

    Examples:
        >>> features = np.array([[10.0, 20], [50, 80]])[:, :, None]
        >>> bilinear(features, np.array([0.25, 0.25, -0.5, 2.5]), np.array([0.0, 0.5, 1.0, 0.0]))[:, 0]
        array([12.5, 35. , 50. ,  0. ])
    """
    raise NotImplementedError("task 2: find the four cells around each point, and a weight for each of them")


def sample_places(box: np.ndarray, stride: float, size: int, samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the points, in cell coordinates, at which RoI align samples a box.

    Along each side, the box is divided into `size` bins, and each bin into `samples` equal parts. The feature map is
    sampled in the middle of each part. Nothing is rounded or clipped, and no minimum size is imposed.

    Args:
        box: Shape (4,), integers or floats.
        stride: Pixels per cell.
        size: The number of bins along each side.
        samples: The number of parts along each side of a bin.

    Returns:
        Two float arrays of shape (size * samples,), both ascending: the columns x and the rows y. The sampling points
        are all pairs of an x and a y.

    Examples:
        >>> sample_places(np.array([10, 4, 42, 12]), stride=8, size=2, samples=2)  # parts of 8 by 2 pixels
        (array([1.25, 2.25, 3.25, 4.25]), array([0.125, 0.375, 0.625, 0.875]))
    """
    raise NotImplementedError("task 4: convert pixels to cells, then compute the middle of each part")


def roi_align(features: np.ndarray, boxes: np.ndarray, stride: float, size: int, samples: int = 2) -> np.ndarray:
    """Cut out the features of boxes, without rounding.

    The value of a bin is the mean over its samples * samples points, for each channel. Points for which `bilinear` gives
    0 are included in the mean.

    Args:
        features: Shape (H, W, C), any integer or float dtype.
        boxes: Shape (N, 4), integers or floats. They may reach beyond the feature map or lie outside it, and may be
            smaller than a cell. N may be 0.
        stride: Pixels per cell.
        size: The number of bins along each side.
        samples: Each bin is sampled at samples * samples points.

    Returns:
        Floats, shape (N, size, size, C), float32 or float64: box, row of bins, column of bins, channel.

    Examples:
        >>> features = np.array([[0.0, 10, 20, 30], [0, 10, 20, 30], [0, 10, 20, 30]])[:, :, None]  # 10 times the column
        >>> roi_align(features, np.array([[10.0, 4, 26, 20]]), stride=8, size=2)[0, :, :, 0]
        array([[12.5, 22.5],
               [12.5, 22.5]])
    """
    raise NotImplementedError("task 5: sample the box at all of its points, then average the values of each bin")
