"""A sweep's store: the same whoever made it, resumed, extended, merged, damaged and mended."""

from __future__ import annotations

import errno
import json
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
import zarr
from filelock import FileLock

import carefunds_sim as cf
from carefunds_sim import engines
from carefunds_sim.dataset import export
from carefunds_sim.dataset.sweeps import description as described
from carefunds_sim.dataset.sweeps.description import checksum
from carefunds_sim.dataset.sweeps.store import SweepStore
from carefunds_sim.errors import DamagedError, ResultError, StorageError
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.experiments.sweep.store import merge
from carefunds_sim.experiments.sweep.sweep import run_sweep, sweep
from carefunds_sim.experiments.sweep.tasks import Shard
from carefunds_sim.scenario.sweep_design import sweep_design


@pytest.fixture(scope="module")
def whole(design, tmp_path_factory):
    """A sweep that one process made at one go."""
    from carefunds_sim.experiments.sweep.tasks import SweepOptions

    return run_sweep(design(), tmp_path_factory.mktemp("whole"), SweepOptions(workers=1)).path


@pytest.fixture
def runs(monkeypatch):
    """How many runs were made, as a list that grows."""
    counted, simulate = [], engines.simulate

    def counting(*given, **named):
        counted.append(named["replication"])
        return simulate(*given, **named)

    monkeypatch.setattr(engines, "simulate", counting)
    return counted


def copy_of(store: Path, folder: Path) -> Path:
    import shutil

    shutil.copytree(store.parent, folder, dirs_exist_ok=True)
    return folder / store.name


def test_two_processes_make_the_same_store(whole, design, how, tmp_path, fingerprint):
    two = run_sweep(design(), tmp_path, how(workers=2)).path
    assert fingerprint(two) == fingerprint(whole)


def test_shards_put_together_are_the_same_store(whole, design, how, tmp_path, fingerprint):
    for number in (3, 1, 2):
        session = run_sweep(design(), tmp_path, how(shard=Shard(number, 3)))
        assert session.left == 0
    merged = merge(tmp_path)
    assert (merged.shards, merged.tasks, merged.taken, merged.left) == (3, 8, 8, 0)
    assert fingerprint(merged.path) == fingerprint(whole)


def test_shards_that_are_missing_are_counted_and_can_be_made_later(
    whole, design, how, tmp_path, fingerprint
):
    run_sweep(design(), tmp_path, how(shard=Shard(2, 3)))
    assert merge(tmp_path).left == 5
    run_sweep(design(), tmp_path, how())
    assert fingerprint(tmp_path / "sweep.zarr") == fingerprint(whole)


def test_shards_of_different_sweeps_are_refused(design, how, tmp_path):
    run_sweep(design(), tmp_path, how(shard=Shard(1, 2)))
    run_sweep(design(), tmp_path, how(shard=Shard(2, 2), seed=9))
    with pytest.raises(ResultError, match=r"seed: 9 in the store, 1 now"):
        merge(tmp_path)


def test_values_are_those_of_the_same_scenarios_run_alone(whole, design):
    dataset = cf.open_results(whole)
    made = design()
    for point in (0, 3):
        scenarios = [
            scenario.with_values(
                {
                    path: value
                    for factor, number in zip(
                        made.factors, dataset["value"].values[point], strict=True
                    )
                    for path, value in factor.settings(place, number).items()
                }
            )
            for place, scenario in enumerate(made.scenarios)
        ]
        alone = replicate(scenarios, study="alone", amount=2, workers=1)
        for name in ("delayed_days", "cost_total", "wait_days", "overspend"):
            found = dataset[name].isel(point=point)
            np.testing.assert_array_equal(found.values, alone[name].values, err_msg=name)


def test_labels_say_what_was_moved_and_what_made_it(whole):
    dataset = cf.open_results(whole)
    assert dict(dataset.sizes)["point"] == 4
    assert list(dataset["factor"].values) == [
        "area.services.home_care.capacity",
        "squeeze.need_growth",
    ]
    assert dataset["factor_unit"].values[1] == "a year"
    low, high = dataset["factor_low"], dataset["factor_high"]
    position = (dataset["value"] - low) / (high - low)
    np.testing.assert_allclose(position, dataset["position"])
    assert json.loads(dataset.attrs["design"])["method"] == "sobol"
    assert dataset.attrs["incomplete"] == 0
    assert dataset.attrs["tasks_done"] == 8
    assert dataset["completed"].values.all()
    assert dataset["delayed_days"].attrs["units"] == "bed days a year"


