"""The course in Jupyter: cells that are judged as files, and notebooks made from lessons and stubs."""
