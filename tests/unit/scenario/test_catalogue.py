"""``area/arrangement/squeeze``: names and paths in any of the three places, from any folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_files import ARRANGEMENT, Write

from carefunds_sim.errors import ScenarioError, UnknownNameError
from carefunds_sim.experiments.best_split import family
from carefunds_sim.scenario.catalogue import triple
from carefunds_sim.scenario.load import load_scenario

SQUEEZE = "extends: deep_cut\nkind: squeeze\nname: mine\n"
AREA = "extends: county\nkind: area\nname: ours\n"


@pytest.fixture
def folders(write: Write, tmp_path: Path) -> Path:
    """Own files here and in folders whose names contain what separates."""
    write("arr.yaml", "extends: pooled\nkind: arrangement\nname: own\n")
    write("squeeze.yaml", SQUEEZE)
    write("x/area.yaml", AREA)
    write("x/squeezes/sq.yaml", SQUEEZE)
    write("x/plain", SQUEEZE)
    write("odd.yaml/area.yml", AREA)
    write("county/pooled/none", "a file that is named by the whole text")
    return tmp_path


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("county/pooled/deep_cut", "county|pooled|deep_cut"),
        ("typical_council/separate/squeeze.yaml", "typical_council|separate|squeeze.yaml"),
        ("county/arr.yaml/none", "county|arr.yaml|none"),
        ("x/area.yaml/arr.yaml/squeeze.yaml", "x/area.yaml|arr.yaml|squeeze.yaml"),
        (
            "./x/area.yaml/x/../arr.yaml/x/squeezes/sq.yaml",
            "./x/area.yaml|x/../arr.yaml|x/squeezes/sq.yaml",
        ),
        ("odd.yaml/area.yml/pooled/x/plain", "odd.yaml/area.yml|pooled|x/plain"),
        ("HERE/x/area.yaml/HERE/arr.yaml/HERE/squeeze.yaml",
         "HERE/x/area.yaml|HERE/arr.yaml|HERE/squeeze.yaml"),
        ("county/-/squeeze.yaml", "county|-|squeeze.yaml"),
        # what is missing is named by the right path
        ("county/pooled/missing.yaml", "county|pooled|missing.yaml"),
        ("county/seperate/squeeze.yaml", "county|seperate|squeeze.yaml"),
        ("x/area.yaml/pooled/deep_cutt", "x/area.yaml|pooled|deep_cutt"),
        ("a.yaml/b.yaml/c.yaml", "a.yaml|b.yaml|c.yaml"),
        ("no/such/words", "no|such|words"),
        # one path or one name, and no three
        ("x/squeezes/sq.yaml", None),
        ("county/pooled/none", None),
        ("some/where/missing.yaml", None),
        ("county/pooled", None),
        ("blocking", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_triple_is_cut_where_names_and_files_are(
    folders: Path, given: str, expected: str | None
) -> None:
    here = folders.as_posix()
    found = triple(given.replace("HERE", here))
    assert found == (tuple(expected.replace("HERE", here).split("|")) if expected else None)


def test_own_files_run_in_every_place_from_every_folder(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_scenario("x/area.yaml/arr.yaml/squeeze.yaml").name == "ours/own/mine"
    monkeypatch.chdir(folders / "x" / "squeezes")
    assert load_scenario("county/separate/sq.yaml").name == "county/separate/mine"
    absolute = f"../area.yaml/{folders}/arr.yaml/../plain"
    assert load_scenario(absolute).name == "ours/own/mine"
    assert [s.name for s in family("county/-/sq.yaml", ["separate"])] == ["county/separate/mine"]


def test_windows_separators_and_drives_do_not_confuse() -> None:
    missing = r"C:\x\area.yaml\separate\D:\y\sq.yaml"
    assert triple(missing, separators="\\") == (r"C:\x\area.yaml", "separate", r"D:\y\sq.yaml")
    assert triple("C:/x/area.yaml/separate/none", separators="\\") == (
        "C:/x/area.yaml", "separate", "none",
    )  # fmt: skip
    assert triple(missing, separators="/") is None


def test_two_readings_that_both_exist_are_refused(write: Write) -> None:
    write("county/pooled.yaml", AREA)
    write("pooled.yaml/arr.yaml", ARRANGEMENT)
    write("arr.yaml", ARRANGEMENT)
    with pytest.raises(UnknownNameError, match=r"can be read as .*begin a path with \./"):
        triple("county/pooled.yaml/arr.yaml/none")
    assert triple("./county/pooled.yaml/arr.yaml/none") == (
        "./county/pooled.yaml", "arr.yaml", "none",
    )  # fmt: skip


@pytest.mark.usefixtures("folders")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("county/pooled/missing.yaml", "missing.yaml:1: there is no such file"),
        ("county/pooled/x", "x:1: this is a folder; name a file"),
        ("x/area.yaml", "x/area.yaml:2: kind must be scenario (got 'area'); an area is run as "
         "x/area.yaml/separate/nao_decade"),
        ("squeeze.yaml/pooled/none", "squeeze.yaml:2: kind must be area (got 'squeeze'); a squeeze "
         "is run as typical_council/separate/squeeze.yaml"),
    ],
)  # fmt: skip
def test_what_cannot_stand_there_is_a_fault_of_the_right_file(given: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(given)
    assert str(error.value) == said


def test_a_shipped_name_of_another_kind_is_told_how_to_run_it() -> None:
    with pytest.raises(UnknownNameError, match="an area is run as county/separate/nao_decade"):
        load_scenario("county")
    with pytest.raises(UnknownNameError, match="'carefunds compare quick'"):
        load_scenario("quick")
