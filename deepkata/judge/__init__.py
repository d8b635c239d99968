"""The judge: decides, and never imports, unpickles or loads anything that a submission made."""
