"""The command that writes a lesson as stocks and flows, and what its files hold."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from carefunds_sim.cli.app import app
from carefunds_sim.report.xmile import document_of, tables
from carefunds_sim.report.xmile.diagram import FAR, arrows, pipe
from carefunds_sim.report.xmile.document import FUNCTIONS, NAMESPACE, Document
from carefunds_sim.scenario.load import load_scenario

MY_PURSES = """\
extends: two_purses
kind: scenario
name: my_purses
title: My purses
evidence: {kind: assumed, why: An exercise.}

"""
TAG = f"{{{NAMESPACE}}}"
EVERY = pytest.mark.parametrize("name", tables.MODELS)


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["xmile", *words])


def model(name: str) -> Document:
    return document_of(load_scenario(name))


@EVERY
def test_it_is_printed_or_written_and_is_the_same_every_time(name: str, tmp_path: Path) -> None:
    printed, file = call(name), tmp_path / "new" / "model.xmile"
    done = call(name, "-o", str(file))
    assert (printed.exit_code, done.exit_code) == (0, 0)
    assert done.stdout == ""
    assert "Wrote" in done.stderr
    assert file.read_bytes() == printed.stdout.encode()


@EVERY
def test_a_file_has_the_parts_that_the_standard_asks_for(name: str) -> None:
    root = ET.fromstring(call(name).stdout)
    assert root.tag == f"{TAG}xmile"
    assert root.attrib["version"] == "1.0"
    assert [each.tag.removeprefix(TAG) for each in root] == ["header", "sim_specs", "model"]
    header, specs, _ = root
    assert all(header.findtext(f"{TAG}{part}") for part in ("vendor", "product", "name"))
    assert specs.attrib == {"method": "Euler", "time_units": "days"}
    assert [specs.findtext(f"{TAG}{part}") for part in ("start", "stop", "dt")] == [
        "0", "3652.5", "0.25",
    ]  # fmt: skip
    assert {each.tag.split("}")[0] + "}" for each in root.iter()} == {TAG}  # no vendor's own


@EVERY
def test_every_variable_has_units_a_remark_and_a_name_that_readers_keep(name: str) -> None:
    variables = model(name).variables
    names = [each.name for each in variables]
    assert len(names) == len({each.lower() for each in names})
    assert not {each.upper() for each in names} & (FUNCTIONS | {"TIME", "DT", "PI"})
    for each in variables:
        assert each.units, each.name
        assert len(each.doc) > 10, each.name
        assert set(each.causes) <= set(names), each.name
        assert set(each.ends) <= {"", *names}
        assert each.kind != "flow" or any(each.ends), each.name


def test_a_flow_is_written_as_one_way_unless_it_may_run_back() -> None:
    both = {
        name: {each.name for each in model(name).variables if each.either_way}
        for name in tables.MODELS
    }
    assert both == {
        "one_pot": set(),
        "two_purses": {
            "growth_of_need", "opening_ic_places", "opening_hc_places", "nhs_change",
            "nhs_overspending", "council_change", "council_overspending", "moving_to_ic",
        },
    }  # fmt: skip
    for name, names in both.items():
        for flow in ET.fromstring(call(name).stdout).iter(f"{TAG}flow"):
            if (eqn := flow.find(f"{TAG}eqn")) is not None:  # not those of the diagram
                one_way = flow.find(f"{TAG}non_negative") is not None
                assert one_way == (flow.attrib["name"].replace(" ", "_") not in names), eqn.text


@EVERY
def test_the_diagram_shows_everything_once_and_an_arrow_for_every_cause(name: str) -> None:
    document = model(name)
    view = ET.fromstring(call(name).stdout).find(f"{TAG}model/{TAG}views/{TAG}view")
    assert view is not None
    for kind in ("stock", "flow", "aux"):
        shown = [each.attrib["name"] for each in view.findall(f"{TAG}{kind}")]
        assert shown == [each.title for each in document.variables if each.kind == kind]
    aliases = {each.attrib["uid"]: each.findtext(f"{TAG}of") for each in view.iter(f"{TAG}alias")
               if each.find(f"{TAG}of") is not None}  # fmt: skip
    drawn = set()
    for arrow in view.findall(f"{TAG}connector"):
        start = arrow.find(f"{TAG}from")
        assert start is not None
        origin = aliases[start[0].attrib["uid"]] if len(start) else start.text
        drawn.add((origin, arrow.findtext(f"{TAG}to")))
    causes = {(cause, each.name) for each in document.variables if each.kind != "stock"
              for cause in each.causes}  # fmt: skip
    assert drawn == causes


@EVERY
def test_the_diagram_opens_legibly(name: str) -> None:
    """Arrows are short, pipes turn at right angles, and no two names stand on each other."""
    document = model(name)
    places = {each.at for each in document.variables}
    for _, start, effect in arrows(document):
        assert math.dist(start, effect.at) <= FAR
        places.add(start)
    every = sorted(places)
    for at, (x, y) in enumerate(every):
        assert not [each for each in every[:at] if abs(each[0] - x) < 75 and abs(each[1] - y) < 40]
    for flow in document.variables:
        if flow.kind == "flow":
            corners = pipe(flow, document)
            for (x, y), (to_x, to_y) in itertools.pairwise(corners):
                assert (x == to_x) != (y == to_y), flow.name
            assert any(
                min(a[0], b[0]) <= flow.at[0] <= max(a[0], b[0])
                and min(a[1], b[1]) <= flow.at[1] <= max(a[1], b[1])
                for a, b in itertools.pairwise(corners)
            ), flow.name


def test_a_change_of_the_file_changes_the_model(tmp_path: Path) -> None:
    file = tmp_path / "my_purses.yaml"
    file.write_text(
        MY_PURSES
        + "area:\n  services:\n    hospital: {capacity: 110}\n"
        + "squeeze:\n  council: {by_year: [0.01], after: 0.01}\nrun: {years: 3}\n",
        encoding="utf-8",
    )
    was, now = call("two_purses").stdout, call(str(file)).stdout
    for before, after in (
        ("<eqn>100</eqn>", "<eqn>110</eqn>"), ("<eqn>-0.03</eqn>", "<eqn>0.01</eqn>"),
        ("<stop>3652.5</stop>", "<stop>1095.75</stop>"),
        ("<name>two_purses</name>", "<name>my_purses</name>"),
    ):  # fmt: skip
        assert before in was
        assert after in now


OF_THE_FORM = {"one_year", "time_to_move", "one_person", "a_pound_a_day"}
"""Constants that the stock-and-flow form needs and a scenario file does not have."""

LITERALS = {"0", "1", "2", "12", "100", "0.01", "1.702", "365.25"}


@EVERY
def test_no_number_is_written_in_a_table_that_the_file_has(name: str) -> None:
    for row in tables.rows(name):
        equation = tables.NUMBER.sub("", row["equation"])
        assert set(re.findall(r"(?<![\w.])[\d.]+", equation)) <= LITERALS, row["name"]
        is_constant = row["kind"] == "aux" and not re.search(r"[a-z]", equation)
        assert is_constant == ("{" in row["equation"] or row["name"] in OF_THE_FORM), row["name"]


def refusal(tmp_path: Path, changes: str) -> str:
    file = tmp_path / "my_purses.yaml"
    file.write_text(MY_PURSES + changes, encoding="utf-8")
    done = call(str(file), "-o", str(tmp_path / "out.xmile"))
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert not (tmp_path / "out.xmile").exists()
    return " ".join(done.stderr.split())


def test_what_a_model_cannot_follow_is_refused_with_every_reason(tmp_path: Path) -> None:
    said = refusal(
        tmp_path,
        "area:\n  services:\n    hospital: {stay_family: fixed}\n"
        "  money: {home_wait_cost: 12}\n"
        "arrangement: {disputes: {chance: 1}}\n"
        "run: {scale: 0.5}\n",
    )
    for reason in (
        "Hospital beds, stay family fixed (was exponential)",
        "home wait cost 12", "disputes, chance 1", "scale 0.5",
    ):  # fmt: skip
        assert reason in said


def test_growth_that_differs_between_years_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, "squeeze:\n  council: {by_year: [0.0, -0.05], after: -0.03}\n")
    assert "squeeze.council: by_year and after must all be one number" in said
    assert "squeeze.nhs" not in said


def test_another_network_is_refused(tmp_path: Path) -> None:
    for other in ("one_queue", "blocking", "typical_council/separate/none"):
        done = call(other, "-o", str(tmp_path / "out.xmile"))
        assert done.exit_code == 2
        assert "has no model in XMILE" in done.stderr
    assert call("one_potty").exit_code == 2
    assert not list(tmp_path.iterdir())
