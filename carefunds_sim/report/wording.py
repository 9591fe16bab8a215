"""Numbers and words as a reader wants them: no more digits than they carry, plain words."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable, Sequence

from carefunds_sim.vocabulary import plain_word as plain_word
from carefunds_sim.vocabulary import value_words as value_words

UNLIKE = {"nhs": "NHS", "both": "both jointly"}
"""Words of arrays that people read differently; 'both' alone would be read as the two before."""


def within_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: no brackets, no leading capital."""
    bare = re.sub(r"\s*\([^)]*\)", "", title).strip().rstrip(".")
    is_name = len(bare) > 1 and bare[1].isupper()
    return bare if is_name else bare[:1].lower() + bare[1:]


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitalised(sentence: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def label(word: str) -> str:
    """Return a word of an array as it stands beside a row: a capital and no underscores."""
    return capitalised(" ".join(UNLIKE.get(part, part) for part in word.split("_")))


MISSING = "-"
NO_DIFFERENCE = "no clear difference"
CHANGES_SIGN = "changes sign over the years"
SAME = "the same"


def financial_year(first: int, last: int | None = None) -> str:
    """Return financial years as people write them: 2010-11, or 2010-14 for four of them."""
    return f"{first}-{((first if last is None else last) + 1) % 100:02}"


def month_words(month: str, *, before: int = 0) -> str:
    """Return a month such as 2013-04, or the one so many months before it, as April 2013."""
    passed = int(month[:4]) * 12 + int(month[5:7]) - 1 - before
    return f"{calendar.month_name[passed % 12 + 1]} {passed // 12}"


def plain(value: float) -> str:
    """Return a count or rate: whole numbers from 100 on, fewer digits the larger it is."""
    if not math.isfinite(value):
        return MISSING
    size = abs(value)
    digits = 0 if size >= 100 or value == 0 else 1 if size >= 10 else 2
    return _without_minus_zero(f"{value:,.{digits}f}")


def millions(value: float) -> str:
    """Return pounds as millions."""
    return _without_minus_zero(f"{value / 1e6:,.2f}") if math.isfinite(value) else MISSING


def percent(share: float) -> str:
    """Return a share as a percentage."""
    return f"{100 * share:.0f}%" if math.isfinite(share) else MISSING


def signed_percent(share: float, digits: int = 0) -> str:
    """Return a change as a percentage with its sign."""
    if not math.isfinite(share):
        return MISSING
    return f"{share:+.{digits}%}" if round(100 * share, digits) else "0%"


def change(before: float, after: float) -> str:
    """Return by what percentage something has changed."""
    share = round(100 * (after / before - 1))
    return f"{share:+d}%" if share else "0%"


def counted(number: int, what: str) -> str:
    """Return a number of things, which are more than one or not."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def as_unit(value: float, unit: str) -> str:
    """Return a value of an outcome in its own unit, pounds as millions."""
    return millions(value) if unit == "GBP a year" else plain(value)


def unit_words(unit: str) -> str:
    """Return the unit in which ``as_unit`` gives a value."""
    return "GBP million a year" if unit == "GBP a year" else unit


def signed(value: float, unit: str) -> str:
    """Return a difference with its sign."""
    text = as_unit(value, unit)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def interval(low: float, high: float, unit: str) -> str:
    """Return the two ends of an interval of a difference."""
    return f"({signed(low, unit)} to {signed(high, unit)})"


def level(mean: float, low: float, high: float, unit: str) -> str:
    """Return a mean, and under it the ends of its interval where it has one."""
    ends = f"\n({as_unit(low, unit)} to {as_unit(high, unit)})" if math.isfinite(low) else ""
    return as_unit(mean, unit) + ends


def estimate(cell: Iterable[float], unit: str) -> str:
    """Return the same of a mean, low and high that stand together."""
    mean, low, high = map(float, cell)
    return level(mean, low, high, unit)


def is_clear(low: float, high: float) -> bool:
    """Return whether an interval of a difference leaves zero out."""
    return low > 0 or high < 0


def difference(mean: float, low: float, high: float, unit: str, *, turns: bool = False) -> str:
    """Return a paired difference in two lines: what it is, and how sure that is.

    ``turns`` says that it is clearly higher in some years and clearly lower in others.
    """
    if not math.isfinite(mean):
        return MISSING
    if not math.isfinite(low):
        return f"{signed(mean, unit)}\n(no interval)"
    if mean == low == high == 0:
        return SAME
    unclear = CHANGES_SIGN if turns else NO_DIFFERENCE
    first = signed(mean, unit) if is_clear(low, high) else unclear
    return f"{first}\n{interval(low, high, unit)}"


def _without_minus_zero(text: str) -> str:
    return text.removeprefix("-") if not text.strip("-0.,") else text
