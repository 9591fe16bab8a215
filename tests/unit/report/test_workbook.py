"""The workbook, opened again: what stands in its cells, and what Excel is told of them."""

from __future__ import annotations

import datetime
import zipfile

import numpy as np
import openpyxl
import pytest

import carefunds_sim as cf
from carefunds_sim.report.document import Results
from carefunds_sim.report.workbook import write_workbook
from carefunds_sim.report.workbook.breakdowns import services_sheet
from carefunds_sim.report.workbook.outcomes import differences_sheet, summary_sheet

SHEETS = ["Read me", "Summary", "By body", "By service", "Monthly", "Differences", "Settings"]
SCENARIOS = [
    f"typical_council/{arrangement}/{squeeze}"
    for squeeze in ("none", "deep_cut")
    for arrangement in ("separate", "pooled")
]
MILLION = 1e6


@pytest.fixture(scope="module")
def area():
    """A small comparison: two arrangements, two squeezes."""
    scenarios = [cf.load_scenario(name, scale=0.05, years=2) for name in SCENARIOS]
    dataset = cf.compare(scenarios, baseline="separate", replications=3, workers=1)
    return dataset.assign_attrs(date="2026-03-01T10:00:00+00:00")


@pytest.fixture(scope="module")
def file(area, tmp_path_factory):
    return write_workbook(Results(area), tmp_path_factory.mktemp("book") / "results.xlsx")


@pytest.fixture(scope="module")
def book(file):
    return openpyxl.load_workbook(file)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    dataset = cf.run(cf.load_scenario("one_pot"), replications=1)
    path = tmp_path_factory.mktemp("lesson") / "results.xlsx"
    return openpyxl.load_workbook(write_workbook(Results(dataset), path))


def rows(sheet, name):
    """Yield the rows of a table as words: header and cell."""
    header, *found = sheet[sheet.tables[name].ref]
    names = [cell.value for cell in header]
    return [dict(zip(names, row, strict=True)) for row in found]


def of(found, **wanted):
    """Return the only row in which cells hold what is wanted."""
    matching = [r for r in found if all(r[k].value == v for k, v in wanted.items())]
    assert len(matching) == 1
    return matching[0]


def words(sheet):
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def interval(values):
    """Work out mean and 95% interval by another library than the program's."""
    from scipy import stats

    values = values[np.isfinite(values)]
    spread = stats.sem(values)
    return stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=spread or 1e-300)


def test_the_sheets_are_there_in_their_order(book, lesson):
    assert book.sheetnames == SHEETS
    assert lesson.sheetnames == SHEETS


def test_the_summary_holds_the_numbers_of_the_dataset(book, area):
    delay, cost = (rows(book["Summary"], name) for name in ("SummaryDelay", "SummaryCost"))
    assert len(delay) == len(cost) == 4
    for label in SCENARIOS:
        one = area.sel(scenario=label)
        who = {"Squeeze": str(one["squeeze_title"].values),
               "Arrangement": str(one["arrangement_title"].values)}  # fmt: skip
        row = of(delay, **who)
        days = one["delayed_days"].values
        low, high = interval(days)
        assert row["Delayed days (bed days a year)"].value == pytest.approx(days.mean())
        assert row["Delayed days, 95% low"].value == pytest.approx(low)
        assert row["Delayed days, 95% high"].value == pytest.approx(high)
        total = of(cost, **who)["Total cost (GBP million a year)"]
        assert total.value == pytest.approx(one["cost_total"].values.mean() / MILLION)
        assert total.number_format == "#,##0.00"


def test_bodies_bear_what_the_dataset_says(book, area):
    found = rows(book["By body"], "ByBody")
    assert len(found) == 4 * 4
    one, base = (area.sel(scenario=label) for label in (SCENARIOS[3], SCENARIOS[2]))
    where = {"Squeeze": str(one["squeeze_title"].values),
             "Arrangement": str(one["arrangement_title"].values)}  # fmt: skip
    row, nhs, trust = (
        of(found, Body=body, **where) for body in ("Council", "NHS", "Hospital trust")
    )
    names = ("Cost", "Cost after transfers", "Transfers received less paid")
    outcomes = ("cost", "net_cost", "transfers_net")
    for name, outcome in zip(names, outcomes, strict=True):
        column = f"{name} (GBP million a year)"
        council = one[f"{outcome}_council"].values.mean() / MILLION
        assert row[column].value == pytest.approx(council)
        both = nhs[column].value + trust[column].value  # the commissioner, and the trust it pays
        assert both == pytest.approx(one[f"{outcome}_nhs"].values.mean() / MILLION)
    gap = (one["net_cost_council"].values - base["net_cost_council"].values) / MILLION
    low, high = interval(gap)
    name = "Change in cost after transfers"
    assert row[f"{name} (GBP million a year)"].value == pytest.approx(gap.mean(), abs=1e-9)
    assert row[f"{name}, 95% low"].value == pytest.approx(low, abs=1e-9)
    verdict = "lower" if high < 0 else "higher" if low > 0 else "no clear difference"
    assert row["What the change is"].value == verdict


