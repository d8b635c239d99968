"""What is installed here: packages and their versions, the library that Keras computes on, and the variables of workers."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
from importlib import metadata
from importlib.util import find_spec

from deepkata import isolated

#: The packages whose versions decide results; reports name them.
PACKAGES = ("numpy", "opencv", "tensorflow", "jax", "torch", "keras", "pytest", "msgspec")
#: Distributions that carry the same package.
SAME_PACKAGE = {
    "opencv": ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "tensorflow": ("tensorflow", "tensorflow-cpu"),
}
#: The libraries on which Keras can compute, the first one that is installed being taken.
BACKENDS = ("tensorflow", "jax", "torch")

#: How the names of vector instructions begin.
VECTORS = ("avx", "amx", "fma", "sse4", "asimd", "sve")

_KEPT = ("PATH", "SYSTEMROOT")
_FIXED = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "KERAS_HOME": f"{os.devnull}/keras",  # a folder that cannot be: the user's keras.json decides nothing
}


def installed_version(package: str) -> str | None:
    """The version of a package, under any of the names of its distributions."""
    for name in SAME_PACKAGE.get(package, (package,)):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return None


@functools.cache
def processor() -> str:
    """What this processor has for calculations: on another one, a training ends with other last digits."""
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as told:
        for line in told:
            name, _, flags = line.partition(":")
            if name.strip() in ("flags", "Features"):
                return " ".join(sorted(flag for flag in flags.split() if flag.startswith(VECTORS)))
    return platform.processor() or platform.machine()


def keras_backend() -> str:
    """The library on which Keras computes here: KERAS_BACKEND's, or the first that is installed; empty if none is."""
    installed = (name for name in BACKENDS if find_spec(name))
    return os.environ.get("KERAS_BACKEND") or next(installed, "")


def served_by(profile: str) -> str:
    """The profile whose fork server runs a program: that of TensorFlow has Keras too, if Keras computes with it."""
    return "tensorflow" if profile == "keras" and keras_backend() == "tensorflow" else profile


def worker_variables(profile: str) -> dict[str, str]:
    """The variables of a fork server: nothing of the user's but where programs and words are found; one thread each."""
    return isolated.variables(_KEPT) | _FIXED | {"KERAS_BACKEND": "tensorflow" if profile == "tensorflow" else keras_backend()}
