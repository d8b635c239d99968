"""Grading a class: many submissions, side by side, each judged once."""
