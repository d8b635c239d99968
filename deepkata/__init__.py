"""deepkata: test-driven exercises in deep learning for computer vision.

Suites import :mod:`deepkata.suite`; a watching screen or a grader uses :mod:`deepkata.judge`.
This file imports nothing: workers import the package too, and must start fast and know little.
"""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """``%load_ext deepkata`` in a notebook: from then on ``%%kata EXERCISE`` judges a cell (:mod:`deepkata.notebook`)."""
    from deepkata.notebook.magic import register  # noqa: PLC0415 - this file imports nothing

    register(shell)
