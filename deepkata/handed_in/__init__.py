"""What was handed in: submissions as folders, archives and single files, found and read without trusting any of them."""

from deepkata.handed_in.contents import SourceFile, read_file
from deepkata.handed_in.layouts import Class, NotUnderstood, find
from deepkata.handed_in.submission import Part, Submission

__all__ = ["Class", "NotUnderstood", "Part", "SourceFile", "Submission", "find", "read_file"]
