"""Four made-up tables of councils whose numbers go together in a known way."""

from __future__ import annotations

from pathlib import Path

import numpy as np

YEARS = (2011, 2012, 2013)
SLOPE, EXPLAINED_SD, LASTING_SD, PASSING_SD = 0.5, 0.2, 0.4, 0.3
TOGETHER = 0.6
"""Of users of home care and assessments; delays rise with assessments by the slope."""


def write_tables(folder: Path, councils: int = 60, seed: int = 1) -> dict[str, Path]:
    """Write delays, residents, unit costs and activity; return the files by their option."""
    random = np.random.default_rng(seed)
    common = random.multivariate_normal([0, 0], [[1, TOGETHER], [TOGETHER, 1]], councils)
    users, assessed = np.exp(0.3 * common[:, 0]), np.exp(EXPLAINED_SD / SLOPE * common[:, 1])
    lasting = LASTING_SD * random.standard_normal(councils)
    rows: dict[str, list[str]] = {
        "residents": ["Code,Name,65-74,75-84,85+"],
        "unit_costs": ["Unit costs 2009-10,,,", ",Home care GBP,Residential GBP,Nursing GBP"],
        "activity": ["Activity,,,,,", ",A3.6,A4.11,D1.1,D1.2,D1.3"],
        "delays": ["fy,Code,Name,total,NHS,social care,both,months"],
    }
    for i in range(councils):
        people = 1000 * random.uniform(10, 90)
        old = people * random.uniform(0.11, 0.15)
        name = f"Town {chr(65 + i // 26)}{chr(97 + i % 26)}x"
        rows["residents"].append(f"E{i:08},{name},{0.6 * people},{0.4 * people - old},{old}")
        costs = np.round([17, 520, 510] * random.uniform(0.8, 1.2, 3), 1)
        rows["unit_costs"].append(f"{i + 100}-{name} UA,{costs[0]},{costs[1]},{costs[2]}")
        weeks = people * random.uniform(0.2, 0.4, 3)
        counts = [people * 0.047 * assessed[i], people * 0.025 * users[i], *weeks]
        rows["activity"].append(f"{i + 100}-{name}," + ",".join(f"{count:.1f}" for count in counts))
        for year in YEARS:
            passing = PASSING_SD * random.standard_normal()
            days = 0.13 * people * assessed[i] ** SLOPE * np.exp(lasting[i] + passing)
            rows["delays"].append(f"{year},E{i:08},{name},{days},{0.6 * days},{0.4 * days},0,12")
    rows["unit_costs"].append("Total England,17,520,510")
    rows["activity"].append("TOTAL England,94000,50000,600000,300000,300000")
    rows["activity"] += ["", "Note", '".. means data is missing"']
    rows["delays"] += [f"{year},E92000001,England,260000,156000,104000,0,12" for year in YEARS]
    files = {name: folder / f"{name}.csv" for name in rows}
    for name, file in files.items():
        file.write_text("\n".join(rows[name]) + "\n", encoding="utf-8")
    return files


def changed(file: Path, before: str, after: str) -> None:
    """Change what stands once in a table."""
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, (before, text.count(before))
    file.write_text(text.replace(before, after), encoding="utf-8")
