"""What the results rest on: numbers with their grade and source, judgement named as judgement."""

from __future__ import annotations

from collections.abc import Iterable

import xarray as xr

from carefunds_sim.report import evidence_tables, scenario_text
from carefunds_sim.report.caveats import evidence_counted, is_fitted
from carefunds_sim.report.document import Appendix, Chapter, Listing, Paragraph, Part, Results
from carefunds_sim.report.wording import plain_word
from carefunds_sim.scenario.schema.arrangement import MEANINGS


def assumptions(results: Results) -> Chapter:
    """Return grades, what makes arrangements differ, and every number with its source."""
    dataset = results.dataset
    about = Paragraph(
        "Every number behind the results has a grade, which says where it comes from, not how "
        f"much it matters: {evidence_counted(dataset)}. A result can be no surer than the "
        "judgement it rests on, and intervals say nothing of that."
    )
    parts: list[Part] = [about, evidence_tables.grades(dataset)]
    for kind in ("arrangement", "squeeze"):
        table = evidence_tables.side_by_side(dataset, kind)
        parts += [table] if table.rows else []
        if meanings := rules_explained(evidence_tables.differing(dataset, kind)):
            parts.append(Listing(tuple(meanings), title="What these words mean"))
    parts.append(Paragraph(_what_matters(dataset)))
    appendices = evidence_tables.sources(dataset), evidence_tables.every_number(dataset)
    parts += [Appendix(table) for table in appendices if table.rows]
    return Chapter("assumptions", "What it rests on", tuple(parts))


def _what_matters(dataset: xr.Dataset) -> str:
    found = (
        "A conclusion that does not survive other values within their plausible ranges is not one: "
        "'carefunds screen' moves every number over its range and says which matter most, "
        "'carefunds sweep' does so in depth."
    )
    if scenario_text.parts(dataset, "arrangement"):
        found = (
            "How partners see each other, weigh each other's costs, move money, dispute and trust "
            f"is judgement: no published study measures it. {found}"
        )
    if is_fitted(dataset):
        found += (
            " Numbers of grade C were fitted to what was published of England from 2010-11 to "
            "2016-17; other values might fit as well."
        )
    return found


def rules_explained(paths: Iterable[str]) -> list[str]:
    """Return what each rule at these paths is, once, in their order."""
    words = dict.fromkeys(path.rsplit(".", 1)[-1] for path in paths)
    return [
        f"{plain_word(word).replace('setup', 'set-up')}: {MEANINGS[word]}."
        for word in words
        if word in MEANINGS
    ]
