"""The same programs in several environments: verdicts and times, joined into one report.

:mod:`~deepkata.matrix.visits` goes from environment to environment, :mod:`~deepkata.matrix.clock` is what runs in each,
:mod:`~deepkata.matrix.joined` is what comes out, :mod:`~deepkata.matrix.formats` how it is shown.
"""
