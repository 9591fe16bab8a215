"""Any sane table of population makes an area that is valid, scales and runs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import carefunds_sim as cf
from carefunds_sim.scenario.load import validate_files

BANDS = st.tuples(st.integers(600, 170_000), st.integers(300, 100_000), st.integers(100, 45_000))
DAYS = st.lists(st.integers(0, 4000), min_size=10, max_size=10).filter(any)
REASONS = (
    "assessment,public funding,further nhs,residential,nursing,home package,equipment,choice,"
    "disputes,housing"
)


def made(folder, bands, *, name, days=None, delimiter=",", encoding="utf-8"):
    """Make an area of tables with these numbers."""
    rows = ["Code,Name,65-74,75-84,85+", f"X1,Anywhere,{bands[0]},{bands[1]},{bands[2]}"]
    population = Path(folder) / "population.csv"
    population.write_bytes("\r\n".join(rows).replace(",", delimiter).encode(encoding))
    delays = None
    if days:
        delays = Path(folder) / "delays.csv"
        delays.write_text(f"Name,{REASONS}\nAnywhere,{','.join(map(str, days))}\n", "utf-8")
    output = Path(folder) / f"{name}.yaml"
    return cf.new_area("Anywhere", population, delays=delays, output=output, name=name)


def short_run(path):
    scenario = cf.load_scenario(f"{path.as_posix()}/separate/nao_decade", years=1)
    residents = sum(scenario.area.residents.population.value.values())
    return cf.simulate(scenario.with_run(scale=min(1.0, 1500 / residents)), seed=1, replication=0)


def capacities(found):
    return {
        name: service.capacity.value
        for name, service in found.area.services.items()
        if service.capacity
    }


def check_any_council(bands, days, delimiter, encoding):
    with tempfile.TemporaryDirectory() as folder:
        found = made(folder, bands, name="one", days=days, delimiter=delimiter, encoding=encoding)
        assert validate_files([found.path]) == []
        assert list(found.area.residents.population.value.values()) == list(bands)
        short_run(found.path)


FORMS = {
    "delimiter": st.sampled_from([",", ";", "\t"]),
    "encoding": st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
}


@settings(max_examples=4)
@given(bands=BANDS, days=DAYS, **FORMS)
def test_any_council_is_valid_and_runs(bands, days, delimiter, encoding):
    check_any_council(bands, days, delimiter, encoding)


@pytest.mark.slow
@settings(max_examples=60)
@given(bands=BANDS, days=DAYS, **FORMS)
def test_any_council_is_valid_and_runs_at_length(bands, days, delimiter, encoding):
    check_any_council(bands, days, delimiter, encoding)


@settings(max_examples=8)
@given(bands=BANDS, times=st.integers(2, 5))
def test_capacities_grow_with_the_residents(bands, times):
    """No more than rounding apart: one bed, place or member of a team, and ten hours."""
    with tempfile.TemporaryDirectory() as folder:
        one = capacities(made(folder, bands, name="one"))
        more = [number * times for number in bands]
        (Path(folder) / "many").mkdir()
        many = capacities(made(Path(folder) / "many", more, name="many"))
    for name, size in one.items():
        unit = 10 if name == "home_care" else 1
        assert abs(many[name] - times * size) <= unit * (times + 1), name
