"""Reports: the verdicts of one run as data (:mod:`deepkata.report.model`), and what is rendered from them."""
