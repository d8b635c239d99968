"""The site as people see it: in Chromium, on a desk and a phone, in the dark, without a network; skipped where there is no Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import support
from support import ROOT

from deepkata.course import Course
from deepkata.learn.lessons import SITE

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not in this environment")
Keys = pytest.importorskip("selenium.webdriver.common.keys", reason="selenium is not in this environment").Keys
WebDriverWait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait

PHONE, DESK = 360, 1280
#: WCAG 2.2, 1.4.3.
CONTRAST = 4.5
#: Text below the bar, as [text, ratio, class]; colours may be written in any way that a canvas understands.
TOO_FAINT = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const known = new Map();
const colour = (text) => {
  if (!known.has(text)) {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; known.set(text, [r, g, b, a / 255]);
  }
  return known.get(text);
};
const over = ([r, g, b, a], below) => [r, g, b].map((c, i) => c * a + below[i] * (1 - a)).concat(1);
const linear = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const behind = (element) => {
  if (!element) return [255, 255, 255, 1];
  const c = colour(getComputedStyle(element).backgroundColor);
  return c[3] === 1 ? c : over(c, behind(element.parentElement));
};
const found = [];
for (const element of document.querySelectorAll("article *")) {
  const own = [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join("").trim();
  if (!own || element.matches(".headerlink") || !element.checkVisibility()) continue;
  const below = behind(element);
  const [a, b] = [luminance(over(colour(getComputedStyle(element).color), below)), luminance(below)].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < arguments[0]) found.push([own.slice(0, 40), ratio, element.className]);
}
return found;
"""
#: Formulas and pictures that are not drawn.
NOT_DRAWN = """
const bad = [...document.querySelectorAll("article math")].filter((m) => {
  const box = m.getBoundingClientRect();
  return m.checkVisibility() && (box.width < 2 || box.height < 5 || m.querySelector("merror") || /\\\\[a-z]/.test(m.textContent));
}).map((m) => m.textContent);
return bad.concat([...document.querySelectorAll("article img")].filter((i) => !i.complete || !i.naturalWidth).map((i) => i.src));
"""


class Page(HTMLParser):
    """The links, pictures and anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors |= {found.get("id") or ""}
        self.targets += [target for target in (found.get("href"), found.get("src")) if target]


@pytest.fixture(scope="module")
def site() -> Path:
    """The site, built as an author builds it."""
    nox = shutil.which("nox")
    assert nox, "nox is what runs these tests"
    subprocess.run([nox, "-s", "docs"], cwd=ROOT, check=True, capture_output=True)
    return ROOT / SITE


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    driver = support.chromium("--host-resolver-rules=MAP * ~NOTFOUND")
    yield driver
    driver.quit()


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if path.name != "404.html")


def show(chromium: Any, page: Path, width: int = DESK, scheme: str = "light") -> None:
    metrics = {"width": width, "height": 760, "deviceScaleFactor": 1, "mobile": width == PHONE}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    chromium.get(page.as_uri())
    WebDriverWait(chromium, 60, 0.02).until(lambda driver: driver.execute_script("return document.readyState") == "complete")
    chromium.execute_script("document.querySelectorAll('details').forEach((e) => e.open = true)")


def test_every_exercise_has_a_page_with_tasks_and_hints(site: Path, course: Course) -> None:
    for exercise in course:
        text = (site / "lessons" / f"{exercise.id}.html").read_text(encoding="utf-8")
        assert exercise.title in text
        assert text.count("Nearly the code") == len(exercise.tasks), exercise.id


def test_no_link_is_broken(site: Path) -> None:
    known = {path: Page(path) for path in pages(site)}
    for path, page in known.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or target == "#" or parts.fragment.startswith("__"):
                continue
            wanted = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            wanted = wanted / "index.html" if wanted.is_dir() else wanted
            assert wanted.is_file(), f"{path.relative_to(site)}: {target}"
            assert not parts.fragment or wanted not in known or unquote(parts.fragment) in known[wanted].anchors, f"{path.name}: {target}"


def test_no_formula_is_left_as_it_was_written(site: Path) -> None:
    for path in pages(site):
        text = re.sub(r"<(code|script|pre)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"\$[^$<]*\\\\?[a-z]+|\\frac|\?\?\? ", text), path.name


def test_what_one_looks_for_is_two_clicks_from_the_start(site: Path) -> None:
    start = Page(site / "index.html").targets
    for name in ("students.html", "teachers.html", "authors.html", "house-rules.html"):
        assert any(urlsplit(target).path.removeprefix("./") == name for target in start), name


@pytest.fixture
def no_search(chromium: Any) -> Iterator[None]:
    """Pages without the index of all texts, which each of them loads at once: it takes longer than everything else."""
    chromium.execute_cdp_cmd("Network.enable", {})
    chromium.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/search.js"]})
    yield
    chromium.execute_cdp_cmd("Network.disable", {})


@pytest.mark.usefixtures("no_search")
def test_on_a_phone_in_the_dark_all_pages_are_drawn_readable_and_offline(chromium: Any, site: Path) -> None:
    for page in pages(site):
        show(chromium, page, PHONE, "dark")
        assert chromium.execute_script(NOT_DRAWN) == [], page
        assert chromium.execute_script(TOO_FAINT, CONTRAST) == [], page
        assert chromium.execute_script("return document.documentElement.scrollWidth") <= PHONE, page
        loaded = chromium.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
        assert [name for name in loaded if not name.startswith(("file:", "data:", "blob:", "about:"))] == [], page


def test_on_a_desk_in_the_light_each_kind_of_page_is_readable(chromium: Any, site: Path) -> None:
    for name in ("index", "students", "authors", "exercises", "house-rules", "glossary", "lessons/1_overview/box_iou"):
        show(chromium, site / f"{name}.html")
        assert chromium.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert chromium.execute_script(NOT_DRAWN) == [], name
        assert chromium.execute_script(TOO_FAINT, CONTRAST) == [], name


def test_the_search_finds_a_lesson_without_a_server(chromium: Any, site: Path) -> None:
    show(chromium, site / "index.html")
    keys = webdriver.ActionChains(chromium)
    found = "return document.activeElement.shadowRoot?.querySelector('[role=listbox]')?.textContent ?? ''"
    keys.key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).pause(1).send_keys("suppression").perform()
    WebDriverWait(chromium, 10, 0.1).until(lambda driver: "Non-maximum suppression" in driver.execute_script(found))
