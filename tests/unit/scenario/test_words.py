"""What names and titles in files may hold, and what is said of others."""

from __future__ import annotations

import re

import pytest
from small_files import AREA, ARRANGEMENT, Write

from carefunds_sim.errors import CarefundsError
from carefunds_sim.plain_text import printable
from carefunds_sim.scenario.load import load_scenario, validate_files
from carefunds_sim.scenario.schema.models import json_schema
from carefunds_sim.scenario.schema.words import ARRANGEMENT as ARRANGEMENT_NAME
from carefunds_sim.scenario.schema.words import NAME, SCENARIO
from carefunds_sim.scenario.sweep_design import sweep_design

NO_NAMES = [
    '=HYPERLINK("x")', "", "..", "../x", "+1", "-x", "@x", "Small", "a b", "a/b", "1st", "_x",
    "x\\n", "x" * 61, "x" * 2000, "na\u00efve",
]  # fmt: skip
NO_TITLES = ["", "  ", r"a\nb", r"a\tb", r"a\u202eb", r"a\u2028b", r"\u200b", "x" * 201]


def faults(write: Write, text: str) -> list[str]:
    return [str(fault) for fault in validate_files([write("mine.yaml", text)])]


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_is_of_small_letters_digits_and_underscores(write: Write, name: str) -> None:
    text = AREA.replace("name: small", 'name: "' + name.replace('"', r"\"") + '"')
    [fault] = faults(write, text)
    assert fault.startswith("mine.yaml:2: name must be small letters, digits and '_', a letter")
    assert fault.isprintable()
    assert len(fault) < 200


@pytest.mark.parametrize("title", NO_TITLES)
def test_a_title_is_a_line_that_can_be_seen(write: Write, title: str) -> None:
    [fault] = faults(write, AREA.replace("title: Ward", f'title: "{title}"'))
    assert fault.startswith("mine.yaml:14: services.ward.title must ")
    assert printable(fault) == fault


@pytest.mark.parametrize("title", ["=1+1 <b> & $x_{ | '", "Caf\u00e9 \U0001f600", "A\u200d\u05d0"])
def test_any_other_title_will_do(write: Write, title: str) -> None:
    assert faults(write, AREA.replace("title: Ward", f"title: {title!r}")) == []


def test_remarks_may_have_lines_but_steer_nothing(write: Write) -> None:
    remark = 'about: "one\\n\\ttwo"'
    assert faults(write, AREA.replace("title: A small", f"{remark}\ntitle: A small")) == []
    [fault] = faults(write, AREA.replace("a teaching example", r'"a \u202e example"'))
    assert fault.endswith(r"must be text without control characters (got 'a \u202e example')")


@pytest.mark.parametrize("text", [r"\e[2J", r"a\x9bb"])
def test_what_steers_a_terminal_is_nowhere_in_a_file_and_not_repeated(
    write: Write, text: str
) -> None:
    steering = (f'name: "{text}"', f'title: "{text}"', f'  "{text}":')
    for of, other in zip(("name: small", "title: Ward", "  rehab:"), steering, strict=True):
        found = faults(write, AREA.replace(of, other))
        assert any("must not hold control characters (got U+00" in fault for fault in found)
        assert all(fault.isprintable() for fault in found)


@pytest.mark.parametrize("name", ["mine", "typical_council/pooled/deep_cut"])
def test_a_scenario_may_be_named_by_its_parts(write: Write, name: str) -> None:
    write("area.yaml", AREA)
    text = "kind: scenario\nname: {}\ntitle: Mine\narea: area.yaml\n"
    assert faults(write, text.format(name)) == []
    for other in ("a//b", "/a", "a/..", "=a/b"):
        assert faults(write, text.format(other))[0].startswith("mine.yaml:2: name must be small")


def test_an_arrangement_may_be_a_hybrid_as_the_package_names_it(write: Write) -> None:
    hybrid = "name: pooled with funds, set_up of separate"
    text = re.sub("^name: .*$", hybrid, ARRANGEMENT, flags=re.MULTILINE)
    assert not [fault for fault in faults(write, text) if ": name" in fault]


def test_the_schema_shows_what_a_name_is() -> None:
    for kind, model, pattern in (
        ("area", "Area", NAME),
        ("arrangement", "Arrangement", ARRANGEMENT_NAME),
        ("scenario", "ScenarioFile", SCENARIO),
    ):
        schema = json_schema(kind)["$defs"][model]["properties"]
        assert schema["name"]["pattern"] == pattern
        assert schema["title"]["maxLength"]


def test_names_made_in_python_are_lines_that_no_table_takes_for_a_formula() -> None:
    lesson = load_scenario("one_queue")
    assert lesson.renamed("38 beds", "=1").name == "38 beds"
    for name in ("=1", "-x", "a\nb", "a\x1b[31m", "../x", " "):
        with pytest.raises(CarefundsError, match="a name must be one line of text that begins"):
            lesson.renamed(name)
        with pytest.raises(CarefundsError, match="a name must be one line"):
            sweep_design([lesson], name=name)
    with pytest.raises(CarefundsError, match=r"a title must be .*\\x1b"):
        lesson.renamed("more", "a\x1b[31m")
