"""A sweep killed at random moments, and its finished store beside that of an uninterrupted one."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import carefunds_sim as cf

FILE = """\
kind: sweep
name: killed
title: A sweep to be killed
areas: [typical_council]
arrangements: [separate, pooled]
squeezes: [deep_cut]
baseline: separate
factors:
  - area.services.home_care.capacity
  - squeeze.need_growth
design: {{method: sobol, points: {points}, seed: 1}}
series: [delayed_days]
run: {{years: 1, scale: 0.05, replications: 2}}
"""
PATIENCE_SECONDS = 600.0


def begin(file: Path, folder: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "carefunds_sim", "sweep", str(file), "-o", str(folder), "-q",
             "--workers", "2"]  # fmt: skip
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def lines_in(ledger: Path) -> int:
    return ledger.read_bytes().count(b"\n") if ledger.exists() else 0


def killed_after(lines: int, file: Path, folder: Path) -> int:
    """Kill a sweep without warning once it has made some more tasks; return how many it has."""
    ledger = folder / "sweep.ledger"
    wanted = lines_in(ledger) + lines
    process = begin(file, folder)
    until = time.monotonic() + PATIENCE_SECONDS
    while lines_in(ledger) < wanted and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    process.kill()
    process.wait()
    return lines_in(ledger)


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.suffix not in (".log", ".lock")
    }


def check(tmp_path: Path, kills: int, tasks: int) -> None:
    """Kill a sweep of so many tasks, two a point, so many times."""
    file = tmp_path / "killed.yaml"
    file.write_text(FILE.format(points=tasks // 2), encoding="utf-8")
    straight, cut = tmp_path / "straight", tmp_path / "cut"
    assert begin(file, straight).wait() == 0
    chance, before = random.Random(1), 0
    for _ in range(kills):
        now = killed_after(chance.randint(1, tasks // (kills + 1)), file, cut)
        assert before < now < tasks
        before = now
    assert begin(file, cut).wait() == 0
    assert contents(cut) == contents(straight)
    assert cf.open_results(cut)["delayed_days"].notnull().all()


@pytest.mark.slow  # in the short form: a kill while it is extended, in test_sweep_store
def test_killed_once_it_ends_as_if_it_had_not_been(tmp_path):
    check(tmp_path, kills=1, tasks=8)


@pytest.mark.slow
def test_killed_many_times_it_ends_as_if_it_had_not_been(tmp_path):
    check(tmp_path, kills=8, tasks=32)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="who is whose child is read from /proc")
def test_a_killed_sweep_leaves_no_process_behind(tmp_path):
    file = tmp_path / "killed.yaml"
    file.write_text(FILE.format(points=8), encoding="utf-8")
    os.environ["CAREFUNDS_TEST_MARK"] = mark = tmp_path.name
    try:
        killed_after(2, file, tmp_path / "cut")
        until = time.monotonic() + PATIENCE_SECONDS
        while _alive(mark) and time.monotonic() < until:
            time.sleep(0.1)
        assert not _alive(mark)
    finally:
        del os.environ["CAREFUNDS_TEST_MARK"]


def _alive(mark: str) -> list[str]:
    """Return the processes that were given a mark, but for this one."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if f"CAREFUNDS_TEST_MARK={mark}".encode() in environment.split(b"\0"):
            found.append(folder.name)
    return found
