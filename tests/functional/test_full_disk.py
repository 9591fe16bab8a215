"""Every command that writes, on a disk that takes no more: a sentence, the code, nothing half."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.cli.app import app
from carefunds_sim.cli.folders import rescued
from carefunds_sim.dataset.store import open_results, save
from carefunds_sim.disk import put
from carefunds_sim.errors import StorageError

resource = pytest.importorskip("resource", reason="the size of files has no limit here")
SHORT = ["--years", "1", "--replications", "2", "--workers", "1", "-q"]


@contextmanager
def room_for(size: int):
    """Let no file become longer, which is what a full disk looks like to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def call(*words: object, size: int):
    with room_for(size):
        return CliRunner().invoke(app, list(map(str, words)))


def words_of(done) -> str:
    """Return what was said, as if the terminal were as wide as it takes."""
    return " ".join(done.stderr.split())


def check(done, file: Path, *, safe: str = "What was there before is as it was") -> None:
    assert done.exit_code == 3, (done.output, done.exception)
    said = words_of(done)
    assert f"{file} cannot be written: File too large" in said
    assert safe in said
    assert done.exception is None or isinstance(done.exception, SystemExit)


@pytest.fixture
def swept(tmp_path):
    chance = np.random.default_rng(1)
    dataset = sweep_dataset(chance.random((60, 2)), {"delayed_days": chance.random((60, 2, 8))})
    save(dataset, tmp_path / "swept" / "results.nc")
    return tmp_path / "swept"


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (["evidence"], "page.md"),
        (["loops"], "loops.svg"),
        (["stocks"], "stocks.svg"),
        (["routes"], "routes.png"),
        (["xmile", "one_pot"], "model.xmile"),
    ],
)
def test_a_page_or_picture_that_does_not_fit_leaves_the_old_one(tmp_path, words, file):
    target = tmp_path / file
    target.write_text("the old one", encoding="utf-8")
    check(call(*words, "-o", target, size=3_000), target)
    assert target.read_text(encoding="utf-8") == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("form", ["csv", "parquet", "ema"])
def test_an_export_that_does_not_fit_leaves_nothing(swept, form):
    file = {"csv": "table.csv", "parquet": "table.parquet", "ema": "ema.tar.gz"}[form]
    done = call("export", swept, "--to", form, size=1_000)
    check(done, swept / file, safe="The stored results are as they were")
    assert [path.name for path in swept.iterdir()] == ["results.nc"]


def test_an_analysis_that_does_not_fit_says_so(swept):
    done = call("analyse", swept, "regret", size=10)
    check(done, swept / "analysis" / "analysis.txt", safe="The stored results are as they were")


def test_an_event_log_that_does_not_fit_leaves_nothing(tmp_path):
    file = tmp_path / "events.csv"
    check(call("trace", "one_queue", "--years", 1, "-o", file, size=1_000), file)
    assert not list(tmp_path.iterdir())


def test_finished_runs_that_fit_nowhere_are_said_to_be_lost(tmp_path):
    done = call("run", "one_queue", *SHORT, "-o", tmp_path / "out", size=8_000)
    check(done, tmp_path / "out" / "results.nc", safe="what is not in the folder is lost")
    assert "Mean wait" in done.stdout
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["run.log"]


def test_a_report_that_cannot_be_written_says_that_the_results_are_safe(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "figures").write_text("a file in the way", encoding="utf-8")
    done = CliRunner().invoke(app, ["run", "one_queue", *SHORT, "-o", str(folder)])
    assert done.exit_code == 3
    said = words_of(done)
    assert "figures" in said
    assert "cannot be written: Not a directory" in said
    assert f"The results are safe in {folder / 'results.nc'}" in said
    assert f"'carefunds report {folder}'" in said
    assert open_results(folder)["completed"].all()
    assert {path.name for path in folder.iterdir()} == {"figures", "results.nc", "run.log"}


def test_a_folder_in_a_file_s_place_and_a_file_in_use_are_told_apart(tmp_path, monkeypatch):
    (tmp_path / "taken").mkdir()
    with pytest.raises(StorageError, match="taken cannot be written: it is a folder, where a file"):
        put(tmp_path / "taken", "words")
    file = put(tmp_path / "page.md", "words")

    def in_use(*_):  # as Windows says it
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(StorageError, match="denied; close it if another program, such as Excel"):
        put(file, "others")
    done = CliRunner().invoke(app, ["evidence", "-o", str(file)])
    assert done.exit_code == 3
    said = words_of(done)
    assert said.endswith("What was there before is as it was")
    assert "make room" not in said
    assert file.read_text(encoding="utf-8") == "words"


def test_results_that_do_not_fit_are_kept_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "a_file").write_text("in the way")

    def write(folder: Path) -> list[Path]:
        return [put(folder / "words.txt", "what was found")]

    with pytest.raises(StorageError, match="The results are in") as told:
        rescued(write, tmp_path / "a_file")
    (kept,) = tmp_path.glob("carefunds_*/words.txt")
    assert str(kept.parent) in str(told.value)
    assert kept.read_text(encoding="utf-8") == "what was found"


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [8, 40, 100, 300, 1000])
def test_a_small_disk_brings_no_command_down(tmp_path, kilobytes):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("no disk can be made here")
    try:
        words = [sys.executable, "-m", "carefunds_sim", "run", "blocking", *SHORT, "-o", str(disk)]
        done = subprocess.run(words, check=False, capture_output=True, text=True, env={
            **os.environ, "TMPDIR": str(tmp_path)})  # fmt: skip
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
        kept = [*disk.glob("results.nc"), *tmp_path.glob("carefunds_*/results.nc")]
        assert any(open_results(file)["completed"].all() for file in kept)
        assert not list(disk.rglob(".part_*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
