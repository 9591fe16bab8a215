"""Figures of one's own: those that an extension has registered."""

from __future__ import annotations

from functools import partial

from carefunds_sim.extension import FIGURES
from carefunds_sim.report.document import Chapter, Paragraph, Picture, Results

ABOUT = "These figures were drawn by functions that were registered for this report."


def own_figures(results: Results) -> Chapter | None:
    """Return the figures that are registered; None if none is."""
    pictures = [
        Picture(name, partial(draw, results.dataset))
        for name, draw in zip(FIGURES.names(), FIGURES.items(), strict=True)
    ]
    if not pictures:
        return None
    return Chapter("own_figures", "Figures of one's own", (Paragraph(ABOUT), *pictures))
