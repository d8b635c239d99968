"""Programs and commands for the engine's own tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

#: A program that does everything right; tests replace one function by something that misbehaves.
GOOD = {
    "add": "def add(a, b):\n    return a + b\n",
    "mean": "def mean(a):\n    return float(a.sum() / a.size)\n",
    "save": "def save(path, text):\n    open(path, 'w').write(text)\n",
}


def program(head: str = "", **functions: str) -> str:
    """A right program with some functions replaced by the bodies given."""
    parts = GOOD | {name: f"{GOOD[name].splitlines()[0]}\n    {body}\n" for name, body in functions.items()}
    return "\n".join([head, *parts.values()])


def deepkata(*arguments: object, cwd: Path, code: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    command = [sys.executable, "-m", "deepkata", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


#: What a copy of the course needs beside its exercises and suites, and what nobody writes to.
LINKED = ("solutions", "fixtures", "environments", "noxfile.py", "pyproject.toml")


def own_course(root: Path, *suites: str, linked: tuple[str, ...] = LINKED, figures: bool = False) -> Path:
    """A copy of the course in which a test may write exercises, with the suites that it names."""
    shutil.copytree(ROOT / "exercises", root / "exercises", ignore=None if figures else shutil.ignore_patterns("figures"))
    for name in suites:
        shutil.copytree(ROOT / "tests" / name, root / "tests" / name)
    for name in linked:
        (root / name).symlink_to(ROOT / name)
    return root


def chromium(*flags: str) -> Any:
    """A headless Chromium, which the caller quits; the test is skipped where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not in this environment")
    browser, driver = (
        shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"),
        shutil.which("chromedriver"),
    )
    if not browser or not driver:
        pytest.skip("there is no Chromium here, or no chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *flags):
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
