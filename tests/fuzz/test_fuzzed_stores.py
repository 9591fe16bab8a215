"""Stored results spoilt by chance: each is refused, or what it gives is what it gave before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from fuzz.apart import apart
from fuzz.commanding import Said, said
from fuzz.counting import examples, report

from carefunds_sim.dataset.store import open_results

CODES = (0, 2, 3)
STUDY, STORE = "study", "store"
EXPORT = ["export", STUDY, "-q"]
SWEEP = ["sweep", "small.yaml", "-o", STORE, "--workers", "1", "-q"]
PACKED = "packed.nc"
REPORT = ["report", STUDY, "--json"]
SELDOM = 0.02  # a report takes ten seconds, and reads results as the others do
COMMANDS = {
    STUDY: (EXPORT, EXPORT, [*EXPORT, "--monthly"]),
    STORE: (
        ["export", STORE, "-q"],
        ["pack", STORE, "-o", PACKED],
        SWEEP,
        ["analyse", STORE, "--json"],
    ),
}


def ends(folder: Path, words: list[str]) -> tuple[Said, dict[str, Any]]:
    """Return how a command ends in a folder, and the numbers that people take from there."""
    os.chdir(folder)
    done = said(words)
    return done, numbers(folder, stored=words == SWEEP) if done.code == 0 else {}


def numbers(folder: Path, *, stored: bool) -> dict[str, Any]:
    """Return the lines of tables, and the values of a packed sweep or of the store itself."""
    found: dict[str, Any] = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8").splitlines()
        for path in folder.rglob("*.csv")
    }
    datasets = [PACKED] * (folder / PACKED).exists() + [STORE] * stored
    for name in datasets:
        for key, values in open_results(folder / name).items():
            found[f"{name} {key}"] = values.to_numpy()
    return found


def differing(found: dict[str, Any], clean: dict[str, Any]) -> str:
    """Return where a number is another than it was; one that is missing is not wrong."""
    for key, now in found.items():
        if isinstance(now, list):
            known = set(clean[key])
            other = [line for line in now if line not in known and not line.endswith(",")]
            if other:
                return f"{key} {other[0]}"
        elif not np.all((now == clean[key]) | (now != now)):  # NaN is no number
            return key
    return ""


def spoil(folder: Path, chance: Random) -> str:
    """Spoil one stored file, and say how."""
    stored = [path for path in sorted(folder.rglob("*")) if path.is_file() and wanted(path)]
    path = chance.choice(stored)
    how = chance.choice(WAYS)
    content = path.read_bytes()
    changed = how(content, chance)
    if changed is None:
        path.unlink()
    else:
        path.write_bytes(changed)
    return f"{how.__name__} {path.relative_to(folder)}"


def wanted(path: Path) -> bool:
    """Whether numbers are read from a file, or it says which count."""
    kinds = (".nc", ".json", ".ledger", ".log")
    return path.suffix in kinds or any(".zarr" in part for part in path.parts)


def bit_flipped(content: bytes, chance: Random) -> bytes:
    """Flip one bit, as a bad disk does."""
    changed = bytearray(content)
    if changed:
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def bytes_changed(content: bytes, chance: Random) -> bytes:
    """Write chance over a stretch."""
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(16) + content[at + 16 :]


def cut(content: bytes, chance: Random) -> bytes:
    """Cut off the end."""
    return content[: chance.randrange(len(content) + 1)]


def lengthened(content: bytes, chance: Random) -> bytes:
    """Add something at the end."""
    return content + chance.choice((b"\n", b"nonsense\n", chance.randbytes(40), content))


def emptied(content: bytes, chance: Random) -> bytes:  # noqa: ARG001 - nothing of it is kept
    """Leave nothing of the content."""
    return b""


def zeroed(content: bytes, chance: Random) -> bytes:  # noqa: ARG001 - nothing of it is kept
    """Keep the length only, as some file systems do after a power cut."""
    return bytes(len(content))


def removed(content: bytes, chance: Random) -> None:
    """Leave out the file."""


def lines_shuffled(content: bytes, chance: Random) -> bytes:
    """Put lines in another order, and leave one out."""
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines[1:])


def numbers_changed(content: bytes, chance: Random) -> bytes:
    """Edit a number, where it is text."""
    at = [place for place, byte in enumerate(content) if byte in b"0123456789"]
    changed = bytearray(content)
    if at:
        changed[chance.choice(at)] = ord(str(chance.randrange(10)))
    return bytes(changed)


WAYS = (bit_flipped, bit_flipped, bytes_changed, cut, lengthened, emptied, zeroed, removed,
        lines_shuffled, numbers_changed)  # fmt: skip


def tried(
    number: int, made: Path, folder: Path, clean: Callable[[list[str]], dict[str, Any]]
) -> tuple[str, str]:
    """Return what is wrong with how spoilt results are met, and how they were spoilt."""
    chance = Random(number)
    of = chance.choice(tuple(COMMANDS))
    words = REPORT if chance.random() < SELDOM and of == STUDY else chance.choice(COMMANDS[of])
    place = folder / str(number)
    shutil.copytree(made, place)
    how = spoil(place / of, chance)
    ended = apart(ends, place, words)
    wrong = ended.fault
    if not wrong:
        done, found = ended.value
        if done.code not in CODES:
            wrong = f"ends with exit code {done.code}"
        elif words[0] != "analyse":  # it may be of fewer points, and say so
            at = differing(found, clean(words))
            wrong = at and f"has another number after exit code 0: {at}"
    shutil.rmtree(place)
    return wrong, f"{number}: {how}, then {' '.join(words)}"


@pytest.fixture(scope="session")
def clean(made, tmp_path_factory) -> Callable[[list[str]], dict[str, Any]]:
    """What a command gives while nothing is spoilt, found out once for each that is asked for."""
    known: dict[str, dict[str, Any]] = {}

    def found(words: list[str]) -> dict[str, Any]:
        if " ".join(words) not in known:
            place = tmp_path_factory.mktemp("clean") / "made"
            shutil.copytree(made, place)
            ended = apart(ends, place, words)
            assert not ended.fault, (words, ended.fault)
            done, known[" ".join(words)] = ended.value
            assert done.code == 0, done.output
        return known[" ".join(words)]

    return found


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("count", examples(gate=6, long=1000))
def test_spoilt_results_are_refused_or_unchanged(count, made, clean, tmp_path):
    report(tried(number, made, tmp_path, clean) for number in count)
