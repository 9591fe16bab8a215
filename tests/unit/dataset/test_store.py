"""Keeping a dataset and reading it back."""

from __future__ import annotations

import pytest
import xarray as xr

from carefunds_sim.dataset.store import open_results, save
from carefunds_sim.errors import ResultError


def test_what_is_read_back_is_identical(study, tmp_path):
    again = open_results(save(study, tmp_path / "results.nc"))
    xr.testing.assert_identical(study, again)
    assert {n: v.dtype for n, v in study.variables.items()} == {
        n: v.dtype for n, v in again.variables.items()
    }
    assert dict(study.attrs) == dict(again.attrs)


def test_a_folder_stands_for_the_file_in_it(study, tmp_path):
    save(study, tmp_path / "results.nc")
    assert open_results(tmp_path).sizes["scenario"] == 8


def test_nothing_but_the_file_is_left_behind(study, tmp_path):
    save(study, tmp_path / "results.nc")
    assert [path.name for path in tmp_path.iterdir()] == ["results.nc"]


def test_a_write_that_fails_keeps_the_old_file(study, tmp_path):
    file = save(study, tmp_path / "results.nc")
    before = file.read_bytes()
    with pytest.raises(TypeError):
        save(study.assign_attrs(impossible={"a": 1}), file)
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


def test_a_cut_off_file_is_said_plainly(study, tmp_path):
    file = save(study, tmp_path / "results.nc")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ResultError, match="damaged"):
        open_results(file)


def test_somebody_elses_file_is_refused(tmp_path):
    xr.Dataset({"rain": ("day", [1.0, 2.0])}).to_netcdf(tmp_path / "rain.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="not written by this version"):
        open_results(tmp_path / "rain.nc")
