"""Files that hold only differences: what is kept, what replaces it, and whose evidence it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_files import AREA, ARRANGEMENT, MONEY, Write

from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.layers import LONGEST_CHAIN
from carefunds_sim.scenario.load import compose, validate_files
from carefunds_sim.scenario.schema.area import Area, Service
from carefunds_sim.vocabulary import Dependency, EvidenceKind, Role

HEADER = "evidence: {kind: expert, source: naic_2015, at: page 3}\n"
ONWARD = "services: {ward: {onward: "
ROUTES = {"rehab": 0.5, "home_care": 0.4}


def area_of(path: Path) -> Area:
    return compose(path).area


def ward_of(path: Path) -> Service:
    return area_of(path).services["ward"]


@pytest.mark.usefixtures("small")
def test_a_file_with_no_differences_is_its_base(write: Write) -> None:
    assert area_of(write("x.yaml", "extends: small.yaml\n")) == area_of(Path("small.yaml"))


@pytest.mark.usefixtures("small")
def test_a_bare_value_keeps_unit_range_and_role_but_not_the_evidence(write: Write) -> None:
    text = f"extends: small.yaml\n{HEADER}services: {{ward: {{capacity: 15}}}}\n"
    capacity = ward_of(write("x.yaml", text)).capacity
    assert capacity is not None
    assert (capacity.value, capacity.unit, capacity.range) == (15, "count", (5, 20))
    assert capacity.role is Role.LEVER
    assert capacity.kind is EvidenceKind.EXPERT
    assert (capacity.source, capacity.at, capacity.why) == ("naic_2015", "page 3", None)


@pytest.mark.usefixtures("small")
def test_a_bare_mapping_may_hold_only_some_keys(write: Write) -> None:
    text = f"extends: small.yaml\n{HEADER}services: {{ward: {{stay_days: {{much_help: 11}}}}}}\n"
    stay = ward_of(write("x.yaml", text)).stay_days
    assert stay.value == {Dependency.INDEPENDENT: 3, Dependency.MUCH_HELP: 11}
    assert stay.kind is EvidenceKind.EXPERT


@pytest.mark.usefixtures("small")
def test_a_complete_quantity_replaces_the_value_whole(write: Write) -> None:
    text = (
        "extends: small.yaml\nservices:\n  ward:\n"
        "    stay_days: {value: {much_help: 11}, kind: assumed, why: only they come}\n"
    )
    stay = ward_of(write("x.yaml", text)).stay_days
    assert stay.value == {Dependency.MUCH_HELP: 11}
    assert stay.why == "only they come"


@pytest.mark.usefixtures("small")
def test_a_range_alone_leaves_value_and_evidence(write: Write) -> None:
    text = "extends: small.yaml\nservices: {ward: {capacity: {range: [1, 2]}}}\n"
    capacity = ward_of(write("x.yaml", text)).capacity
    assert capacity is not None
    assert (capacity.value, capacity.range, capacity.why) == (12, (1, 2), "round")


@pytest.mark.usefixtures("small")
def test_null_removes_an_optional_key_and_a_whole_service(write: Write) -> None:
    text = (
        f"extends: small.yaml\n{HEADER}stages: null\npractices: null\n"
        "services:\n  assessors: null\n  rehab: {second_choice: null, patience: null}\n"
        "  ward: {onward: {much_help: {home_care: null, the_rest: as_before}}}\n"
    )
    area = area_of(write("x.yaml", text))
    assert "assessors" not in area.services
    assert area.services["rehab"].second_choice is None
    onward = area.services["ward"].onward
    assert onward is not None
    assert onward.value == {Dependency.MUCH_HELP: {"rehab": 0.6}}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{rehab: 1}", {"rehab": 1}),
        ("{rehab: 1, the_rest: as_before}", {"every_service": 0.5, "rehab": 1}),
        (
            "{value: {ward: 0, the_rest: as_before}, kind: assumed, why: kept outside}",
            {"every_service": 0.5, "rehab": 0.8, "ward": 0},
        ),
        ("{rehab: null, the_rest: as_before}", {"every_service": 0.5}),
        ("{every_service: 0.1}", {"every_service": 0.1}),
    ],
)
def test_a_pool_holds_what_its_shares_name_unless_the_rest_is_as_before(
    write: Write, written: str, value: dict[str, float]
) -> None:
    write("pooled.yaml", ARRANGEMENT)
    text = (
        f"kind: arrangement\nextends: pooled.yaml\n{HEADER}pools: {{pool: {{share: {written}}}}}\n"
    )
    write("rich.yaml", AREA + MONEY)
    arrangement = compose("rich.yaml", write("x.yaml", text)).arrangement
    assert arrangement is not None
    assert arrangement.pools["pool"].share.value == value


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("written", "kept"),
    [("{rehab: 0.9}", {"rehab": 0.9}), ("{rehab: 0.5, the_rest: as_before}", ROUTES)],
)
def test_a_row_of_routes_replaces_that_row_and_keeps_the_others(
    write: Write, written: str, kept: dict[str, float]
) -> None:
    write("base.yaml", f"extends: small.yaml\n{HEADER}{ONWARD}{{some_help: {{rehab: 1}}}}}}}}\n")
    text = f"extends: base.yaml\n{HEADER}{ONWARD}{{much_help: {written}}}}}}}\n"
    onward = ward_of(write("x.yaml", text)).onward
    assert onward is not None
    assert onward.value == {Dependency.SOME_HELP: {"rehab": 1}, Dependency.MUCH_HELP: kept}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("body", "shares"),
    [
        ("services: {rehab: {paid_by: {council: 1}}}", ("services", "rehab", "paid_by")),
        ("commissioners: {east: 1}", ("commissioners",)),
        (
            "services: {home_care: {rationing: {refused_to: {rehab: 1}}}}",
            ("services", "home_care", "rationing", "refused_to"),
        ),
        (
            "streams: {patients: {first: {much_help: {rehab: 1}}}}",
            ("streams", "patients", "first", "value", "much_help"),
        ),
        (
            "streams: {patients: {dependency: {aged_65_74: {much_help: 1}}}}",
            ("streams", "patients", "dependency", "value", "aged_65_74"),
        ),
        (
            "responsibility: {acute: {disputes: {both: 1}}}",
            ("responsibility", "acute", "value", "disputes"),
        ),
        ("pot: {split: {rehab: 1}}", ("pot", "split")),
    ],
)
def test_shares_of_one_whole_replace(write: Write, body: str, shares: tuple[str, ...]) -> None:
    base = (
        f"extends: small.yaml\n{HEADER}commissioners: {{north: 0.5, south: 0.5}}\n"
        "pot: {gbp_per_day: 900, split: {ward: 0.5, rehab: 0.5}}\n"
        "streams: {patients: {dependency: {aged_65_74: {independent: 0.5, some_help: 0.5}}}}\n"
        "responsibility: {acute: {disputes: {nhs: 0.5, social_care: 0.5}}, non_acute: {}}\n"
    )
    write("base.yaml", base)
    path = write("x.yaml", f"kind: area\nextends: base.yaml\n{HEADER}{body}\n")
    assert validate_files([path]) == []
    found = area_of(path).model_dump(mode="json")
    for key in shares:
        found = found[key]
    assert list(found.get("value", found).values()) == [1]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "services: {rehab: {paid_by: {nhs: 0.5, the_rest: 0.5}}}",
            "services.rehab.paid_by.the_rest must be as_before (got 0.5)",
        ),
        (
            "services: {nothing: {onward: {much_help: {ward: 1, the_rest: as_before}}}}",
            "services.nothing.onward.much_help.the_rest has nothing to keep: no file that this "
            "one extends gives it",
        ),
        (
            "services: {rehab: {paid_by: {nhs: null, council: 1}}}",
            "services.rehab.paid_by.nhs must stand with 'the_rest: as_before', as null takes away "
            "from what was there before",
        ),
        (
            "services: {ward: {stay_days: {much_help: 9, the_rest: as_before}}}",
            "services.ward.stay_days.the_rest must be one of independent, some_help, much_help "
            "(got 'the_rest')",
        ),
    ],
)
def test_the_rest_is_kept_only_where_there_is_a_whole(
    write: Write, body: str, sentence: str
) -> None:
    path = write("x.yaml", f"kind: area\nextends: small.yaml\n{HEADER}{body}\n")
    assert f"x.yaml:4: {sentence}" in map(str, validate_files([path]))


@pytest.mark.usefixtures("small")
def test_removing_what_must_be_there_is_a_fault(write: Write) -> None:
    path = write("x.yaml", "kind: area\nextends: small.yaml\nservices: {ward: {title: null}}\n")
    assert [str(fault) for fault in validate_files([path])] == [
        "x.yaml:3: services.ward.title must be given"
    ]


@pytest.mark.usefixtures("small")
def test_lists_are_replaced(write: Write) -> None:
    step = "{day: 5, capacity: 3}"
    write(
        "middle.yaml",
        "extends: small.yaml\nservices: {ward: {capacity_steps: "
        f"[{step}, {{day: 9, capacity: 2}}]}}}}\n",
    )
    text = f"extends: middle.yaml\nservices: {{ward: {{capacity_steps: [{step}]}}}}\n"
    assert len(ward_of(write("x.yaml", text)).capacity_steps) == 1


def test_a_chain_gives_each_value_the_header_of_its_own_file(write: Write, small: Path) -> None:
    middle = f"extends: ../{small}\n{HEADER}services: {{ward: {{capacity: 15}}}}\n"
    write("folder/middle.yaml", middle)
    last = (
        "extends: folder/middle.yaml\nevidence: {kind: assumed, why: a guess}\n"
        "services: {rehab: {capacity: 5}}\n"
    )
    services = area_of(write("last.yaml", last)).services
    kinds = {name: part.capacity.kind for name, part in services.items() if part.capacity}
    assert kinds["ward"] is EvidenceKind.EXPERT
    assert kinds["rehab"] is EvidenceKind.ASSUMED
    assert services["home_care"].capacity is not None
    assert services["home_care"].capacity.why == "a teaching example"


@pytest.mark.usefixtures("small")
def test_a_difference_without_a_header_is_a_fault_at_its_line(write: Write) -> None:
    path = write("x.yaml", "kind: area\nextends: small.yaml\nservices:\n  ward: {capacity: 15}\n")
    assert [str(fault) for fault in validate_files([path])] == [
        "x.yaml:4: services.ward.capacity must give value, range, role and source; a bare value "
        "is allowed only where the file's header says 'evidence:'"
    ]


@pytest.mark.usefixtures("small")
def test_faults_name_the_file_that_holds_them(write: Write) -> None:
    write("middle.yaml", f"extends: small.yaml\n{HEADER}services: {{ward: {{capacity: -1}}}}\n")
    text = f"kind: area\nextends: middle.yaml\n{HEADER}services: {{rehab: {{capacity: -2}}}}\n"
    assert [str(fault) for fault in validate_files([write("x.yaml", text)])] == [
        "middle.yaml:3: services.ward.capacity must be >= 0 (got -1)",
        "x.yaml:4: services.rehab.capacity must be >= 0 (got -2)",
    ]


def test_a_circle_names_its_chain(write: Write) -> None:
    write("b.yaml", "kind: area\nextends: c.yaml\n")
    write("c.yaml", "kind: area\n\nextends: a.yaml\n")
    with pytest.raises(ScenarioError) as error:
        area_of(write("a.yaml", "kind: area\nextends: b.yaml\n"))
    assert str(error.value) == (
        "c.yaml:3: extends must not lead back to the same file "
        "(got a.yaml -> b.yaml -> c.yaml -> a.yaml)"
    )


def test_a_circle_of_files_that_leave_the_kind_to_each_other_ends(write: Write) -> None:
    write("b.yaml", "extends: a.yaml\n")
    assert list(map(str, validate_files([write("a.yaml", "extends: b.yaml\n")]))) == [
        "b.yaml:1: extends must not lead back to the same file (got a.yaml -> b.yaml -> a.yaml)"
    ]


def test_a_chain_is_of_a_bearable_length(write: Write) -> None:
    write("0.yaml", AREA)
    for link in range(1, LONGEST_CHAIN + 1):
        write(f"{link}.yaml", f"kind: area\nextends: {link - 1}.yaml\n")
    assert validate_files([f"{LONGEST_CHAIN - 1}.yaml"]) == []
    assert list(map(str, validate_files([f"{LONGEST_CHAIN}.yaml"]))) == [
        "30.yaml:2: extends must come to an end within 30 files"
    ]


@pytest.mark.parametrize(
    ("extends", "sentence"),
    [
        ("missing.yaml", "must name a file (got 'missing.yaml', and there is no missing.yaml)"),
        ("3", "must be a name or a path (got 3)"),
        ("[a]", "must be a name or a path (got a list of 1)"),
        ("{a: 1}", "must be a name or a path (got a mapping with a)"),
        (".", "must name a file that can be read (got '.': this is a folder; name a file)"),
        ("other.yaml", "must name a file of kind area (got 'squeeze')"),
    ],
)
def test_what_cannot_be_extended_is_a_fault(write: Write, extends: str, sentence: str) -> None:
    write("other.yaml", "kind: squeeze\n")
    path = write("x.yaml", f"kind: area\nextends: {extends}\n")
    assert [str(fault) for fault in validate_files([path])] == [f"x.yaml:2: extends {sentence}"]


def test_an_unknown_shipped_name_is_a_fault_with_the_nearest(write: Write) -> None:
    path = write("x.yaml", "kind: squeeze\nextends: nao_decad\n")
    assert str(validate_files([path])[0]).startswith(
        "x.yaml:2: extends must name a file: no squeeze is called 'nao_decad'; "
        "did you mean 'nao_decade'? (there are: "
    )


def test_the_kind_may_be_left_to_the_base(write: Write) -> None:
    write("base.yaml", AREA)
    assert validate_files([write("x.yaml", "extends: base.yaml\n")]) == []
    assert validate_files([write("y.yaml", "extends: deep_cut\n")]) == []
