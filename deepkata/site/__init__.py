"""The course as a site: what the site's generator builds it from, and the lists that the documents have of it."""

from deepkata.site.pages import write
from deepkata.site.tables import update

__all__ = ["update", "write"]
