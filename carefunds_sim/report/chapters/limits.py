"""What the model cannot say."""

from __future__ import annotations

from carefunds_sim.report import limits as told
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Results


def limits(results: Results) -> Chapter:
    """Return what must not be read into the results."""
    begun = Paragraph(
        "Before anybody decides anything with these results: what they do not say. More of it, and "
        "why each thing was left out, is in the documentation under limits and assumptions."
    )
    listed = Listing(tuple(told.limits(results.dataset)))
    return Chapter("limits", "What the model cannot say", (begun, listed))