def test_services_show_what_is_open_and_who_waits(book, area):
    found = rows(book["By service"], "ByService")
    one = area.sel(scenario=SCENARIOS[0], service="home_care")
    who = {"Squeeze": str(one["squeeze_title"].values), "Service": "Home care",
           "Arrangement": str(one["arrangement_title"].values)}  # fmt: skip
    row = of(found, **who)
    waiting = one["waiting"].values
    assert row["People waiting (people)"].value == pytest.approx(waiting.mean())
    assert row["People waiting, 95% low"].value == pytest.approx(interval(waiting)[0])
    assert row["Utilisation (%)"].value == pytest.approx(one["utilisation"].values.mean())
    assert row["Utilisation (%)"].number_format == "0.0%"
    days = one["month"].dt.days_in_month
    offered = (one["monthly_offered_load"] * days).sum("month") / days.sum()
    assert row["Offered load (units)"].value == pytest.approx(float(offered.mean()), rel=1e-3)
    family = of(found, **{**who, "Service": "Cared for by family instead of a service"})
    assert family["Open (units)"].value is None
    assert family["Counted in"].value == "unlimited"


def test_a_service_that_cannot_cope_is_flagged():
    crowded = cf.load_scenario("one_queue").with_values({"area.services.hospital.capacity": 20.0})
    (grid,) = services_sheet(cf.run(crowded, replications=2)).grids
    (warning,) = column(grid, "Warning")
    assert "offered load above what is open" in warning
    assert "queue grows" in warning


def test_differences_are_paired_and_say_what_they_allow(book, area):
    found = rows(book["Differences"], "Differences")
    for label, base in ((SCENARIOS[1], SCENARIOS[0]), (SCENARIOS[3], SCENARIOS[2])):
        squeeze = str(area["squeeze_title"].sel(scenario=label).values)
        for outcome, unit in (("delayed_days", 1.0), ("cost_council", MILLION)):
            mine, other = (area[outcome].sel(scenario=s).values for s in (label, base))
            gap = (mine - other) / unit
            low, high = interval(gap)
            row = of(found, Squeeze=squeeze, Outcome=area[outcome].attrs["long_name"])
            assert row["Difference"].value == pytest.approx(gap.mean(), abs=1e-9)
            assert row["95% low"].value == pytest.approx(low, abs=1e-9)
            assert row["95% high"].value == pytest.approx(high, abs=1e-9)
            assert row["Baseline"].value == pytest.approx(other.mean() / unit)
            assert row["Lower in, % of replications"].value == pytest.approx((gap < 0).mean())
            verdict = "lower" if high < 0 else "higher" if low > 0 else "no clear difference"
            assert row["Finding"].value == verdict


def test_months_are_tidy_and_add_up_to_the_years(book, area):
    found = rows(book["Monthly"], "Monthly")
    one = area.sel(scenario=SCENARIOS[1])
    mine = [r for r in found if r["Squeeze"].value == str(one["squeeze_title"].values)
            and r["Arrangement"].value == str(one["arrangement_title"].values)]  # fmt: skip
    days = sum(r["Value"].value for r in mine if r["Account"].value == "Delayed days")
    assert days / 2 == pytest.approx(float(one["delayed_days"].mean()))
    cost = sum(r["Value"].value for r in mine if r["Account"].value == "Cost")
    overhead = float(one["overhead"].mean())
    assert cost / 2 == pytest.approx(float(one["cost_total"].mean()) - overhead)
    first = mine[0]
    assert first["Month"].value == datetime.datetime(2010, 4, 1)
    assert first["Month"].number_format == "mmm yyyy"
    assert first["Financial year"].value == "2010-11"
    assert {r["Responsible body"].value for r in mine} == {"NHS", "social care", "both", None}


def test_settings_hold_every_number_and_what_it_rests_on(book):
    found = rows(book["Settings"], "Settings")
    scenario = cf.load_scenario(SCENARIOS[0], scale=0.05, years=2)
    quantity = dict(scenario.quantities())["area.services.acute.capacity"]
    row = of(found, **{"Name in files": "area.services.acute.capacity"})
    assert row["Value"].value == quantity.value
    assert (row["Plausible from"].value, row["Plausible to"].value) == quantity.range
    assert (row["Grade"].value, row["So in"].value) == ("B", "all")
    assert "King's Fund" in row["Source"].value
    assert row["Where in it, or why it is assumed"].value == quantity.at
    pooled = of(found, **{"Name in files": "arrangement.pools.pool.rules.sight"})
    assert pooled["So in"].value == "A pooled fund (section 75)"
    assert pooled["Grade"].value == "E"
    numbers = [number for _, q in scenario.quantities() for number in q.numbers()]
    assert sum(isinstance(r["Value"].value, int | float) for r in found) >= len(numbers)


