"""Diagnosis names the mistake behind a failure, or says nothing: it is never wrong, never in the way, and paid for once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from support import deepkata, program

from deepkata.course import Course
from deepkata.explain import name_mistakes, unexplained, with_mistakes
from deepkata.explain.likeness import Answer, Relation, distance, evidence, gist, relation
from deepkata.explain.replay import FOLDER
from deepkata.judge.engine import Engine
from deepkata.judge.transcript import MAX_BYTES, Gave, Recorder, Threw, Transcript, Unknown, digest, dump, read
from deepkata.verdicts import Evidence, SuiteRun, TestResult, Verdict
from deepkata.wire.messages import Call, Failure
from deepkata.wire.values import HandleNode, List, Payload, encode

SUBTRACTS = "Your results are those of a program that subtracts where it should add: look at the sign."
SUMS = "Your results are those of a program that returns the sum: a mean is the sum divided by the count."


def said(engine: Engine, folder: Path, source: str, seed: int = 0, **options: Any) -> dict[int, str]:
    path = folder / "student.py"
    path.write_text(source)
    exercise = engine.course.exercises[0]
    return name_mistakes(engine, exercise, engine.run(exercise, path, seed=seed), seed=seed, **options)


def wrong_program(course: Course, name: str, words: str, source: str, folder: str = "wrong_answer") -> None:
    place = course.tests(course.exercises[0]) / "submissions" / folder / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(f'"""{words}"""\n{source}')


NAMED = {
    "another way to write it": (program(add="return a + b * -1"), {1: SUBTRACTS}),
    "two mistakes in two tasks": (program(add="return -b + a", mean="return float(a.sum())"), {1: SUBTRACTS, 2: SUMS}),
    "the later mistake is unknown": (program(add="return a - b", mean="return a.max()"), {1: SUBTRACTS}),
    "another container": (program(add="return [x - y for x, y in zip(a, b)]"), {1: SUBTRACTS}),
    "the other tasks are not attempted": (program(add="return a - b", mean="raise NotImplementedError('task 2')"), {1: SUBTRACTS}),
}
SILENT = {
    "the earlier mistake is unknown": program(add="return a * b", mean="return float(a.sum())"),
    "all is right": program(),
    "a mistake of nobody else": program(add="return a * 2"),
    "right where the known mistake is wrong": program(add="return a - b if a.size > 1 else a + b"),
    "wrong in another way in the next test": program(add="return a - b if a.size == 1 else a * b"),
    "nearly the same values": program(add="return a - b + 1e-3"),
    "the same values in another type": program(add="return (a - b).astype(str)"),
    "the input is changed as well": program(add="a -= b; return a"),
    "an exception of its own": program(add="raise ValueError('no')"),
    "no program": "def add(:",
    "no answer": program(add="import os; os._exit(1)"),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_known_mistake_is_named(engine: Engine, tmp_path: Path, name: str) -> None:
    source, words = NAMED[name]
    assert said(engine, tmp_path, source) == words


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_where_nothing_fits(engine: Engine, tmp_path: Path, name: str) -> None:
    assert said(engine, tmp_path, SILENT[name]) == {}


def test_two_that_fit_are_both_named(own_mini: Course, tmp_path: Path) -> None:
    wrong_program(own_mini, "takes_away.py", "Takes away.", program(add="return a - b"))
    with Engine(own_mini) as engine:
        words = said(engine, tmp_path, program(add="return -(b - a)"))[1]
    assert words == f"{SUBTRACTS}\n\nThey could also be those of a program that takes away."


def test_a_mistake_that_shows_in_two_functions_is_named_in_one(own_mini: Course, tmp_path: Path) -> None:
    wrong_program(own_mini, "multiplies.py", "Multiplies.", program(add="return a * b", mean="return float(a.prod())"))
    with Engine(own_mini) as engine:
        once = said(engine, tmp_path, program(add="return b * a"))
        otherwise = said(engine, tmp_path, program(add="return b * a if len(a) > 1 else a + b"))
    assert once == {1: "Your results are those of a program that multiplies."}
    assert otherwise == {}, "it passes a test of add that the known mistake fails"


def test_what_right_programs_answer_in_several_ways_is_no_evidence(own_mini: Course, tmp_path: Path) -> None:
    suite = own_mini.suite(own_mini.exercises[0])
    old = 'check.array(submission.add(a, b), reference.add(a, b), "sum")'
    assert old in suite.read_text()
    suite.write_text(suite.read_text().replace(old, 'check.is_array(submission.add(a, b), "any five numbers", shape=(5,))'))
    folder = own_mini.tests(own_mini.exercises[0]) / "submissions" / "accepted"
    source = program(add="return a - b + 0.5 if len(a) == 1 else a[:4]")
    wrong_program(own_mini, "halves.py", "Takes away too little.", program(add="return 0.5 - b + a"))
    with Engine(own_mini) as engine:
        assert said(engine, tmp_path, source) == {}
    (folder / "any_sign.py").write_text(program(add="return a + b if len(a) == 1 else b - a"))
    with Engine(own_mini) as engine:
        assert said(engine, tmp_path, source) == {1: "Your results are those of a program that takes away too little."}


def test_an_exception_is_compared_by_its_type_and_words(own_mini: Course, tmp_path: Path) -> None:
    wrong_program(own_mini, "raises.py", "Adds text.", program(add="return a + 'b'"), "run_time_error")
    with Engine(own_mini) as engine:
        words = said(engine, tmp_path, program(add="both = a + 'b'\n    return both"))
        assert words == {1: "Your program fails like one that adds text."}
        assert said(engine, tmp_path, program(add="return a['b']")) == {}


def test_only_the_first_program_of_a_class_pays(own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    run = Engine.run

    def counted(self: Engine, exercise: Any, path: Path, **options: Any) -> SuiteRun:
        runs.append(path.name)
        return run(self, exercise, path, **options)

    monkeypatch.setattr(Engine, "run", counted)
    with Engine(own_mini) as engine:
        assert said(engine, tmp_path, program(add="return a + b * -1")) == {1: SUBTRACTS}
        assert len(runs) > 3
        runs.clear()
        assert said(engine, tmp_path, program(add="return -b + a")) == {1: SUBTRACTS}
        assert runs == ["student.py"]
        runs.clear()
        folder = own_mini.tests(own_mini.exercises[0]) / "submissions" / "wrong_answer"
        changed = folder / "subtracts.py"
        changed.write_text(changed.read_text() + "\n# another text, another program\n")
        said(engine, tmp_path, program(add="return -b + a"))
        assert set(runs) == {"student.py", "subtracts.py"}
        runs.clear()
        said(engine, tmp_path, program(add="return -b + a"), seed=1)
        assert len(runs) > 3


def test_without_time_nothing_is_said(own_mini: Course, tmp_path: Path) -> None:
    with Engine(own_mini) as engine:
        assert said(engine, tmp_path, program(add="return a - b"), budget_s=-1) == {}


def test_the_verdict_does_not_wait_for_it(own_mini: Course, tmp_path: Path) -> None:
    path = tmp_path / "student.py"
    path.write_text(program(add="return a - b"))
    with Engine(own_mini) as engine:
        result, run = engine.examine(own_mini.exercises[0], path)
        assert not (own_mini.root / FOLDER).exists()
        assert with_mistakes(result, name_mistakes(engine, own_mini.exercises[0], run)).tasks[0].diagnosis == SUBTRACTS
    assert (own_mini.root / FOLDER).exists()


def test_what_was_kept_may_be_spoiled(own_mini: Course, tmp_path: Path) -> None:
    with Engine(own_mini) as engine:
        said(engine, tmp_path, program(add="return a - b"))
        for path in (own_mini.root / FOLDER).rglob("*.msgpack"):
            path.write_bytes(b"\xc1 nonsense")
        assert said(engine, tmp_path, program(add="return a - b")) == {1: SUBTRACTS}


def test_the_commands_say_it(own_mini: Course) -> None:
    stub = own_mini.stub(own_mini.exercises[0])
    stub.write_text(program(add="return b * -1 + a"))
    shown = " ".join(deepkata("run", "arithmetic", cwd=own_mini.root, code=1).stdout.split())
    assert shown.index("points in") < shown.index(SUBTRACTS)
    deepkata("grade", cwd=own_mini.root, code=1)
    report = own_mini.root / "reports/grade/report.json"
    assert [t["diagnosis"] for t in json.loads(report.read_bytes())["submissions"][0]["exercises"][0]["tasks"]] == [SUBTRACTS, None, None]
    deepkata("grade", "--no-diagnosis", cwd=own_mini.root, code=1)
    assert SUBTRACTS not in report.read_text()


# --- transcripts -----------------------------------------------------------------------------------------------------------


def gave(value: Any, changed: tuple[str, ...] = ()) -> Answer:
    payload = Payload()
    node = encode(value, payload, lambda other: other)
    return Answer(Gave(msgspec.msgpack.encode(node), b"".join(payload.buffers), changed))


def given(*arguments: Any, **keywords: Any) -> tuple[Call, Payload]:
    """A call as it crosses to the worker."""
    payload = Payload()
    nodes = [encode(value, payload, lambda other: other) for value in arguments]
    named = {name: encode(value, payload, lambda other: other) for name, value in keywords.items()}
    return Call(probe=False, name="f", arguments=tuple(nodes), keywords=named), payload


def test_a_transcript_is_bounded() -> None:
    recorder = Recorder()
    for size in (10, MAX_BYTES, 10):
        recorder.called(*given(np.zeros(3)))
        recorder.gave(None, bytearray(size), ())
    assert [type(entry.outcome) for entry in recorder.transcript.entries] == [Gave, Unknown, Unknown]
    recorder.clear()
    for size in (10, MAX_BYTES // 9, 10):  # a number takes nine bytes
        recorder.called(*given())
        recorder.gave(List((0.5,) * size), bytearray(), ())
    assert [type(entry.outcome) for entry in recorder.transcript.entries] == [Gave, Unknown, Unknown]
    recorder.called(*given())
    recorder.threw(Failure(type_names=("x" * 999,), message="y" * 9999))
    assert len(dump(recorder.transcript)) < 5000
    assert read(dump(recorder.transcript)) == recorder.transcript
    assert read(b"") == read(b"\x00\x01") == Transcript()


def test_a_flood_of_small_values_costs_no_verdict(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "student.py"
    path.write_text(program(add="return [['x' * 130] for n in range(60_000)]"))
    result, run = engine.examine(engine.course.exercises[0], path)
    assert [task.verdict for task in result.tasks] == [Verdict.WRONG_ANSWER, Verdict.ACCEPTED, Verdict.ACCEPTED]
    (entry,) = read(run.evidence["test_one_and_two"].transcript).entries[:1]
    assert isinstance(entry.outcome, Unknown)
    assert len(run.evidence["test_one_and_two"].transcript) < 5000


def test_arguments_are_told_apart_by_their_values() -> None:
    one, two = np.arange(3.0), np.arange(3.0) + 1e-12
    assert digest(*given(one, k=1)) == digest(*given(one.copy(), k=1))
    assert len({digest(*each) for each in (given(one), given(two), given(one.astype("f4")), given(one[None]), given(x=one))}) == 5


def test_of_saved_files_only_the_name_tells_calls_apart(engine: Engine, tmp_path: Path) -> None:
    digests = []
    for text in ("one", "another"):
        path = tmp_path / "student.py"
        path.write_text(program(save=f"open(path, 'w').write('{text}')"))
        run = engine.run(engine.course.exercises[0], path, record=True)
        (evidence,) = (kept for name, kept in run.evidence.items() if "saved" in name)
        digests.append([entry.arguments for entry in read(evidence.transcript).entries])
    assert digests[0] == digests[1]


def test_a_large_file_is_carried_over(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "student.py"
    path.write_text(program(save="open(path, 'w').write(text + ' ' * 7_000_000)"))
    result = engine.judge(engine.course.exercises[0], path)
    assert result.tasks[2].verdict is Verdict.WRONG_ANSWER  # it was read, and is not the text


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ([1.0, 2.0], np.array([1.0, 2.0]), True),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.float32(0.1), 0.1, True),
        (np.array([1.0, 2.0]), np.array([1, 2]), False),
        (np.ones((2, 1)), np.ones(2), False),
        ({"a": [1.0]}, {"a": (1.0,)}, True),
        ({"a": 1.0}, {"b": 1.0}, False),
        ("x", "y", False),
        (None, 0.0, False),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), False),
    ],
)
def test_answers_are_near_or_not(a: Any, b: Any, near: bool) -> None:
    assert (distance(gave(a), gave(b)) <= 1) is near


@pytest.mark.parametrize(
    ("student", "known", "expected"),
    [
        (5.0, 5.0, Relation.SAME),
        (5.0, 5.0 + 1e-9, Relation.SAME),
        (1.0, 1.0, Relation.RIGHT),
        (5.0, 1.0, Relation.ABSENT),
        (1.0, 5.0, Relation.EXTRA),
        (5.0, 6.0, Relation.OTHER),
        (5.0, 5.01, Relation.OTHER),
    ],
)
def test_relations(student: float, known: float, expected: Relation) -> None:
    assert relation(gave(student), gave(known), gave(1.0)) is expected
    assert relation(gave(student), Answer(Unknown()), gave(1.0)) is Relation.UNKNOWN


def test_an_object_that_stays_in_the_worker_is_no_evidence() -> None:
    model = Answer(Gave(msgspec.msgpack.encode(HandleNode(1, "Model")), b"", ()))
    assert relation(model, model, model) is Relation.RIGHT
    assert relation(Answer(Threw("E", "m")), model, model) is Relation.ABSENT
    assert relation(gave(1.0), model, gave(1.0)) is Relation.EXTRA
    assert evidence(model, gave(1.0)) < 3


def test_where_only_the_last_bit_is_wrong_every_bit_counts() -> None:
    right, student = gave(np.float32(0.1)), gave(np.nextafter(np.float32(0.1), np.float32(1)))
    assert relation(student, student, right) is Relation.RIGHT
    assert relation(student, student, right, exact=True) is Relation.SAME
    assert relation(student, right, right, exact=True) is Relation.ABSENT


def test_a_lone_count_is_no_evidence() -> None:
    assert evidence(gave(np.array([0, 12])), gave(np.array([0, 1]))) < 3 <= evidence(gave(0.25), gave(0.5))
    assert evidence(gave(1.0, ("argument 1",)), gave(1.0)) >= 3
    assert evidence(Answer(Threw("E", "m")), gave(1.0)) >= 3


def test_places_and_names_do_not_tell_two_exceptions_apart() -> None:
    assert gist("File \"/a/b.py\", line 3, in f 'x' has shape (3, 4)") == gist("'long_name' has shape (5, 6)")


def test_an_explanation_that_fails_costs_no_verdict(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: object, **__: object) -> None:
        raise ValueError("nobody thought of this")

    monkeypatch.setattr("deepkata.explain.diagnose", fall_over)
    assert said(engine, tmp_path, program(add="return a - b")) == {}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([np.zeros((4, 3)), np.zeros(3)], [np.zeros((3, 4)), np.zeros(4)]),
        ([(np.zeros(2), 1.0)], [np.zeros(2), np.zeros((2, 2)), np.zeros(1)]),
        ([np.zeros(2), "x"], "x"),
        ({"a": np.zeros(2)}, {"b": [1, 2]}),
        ([[1.0], [2.0, 3.0]], [[1.0, 2.0], [3.0]]),
    ],
)
def test_answers_of_any_shape_are_weighed(a: Any, b: Any) -> None:
    assert evidence(gave(a), gave(b)) > 0
    assert distance(gave(a), gave(b)) > 0
    assert evidence(gave(a), gave(a)) == 0


@pytest.mark.parametrize(("sizes", "smaller"), [((900, 100, 300), "second"), ((100, 80, 90), ""), ((100, 900, 300), "")])
def test_where_nothing_fits_a_smaller_case_of_the_task_is_shown(sizes: tuple[int, ...], smaller: str) -> None:
    tests = tuple(
        TestResult(name=name, title=f"The {name} case.", task=1, verdict=Verdict.WRONG_ANSWER, message=f"{name} is wrong")
        for name in ("first", "second", "third")
    )
    kept = {test.name: Evidence(call="f(a)", arrays=bytes(size)) for test, size in zip(tests, sizes, strict=True)}
    words = unexplained(SuiteRun(tests=tests, evidence=kept), 1)
    assert words.startswith("No wrong program of the course answers like yours")
    assert ("A smaller case fails, too:\n\nThe second case.\nsecond is wrong" in words) == bool(smaller)
    assert "third" not in words
