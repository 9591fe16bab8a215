"""The rules of the money against years that were worked out by hand, to the cent."""

from __future__ import annotations

import ast

import pytest
from verification.comparison import Verify
from verification.hand_worked import work_out
from verification.town import FOLDER, TABLES, rows, table


@pytest.mark.parametrize("name", TABLES)
def test_the_accounts_are_those_of_the_hand_worked_tables(name: str, verify: Verify) -> None:
    verify("finance", rows(name))


@pytest.mark.slow
def test_the_simpy_engine_keeps_the_same_books(verify: Verify) -> None:
    verify("finance", [row._replace(measure=f"SimPy, {row.measure}")
                       for row in rows("town_pool_capped", "simpy")])  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_what_their_arithmetic_gives(name: str) -> None:
    for file, text in work_out.tables(name).items():
        assert (FOLDER / file).read_text(encoding="utf-8") == text


def test_the_arithmetic_knows_nothing_of_the_package() -> None:
    tree = ast.parse((FOLDER / "work_out.py").read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    imported = {part.name for node in nodes if isinstance(node, ast.Import) for part in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "csv", "datetime", "io", "math", "pathlib", "typing"}


def test_what_the_tables_are_about_happens_in_them() -> None:
    """An overspend, cuts, a deficit that is recovered in part, a reserve, all three risk shares."""
    months, years = table("town_months"), table("town_years")
    assert (months["home_care cut"] > 0.0).any()
    assert years["council over"][0] > 0.0
    assert years["council deficit"][0] > years["council recovered"][1] > 0.0
    assert table("town_per_head_years")["council deficit"].min() < 0.0
    capped, host = table("town_pool_capped_years"), table("town_pool_host_years")
    assert 0.0 < capped["nhs receives"][0] < host["nhs receives"][0]
