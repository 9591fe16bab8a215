"""What a scenario changes against another, in words: its parts, and what is dated in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carefunds_sim.scenario.differences import change_differences, undated_differences
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.timetable import Change
from carefunds_sim.scenario.timetable import dated_changes
from carefunds_sim.scenario.timetable_words import timetable_words


def scenario_differences(before: Scenario, after: Scenario) -> list[str]:
    """Return a sentence for everything in which a scenario differs from another.

    Dated changes come last, each as its timetable says it.
    """
    return [*undated_differences(before, after), *_dated(before, after)]


def _dated(before: Scenario, after: Scenario) -> Iterator[str]:
    """Yield the dated changes that only one of two scenarios has, or that differ in them."""
    old, new = _by_place(before), _by_place(after)
    for place in dict.fromkeys([*old, *new]):
        was, now = old.get(place), new.get(place)
        if was is None and now is not None:
            yield f"added: {now.said}"
        elif was is not None and now is None:
            yield f"taken away: {was.said}"
        elif was and now and was.change != now.change:
            if was.said != now.said:
                yield f"{now.said} (was: {was.said})"
            else:
                yield from (
                    f"'{now.title}': {it}" for it in change_differences(was.change, now.change)
                )


class _Said(NamedTuple):
    change: Change
    title: str
    said: str


def _by_place(scenario: Scenario) -> dict[tuple[str, str], _Said]:
    """Return the changes of a scenario by the part that holds them and their names there."""
    each = zip(dated_changes(scenario), timetable_words(scenario), strict=True)
    return {
        (dated.part, dated.name): _Said(dated.change, words.title, _inside(words.sentence))
        for dated, words in each
    }


def _inside(sentence: str) -> str:
    """Return a sentence as it stands inside another."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")