def test_numbers_are_numbers_and_nothing_is_a_formula(book):
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "nsd", (sheet.title, cell.coordinate)
                if cell.data_type == "s":
                    with pytest.raises(ValueError, match="could not convert"):
                        float(cell.value)


def test_every_sheet_has_a_table_that_stays_in_sight_and_prints(book):
    for sheet in book.worksheets[1:]:
        assert sheet.tables
        assert sheet.page_setup.orientation in ("landscape", "portrait")
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.left.text.startswith("Source: carefunds_sim")
        assert not sheet.merged_cells.ranges
        for table in sheet.tables.values():
            assert table.tableStyleInfo.showRowStripes
    for name in ("By body", "Monthly", "Differences", "Settings"):
        assert book[name].freeze_panes
    assert book["Differences"].print_title_rows


def test_bars_of_amounts_begin_at_zero(file):
    with zipfile.ZipFile(file) as parts:
        drawn = [parts.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2)]
    assert all('<c:min val="0.0"/>' in chart or '<c:min val="0"/>' in chart for chart in drawn)


def test_charts_are_native_and_described_to_those_who_cannot_see_them(file, book):
    charts = {name: len(book[name]._charts) for name in SHEETS}
    assert charts == {name: {"Summary": 2, "By body": 2, "Monthly": 2}.get(name, 0)
                      for name in SHEETS}  # fmt: skip
    with zipfile.ZipFile(file) as parts:
        drawings = [n for n in parts.namelist() if n.startswith("xl/drawings/drawing")]
        told = "".join(parts.read(name).decode() for name in drawings)
        drawn = parts.read("xl/charts/chart1.xml").decode()
        assert not [name for name in parts.namelist() if "vba" in name.lower()]
    assert told.count("descr=") == 6
    assert "Delayed days a year, with 95% intervals." in told
    assert drawn.count("<c:errBars>") == 2
    assert "12436D" in drawn


def test_the_first_sheet_says_what_was_found_and_leads_to_the_others(book):
    sheet = book["Read me"]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in SHEETS[1:]}
    told = words(sheet)
    for part in ("Compared with separate budgets, delayed days", "there is no clear difference",
                 "Student's t", "Seed", "Source: carefunds_sim", "GBP million a year"):  # fmt: skip
        assert part in told
    assert book.properties.created == datetime.datetime(2026, 3, 1, 10)
    assert book.properties.creator == f"carefunds_sim {cf.__version__}"


def test_the_same_dataset_gives_the_same_bytes(area, file, tmp_path):
    again = write_workbook(Results(area), tmp_path / "again.xlsx")
    assert again.read_bytes() == file.read_bytes()


def test_a_lesson_says_what_it_has_not(lesson):
    assert "This network has no money" in words(lesson["By body"])
    assert "no baseline" in words(lesson["Differences"]).replace("No scenario here has a", "no")
    assert "one replication" in words(lesson["Summary"])
    assert "Total cost" in words(lesson["Summary"])  # named among what is left out
    for name in ("By body", "Differences"):
        assert not lesson[name].tables
    low = [row["Delayed days, 95% low"].value for row in rows(lesson["Summary"], "SummaryDelay")]
    assert low == [None]


def column(grid, header):
    return list(grid.columns[grid.place(header)].cells)


def test_one_replication_has_no_interval_and_no_title_that_promises_one(area):
    once = area.isel(replication=[0])
    sheet = summary_sheet(once)
    assert not [chart.title for chart in sheet.charts if "with 95% intervals" in chart.title]
    assert "one replication, so no intervals" in sheet.charts[0].title
    (grid,) = differences_sheet(once).grids
    assert np.isnan(column(grid, "95% low")).all()
    assert {words.split(",")[0] for words in column(grid, "Finding")} == {"one replication"}


def test_a_scenario_without_a_finished_run_is_not_known(area):
    missing = area.copy(deep=True)
    for name, variable in missing.data_vars.items():
        if variable.dtype.kind == "f":
            missing[name] = variable.where(missing["scenario"] != SCENARIOS[1])
    missing["completed"].loc[{"scenario": SCENARIOS[1]}] = False
    days = column(summary_sheet(missing).grids[0], "Delayed days (bed days a year)")
    assert list(np.isnan(days)) == [False, True, False, False]
    (grid,) = differences_sheet(missing).grids
    unknown = np.isnan(column(grid, "Difference"))
    assert unknown.any()
    assert set(np.array(column(grid, "Finding"))[unknown]) == {"not known"}
    assert set(column(services_sheet(missing).grids[0], "Arrangement")) == {
        "Separate budgets", "A pooled fund (section 75)"
    }  # fmt: skip
