"""What was agreed between the partners, against what the model says they achieved."""

from __future__ import annotations

from carefunds_sim.report.agreed import targets, terms, told
from carefunds_sim.report.document import Chapter, Paragraph, Part, Results


def agreement(results: Results) -> Chapter | None:
    """Return the terms and targets of every arrangement; None where there is no arrangement."""
    dataset = results.dataset
    laid_down = terms(dataset)
    if not laid_down.rows:
        return None
    begun = (
        "What each arrangement lays down, and whether it does what its partners agreed. A target "
        "is a change against the baseline arrangement; nothing in the model makes it come true. It "
        "is met, or not met, where the whole 95% interval says so, over all years reported: those "
        "before an arrangement took effect count as well. "
    )
    parts: list[Part] = [Paragraph(begun + told(dataset))]
    against = targets(dataset)
    parts += [against] if against.rows else []
    return Chapter("agreement", "What was agreed, and what was achieved", (*parts, laid_down))
