"""A class of hostile and broken submissions, made from data, with innocent neighbours among them."""

from __future__ import annotations

import io
import os
import stat
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from support import GOOD

from deepkata import toml

DATA = Path(__file__).parent / "hostile" / "programs.toml"
FILE = "1_basics/arithmetic.py"
EVERY = 8


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One program: what it replaces in a right one, and the verdicts that its tasks must get."""

    expect: tuple[str, str, str]
    says: str = ""
    head: str = ""
    add: str = ""
    mean: str = ""
    save: str = ""
    text: str | None = None
    hex: str = ""
    files: dict[str, str] = {}
    levels: tuple[str, ...] = ("full", "uid", "none")

    def data(self, places: dict[str, str]) -> bytes:
        """The file, with the places that it is after written in."""
        if self.hex:
            return bytes.fromhex(self.hex)
        if self.text is not None:
            return self.text.encode()
        parts = [self.head.strip(), *(self._function(name, getattr(self, name)) for name in GOOD)]
        text = "\n\n".join(part for part in parts if part)
        for name, value in places.items():
            text = text.replace("{" + name + "}", value)
        return text.encode()

    def _function(self, name: str, body: str) -> str:
        first = GOOD[name].splitlines()[0]
        return f"{first}\n{textwrap.indent(body.strip(), '    ')}\n" if body else GOOD[name]


def cases() -> dict[str, Case]:
    """All programs by name."""
    return msgspec.convert(toml.loads(DATA.read_text(encoding="utf-8")), dict[str, Case])


RIGHT = "\n".join(GOOD.values()).encode()
INVALID, MISSING, ACCEPTED = (("invalid_submission",) * 3, ("not_attempted",) * 3, ("accepted",) * 3)
WRONG = ("accepted", "wrong_answer", "accepted")


def put(folder: Path, data: bytes, name: str = FILE) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def link_member(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def encrypted() -> bytes:
    data = bytearray(zipped((FILE, RIGHT)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


Maker = Callable[[Path, dict[str, str]], None]


def link(target: str, name: str = FILE) -> Maker:
    def make(folder: Path, places: dict[str, str]) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target.replace("{course}", places["course"]).replace("{class}", places["class"]))

    return make


def fifo(folder: Path, _: dict[str, str]) -> None:
    (folder / FILE).parent.mkdir(parents=True)
    os.mkfifo(folder / FILE)


def directory(folder: Path, _: dict[str, str]) -> None:
    (folder / FILE).mkdir(parents=True)


def as_zip(data: bytes) -> Maker:
    return lambda folder, _: folder.with_name(folder.name + ".zip").write_bytes(data) and None


#: Files that Python, pytest or a library would obey if it started where they lie.
OBEYED = {
    **{f"{name}.py": b"raise SystemExit(0)" for name in (
        "random", "numpy", "cv2", "pytest", "msgspec", "json", "code", "copy", "types", "deepkata", "probes",
        "conftest", "sitecustomize", "usercustomize", "noxfile",
    )},
    "pytest.ini": b"[pytest]\naddopts = --collect-only\n",
    "tox.ini": b"[pytest]\naddopts = --collect-only\n",
    "setup.cfg": b"[tool:pytest]\naddopts = --collect-only\n",
    "pyproject.toml": b"[tool.pytest.ini_options]\naddopts = '--collect-only'\n",
    "matplotlibrc": b"backend: module://random\n",
    "evil.pth": b"import os; os._exit(0)\n",
    ".coveragerc": b"[run]\nplugins = random\n",
    "exercises/course.toml": b"version = 1\n",
    "tests/1_basics/arithmetic/test_arithmetic.py": b"raise SystemExit(0)",
    "solutions/1_basics/arithmetic.py": b"raise SystemExit(0)",
}  # fmt: skip


def beside(name: str, place: str) -> Maker:
    """A right program, and one such file."""

    def make(folder: Path, _: dict[str, str]) -> None:
        put(folder, RIGHT)
        put(folder, OBEYED[name], f"{place}{name}")

    return make


#: Folders and zip files that cannot be written down as text: how each is made, and what its tasks must get.
FOLDERS: dict[str, tuple[Maker, tuple[str, ...]]] = {
    **{f"beside {name.replace('/', ' ')}": (beside(name, ""), ACCEPTED) for name in OBEYED},
    **{f"in the topic {name}": (beside(name, "1_basics/"), ACCEPTED) for name in OBEYED if "/" not in name},
    "link_to_the_solution": (link("{course}/solutions/1_basics/arithmetic.py"), INVALID),
    "link_to_the_solutions": (link("{course}/solutions/1_basics", "1_basics"), INVALID),
    "link_to_a_neighbour": (link("{class}/innocent00/1_basics", "1_basics"), INVALID),
    "link_to_nothing": (link("nowhere.py"), INVALID),
    "link_to_itself": (link("arithmetic.py"), INVALID),
    "link_to_endless_zeros": (link("/dev/zero"), INVALID),
    "link_to_a_file_of_its_own": (
        lambda folder, places: (put(folder, RIGHT, "1_basics/mine.py"), link("mine.py")(folder, places))[0],
        ACCEPTED,
    ),
    "pipe": (fifo, INVALID),
    "folder_for_a_file": (directory, INVALID),
    "too_large": (lambda folder, _: put(folder, b"#" * 2_000_000), INVALID),
    "no_file": (lambda folder, _: put(folder, b"", "1_basics/other.py"), MISSING),
    "newline\nin the name": (lambda folder, _: put(folder, RIGHT), ACCEPTED),
    "right-to-left \u202etxt.exe": (lambda folder, _: put(folder, RIGHT), ACCEPTED),
    "bytes \udcff in the name": (lambda folder, _: put(folder, RIGHT), ACCEPTED),
    "[bold red]markup <b>\x1b[31m": (lambda folder, _: put(folder, RIGHT), ACCEPTED),
    "=cmd|'calc'!A1": (lambda folder, _: put(folder, RIGHT), ACCEPTED),
    "zip": (as_zip(zipped((FILE, RIGHT))), ACCEPTED),
    "zip_with_a_folder_around": (as_zip(zipped((f"zip/{FILE}", RIGHT), ("__MACOSX/1_basics/._arithmetic.py", b"x"))), ACCEPTED),
    "zip_slip": (as_zip(zipped((f"../../solutions/{FILE}", RIGHT), (f"/{FILE}", RIGHT), (f"../{FILE}", RIGHT))), MISSING),
    "zip_with_the_file_twice": (as_zip(zipped((f"once/{FILE}", RIGHT), (f"again/{FILE}", RIGHT))), INVALID),
    "zip_with_an_older_copy": (as_zip(zipped((FILE, RIGHT), (f"old/{FILE}", RIGHT))), ACCEPTED),
    "zip_with_a_link": (as_zip(zipped(link_member(FILE, "../../../solutions/1_basics/arithmetic.py"))), INVALID),
    "zip_bomb": (as_zip(zipped((FILE, b"#" * 300_000_000))), INVALID),
    "zip_that_takes_memory": (as_zip(zipped((FILE, RIGHT), method=zipfile.ZIP_LZMA)), INVALID),
    "zip_with_a_password": (as_zip(encrypted()), INVALID),
    "zip_that_is_none": (as_zip(b"PK\x03\x04 and then nothing"), INVALID),
    "half_a_zip": (as_zip(zipped((FILE, RIGHT))[:-40]), INVALID),
}


def make_class(folder: Path, places: dict[str, str], level: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """Fill a folder with the class; what each submission's tasks must get, and what a message must say."""
    wanted: dict[str, tuple[tuple[str, ...], str]] = {}
    made = 0

    def neighbours() -> None:
        nonlocal made
        number = made
        made += 1
        put(folder / f"innocent{number:02d}", RIGHT)
        put(folder / f"mistaken{number:02d}", RIGHT.replace(b"/ a.size", b"/ 2"))
        wanted[f"innocent{number:02d}"] = ACCEPTED, ""
        wanted[f"mistaken{number:02d}"] = WRONG, "expected 3, got 4.5"

    for number, (name, case) in enumerate(cases().items()):
        if level in case.levels:
            put(folder / f"i{number:02d}_{name}", case.data(places))
            for file, text in case.files.items():
                put(folder / f"i{number:02d}_{name}", text.encode(), file)
            wanted[f"i{number:02d}_{name}"] = case.expect, case.says
        if number % EVERY == 0:
            neighbours()
    for name, (make, expect) in FOLDERS.items():
        make(folder / name, places)
        wanted[name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")] = expect, ""
    return wanted
