"""`commun export`: everything public in a folder or in one zip, of one instant, whole or not at all."""

from collections.abc import Callable, Iterator
from pathlib import Path

from commun.core.snapshot import one_instant
from commun.core.whole import new_file, new_folder
from commun.opendata import package
from commun.opendata.package import File
from commun.opendata.zips import DEFLATED, STORED, Layout, Part, is_compressed, pack

Told = Callable[[File], None]


def to_folder(to: Path, *, replace: bool = False, told: Told) -> list[File]:
    """Raises WriteRefused, with nothing changed. What is there is whole, even after `kill -9` or on a full disk."""
    with new_folder(to, replace=replace) as folder, one_instant():
        return list(_each(folder, told))


def to_zip(to: Path, *, told: Told) -> list[File]:
    """The same in one zip, whose bytes depend on the data alone."""
    with new_file(to) as partial:
        folder = partial.parent
        files, parts = [], []
        with one_instant():
            for number, file in enumerate(_each(folder, told)):
                files.append(file)
                parts.append(packed_part(folder / file.path, file.path, to=folder / f"{number}.part"))
        with partial.open("wb") as zipped:
            for block in Layout(parts).blocks():
                zipped.write(block)
    return files


def packed_part(source: Path, name: str, *, to: Path) -> Part:
    """What a zip holds of `source`, which is taken away."""
    method = STORED if is_compressed(name) else DEFLATED
    with source.open("rb") as file, to.open("wb") as target:
        packed = pack(file, target, method=method)
    source.unlink()
    return Part(name, to, method, packed.crc, packed.size, packed.packed)


def _each(folder: Path, told: Told) -> Iterator[File]:
    for file in package.written(folder):
        told(file)
        yield file
