"""Orders to end, and readers who go away: what is done is kept, and no process stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carefunds_sim.dataset.store import open_results

pytestmark = [
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are read from /proc"),
    pytest.mark.usefixtures("signals_heard"),
]

COMMAND = [sys.executable, "-m", "carefunds_sim"]
LONG = ["--years", "1", "--replications", "800", "--workers", "2"]
PATIENCE_SECONDS = 300.0


def begin(*words: str, mark: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, "CAREFUNDS_TEST_MARK": mark},
    )  # fmt: skip


def wait_for_runs(process: subprocess.Popen[str], number: int) -> None:
    """Read what is said until so many runs are finished."""
    assert process.stderr is not None
    while number:
        line = process.stderr.readline()
        assert line, "the command ended before"
        number -= "is finished" in line


def alive(mark: str) -> list[int]:
    """Return the processes that were given a mark."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            environment = (folder / "environ").read_bytes() if folder.name.isdecimal() else b""
        except OSError:
            continue
        if f"CAREFUNDS_TEST_MARK={mark}".encode() in environment.split(b"\0"):
            found.append(int(folder.name))
    return found


def all_ended(mark: str) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while alive(mark) and time.monotonic() < until:
        time.sleep(0.1)
    return not alive(mark)


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("SIGTERM", "process"),
        pytest.param("SIGINT", "group", marks=pytest.mark.slow),
        pytest.param("SIGTERM", "group", marks=pytest.mark.slow),
        pytest.param("SIGHUP", "process", marks=pytest.mark.slow),
    ],
)
def test_a_comparison_that_is_ended_keeps_what_is_finished(tmp_path, name, to):
    folder, mark = tmp_path / "out", f"{tmp_path.name}-{name}"
    process = begin("--log-level", "debug", "compare", "one_queue", "blocking", "-o", str(folder),
                    *LONG, mark=mark)  # fmt: skip
    wait_for_runs(process, 3)
    send = os.killpg if to == "group" else os.kill
    send(process.pid, getattr(signal, name))
    said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 3, said
    assert "Traceback" not in said[1]
    assert "INCOMPLETE" in said[0]
    assert all_ended(mark)
    found = open_results(folder)
    assert (found.attrs["interrupted"], found.attrs["incomplete"]) == (1, 1)
    assert 3 <= int(found["completed"].sum()) < found["completed"].size
    assert (folder / "report.html").is_file()


def test_a_comparison_that_is_killed_leaves_no_process(tmp_path):
    mark = tmp_path.name
    process = begin("--log-level", "debug", "compare", "one_queue", "blocking", "-o",
                    str(tmp_path / "out"), *LONG, mark=mark)  # fmt: skip
    wait_for_runs(process, 3)
    process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)
    assert all_ended(mark)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["run.log"]


@pytest.mark.parametrize("words", [["list"], ["show", "typical_council"], ["evidence"]])
def test_a_reader_who_goes_away_is_not_told(words):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*COMMAND, *words], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_files_are_written_when_nobody_reads(tmp_path):
    read, write = os.pipe()
    os.close(read)
    words = ["run", "one_queue", "--years", "1", "--replications", "2", "--workers", "1"]
    done = subprocess.run([*COMMAND, *words, "-o", str(tmp_path / "out")], stdout=write,
                          stderr=write, check=False)  # fmt: skip
    os.close(write)
    assert done.returncode == 0
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_finds_no_room_is_said():
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run([*COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr == b"what was printed is not complete: No space left on device\n"
