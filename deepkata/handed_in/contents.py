"""What a submission consists of: folders, archives and single files, listed and read without trusting any of them.

Each file is read once and up to a size; links may not lead out of a folder, and a student's archive is never unpacked.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from deepkata.handed_in import systems

MAX_SOURCE = 2**20
MAX_ARCHIVE = 8 * 2**20
#: Bytes of a tar archive once it is decompressed: a few kB can become any number of them.
MAX_TAR = 64 * 2**20
#: Bytes that the download of a class may have when it is unpacked.
MAX_CLASS = 2**31
#: Files of one part that are looked at, and folders below it.
MOST_FILES, DEPTH = 20_000, 8
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
#: How a compressed tar archive begins, whatever its name says, and what reads it.
_COMPRESSED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
#: Archives that only other programs read.
STRANGE_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst")
#: Folders in which nobody hands in anything.
PASSED_OVER = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist", "reports"}
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may ask for any amount of memory
_BROKEN = (
    OSError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a submission: its bytes, or why it cannot be judged; neither if there is no file ``where`` it should be."""

    where: str
    data: bytes | None = None
    fault: str = ""


class Unreadable(Exception):
    """An archive of which nothing can be had; the text says why."""


def as_text(name: str) -> str:
    """A path as text: bytes that are none are written as their codes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def kind(path: Path, of: tuple[str, ...] = ARCHIVES) -> str:
    """The ending that makes a file an archive of these kinds; empty for others."""
    return next((ending for ending in of if path.name.lower().endswith(ending)), "")


def listed(path: Path) -> list[str]:
    """The files of a part, by their names in it; those of an archive in a folder as ``archive.zip!name``. Raises Unreadable."""
    if path.is_dir():
        return list(_in_folder(path))
    return _in_archive(path)


def _in_folder(folder: Path) -> Iterator[str]:
    count = 0
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        if len(here.parts) >= DEPTH:
            folders.clear()
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in PASSED_OVER)
        for name in sorted(files):
            if name.startswith("."):
                continue
            count += 1
            if count > MOST_FILES:
                return
            inside = (here / name).as_posix()
            yield inside
            if kind(Path(name)):
                try:
                    yield from (f"{inside}!{member}" for member in _in_archive(folder / inside))
                except Unreadable:
                    continue


def _in_archive(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MAX_ARCHIVE:
            raise Unreadable(f"the {kind(path)[1:]} file is larger than {MAX_ARCHIVE // 2**20} MB")
        if kind(path) == ".zip":
            with zipfile.ZipFile(path) as archive:
                names = [member.filename for member in archive.infolist()[:MOST_FILES] if not member.is_dir()]
        else:
            with _tar(path) as packed:
                names = [member.name for _, member in zip(range(MOST_FILES), packed, strict=False) if member.isfile() or member.issym()]
    except _BROKEN as error:
        raise Unreadable(as_text(f"the {kind(path)[1:]} file cannot be read: {error}")) from None
    parts = {name: name.split("/") for name in names}
    return [name for name in names if not any(part in (*PASSED_OVER, "") or part.startswith(".") for part in parts[name])]


def _tar(path: Path) -> tarfile.TarFile:
    """A tar archive, decompressed in memory. Raises Unreadable, or an error that says what is broken."""
    with path.open("rb") as raw:
        start = raw.read(8)
        raw.seek(0)
        opened = next((opened for magic, opened in _COMPRESSED.items() if start.startswith(magic)), None)
        data = (opened(raw) if opened else raw).read(MAX_TAR + 1)
    if len(data) > MAX_TAR:
        raise Unreadable(f"the {kind(path)[1:]} file holds more than {MAX_TAR // 2**20} MB")
    return tarfile.open(fileobj=io.BytesIO(data), mode="r:")


def top_names(path: Path) -> list[str]:
    """What stands highest in a zip file, below folders that hold everything; nothing if it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist()[:MOST_FILES] if not name.endswith("/")]
    except _BROKEN:
        return []
    names = [parts for member in members if not PASSED_OVER & set(parts := tuple(filter(None, member.split("/"))))]
    tops = list(dict.fromkeys(parts[0] for parts in names))
    for _ in range(DEPTH):
        if len(tops) != 1 or systems.is_export(tops) or any(len(parts) == 1 for parts in names):
            break
        names = [parts[1:] for parts in names]
        tops = list(dict.fromkeys(parts[0] for parts in names))
    return tops


