"""Every setting of a scenario by its path, with its title, unit, range and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from carefunds_sim.errors import UnknownNameError, did_you_mean, short
from carefunds_sim.scenario.evidence import GRADES
from carefunds_sim.scenario.schema.arrangement import MEANINGS
from carefunds_sim.vocabulary import plain_word, value_words

PARTS = {
    "area": "Area",
    "arrangement": "Arrangement",
    "replaced": "Arrangement before it took effect",
    "squeeze": "Squeeze",
    "timetable": "Timetable",
    "switched_off": "Loops switched off",
    "run": "Run",
}
"""The parts of a scenario, in the order in which they are listed."""

CHOICE = "choice"
"""The kind of a setting that is part of the design: a word, or a number without evidence."""

_UNLISTED = ("kind", "name", "title", "about", "timetable")
"""What of a part is no setting: its headings, and what is dated in it, which is said in words."""


@dataclass(frozen=True)
class Number:
    """One number of a setting: where in its value it stands, and how much it is."""

    path: str
    title: str
    value: float


@dataclass(frozen=True)
class Setting:
    """One setting, and the scenarios in which it is exactly so.

    ``value`` is a number, a word, a flag, or numbers by word or in a list, as in
    ``scenario_text``. ``kind`` is a kind of evidence or CHOICE. ``source`` is an id of the
    register of sources, ``at`` says where in it, ``why`` is the reason of an assumption.
    """

    path: str
    title: str
    value: Any = field(hash=False)
    unit: str = ""
    range: tuple[float, float] | None = None
    role: str = ""
    kind: str = CHOICE
    source: str = ""
    at: str = ""
    why: str = ""
    scenarios: tuple[str, ...] = ()
    shared: bool = False
    """True where it is so in every scenario of the study."""

    @property
    def part(self) -> str:
        """The part of a scenario that it belongs to, in words."""
        return PARTS[self.path.split(".", 1)[0]]

    @property
    def grade(self) -> str:
        """The letter of its evidence, A the best; empty for a choice."""
        return GRADES[self.kind].letter if self.kind in GRADES else ""

    @property
    def meaning(self) -> str:
        """What it is besides its title; only rules of an arrangement have more to say."""
        part, _, key = self.path.partition(".")
        is_rule = part in ("arrangement", "replaced")
        return MEANINGS.get(key.rsplit(".", 1)[-1], "") if is_rule else ""

    @property
    def searched(self) -> str:
        """All its words in small letters: paths, also those of its numbers, title and unit."""
        paths = " ".join([self.path, *(number.path for number in self.numbers())])
        words = " ".join([paths, paths.replace("_", " "), self.title, self.unit, self.meaning])
        return words.lower()

    @property
    def words(self) -> str:
        """Its value in words, as short as it can be without losing a digit."""
        return value_words(self.value, named=plain_word)

    def numbers(self) -> Iterator[Number]:
        """Yield every number of its value; none for a word or a flag."""
        yield from _numbers(self.path, self.title, self.value)


def matching(settings: Iterable[Setting], words: Sequence[str]) -> list[Setting]:
    """Return the settings in whose path, title, unit or meaning all words stand.

    Raises UnknownNameError where there is none, with the nearest word that there is.
    """
    texts = {setting.path: setting.searched for setting in settings}
    wanted = [word.lower() for word in words]
    found = [one for one in settings if all(word in texts[one.path] for word in wanted)]
    if found or not wanted:
        return found
    known = {word for text in texts.values() for word in re.findall(r"\w+", text)}
    hints = [did_you_mean(word, known) for word in wanted if not _stands(word, texts.values())]
    said = " and ".join(f"'{short(word)}'" for word in wanted)
    raise UnknownNameError(f"no path has {said} in it or in its title{''.join(hints)}")


def _stands(word: str, texts: Iterable[str]) -> bool:
    return any(word in text for text in texts)


def settings_of(part: str, node: Any) -> Iterator[Setting]:
    """Yield the settings of a part of a scenario, given as plain values, by its key."""
    yield from _walk((part,), (), _changes(node) if part == "timetable" else node)


def _changes(timetable: Any) -> Any:
    """Return a timetable with the name of each arrangement in place of all that it says."""
    return {
        name: {
            key: item.get("name", "") if key == "arrangement" and isinstance(item, dict) else item
            for key, item in change.items()
        }
        for name, change in timetable.items()
    }


def _walk(path: tuple[str, ...], words: tuple[str, ...], node: Any) -> Iterator[Setting]:
    """Yield the settings below a place; a part that has a title is called by it."""
    if not _has_parts(node):
        if node != []:
            is_quantity = isinstance(node, dict) and "value" in node
            yield _setting(path, words, node if is_quantity else {"value": node})
        return
    for key, item in node.items() if isinstance(node, dict) else enumerate(node, 1):
        if key == "title" or (len(path) == 1 and key in _UNLISTED):
            continue
        titled = isinstance(item, dict) and item.get("title")
        name = (*words[:-1], titled) if titled else (*words, plain_word(key))
        # a path counts from 0, as paths of the program do; people count from 1
        place = str(key) if isinstance(node, dict) else str(key - 1)
        yield from _walk((*path, place), name, item)


def _has_parts(node: Any) -> bool:
    """Return whether a node is more than one setting.

    A quantity, a list of values, and values by the paths that a timetable gives them, are one.
    """
    if isinstance(node, dict):
        return not any("." in key for key in node) and not {"value", "unit"} <= node.keys()
    return isinstance(node, list) and any(isinstance(item, dict) for item in node)


def _setting(path: tuple[str, ...], words: tuple[str, ...], found: dict[str, Any]) -> Setting:
    first, *rest = words or (PARTS[path[0]],)
    title = f"{first}: {', '.join(rest)}" if rest else first
    ends = found.get("range")
    return Setting(
        path=".".join(path), title=title[:1].upper() + title[1:], value=found["value"],
        range=(float(ends[0]), float(ends[1])) if ends else None,
        unit=found.get("unit", ""), role=found.get("role", ""), kind=found.get("kind", CHOICE),
        source=found.get("source", ""), at=found.get("at", ""), why=found.get("why", ""),
    )  # fmt: skip


def _numbers(path: str, title: str, value: Any) -> Iterator[Number]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(f"{path}.{key}", f"{title}, {plain_word(key)}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            place = f"{title} ({index + 1} of {len(value)})"
            yield from _numbers(f"{path}.{index}", place, item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Number(path, title, float(value))
