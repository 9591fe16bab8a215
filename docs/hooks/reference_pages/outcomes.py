"""The page of outcomes: what each is, its unit, and the official indicator it corresponds to."""

from __future__ import annotations

from collections.abc import Iterator

from carefunds_sim.dataset.build import VARIABLES
from carefunds_sim.report import markdown

INTRODUCTION = """\
# Outcomes and accounts

What a dataset of results holds, by the names of its variables. Every variable has the dimensions
`scenario` and `replication` (a sweep has `point` before them) and those named here. Outcomes are of
a mean year among those reported; where one has no meaning, such as money in a network without any,
it is missing (NaN), never zero. The same words are in the dataset itself, as attributes of each
variable. This page is made from the code by `python -m pytest tests/reference --write-reference`; a
test holds the two together.
"""


def outcomes_page() -> str:
    """Return the page of all outcomes and accounts."""
    return "\n".join(
        (
            INTRODUCTION,
            "## Outcomes\n",
            *_outcomes(),
            "## Accounts of people and money\n",
            *_accounts(),
        )
    )


def _outcomes() -> Iterator[str]:
    columns = ("Outcome", "Title", "Unit", "By", "What it is", "Official indicator")
    rows = (
        (
            f"`{name}`",
            variable.attrs["long_name"],
            variable.attrs["units"],
            _dims(variable.all_dims),
            variable.attrs["definition"],
            variable.attrs["official_indicator"],
        )
        for name, variable in VARIABLES.items()
        if variable.attrs["kind"] == "outcome"
    )
    yield from markdown.table(columns, rows)


def _accounts() -> Iterator[str]:
    rows = (
        (
            f"`{name}`",
            variable.attrs["units"],
            _dims(variable.all_dims),
            variable.attrs["definition"],
        )
        for name, variable in VARIABLES.items()
        if variable.attrs["kind"] == "account"
    )
    yield from markdown.table(("Account", "Unit", "By", "What it is"), rows)


def _dims(dims: tuple[str, ...]) -> str:
    return ", ".join(f"`{dim}`" for dim in dims)
