"""What is shipped: found by name, without a fault, valid for editors, with its evidence."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_files import AREA, ARRANGEMENT, MONEY, Write

from carefunds_sim.scenario.catalogue import KINDS, Entry, catalogue, find, shipped
from carefunds_sim.scenario.document import read
from carefunds_sim.scenario.evidence import shipped_sources
from carefunds_sim.scenario.files import read_part
from carefunds_sim.scenario.load import validate_files
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.models import json_schema
from carefunds_sim.scenario.schema.squeeze import Squeeze

SHIPPED = catalogue()
SQUEEZES = (
    "actual_2010_20",
    "deep_cut",
    "front_loaded",
    "innovation_fund",
    "nao_decade",
    "none",
    "scarce_care_workers",
    "winter_grants",
)


def label(entry: Entry) -> str:
    return f"{entry.kind}-{entry.name}"


def squeeze(name: str) -> Squeeze:
    model = read_part("squeeze", find("squeeze", name)).model
    assert isinstance(model, Squeeze)
    return model


def schema_faults(kind: str, path: Path) -> list[Any]:
    return list(Draft202012Validator(json_schema(kind)).iter_errors(read(path).data))


def test_the_squeezes_are_shipped() -> None:
    assert tuple(entry.name for entry in SHIPPED if entry.kind == "squeeze") == SQUEEZES


@pytest.mark.parametrize("entry", SHIPPED, ids=label)
def test_every_shipped_file_is_without_fault_and_goes_by_its_name(entry: Entry) -> None:
    assert validate_files([entry.path]) == []
    part = read_part(entry.kind, entry.path)
    assert (part.model.name, part.model.title) == (entry.name, entry.title)
    assert find(entry.kind, entry.name) == entry.path


@pytest.mark.parametrize("entry", SHIPPED, ids=label)
def test_every_shipped_file_is_valid_for_editors(entry: Entry) -> None:
    assert schema_faults(entry.kind, entry.path) == []


@pytest.mark.parametrize("entry", SHIPPED, ids=label)
def test_every_shipped_file_says_what_it_is(entry: Entry) -> None:
    begins = entry.path.read_text(encoding="utf-8")
    assert begins.startswith("# ") or read_part(entry.kind, entry.path).model.about


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_schemas_take_terse_complete_and_differing_files(write: Write) -> None:
    assert schema_faults("area", write("terse.yaml", AREA + MONEY)) == []
    assert schema_faults("arrangement", write("arrangement.yaml", ARRANGEMENT)) == []
    difference = "extends: small\nservices: {ward: {capacity: {value: 3}, patience: null}}\n"
    assert schema_faults("area", write("difference.yaml", difference)) == []
    area = read_part("area", write("area.yaml", AREA)).model
    complete = write("complete.json", Scenario(area=area, name="x", title="X").text)
    assert schema_faults("scenario", complete) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("capacity: 40", "capcity: 40"),
        ("capacity: 40", "capacity: -3"),
        ("kind: hours", "kind: hour"),
        ("    title: Home care\n", ""),
        ("kind: assumed, why: a teaching", "why: a teaching"),
        ("much_help: 400", "much_hlp: 400"),
        ("role: lever", "unit: beds"),
    ],
)
def test_schemas_refuse_what_is_wrong(write: Write, old: str, new: str) -> None:
    assert old in AREA
    assert schema_faults("area", write("x.yaml", AREA.replace(old, new, 1)))


def test_every_source_says_which_rows_rest_on_it_once() -> None:
    for name, source in shipped_sources().items():
        assert source.title
        assert source.publisher
        assert len(set(source.rows)) == len(source.rows), name


def test_no_squeeze_differs_but_in_money() -> None:
    paths = [squeeze(name) for name in SQUEEZES]
    assert len({path.need_growth.value for path in paths}) == 1
    assert len({path.price_growth.value for path in paths}) == 1


@pytest.mark.parametrize(
    ("name", "total"),
    [("none", 1.0), ("nao_decade", 0.947), ("deep_cut", 0.69), ("front_loaded", 0.69)],
)
def test_council_money_falls_by_what_was_published(name: str, total: float) -> None:
    years = squeeze(name).council.by_year.value
    assert math.prod(1 + growth for growth in years) == pytest.approx(total, abs=0.0005)


def test_the_early_cut_is_early() -> None:
    early = squeeze("front_loaded").council.by_year.value
    assert early == sorted(early)
    assert sum(map(math.log1p, early[:3])) / sum(map(math.log1p, early)) == pytest.approx(
        21 / 36, abs=0.001
    )


def test_winter_grants_add_only_grants() -> None:
    winter, decade = squeeze("winter_grants"), squeeze("nao_decade")
    assert winter.council == decade.council
    assert winter.nhs == decade.nhs
    assert [grant.year for grant in winter.grants] == [8, 9, 10]
    assert {tuple(grant.months) for grant in winter.grants} == {(12, 1, 2, 3)}


def test_shipped_files_are_found_inside_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "carefunds_sim"
    (package / "scenario").mkdir(parents=True)
    (package / "scenarios" / "squeezes").mkdir(parents=True)
    (package / "scenarios" / "squeezes" / "mine.yaml").write_text("title: 'Mine'\n")
    where = package / "scenario" / "catalogue.py"
    monkeypatch.setattr("carefunds_sim.scenario.catalogue.__file__", str(where))
    assert shipped() == package / "scenarios"
    assert [(entry.name, entry.title) for entry in catalogue()] == [("mine", "Mine")]
