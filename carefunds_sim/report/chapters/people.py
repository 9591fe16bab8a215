"""The chapter that tells where people are, and where they go."""

from __future__ import annotations

from carefunds_sim.analysis.places import moves_between_places, people_in_places
from carefunds_sim.report.document import Appendix, Chapter, Paragraph, Part, Picture, Results
from carefunds_sim.report.people import all_moves, largest_moves, moments, places_in
from carefunds_sim.report.tables import groups

ARE = (
    "Where people are at a moment, on average over the years reported, and where they go in a "
    "year. A place is a sort of service, or what comes instead of one; services that people pay "
    "for themselves are counted with those that the council buys."
)
COMPARED = (
    "For the arrangement that the others are compared with the tables give the mean and its 95% "
    "interval; for the others the mean and, below it, the difference with its interval, which is "
    "taken between runs that meet the same people and chances. No clear difference means that the "
    "interval takes in zero, not that there is none."
)
GO = (
    "A move takes a person from one place to the next; who comes back to hospital three times in a "
    "year is counted three times. Only one arrangement's moves are shown, lest there be too many; "
    "the dataset has them all."
)


def people(results: Results) -> Chapter | None:
    """Tell where people are and where they go; None where the dataset does not say."""
    dataset = results.dataset
    told = people_in_places(dataset)
    if told is None or not places_in(told):
        return None
    parts: list[Part] = [Paragraph(ARE), Picture("where_people_are")]
    parts += [Paragraph(COMPARED)] if dataset.sizes["scenario"] > 1 else []
    parts += [moments(group, told) for group in groups(told)]
    moves = moves_between_places(dataset)
    if moves is not None and float(moves.sum()) > 0:
        parts += [
            Paragraph(GO),
            Picture("where_people_go"),
            largest_moves(moves, dataset),
            Appendix(all_moves(dataset)),
        ]
    return Chapter("people", "Where people are, and where they go", tuple(parts))
