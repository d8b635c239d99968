"""deepkata: test-driven exercises in deep learning for computer vision.

Suites import :mod:`deepkata.suite`; a watching screen or a grader uses :mod:`deepkata.judge`.
This file imports nothing: workers import the package too, and must start fast and know little.
"""

__version__ = "0.1.0"
