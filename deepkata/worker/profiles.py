"""What a parent imports before it forks, and the environment in which it does."""

from __future__ import annotations

import os

PROFILES = {
    "light": ("numpy", "cv2"),
    "tensorflow": ("numpy", "cv2", "tensorflow", "keras"),
}

#: Where tests are run in one process, because a fork of a TensorFlow process that has worked is not safe.
SHARED_PROCESS = {"tensorflow"}

_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")

_FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONUNBUFFERED": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MPLBACKEND": "Agg",
}


def environment() -> dict[str, str]:
    """The variables of a parent: nothing of the user's but where programs and words are found; one thread each."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | _FIXED | {"KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "tensorflow")}
