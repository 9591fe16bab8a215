"""What the results rest on: numbers with their grade and source, judgement told as judgement."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.report import evidence_used, stored
from carefunds_sim.report.document import Appendix, Chapter, Listing, Paragraph, Part, Results
from carefunds_sim.report.remarks import evidence_counted, is_fitted
from carefunds_sim.report.rule_words import rules_explained


def assumptions(results: Results) -> Chapter:
    """Return grades, what makes arrangements differ, and every number with its source."""
    dataset = results.dataset
    parts: list[Part] = [
        Paragraph(
            "Every number behind the results has a grade, which says where it comes from, not how "
            f"much it matters: {evidence_counted(dataset)}. A result can be no surer than the "
            "judgement it rests on, and intervals say nothing of that."
        ),
        evidence_used.grades(dataset),
    ]
    for kind in ("arrangement", "squeeze"):
        table = evidence_used.side_by_side(dataset, kind)
        parts += [table] if table.rows else []
        meanings = rules_explained(evidence_used.differing(dataset, kind))
        parts += [Listing(tuple(meanings), title="What these words mean")] if meanings else []
    parts.append(Paragraph(_what_matters(dataset)))
    cited = evidence_used.sources(dataset)
    parts += [Appendix(cited)] if cited.rows else []
    parts.append(Appendix(evidence_used.every_number(dataset)))
    return Chapter("assumptions", "What it rests on", tuple(parts))


def _what_matters(dataset: xr.Dataset) -> str:
    found = (
        "A conclusion that does not survive other values within their plausible ranges is not one: "
        "'carefunds screen' moves every number over its range and tells which matter most, "
        "'carefunds sweep' does so in depth."
    )
    if stored.parts(dataset, "arrangement"):
        found = (
            "How partners see each other, weigh each other's costs, move money, dispute and trust "
            f"is judgement: no published study measures it. {found}"
        )
    if is_fitted(dataset):
        found += (
            " Numbers of grade C were fitted to what was published of England from 2010-11 to "
            "2013-14; other values might fit as well."
        )
    return found
