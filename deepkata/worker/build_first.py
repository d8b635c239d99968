"""Importing this has Keras on TensorFlow create the variables of optimizer, loss and metrics before the first step is traced.

TensorFlow traces a function twice if the first trace creates variables. Keras on JAX and PyTorch creates them before, from the
shapes of a batch; on TensorFlow it waits for the first step, and so nearly doubles the time of a short ``fit``. Numbers stay the same
to the last bit.
"""

from __future__ import annotations

import contextlib
import functools
from typing import Any

import keras


def install() -> None:
    """Have ``fit``, ``evaluate`` and ``train_on_batch`` begin so. Versions of Keras without this hook are left as they are."""
    from keras.src.backend.tensorflow.trainer import TensorFlowTrainer  # noqa: PLC0415 - there only with TensorFlow

    before = TensorFlowTrainer._maybe_symbolic_build

    @functools.wraps(before)
    def build_first(self: Any, iterator: Any = None, data_batch: Any = None) -> None:
        before(self, iterator=iterator, data_batch=data_batch)
        if not self.run_eagerly and all(layer.built for layer in self._flatten_layers()):
            with contextlib.suppress(Exception):  # what is wrong with the model is told by its first step
                self._symbolic_build(data_batch=data_batch if iterator is None else _shapes(iterator))

    TensorFlowTrainer._maybe_symbolic_build = build_first


def _shapes(iterator: Any) -> Any:
    """What a batch of a data set looks like; no batch is taken from it."""
    return keras.tree.map_structure(_shape, iterator._distributed_dataset.element_spec)


def _shape(spec: Any) -> keras.KerasTensor:
    return keras.KerasTensor(tuple(spec.shape), spec.dtype.name)


if keras.backend.backend() == "tensorflow":
    with contextlib.suppress(ImportError, AttributeError):
        install()