def unpacked(path: Path, below: Path) -> Path:
    """The folder ``below`` into which a zip file has been unpacked, now or before. Raises Unreadable."""
    about = path.stat()
    digest = hashlib.sha256(os.fsencode(f"{path} {about.st_size} {about.st_mtime_ns}")).hexdigest()
    folder = below / digest[:16] / path.stem
    if folder.is_dir():
        return folder
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > MAX_CLASS:
                raise Unreadable(
                    f"{path.name} has more than {MOST_FILES:,} files, or unpacked more than {MAX_CLASS // 2**30} GB: unpack it yourself"
                )
            if any(member.compress_type not in _READABLE for member in members):
                raise Unreadable(f"{path.name} is compressed in a way that is not accepted: unpack it yourself")
            folder.parent.mkdir(parents=True, exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
            try:
                archive.extractall(unfinished)  # noqa: S202 - a zip file's never leave the folder, and their sizes are known
                unfinished.rename(folder)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    except _BROKEN as error:
        if folder.is_dir():  # by somebody else, at the same time
            return folder
        raise Unreadable(as_text(f"{path.name} cannot be unpacked: {error}")) from None
    return folder


def read(path: Path, name: str) -> SourceFile:
    """One of the files that ``listed`` tells."""
    outer, _, member = name.partition("!")
    if path.is_dir() and not member:
        return read_file(path / name, inside=path)
    archive = path / outer if path.is_dir() else path
    wanted = member if path.is_dir() else name
    where = as_text(name)
    try:
        if kind(archive) == ".zip":
            with zipfile.ZipFile(archive) as opened:
                return _read_zipped(opened, wanted, where)
        with _tar(archive) as packed:
            found = [one for _, one in zip(range(MOST_FILES), packed, strict=False) if one.name == wanted]
            stream = packed.extractfile(found[0]) if len(found) == 1 and found[0].isfile() else None
            if stream is None:
                return SourceFile(where=where, fault=f"{where} is there {len(found)} times" if len(found) > 1 else f"{where} is a link")
            return _capped(where, stream.read(MAX_SOURCE + 1))
    except (*_BROKEN, Unreadable) as error:
        return SourceFile(where=where, fault=as_text(f"the {kind(archive)[1:]} file cannot be read: {error}"))


def _read_zipped(archive: zipfile.ZipFile, name: str, where: str) -> SourceFile:
    found = [member for member in archive.infolist() if member.filename == name]
    if len(found) > 1:
        return SourceFile(where=where, fault=f"{where} is in the zip file {len(found)} times")
    member = found[0]
    if stat.S_ISLNK(member.external_attr >> 16):
        return SourceFile(where=where, fault=f"{where} is a link")
    if member.compress_type not in _READABLE:
        return SourceFile(where=where, fault=f"{where} is compressed in a way that is not accepted: make the zip file with deflate")
    with archive.open(member) as stream:
        return _capped(where, stream.read(MAX_SOURCE + 1))


def read_file(path: Path, *, inside: Path | None = None, most: int = MAX_SOURCE) -> SourceFile:
    """A program in a file of at ``most`` so many bytes, which may be a link to another one ``inside`` the same folder only."""
    where = as_text(str(path.relative_to(inside) if inside else path))
    try:
        if inside and not path.resolve().is_relative_to(inside.resolve()):
            return SourceFile(where=where, fault=f"{where} is a link that leads out of the submission")
        if not path.exists():
            fault = f"{where} is a link that leads nowhere" if path.is_symlink() else ""
            return SourceFile(where=where, fault=fault)
        if not path.is_file():
            return SourceFile(where=where, fault=f"{where} is no file")
        with path.open("rb") as stream:
            return _capped(where, stream.read(most + 1), most)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        return SourceFile(where=where, fault=as_text(f"{where} cannot be read: {getattr(error, 'strerror', None) or error}"))


def _capped(where: str, data: bytes, most: int = MAX_SOURCE) -> SourceFile:
    if len(data) > most:
        return SourceFile(where=where, fault=f"{where} is larger than {most // 1024} KB")
    return SourceFile(where=where, data=data)
