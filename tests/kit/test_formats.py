"""Every format tells what the report says, and what a submission had a hand in is data in all of them."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support import deepkata

from deepkata.commands.report import SEVERAL
from deepkata.course import Course
from deepkata.report import model
from deepkata.report.formats import FORMATS
from deepkata.report.formats.class_csv import cell
from deepkata.report.formats.markdown import escaped, fenced
from deepkata.report.formats.pages import distribution, misconceptions, page_name, prose
from deepkata.verdicts import ExerciseResult, Growth, Pace, Ratio, Speed, TaskResult, Verdict

NASTY = "</pre><script>document.title='x'</script>\x1b[2J\x00\u202e`````\n# heading <!-- & ]]>"
SPEED = Speed(
    verdict=Pace.SLOWER, ratio=2.0, low=1.9, high=2.1, function="add", unit="numbers", sizes=(1, 2, 4), points=0, max_points=1, limit=1.5,
    others={"naive": Ratio(ratio=9.0, low=8.0, high=10.0)}, titles={"submission": "yours", "reference": "reference", "naive": NASTY},
    growth={name: Growth(seconds=(0.001, 0.002, 0.004), slope=1.0) for name in ("submission", "reference", "naive")},
)  # fmt: skip


def task(number: int, verdict: Verdict, **more: str) -> TaskResult:
    points = 2.0 if verdict is Verdict.ACCEPTED else 0.0
    return TaskResult(number=number, title=f"Task {number}", verdict=verdict, points=points, max_points=2.0, **more)


def exercise(*tasks: TaskResult, speed: Speed | None = None) -> ExerciseResult:
    worst = next((t.verdict for t in tasks if t.verdict is not Verdict.ACCEPTED), Verdict.ACCEPTED)
    points = sum(t.points for t in tasks)
    return ExerciseResult(
        id="1_basics/arithmetic", verdict=worst, points=points, max_points=2.0 * len(tasks), duration_s=0.5, tasks=tasks, speed=speed
    )  # fmt: skip


RIGHT = exercise(task(1, Verdict.ACCEPTED), task(2, Verdict.ACCEPTED), speed=SPEED)
WRONG = exercise(
    task(1, Verdict.ACCEPTED, output=NASTY), task(2, Verdict.WRONG_ANSWER, message=f"Title\n{NASTY}", diagnosis="Subtracts.", output=NASTY)
)
OURS = exercise(task(1, Verdict.JUDGE_ERROR, message="The suite failed."), task(2, Verdict.NOT_ATTEMPTED, message="Start at line 3."))


@pytest.fixture
def report(mini: Course) -> model.Report:
    results = [("ann", RIGHT), ("=1+1", WRONG), (f"bob {NASTY}", OURS), ("../../eve", WRONG)]
    return model.Report.of(mini, [model.SubmissionResult.of(name, [result]) for name, result in results], seed=0, sandbox="full")


@pytest.fixture
def single(mini: Course) -> model.Report:
    return model.Report.of(mini, [model.SubmissionResult.of("ann", [WRONG])], seed=0, sandbox="none")


def rendered(name: str, report: model.Report, folder: Path = Path()) -> dict[str, str]:
    names = SEVERAL.get(name, (name,))
    return {file: data.decode("utf-8-sig") for one in names for file, data in FORMATS[one](report, folder).items()}


def test_the_table_of_a_class_has_a_row_a_submission(report: model.Report) -> None:
    rows = list(csv.DictReader(io.StringIO(rendered("csv", report)["class.csv"])))
    assert [row["points"] for row in rows] == ["4.0", "2.0", "0.0", "2.0"]
    assert rows[0]["1_basics/arithmetic"] == "4.0"
    assert rows[0]["percent"] == "100.0"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "=cmd|' /C calc'!A0"])
def test_no_name_is_a_formula(formula: str) -> None:
    assert cell(formula).startswith("'")
    assert cell("ann-lee") == "ann-lee"


def test_junit_is_xml_whatever_was_printed(report: model.Report) -> None:
    root = ET.fromstring(rendered("junit", report)["junit.xml"])
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("8", "3", "1")
    assert [suite.get("name") for suite in root][:2] == ["ann", "=1+1"]
    assert root.find(".//failure") is not None


#: Attributes by element, as the schema of Jenkins's xUnit plugin has them (junit-10.xsd): required ones, others that we write.
JUNIT = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"time", "skipped"}),
    "testcase": ({"name"}, {"time", "classname"}),
    "failure": (set(), {"type", "message"}),
    "error": (set(), {"type", "message"}),
    "skipped": (set(), {"type", "message"}),
    "system-out": (set(), set()),
}


def test_junit_has_what_its_schema_has_and_no_more(report: model.Report) -> None:
    elements = list(ET.fromstring(rendered("junit", report)["junit.xml"]).iter())
    assert {element.tag for element in elements} >= {"testsuites", "testsuite", "testcase", "failure", "error", "system-out"}
    for element in elements:
        required, optional = JUNIT[element.tag]
        assert required <= set(element.keys()) <= required | optional, element.tag


def test_markdown_is_escaped_or_fenced(report: model.Report, single: model.Report) -> None:
    one, several = rendered("markdown", single)["summary.md"], rendered("markdown", report)["summary.md"]
    assert "`1_basics/arithmetic` wrong answer" in one
    assert "``````text" in one  # a longer fence than the text has
    assert "| ann | ✅ | 4/4 |" in several
    assert "<script>" not in several
    assert escaped("a|b*c<d>\n") == r"a\|b\*c\<d\> "
    assert fenced("```").splitlines()[0] == "````text"


def test_gradescope_has_a_test_a_task(single: model.Report, report: model.Report, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    document = json.loads(rendered("gradescope", single)["results.json"])
    assert document["score"] == 2.0
    assert [(test["score"], test["max_score"], test["status"]) for test in document["tests"]] == [
        (2.0, 2.0, "passed"),
        (0.0, 2.0, "failed"),
    ]
    assert "<script>" not in json.dumps(document)
    assert {test["output_format"] for test in document["tests"]} == {"html"}
    several = rendered("gradescope", report)
    assert list(several) == [f"gradescope/{place}/results.json" for place in (1, 2, 3, 4)]
    assert "speed" in json.loads(several["gradescope/1/results.json"])["tests"][-1]["name"]
    assert "a person will look at it" in json.loads(several["gradescope/3/results.json"])["output"]


class Tags(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        for name, value in attrs:
            assert name != "src" or (value or "").startswith("data:image/png")


def test_pages_hold_no_markup_of_a_submission(report: model.Report) -> None:
    pages = rendered("html", report)
    assert list(pages) == [
        "class.html",
        "students/001-ann.html",
        "students/002-1-1.html",
        "students/003-bob-pre-script-document-title-x-script-2.html",
        "students/004-eve.html",
    ]
    for page in pages.values():
        assert "script" not in Tags(page).names
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "Subtracts." in pages["class.html"]
    assert "Slower than the reference" in pages["students/001-ann.html"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Subtracts.", "Subtracts."),
        ("with `signed` as well", "with <code>signed</code> as well"),
        ("`a` & `b<c`", "<code>a</code> &amp; <code>b&lt;c</code>"),
        ("`a` and ` alone", "<code>a</code> and ` alone"),
        ("`<script>", "`&lt;script&gt;"),
    ],
)
def test_backticks_are_code_and_nothing_is_markup(text: str, html: str) -> None:
    assert str(prose(text)) == html


def test_a_picture_is_part_of_the_page(mini: Course, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    drawn = exercise(
        task(1, Verdict.WRONG_ANSWER, message="x", picture="p.png"), task(2, Verdict.WRONG_ANSWER, message="x", picture="gone.png")
    )
    report = model.Report.of(mini, [model.SubmissionResult.of("ann", [drawn])], seed=0, sandbox="full")
    assert rendered("html", report, tmp_path)["students/001-ann.html"].count("data:image/png;base64,") == 1
    assert rendered("gradescope", report, tmp_path)["results.json"].count("data:image/png;base64,") == 1


def test_names_of_pages_stay_in_their_folder(report: model.Report) -> None:
    assert all("/" not in page_name(9, one).removeprefix("students/") for one in report.submissions)


def test_the_class_is_counted(report: model.Report) -> None:
    assert [bar.count for bar in distribution(report)] == [1, 0, 0, 0, 0, 2, 0, 0, 0, 1]
    assert [(words, len(who)) for _, words, who in misconceptions(report)] == [("Subtracts.", 2)]


def test_the_command_renders_what_is_there(report: model.Report, mini: Course, tmp_path: Path) -> None:
    model.write(model.Report.of(mini, report.submissions[:1], seed=0, sandbox="full"), tmp_path / "report.json")
    done = deepkata("report", "all", "--report", tmp_path / "report.json", cwd=tmp_path, code=0)
    assert {path.name for path in tmp_path.iterdir()} >= {"class.csv", "junit.xml", "summary.md", "results.json", "class.html", "students"}
    assert "junit: " in done.stdout
    assert "is no report" in deepkata("report", "csv", "--report", tmp_path / "nothing.json", cwd=tmp_path, code=2).stderr
    (tmp_path / "bad.json").write_text("{}")
    assert "is no report" in deepkata("report", "csv", "--report", tmp_path / "bad.json", cwd=tmp_path, code=2).stderr


def test_an_empty_class_is_rendered_too(mini: Course) -> None:
    empty = model.Report.of(mini, [], seed=0, sandbox="full")
    for name in ("csv", "junit", "markdown", "html", "gradescope"):
        rendered(name, empty)
