"""The course as a site: what MkDocs builds it from, and where each exercise's page is."""

from deepkata.site.pages import page, write
from deepkata.site.tables import update

__all__ = ["page", "update", "write"]
