"""Judges exercises/1_basics/arithmetic.py."""

import numpy as np

from deepkata.suite import check, task


@task(1)
def test_one_and_two(submission):
    """One and two are three."""
    check.array(submission.add(np.array([1.0]), np.array([2.0])), np.array([3.0]), "1 + 2")
    check.unchanged(submission)


@task(1)
def test_any_arrays(submission, reference, rng):
    a, b = rng.normal(size=(2, 5))
    check.array(submission.add(a, b), reference.add(a, b), "sum")


@task(2)
def test_mean_of_three(submission):
    """The mean of 1, 2, 6 is 3."""
    check.close(submission.mean(np.array([1.0, 2, 6])), 3.0, "mean")
    check.close(submission.mean(np.array([2.0, 4, 12])), 6.0, "mean of twice as much")


@task(2)
def test_mean_of_any(submission, rng):
    a = rng.normal(size=7)
    check.close(submission.mean(a), float(a.mean()), "mean")


@task(3)
def test_saved_text_is_read_in_a_clean_worker(submission, scratch):
    """What was saved can be read where the program is not known."""
    submission.save(scratch.path("note.txt"), "hello")
    files = submission.fetch("note.txt")
    clean = submission.fresh(code=False)
    check.equal(clean.probe.read(files), "hello", "the text in the file")
