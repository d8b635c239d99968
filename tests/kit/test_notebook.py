"""The course in Jupyter: cells are judged in a kernel, shown in JupyterLab, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from support import ROOT, chromium, deepkata, own_course

nbformat = pytest.importorskip("nbformat", reason="Jupyter is not in this environment")
zmq = pytest.importorskip("zmq")
jupyter_client = pytest.importorskip("jupyter_client")
RIGHT = (ROOT / "solutions/1_overview/box_iou.py").read_text(encoding="utf-8")
WRONG = (ROOT / "tests/1_overview/box_iou/submissions/wrong_answer/clamp_after_product.py").read_text(encoding="utf-8")
WAIT_S = 300.0


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one's own with one exercise's suite."""
    return own_course(tmp_path_factory.mktemp("notebook") / "course", "1_overview/box_iou", figures=True)


class Kernel:
    """A kernel, and what its cells show."""

    def __init__(self, folder: Path) -> None:
        self.manager = jupyter_client.KernelManager(kernel_name="python3", context=zmq.Context())
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(WAIT_S)
        self.pid = self.manager.provisioner.pid

    def start(self, cell: str) -> str:
        return str(self.client.execute(cell))

    def run(self, cell: str) -> str:
        """What a cell shows in the end, as HTML."""
        return self.finish(self.start(cell))

    def finish(self, request: str) -> str:
        shown: dict[str, str] = {}
        while True:
            message = self.client.get_iopub_msg(timeout=WAIT_S)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] in ("display_data", "update_display_data"):
                shown[content["transient"].get("display_id") or str(len(shown))] = content["data"]["text/html"]
            assert message["msg_type"] != "error", content
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return "\n".join(shown.values())

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.pid).children(recursive=True)

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


@pytest.fixture(scope="module")
def kernel(course: Path) -> Iterator[Kernel]:
    kernel = Kernel(course)
    kernel.run("%load_ext deepkata")
    yield kernel
    if kernel.manager.is_alive():
        kernel.close()