def test_a_second_call_runs_nothing(whole, design, how, tmp_path, runs, fingerprint):
    store = copy_of(whole, tmp_path)
    session = run_sweep(design(), tmp_path, how())
    assert (session.before, session.made, session.left, runs) == (8, 0, 0, [])
    assert fingerprint(store) == fingerprint(whole)


def test_more_points_keep_those_that_are_there(whole, design, how, tmp_path, runs, fingerprint):
    copy_of(whole, tmp_path / "grown")
    with pytest.raises(ResultError, match=r"(?s)number of points: 4 in the store, 8 now.*--extend"):
        run_sweep(design(8), tmp_path / "grown", how())
    grown = run_sweep(design(8), tmp_path / "grown", how(extend=True))
    assert (grown.before, grown.made, len(runs)) == (8, 8, 16)
    anew = run_sweep(design(8), tmp_path / "anew", how())
    assert fingerprint(grown.path) == fingerprint(anew.path)
    assert not [path for path in grown.path.parent.iterdir() if path.name.startswith(".sweep")]


def test_other_numbers_moved_to_the_same_values_are_another_sweep(
    scenarios, how, tmp_path, fingerprint
):
    made = [
        sweep_design(scenarios, [{"path": path, "levels": [0.1, 0.2]}], method="full_factorial")
        for path in ("area.behaviour.refill", "arrangement.trust.initial")
    ]
    store = run_sweep(made[0], tmp_path, how()).path
    before = fingerprint(store)
    with pytest.raises(ResultError, match=r"(?s)factors: area.behaviour.refill.*now\ngive another"):
        run_sweep(made[1], tmp_path, how(extend=True))
    assert fingerprint(store) == before


@pytest.mark.parametrize(
    "stage", [1, *(pytest.param(stage, marks=pytest.mark.slow) for stage in (0, 2, 3, 4))]
)
def test_a_kill_while_it_is_extended_loses_nothing(
    whole, design, how, tmp_path, monkeypatch, stage, fingerprint
):
    """The old store is put aside and the new one put in its place, step by step."""
    from carefunds_sim.experiments.sweep import store

    copy_of(whole, tmp_path / "grown")
    steps, move = [], store.shutil.move

    def killed(*given):
        steps.append(given)
        if len(steps) > stage:
            raise KeyboardInterrupt
        return move(*given)

    monkeypatch.setattr(store.shutil, "move", killed)
    if stage < 4:
        with pytest.raises(KeyboardInterrupt):
            run_sweep(design(8), tmp_path / "grown", how(extend=True))
    monkeypatch.setattr(store.shutil, "move", move)
    grown = run_sweep(design(8), tmp_path / "grown", how(extend=True))
    assert grown.before >= 8
    anew = run_sweep(design(8), tmp_path / "anew", how())
    assert fingerprint(grown.path) == fingerprint(anew.path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 7}, "seed: 1 in the store, 7 now"),
        ({"replications": 3}, "replications: 2 in the store, 3 now"),
        ({"engine": "simpy"}, "engine: compiled in the store, simpy now"),
    ],
)
def test_a_store_of_other_settings_is_refused(whole, design, how, change, said):
    with pytest.raises(ResultError, match=said):
        run_sweep(design(), whole.parent, how(**change))


def test_a_store_of_another_version_or_code_is_refused(whole, design, how, monkeypatch):
    monkeypatch.setattr(described, "__version__", "9.9")
    monkeypatch.setattr(described, "code_digest", lambda _: "other")
    with pytest.raises(ResultError) as refused:
        run_sweep(design(), whole.parent, how())
    assert "version of carefunds_sim: " in str(refused.value)
    assert "9.9 now" in str(refused.value)
    assert "code of the model (digest): " in str(refused.value)
    assert "--extend" not in str(refused.value)


def test_a_store_of_another_design_is_refused_and_named(whole, design, how):
    with pytest.raises(ResultError, match=r"design, seed: 1 in the store, 2 now"):
        run_sweep(design(seed=2), whole.parent, how())


