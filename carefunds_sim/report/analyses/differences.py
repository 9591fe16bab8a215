"""At how many points each arrangement is clearly lower or higher than its baseline."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.contrasts import paired_differences
from carefunds_sim.analysis.objective import each_outcome
from carefunds_sim.report.analyses.analysis import SPACE_FILLING, Analysis, Request
from carefunds_sim.report.analyses.decisions import EACH_THE_SAME, SAME_PEOPLE, tables_of
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import percent

COLUMNS = ("", "Clearly lower", "Not clear", "Clearly higher", "False alarms by chance", "Points")


def analyse(dataset: xr.Dataset, request: Request) -> xr.Dataset:
    """Return the paired differences of every outcome asked for."""
    return each_outcome(dataset, request.outcomes, lambda o: paired_differences(dataset, o))


def tables(found: xr.Dataset) -> list[Table]:
    """Return the shares of points at which the difference is clear."""
    return tables_of(found, "Difference from the baseline, point by point", COLUMNS, _row)


def _row(one: xr.Dataset, _unit: str) -> tuple[str, ...]:
    shares = one["share"].sel(verdict_kind=["lower", "not clear", "higher"]).values
    alarms = f"about {float(one['false_alarms']):.2g}"
    return (*map(percent, shares), alarms, str(int(one["judged"])))


def caveats(_found: xr.Dataset) -> list[str]:
    """Say how to read shares of points that are clear."""
    return [
        "Clear is a point whose 95% interval of the paired difference leaves out zero. At 5% a "
        "point some are clear by chance; since all points meet the same people, such false "
        "alarms come together or not at all.",
        EACH_THE_SAME, SAME_PEOPLE,
    ]  # fmt: skip


ANALYSIS = Analysis(
    "differences", "At how many points does each arrangement differ clearly?",
    analyse, tables, caveats, designs=SPACE_FILLING, rivals=True, baseline=True,
)  # fmt: skip
