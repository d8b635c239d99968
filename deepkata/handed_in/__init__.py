"""What was handed in: submissions as folders, archives and single files, found and read without trusting any of them."""

from deepkata.handed_in.contents import SourceFile, read_file
from deepkata.handed_in.layouts import Class, Unrecognised, find
from deepkata.handed_in.submission import Part, Submission

__all__ = ["Class", "Part", "SourceFile", "Submission", "Unrecognised", "find", "read_file"]
