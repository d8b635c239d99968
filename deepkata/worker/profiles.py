"""What a fork server imports before it forks, by profile."""

#: Those of the small installation, whose packages start no threads.
SMALL = ("light", "plots")

_KERAS = ("keras", "deepkata.worker.build_first")
_MATPLOTLIB = ("matplotlib.pyplot", "matplotlib.figure", "matplotlib.backends.backend_agg")
PROFILES = {
    "light": ("numpy", "cv2"),
    "plots": ("numpy", "cv2", *_MATPLOTLIB),
    "tensorflow": ("numpy", "cv2", "tensorflow", *_KERAS),
    "keras": ("numpy", "cv2", *_KERAS, *_MATPLOTLIB),
}