def words(html: str) -> str:
    """What one reads."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.S).split())


def test_a_cell_is_judged_as_the_exercises_file(kernel: Kernel, course: Path) -> None:
    stub = (course / "exercises/1_overview/box_iou.py").read_text()
    said = kernel.run(f"%%kata box_iou\n{WRONG}")
    assert "wrong answer" in said
    assert "Your results are those of a program that" in said
    assert "data:image/png;base64,iVBOR" in said
    assert (course / "exercises/1_overview/box_iou.py").read_text() == stub
    began = time.monotonic()
    said = kernel.run(f"%%kata box_iou --save\n{RIGHT}")
    assert "All tasks accepted." in words(said)
    assert time.monotonic() - began < WAIT_S / 4  # by the warm engine
    assert (course / "exercises/1_overview/box_iou.py").read_text() == RIGHT
    assert "1 of" in deepkata("list", cwd=course, code=0).stdout.splitlines()[-1]
    kernel.run(f"%%kata box_iou --save\n{WRONG}")
    deepkata("reset", "box_iou", "--undo", cwd=course, code=0)
    assert (course / "exercises/1_overview/box_iou.py").read_text() == RIGHT  # nothing was lost


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (f"%%kata box_iuo\n{RIGHT}", "box_iou"),
        ("%%kata\nx = 1", "for instance %%kata box_iou"),
        ("%%kata --help\nx = 1", "run !deepkata hint box_iou"),
        ("%%kata box_iou --sav\nx = 1", "unrecognized arguments: --sav"),
        ("%%kata box_iou\ndef f(:", "The file is not a Python program"),
        ("%%kata box_iou\nx = 1\ndef f(:", "line 3"),
        ("%%kata box_iou\nprint('<script>alert(1)</script>')\nraise ValueError('<b>')", "ValueError: &lt;b&gt;"),
    ],
)
def test_mistakes_are_answered_in_words(kernel: Kernel, cell: str, said: str) -> None:
    html = kernel.run(cell)
    assert said in html
    assert "Traceback (most recent call last)" not in html.partition("File")[0]
    assert "<script>" not in html


def test_an_interrupted_cell_and_an_ended_kernel_leave_nothing(kernel: Kernel) -> None:  # the last that uses it
    sleeping = RIGHT.replace("def convert(", "import time\ntime.sleep(60)\ndef convert(")
    request = kernel.start(f"%%kata box_iou\n{sleeping}")
    until(lambda: len(kernel.children()) >= 3)
    time.sleep(1)
    kernel.manager.interrupt_kernel()
    assert "Stopped. Run the cell again to judge it." in kernel.finish(request)
    until(lambda: not kernel.children())
    assert "All tasks accepted." in words(kernel.run(f"%%kata box_iou\n{RIGHT}"))
    ours = kernel.children()
    assert ours
    kernel.close()
    until(lambda: not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in ours))


def until(holds: Any, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_topic_becomes_a_notebook(course: Path) -> None:
    deepkata("notebook", "overview", cwd=course, code=0)
    path = course / "notebooks/1_overview.ipynb"
    made = nbformat.read(path, as_version=4)
    nbformat.validate(made)
    cells = [cell.source for cell in made.cells if cell.cell_type == "code"]
    assert cells[0] == "%load_ext deepkata"
    stub = (ROOT / "exercises/1_overview/hog.py").read_text(encoding="utf-8").rstrip()
    assert f"%%kata hog --save\n{stub}" in cells
    for place in re.findall(r"\]\((\.\./[^)#]+)", "\n".join(cell.source for cell in made.cells)):
        assert (path.parent / place).exists(), place
    path.write_text("mine")
    assert "is there already" in deepkata("notebook", "overview", cwd=course, code=0).stdout
    assert path.read_text() == "mine"
    assert "There is no topic 'cooking'" in deepkata("notebook", "cooking", cwd=course, code=2).stderr


def run_all(browser: Any, address: str) -> None:
    """Open a notebook, and run its cells from the beginning."""
    browser.get(address)
    until(lambda: browser.find_elements("css selector", ".jp-Notebook .jp-CodeCell"), WAIT_S)
    until(lambda: browser.find_elements("css selector", ".jp-Notebook-ExecutionIndicator[data-status='idle']"), WAIT_S)
    browser.find_element("css selector", ".jp-Toolbar [data-jp-item-name='restart-and-run'] jp-button").click()
    until(lambda: browser.find_elements("css selector", ".jp-Dialog .jp-mod-accept"), WAIT_S)
    browser.find_element("css selector", ".jp-Dialog .jp-mod-accept").click()


def test_jupyterlab_shows_the_verdict(course: Path, tmp_path: Path) -> None:
    pytest.importorskip("jupyterlab")
    browser = chromium("--window-size=1300,1400", f"--user-data-dir={tmp_path / 'profile'}")
    cells = [nbformat.v4.new_code_cell("%load_ext deepkata"), nbformat.v4.new_code_cell(f"%%kata box_iou\n{WRONG}")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), course / "class.ipynb")
    variables = os.environ | {name: str(tmp_path / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
        "--IdentityProvider.token=t",
    ]
    log = (tmp_path / "log").open("w+")
    lab = subprocess.Popen(command, cwd=course, env=variables, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/", (tmp_path / "log").read_text()), WAIT_S)
        port = re.findall(r"http://127\.0\.0\.1:(\d+)/", (tmp_path / "log").read_text())[-1]
        for seconds in (
            WAIT_S / 3,
            WAIT_S / 3,
            WAIT_S,
        ):  # a kernel that is restarted while the page still connects to it may never come back
            run_all(browser, f"http://127.0.0.1:{port}/lab/tree/class.ipynb?token=t&reset")
            with contextlib.suppress(AssertionError):
                until(lambda: browser.find_elements("css selector", ".jp-OutputArea .kata img"), seconds)
                break
        until(lambda: browser.find_elements("css selector", ".jp-OutputArea .kata img"), WAIT_S)
        shown = browser.find_element("css selector", ".kata").text
        assert "wrong answer" in shown
        assert "Your results are those of a program that" in shown
        assert browser.execute_script("return document.querySelector('.kata img').naturalWidth") > 300
        if place := os.environ.get("DEEPKATA_SCREENSHOTS"):
            browser.execute_script("document.querySelector('.kata').scrollIntoView()")
            browser.save_screenshot(str(Path(place) / "jupyterlab.png"))
    finally:
        browser.quit()
        for process in (*psutil.Process(lab.pid).children(recursive=True), lab):
            with contextlib.suppress(psutil.NoSuchProcess):  # a kernel that was about to end
                process.kill()
        lab.wait(30)
        log.close()
