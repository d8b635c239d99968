"""Draws the gradient directions of a photograph, cell by cell: what an SVM on HOG features sees."""

import cv2
import numpy as np

from deepkata.trying import Panel, Shown

BINS, CELLS, SIDE = 9, 40, 21


def prepare(submission, fixture, scratch):
    def attempt(photo):
        grey = cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY)
        cell = max(1, max(grey.shape) // CELLS)
        histograms = submission.cell_histograms(grey, cell, BINS, False)
        return Shown(Panel("photograph", photo), Panel(f"{BINS} directions in cells of {cell} by {cell} pixels", stars(histograms)))

    return attempt


def stars(histograms):
    """For each cell a star of strokes along the edges, which are at right angles to the gradients."""
    rows, columns, bins = histograms.shape
    picture = np.zeros((rows * SIDE, columns * SIDE), np.float32)
    strength = histograms / max(1e-9, np.percentile(histograms.max(axis=2), 99))
    for row, column, b in np.ndindex(rows, columns, bins):
        angle = np.pi * (b + 0.5) / bins + np.pi / 2
        step = SIDE / 2 * np.array([np.cos(angle), np.sin(angle)])
        centre = np.array([column + 0.5, row + 0.5]) * SIDE
        value = float(min(1.0, strength[row, column, b]))
        if value > 0.1:
            start, end = (tuple(round(v) for v in centre + sign * step) for sign in (-1, 1))
            cv2.line(picture, start, end, value, 1, cv2.LINE_AA)
    return picture
