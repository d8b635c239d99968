"""A program as text: compiling it, finding what it must not use, and letting tracebacks find its lines."""

from __future__ import annotations

import ast
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import io
import linecache
import re
import sys
import tokenize
import types
from collections.abc import Callable

from deepkata.wire.messages import Source


class Text(importlib.abc.InspectLoader):
    """A loader that knows a module's text, which is how tracebacks and AutoGraph find lines that are in no file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, fullname: str) -> str:
        return self.text


def compiled(source: Source) -> types.CodeType:
    """The program's code. Raises SyntaxError, ValueError (null bytes, encoding), RecursionError or MemoryError."""
    _check_text(source)
    try:
        return compile(source.data, source.filename, "exec", dont_inherit=True)
    except SyntaxError:
        if command := _command_of_ipython(source):
            raise command from None
        raise


def _check_text(source: Source) -> None:
    """Raises SyntaxError, in words, for what people hand in that is no text of a program: another encoding, a notebook."""
    data = source.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _located(source, "the file is in UTF-16: save it as UTF-8", 1)
    try:
        text = _text(data)
    except (UnicodeDecodeError, SyntaxError):
        if b"coding" in b"".join(data.split(b"\n")[:2]):  # it names another encoding than it has
            raise
        raise _not_utf8(source) from None
    if re.match(r"\s*\{", text) and '"cells"' in text and '"nbformat"' in text:
        raise _located(source, "this is a Jupyter notebook: save it as a Python file (jupyter nbconvert --to script)", 1)


def _not_utf8(source: Source) -> SyntaxError:
    """Names the first line that is not UTF-8."""
    for number, line in enumerate(source.data.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = line[error.start]
            words = f"the byte 0x{byte:02x} is not UTF-8, it may be Latin-1 or Windows-1252: save the file as UTF-8"
            return _located(source, words, number)
    return _located(source, "the file is not UTF-8: save it as UTF-8", 1)


def _command_of_ipython(source: Source) -> SyntaxError | None:
    """A line such as ``%matplotlib inline`` or ``!pip install x``, which a notebook's cell may have and a program may not."""
    for number, row in enumerate(_text(source.data).splitlines(), 1):
        if re.match(r"[%!]{1,2}[a-z]+\b", row):
            words = f"{row.split()[0]} is a command of IPython's, which Python does not know: leave this line out"
            return _located(source, words, number)
    return None


def _located(source: Source, words: str, line: int) -> SyntaxError:
    lines = source.data.split(b"\n")
    text = lines[line - 1].decode("utf-8", "replace")[:200] if line <= len(lines) else ""
    return SyntaxError(words, (source.filename, line, 1, text))


def load(source: Source, code: types.CodeType) -> types.ModuleType:
    """Run the program as a module."""
    text = _text(source.data)
    spec = importlib.machinery.ModuleSpec(source.module, Text(text), origin=source.filename)
    module = importlib.util.module_from_spec(spec)
    module.__file__ = source.filename
    sys.modules[source.module] = module
    linecache.cache[source.filename] = (len(source.data), None, text.splitlines(keepends=True), source.filename)
    exec(code, module.__dict__)
    return module


@functools.lru_cache(2)
def _text(data: bytes) -> str:
    with io.BytesIO(data) as stream:
        encoding, _ = tokenize.detect_encoding(stream.readline)
    return data.decode(encoding)


def forbidden_uses(source: Source, forbidden: tuple[str, ...]) -> list[tuple[str, int]]:
    """Each use of a forbidden dotted name, or of something below it, with its line; imports under other names are followed.

    Raises what `compiled` does.
    """
    if source.data.isascii() and not any(name.rpartition(".")[2].encode() in source.data for name in forbidden):
        return []  # whoever uses a name has written it; other letters than ASCII's can stand for them
    nodes = list(ast.walk(ast.parse(source.data, source.filename)))
    names = _imported_names(nodes)
    uses = []
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found = [node.module if alias.name == "*" else f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute | ast.Name):
            found = [_dotted(node, names)]
        else:
            continue
        uses += [(name, node.lineno) for name in forbidden if any(f"{part}.".startswith(f"{name}.") for part in found)]
    return sorted(set(uses), key=lambda use: use[1])


def _imported_names(nodes: list[ast.AST]) -> dict[str, str]:
    names = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])


class NoWindow(Exception):
    """The program wants to show something on a screen."""


#: What needs a screen, in OpenCV: the first ones say so, the others do nothing.
WINDOWS, CLOSING = ("imshow", "namedWindow", "waitKey", "waitKeyEx", "selectROI", "createTrackbar"), ("destroyAllWindows", "destroyWindow")


def close_windows() -> None:
    """Let OpenCV's windows say that there are none: without a screen they hang, or crash the process."""

    def refuse(*_arguments: object, **_keywords: object) -> None:
        raise NoWindow("there is no screen")

    for name in (*WINDOWS, *CLOSING):
        setattr(sys.modules["cv2"], name, refuse if name in WINDOWS else lambda *_: None)


class NotAllowed(Exception):
    """The program calls what it is to write by hand, under whatever name."""


def take_away(forbidden: tuple[str, ...]) -> None:
    """Replace forbidden functions, and those of forbidden modules, by ones that say so: they have more names than a text tells."""
    for name in forbidden:
        module, _, attribute = name.rpartition(".")
        if name in sys.modules:
            for inner, value in list(vars(sys.modules[name]).items()):
                if callable(value) and not inner.startswith("_"):
                    setattr(sys.modules[name], inner, _refusing(f"{name}.{inner}"))
        elif hasattr(sys.modules.get(module), attribute):
            setattr(sys.modules[module], attribute, _refusing(name))


def _refusing(name: str) -> Callable[..., None]:
    def refuse(*_arguments: object, **_keywords: object) -> None:
        raise NotAllowed(name)

    return refuse