def damage(store: Path, how: str) -> None:
    chunk = sorted((store / "outcomes").glob("c.*"))[5]
    content = bytearray(chunk.read_bytes())
    if how == "a changed byte":
        content[len(content) // 2] ^= 255
        chunk.write_bytes(bytes(content))
    elif how == "a cut file":
        chunk.write_bytes(bytes(content[: len(content) // 2]))
    elif how == "an empty file":
        chunk.write_bytes(b"")
    elif how == "a lost file":
        chunk.unlink()
    else:
        other = sorted((store / "outcomes").glob("c.*"))[0]
        chunk.write_bytes(other.read_bytes())


@pytest.mark.parametrize(
    "how_damaged",
    ["a changed byte", "a cut file", "an empty file", "a lost file", "another task's file"],
)
def test_damaged_values_are_not_believed_and_are_made_again(
    whole, design, how, tmp_path, how_damaged, runs, fingerprint
):
    store = copy_of(whole, tmp_path)
    damage(store, how_damaged)
    with pytest.raises(ResultError, match=r"damaged at point 2.*makes again what is damaged"):
        cf.open_results(tmp_path)
    session = run_sweep(design(), tmp_path, how())
    assert (session.remade, session.made, len(runs)) == (1, 1, 2)
    assert fingerprint(store) == fingerprint(whole)


def test_a_lost_ledger_means_that_nothing_is_believed(
    whole, design, how, tmp_path, runs, fingerprint
):
    store = copy_of(whole, tmp_path)
    store.with_suffix(".ledger").unlink()
    with pytest.raises(DamagedError, match=r"sweep\.ledger is missing"):
        cf.open_results(tmp_path)
    run_sweep(design(), tmp_path, how())
    assert len(runs) == 16
    assert fingerprint(store) == fingerprint(whole)


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (lambda lines: ["nonsense\n", *lines[1:]], "damaged in line 1"),
        (lambda lines: [*lines[:2], "\n", *lines[2:]], "damaged in line 3"),
        (lambda lines: [line_of({"place": [99, 0]}), *lines], "damaged in line 1"),
        (lambda lines: [line_of([1, 2]), *lines], "damaged in line 1"),
        (lambda lines: lines[:5], "has lost its lines on 3 tasks"),
        (lambda _: [], "has lost its lines on 8 tasks"),
    ],
)
def test_a_ledger_that_says_nonsense_is_refused_and_mended(
    whole, design, how, tmp_path, ledger, said, fingerprint
):
    store = copy_of(whole, tmp_path)
    path = store.with_suffix(".ledger")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(ledger(lines)), encoding="utf-8")
    for attempt in (cf.open_results, lambda folder: export.pack(store, folder / "results.nc")):
        with pytest.raises(DamagedError, match=said):
            attempt(tmp_path)
    assert not (tmp_path / "results.nc").exists()
    run_sweep(design(), tmp_path, how())
    assert fingerprint(store) == fingerprint(whole)


def line_of(said):
    """Return nonsense as a whole line of a ledger."""
    text = json.dumps(said if isinstance(said, list) else {"sums": [], "warnings": [], **said})
    return f"{zlib.crc32(text.encode()):08x} {text}\n"


@pytest.mark.parametrize("edited", ["factors", "seed", "texts", "positions"])
def test_a_description_that_was_edited_is_refused(whole, design, how, tmp_path, edited):
    store = copy_of(whole, tmp_path)
    group = zarr.open_group(store, mode="r+")
    identity = json.loads(group.attrs["identity"])
    if edited == "factors":
        identity["factors"][0]["high"] = 9.0
    elif edited == "seed":
        identity["seed"] = 99
    elif edited == "texts":
        group.attrs["scenario_texts"] = group.attrs["scenario_texts"].replace("hours", "visits", 1)
    else:
        group["position"][0, 0] = 0.123
    group.attrs["identity"] = json.dumps(identity)
    for attempt in (cf.open_results, lambda folder: run_sweep(design(), folder, how())):
        with pytest.raises(DamagedError, match="what it says of itself has changed"):
            attempt(tmp_path)


@pytest.mark.parametrize("file", ["zarr.json", "outcomes/zarr.json", "value/c.0.0"])
def test_a_store_whose_description_is_damaged_is_refused(whole, design, how, tmp_path, file):
    store = copy_of(whole, tmp_path)
    assert (store / file).exists()
    (store / file).write_bytes(b"{}")
    for attempt in (cf.open_results, lambda folder: run_sweep(design(), folder, how())):
        with pytest.raises(ResultError, match="damaged"):
            attempt(tmp_path)


def test_a_store_of_another_layout_is_refused_as_such(whole, tmp_path):
    attributes = zarr.open_group(copy_of(whole, tmp_path), mode="r+").attrs
    identity = json.loads(attributes["identity"])
    attributes["identity"] = json.dumps(identity | {"format": 0})
    with pytest.raises(ResultError, match="was not written by this version"):
        cf.open_results(tmp_path)


def test_scenarios_of_another_version_are_named_as_such(whole, tmp_path):
    attributes = zarr.open_group(copy_of(whole, tmp_path), mode="r+").attrs
    texts = [json.loads(text) for text in json.loads(attributes["scenario_texts"])]
    texts[0]["area"]["once_there_was"] = 1
    attributes["scenario_texts"] = json.dumps([json.dumps(text) for text in texts])
    positions = SweepStore(whole).positions
    attributes["checksum"] = checksum(attributes.asdict(), positions)
    with pytest.raises(ResultError, match=r"(?s)cannot read.*pack it with that version"):
        cf.open_results(tmp_path)


def test_what_a_kill_left_half_written_is_swept_up(whole, design, how, tmp_path, fingerprint):
    store = copy_of(whole, tmp_path)
    (store / "outcomes" / "c.0.0.0.4f2a.partial").write_bytes(b"half a chunk")
    (tmp_path / ".sweep.zarr.x1y2" / "sweep.zarr").mkdir(parents=True)
    run_sweep(design(), tmp_path, how())
    assert fingerprint(store) == fingerprint(whole)
    assert not list(tmp_path.glob(".sweep*"))


def test_a_full_disk_loses_nothing(whole, design, how, tmp_path, monkeypatch, fingerprint):
    put, done = SweepStore.put, []

    def full(self, *given):
        if len(done) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done.append(given)
        return put(self, *given)

    monkeypatch.setattr(SweepStore, "put", full)
    with pytest.raises(StorageError, match=r"No space left on device.*The 3 tasks .* are kept"):
        run_sweep(design(), tmp_path, how())
    monkeypatch.setattr(SweepStore, "put", put)
    session = run_sweep(design(), tmp_path, how())
    assert (session.before, session.made) == (3, 5)
    assert fingerprint(session.path) == fingerprint(whole)


def test_two_writers_of_one_store_are_refused(whole, design, how, tmp_path):
    copy_of(whole, tmp_path)
    with (
        FileLock(tmp_path / "sweep.lock"),
        pytest.raises(ResultError, match="being written by another process"),
    ):
        run_sweep(design(), tmp_path, how())


def test_packed_it_reads_back_the_same(whole, tmp_path, monkeypatch):
    monkeypatch.setattr("carefunds_sim.dataset.sweeps.read.BLOCK", 3)
    packed = export.pack(whole, tmp_path / "results.nc")
    assert cf.open_results(packed.file).identical(cf.open_results(whole))
    assert [path.name for path in tmp_path.iterdir()] == ["results.nc"]


def test_series_are_kept_month_by_month_when_asked_for(design):
    made = sweep(design(2, series=("delayed_days", "cost")), workers=1)
    monthly = made["monthly_delayed_days"]
    assert monthly.dtype == np.float32
    assert monthly.dims[3:] == ("month", "setting", "reason")
    yearly = monthly.astype(float).sum(("month", "setting", "reason"))
    np.testing.assert_allclose(yearly, made["delayed_days"], rtol=1e-5)


def test_a_series_that_is_no_account_is_refused_before_anything_is_written(design, how, tmp_path):
    with pytest.raises(cf.UnknownNameError, match="did you mean 'delayed_days'"):
        run_sweep(design(2, series=("delayed_dayz",)), tmp_path / "none", how())
    assert not list(tmp_path.iterdir())


def test_without_a_folder_nothing_is_left_behind(design, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = sweep(design(2), workers=1, outcomes=["delayed_days"])
    assert "cost_total" not in made
    assert made["delayed_days"].notnull().all()
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_dask_cluster_makes_the_same_store(whole, design, how, tmp_path, fingerprint):
    made = run_sweep(design(), tmp_path, how(workers=2, scheduler="local")).path
    assert fingerprint(made) == fingerprint(whole)
