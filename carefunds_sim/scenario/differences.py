"""What a scenario, or a part of one, changes against another, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.arrangement import EVERY_SERVICE, Pool
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.scenario.schema.timetable import Change, Timetable
from carefunds_sim.scenario.timetable import arrangement_of, month_words, without_timetable
from carefunds_sim.vocabulary import plain_word, value_words

NAMING_KEYS = frozenset({"kind", "name", "title", "about"})
"""What says what a part is, and changes nothing that it does."""

UNSAID = frozenset({"", "count", "factor", "share"})
"""Units that go without saying."""

LONGEST = 250
"""Letters up to which a part that is added is said in full."""

Titles = Mapping[str, str]


def differences(before: Any, after: Any, *, titles: Titles | None = None) -> list[str]:
    """Return a sentence for everything in which a part differs from another of its kind.

    ``titles`` are what services are called, by name; without them they go by their names. Names,
    titles, remarks and evidence are left out: two parts without a difference do the same.
    """
    services = getattr(after, "services", {}).items()
    called = titles or {name: service.title for name, service in services}
    return list(_changed(before, after, (), called))


def undated_differences(before: Scenario, after: Scenario) -> list[str]:
    """Return a sentence for everything in which a scenario differs, but for its timetable."""
    before, after = without_timetable(before), without_timetable(after)
    titles = {name: service.title for name, service in after.area.services.items()}
    parts = ("area", "arrangement", "replaced", "squeeze", "run", "switched_off")
    return [
        sentence
        for key in parts
        for sentence in _changed(getattr(before, key), getattr(after, key), (key,), titles)
    ]


def summary(part: BaseModel) -> str:
    """Return in a line what a part is and how much it holds."""
    contents = (
        _contents(key, getattr(part, key))
        for key in type(part).model_fields
        if key not in NAMING_KEYS
    )
    kind, name = str(getattr(part, "kind", "part")), getattr(part, "name", "")
    return (
        f"{kind.capitalize()} '{name}': {', '.join(filter(None, contents)) or 'nothing of its own'}"
    )


def _contents(key: str, found: Any) -> str:
    """Return how many parts a key holds, or that there is such a part."""
    word = plain_word(key)
    if key in ("area", "arrangement", "squeeze") and isinstance(found, dict):
        return f"{word} '{found.get('name', 'of its own')}'"
    if isinstance(found, Timetable):
        return f"{len(found.root)} dated {'change' if len(found.root) == 1 else 'changes'}"
    if isinstance(found, dict | list):
        return (
            f"{len(found)} {word.removesuffix('s') if len(found) == 1 else word}" if found else ""
        )
    if isinstance(found, str):
        return f"{word} {found}"
    written = isinstance(found, BaseModel) and not isinstance(found, Quantity)
    return word if written and found != type(found).model_construct() else ""


def _changed(before: Any, after: Any, at: tuple[str, ...], titles: Titles) -> Iterator[str]:
    """Yield what differs at a place; ``at`` are the words that lead there."""
    if before == after:
        return
    if isinstance(before or after, Timetable):
        yield from _timetables(before, after, titles)
    elif _absent(before) or _absent(after):
        yield _added_or_gone(after, at, titles)
    elif isinstance(before, Quantity) and isinstance(after, Quantity):
        yield from _numbers(before, after, at, titles)
    elif isinstance(before, Pool) and isinstance(after, Pool):
        if before.share.value != after.share.value:
            was = _pool_contents(before, titles)
            yield f"{after.title}: pools {_pool_contents(after, titles)} (was {was})"
        yield from _inside(before, after, at, titles, passed={"share"})
    elif isinstance(before, BaseModel) and isinstance(after, BaseModel):
        yield from _inside(before, after, at, titles)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            one, other = before.get(key), after.get(key)
            title = getattr(other or one, "title", None)
            way = (*at[:-1], title) if title else (*at, _name(key, titles))
            yield from _changed(one, other, way, titles)
    else:
        yield f"{_place(at)} {_value(after, titles)} (was {_value(before, titles)})"


def _inside(
    before: BaseModel,
    after: BaseModel,
    at: tuple[str, ...],
    titles: Titles,
    *,
    passed: set[str] | frozenset[str] = frozenset(),
) -> Iterator[str]:
    for key in type(after).model_fields:
        is_label = key == "title" or (key in NAMING_KEYS and "name" in type(after).model_fields)
        if key not in passed and not is_label:
            way = (*at, plain_word(key))
            yield from _changed(getattr(before, key), getattr(after, key), way, titles)


def _timetables(before: Timetable | None, after: Timetable | None, titles: Titles) -> Iterator[str]:
    """Yield which dated changes are added, taken away or others than before."""
    old, new = (timetable.root if timetable else {} for timetable in (before, after))
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name), new.get(name)
        known = other or one
        assert known
        called = f"'{known.title or plain_word(name).capitalize()}'"
        if one and other:
            yield from (f"{called}: {said}" for said in change_differences(one, other, titles))
        else:
            when = f", from {month_words(known.month)}" if other else ""
            yield f"timetable: {called} {'added' if other else 'taken away'}{when}"


def change_differences(before: Change, after: Change, titles: Titles | None = None) -> list[str]:
    """Return a sentence for everything in which a dated change differs from another."""
    one, other = (
        change.model_copy(update={"title": None, "about": "", "evidence": None})
        for change in (before, after)
    )
    both = isinstance(one.arrangement, dict) and isinstance(other.arrangement, dict)
    if both and one.arrangement != other.arrangement:
        inner = differences(arrangement_of(one), arrangement_of(other), titles=titles)
        one, other = (each.model_copy(update={"arrangement": None}) for each in (one, other))
        return [*differences(one, other, titles=titles), *inner]
    return differences(one, other, titles=titles)


def _absent(found: Any) -> bool:
    return found is None or (isinstance(found, list | tuple) and not found)


def _added_or_gone(after: Any, at: tuple[str, ...], titles: Titles) -> str:
    """Return that only one of two has a part, and what it holds."""
    if _absent(after):
        return f"{_place(at)} taken away"
    if isinstance(after, Pool):
        return f"{after.title}: pools {_pool_contents(after, titles)}"
    if isinstance(after, Quantity):
        return f"{_place(at)} {_with_unit(after, titles)} (was not given)"
    if isinstance(after, BaseModel):
        inside = _full(after, titles)
        return f"{_place(at)} added{f' ({inside})' if 0 < len(inside) <= LONGEST else ''}"
    return f"{_place(at)} {_value(after, titles)} (was none)"


def _numbers(
    before: Quantity[Any], after: Quantity[Any], at: tuple[str, ...], titles: Titles
) -> Iterator[str]:
    """Yield which numbers of a quantity differ; where none do, its range if that does."""
    one, other = before.value, after.value
    if one != other and isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            if one.get(key) != other.get(key):
                way = (*at, _name(key, titles))
                new, old = (_value(value.get(key), titles) for value in (other, one))
                yield f"{_place(way)} {new} (was {old})"
    elif one != other:
        yield f"{_place(at)} {_with_unit(after, titles)} (was {_value(one, titles)})"
    elif before.range != after.range:
        yield f"{_place(at)}, range {_range(after)} (was {_range(before)})"


def _pool_contents(pool: Pool, titles: Titles) -> str:
    """Return what a pool holds of which services, and whether that is all."""
    shares, rest = pool.share.value, pool.share.value.get(EVERY_SERVICE, 0.0)
    said = [_part_of(share, _name(name, titles)) for name, share in shares.items() if share > 0]
    said += [
        f"nothing of {_name(name, titles)}" for name, share in shares.items() if not share and rest
    ]
    return (_listed(said) or "nothing") + ("" if rest else ", and nothing else" if said else "")


def _part_of(share: float, what: str) -> str:
    return what if share == 1.0 else f"{100 * share:g}% of {what}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _name(key: Any, titles: Titles) -> str:
    return titles.get(key, plain_word(key)) if isinstance(key, str) else plain_word(key)


def _place(at: tuple[str, ...]) -> str:
    first, *rest = at or ("",)
    return f"{first}: {', '.join(rest)}" if rest else first


def _with_unit(quantity: Quantity[Any], titles: Titles) -> str:
    unit = "" if quantity.unit in UNSAID else f" {quantity.unit}"
    return f"{_value(quantity.value, titles)}{unit}"


def _range(quantity: Quantity[Any]) -> str:
    return "none" if quantity.range is None else "{:.10g} to {:.10g}".format(*quantity.range)


def _full(part: Any, titles: Titles) -> str:
    """Return all that a part says, but for its names, evidence and what goes without saying."""
    if isinstance(part, Quantity):
        return _with_unit(part, titles)
    if isinstance(part, dict) and any(isinstance(each, BaseModel) for each in part.values()):
        return ", ".join(
            f"{_name(key, titles)} {_full(each, titles)}" for key, each in part.items()
        )
    if not isinstance(part, BaseModel):
        return _value(part, titles)
    given = ((key, field.default) for key, field in type(part).model_fields.items())
    return ", ".join(
        f"{plain_word(key)} {_full(getattr(part, key), titles)}"
        for key, usual in given
        if key not in NAMING_KEYS and getattr(part, key) not in (usual, None, [])
    )


def _value(value: Any, titles: Titles) -> str:
    if value is None or value == [] or value == ():
        return "none"
    if isinstance(value, BaseModel):
        return summary(value)
    if isinstance(value, list | tuple) and any(isinstance(item, BaseModel) for item in value):
        inside = "; ".join(f"({_full(item, titles)})" for item in value)
        return inside if len(inside) <= LONGEST else str(len(value))
    if hasattr(value, "word"):
        return plain_word(value)
    plain = list(value) if isinstance(value, tuple) else value
    return value_words(plain, named=lambda key: _name(key, titles))
