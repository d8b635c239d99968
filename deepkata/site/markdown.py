"""Markdown as it is in the repository, made ready for the site: GitHub's anchors, formulas as MathML."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Code is left as it is: a fenced block, or a piece within a line.
_CODE = r"(?P<code>^```.*?^```|(?<!`)(`+)(?!`)[^\n]+?(?:\n[^\n]+?)?(?<!`)\2(?!`))"
_FORMULA = re.compile(_CODE + r"|\$\$(?P<block>.+?)\$\$|(?<![\\$\w])\$(?P<inline>[^$\n]+(?:\n[^$\n]+)?)\$", re.M | re.S)
_LINK = re.compile(_CODE + r"|\]\((?P<target>[^)\s]+)\)", re.M | re.S)
_HEADING = re.compile(_CODE + r"|^(?P<marks>#{1,6}) (?P<title>[^\n]+)$", re.M | re.S)


def slug(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


def anchors(text: str) -> list[str]:
    """The anchors of a document, in their order."""
    return [slug(found["title"]) for found in _HEADING.finditer(text) if found["marks"]]


def with_anchors(text: str) -> str:
    """Headings that name their anchor, as MkDocs' own differ a little from GitHub's."""
    return _HEADING.sub(lambda found: f"{found[0]} {{#{slug(found['title'])}}}" if found["marks"] else found[0], text)


def with_links(text: str, move: Callable[[str], str]) -> str:
    """Every link and picture led to where ``move`` says."""
    return _LINK.sub(lambda found: f"]({move(found['target'])})" if found["target"] else found[0], text)


def links(text: str) -> list[str]:
    """Where the links and pictures of a document lead."""
    return [found["target"] for found in _LINK.finditer(text) if found["target"]]


def with_formulas(text: str) -> str:
    """Formulas as MathML, which browsers draw by themselves."""
    return _FORMULA.sub(_drawn, text)


def _drawn(found: re.Match[str]) -> str:
    from latex2mathml.converter import convert  # type: ignore[import-not-found] # noqa: PLC0415 - only the environment of the site has it

    if found["code"]:
        return found[0]
    formula = re.sub(r"\\operatorname\b", r"\\mathrm", found["block"] or found["inline"])
    formula = re.sub(r"\\(log|ln)\s+(?!\\left)", r"\\\1\\,", formula)  # the converter leaves no space: log10
    math = convert(formula, display="block" if found["block"] else "inline")
    math = re.sub(r"<mo[^>]*>&#x0007C;</mo>", '<mo lspace="0" rspace="0">|</mo>', math)  # |A| + |B|, not | A | + | B |
    math = re.sub(r"[*_`~^\\]", lambda sign: f"&#{ord(sign[0])};", math)  # nothing in it is Markdown
    return f'\n<div class="formula">{math}</div>\n' if found["block"] else f'<span class="formula">{math}</span>'
