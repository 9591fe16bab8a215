"""Command lines of all kinds: each ends with one of three codes, and writes nothing after a 2."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from fuzz.apart import apart
from fuzz.commanding import Said, line, said
from fuzz.counting import examples, report
from fuzz.spoiling import spoilt

CODES = (0, 2, 3)
BAD_INPUT = 2


def within(folder: Path, words: list[str]) -> Said:
    """Return what a command says that is given in a folder."""
    os.chdir(folder)
    return said(words)


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return everything in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def desk(made, tmp_path) -> Path:
    """A folder as anybody's: results, a store, files good and bad."""
    folder = tmp_path / "desk"
    shutil.copytree(made, folder)
    (folder / "folder").mkdir()
    (folder / "empty").write_bytes(b"")
    (folder / "table.csv").write_text(
        "Code,Name,65-74,75-84,85+\nE06000023,Bristol,1,2,3\n", "utf-8"
    )
    (folder / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(folder / "pipe.yaml")
    return folder


def tried(number: int, desk: Path) -> tuple[str, str]:
    """Return what is wrong with how one command ends, and the command."""
    place = desk.with_name(f"{number}") / "here"
    shutil.copytree(desk, place, symlinks=True, copy_function=copied)
    (place / "spoilt.yaml").write_bytes(spoilt(number).content)
    before, words = contents(place.parent), line(number)
    ended = apart(within, place, words)
    wrong = ended.fault or judged(ended.value, unchanged=contents(place.parent) == before)
    shutil.rmtree(place.parent)
    return wrong, f"{number}: {words}"


def copied(source: str, target: str) -> None:
    """Copy a file, or make another pipe where it is one."""
    if Path(source).is_fifo():
        os.mkfifo(target)
    else:
        shutil.copy2(source, target)


def judged(done: Said, *, unchanged: bool) -> str:
    """Return what is wrong with how a command ended."""
    if done.code not in CODES:
        return f"ends with exit code {done.code}"
    if "Traceback (most recent call last)" in done.output:
        return f"shows a traceback\n{done.output[-300:]}"
    if done.code == BAD_INPUT and not unchanged:
        return "writes although it ends with exit code 2"
    if done.code == BAD_INPUT and not done.output.strip():
        return "says nothing of what is wrong"
    return ""


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("count", examples(gate=15, long=1000))
def test_a_command_ends_well_whatever_it_is_given(count, desk):
    report(tried(number, desk) for number in count)
