"""The table: every headline outcome of every scenario, and its difference from the baseline."""

from __future__ import annotations

from carefunds_sim.report import tables
from carefunds_sim.report.document import Chapter, Paragraph, Part, Results


def results(found: Results) -> Chapter:
    """Return levels and differences, squeeze by squeeze, or all outcomes of one scenario."""
    dataset = found.dataset
    if dataset.sizes["scenario"] == 1:
        parts: list[Part] = [
            Paragraph("Means a year over the years reported, each with its 95% interval."),
            tables.outcomes(dataset),
        ]
        return Chapter("results", "The table", tuple(parts))
    parts = [Paragraph(
        "Means a year over the years reported, with 95% intervals below them. Differences are "
        "taken between runs that meet the same people and chances, and are therefore surer than "
        "the levels."
    )]  # fmt: skip
    for group in tables.groups(dataset):
        where = tables.heading(group, dataset)
        parts.append(tables.levels(group, where))
        parts += tables.contrasts(group, dataset, where)
    parts.append(tables.meanings(dataset))
    return Chapter("results", "The table", tuple(parts))
