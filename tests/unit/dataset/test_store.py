"""Keeping a dataset and reading it back."""

from __future__ import annotations

import errno

import h5py
import pytest
import xarray as xr

from carefunds_sim.dataset.sink import Sink
from carefunds_sim.dataset.store import open_results, save
from carefunds_sim.errors import DamagedError, ResultError, StorageError


def test_what_is_read_back_is_identical(study, tmp_path):
    again = open_results(save(study, tmp_path / "results.nc"))
    xr.testing.assert_identical(study, again)
    assert {n: v.dtype for n, v in study.variables.items()} == {
        n: v.dtype for n, v in again.variables.items()
    }
    assert dict(study.attrs) == dict(again.attrs)


@pytest.fixture
def part(study):
    """Some of its arrays of every kind: a file takes longer by the array than by the number."""
    return study[["delayed_days", "cost_total", "moves", "monthly_delayed_days", "scenario_text"]]


def test_a_command_may_have_been_given_with_any_characters(part, tmp_path):
    given = part.assign_attrs(command="carefunds run 'a\tb\x1b'")
    assert open_results(save(given, tmp_path / "results.nc")).attrs["command"] == given.command


def test_a_folder_stands_for_the_file_in_it(part, tmp_path):
    save(part, tmp_path / "results.nc")
    assert open_results(tmp_path).sizes["scenario"] == 8


def test_nothing_but_the_file_is_left_behind(part, tmp_path):
    save(part, tmp_path / "results.nc")
    assert [path.name for path in tmp_path.iterdir()] == ["results.nc"]


def test_a_write_that_fails_keeps_the_old_file(part, tmp_path):
    file = save(part, tmp_path / "results.nc")
    before = file.read_bytes()
    with pytest.raises(TypeError):
        save(part.assign_attrs(impossible={"a": 1}), file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["results.nc"]


def test_a_missing_file_is_said_plainly(tmp_path):
    with pytest.raises(ResultError, match=r"no results at .*results\.nc"):
        open_results(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a dataset at all"])
def test_a_damaged_file_is_said_plainly(tmp_path, content):
    file = tmp_path / "results.nc"
    file.write_bytes(content)
    with pytest.raises(ResultError, match="damaged"):
        open_results(file)


def test_a_cut_off_file_is_said_plainly(part, tmp_path):
    file = save(part, tmp_path / "results.nc")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ResultError, match="damaged"):
        open_results(file)


def test_somebody_elses_file_is_refused(tmp_path):
    xr.Dataset({"rain": ("day", [1.0, 2.0])}).to_netcdf(tmp_path / "rain.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="not written by this version"):
        open_results(tmp_path / "rain.nc")


def value(file):
    file["delayed_days"][0, 0] += 1


def an_outcome(file):
    del file["cost_total"]


def an_attribute(file):
    file.attrs["warnings"] = "no JSON"


def a_definition(file):
    file["delayed_days"].attrs["units"] = "weeks"


def a_scenario(file):
    file["scenario_text"][0] = "{}"


def the_checksums(file):
    file.attrs["carefunds_checksums"] = "none"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (value, "variable 'delayed_days' has changed"),
        (an_outcome, "variable 'cost_total' is missing"),
        (an_attribute, "attribute 'warnings' has changed"),
        (a_definition, "variable 'delayed_days' has changed"),
        (a_scenario, "variable 'scenario_text' has changed"),
        (the_checksums, "its checksums cannot be read"),
    ],
)
def test_what_was_edited_is_named_and_refused(part, tmp_path, edit, said):
    file = save(part, tmp_path / "results.nc")
    with h5py.File(file, "r+") as stored:
        edit(stored)
    with pytest.raises(DamagedError, match=rf"results.nc is not as it was written: .*{said}"):
        open_results(file)


def test_a_file_of_an_older_layout_is_told_as_such(part, tmp_path):
    file = save(part, tmp_path / "results.nc")
    with h5py.File(file, "r+") as stored:
        stored.attrs["carefunds_format"] = 1
        del stored.attrs["carefunds_checksums"]
    with pytest.raises(DamagedError, match="give the command that made it again"):
        open_results(file)


def test_checksums_do_not_depend_on_the_layout_of_the_file(part, tmp_path):
    file = save(part, tmp_path / "results.nc")
    with xr.open_dataset(file, engine="h5netcdf") as stored:
        loaded = stored.load()
    for variable in loaded.variables.values():
        variable.encoding = {}
    backwards = loaded[list(loaded.data_vars)[::-1]]
    backwards.to_netcdf(tmp_path / "again.nc", engine="h5netcdf")
    xr.testing.assert_identical(open_results(tmp_path / "again.nc"), open_results(file))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_disk_that_fills_at_any_moment_leaves_the_old_file(part, tmp_path, share, monkeypatch):
    file = save(part, tmp_path / "results.nc")
    size, before = file.stat().st_size, file.read_bytes()
    put = Sink._put

    def full(self, content):
        if self.tell() + len(content) > share * size:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(self, content)

    monkeypatch.setattr(Sink, "_put", full)
    with pytest.raises(StorageError, match=r"results.nc cannot be written: No space left"):
        save(part, file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["results.nc"]
