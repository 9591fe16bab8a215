"""How councils' numbers differ and go together, as a population file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from carefunds_sim.published.join import Joined, Place
from carefunds_sim.scenario.schema.population import BODIES, Population
from carefunds_sim.vocabulary import AgeBand

SHUFFLES = 1000
"""How often councils' numbers are dealt to other councils, to see what chance explains."""

SHIPPED = "england_2011_14"


@dataclass(frozen=True)
class Divided:
    """The variance of councils' logarithms within a year, divided; shares of the whole or the rest.

    ``coefficients`` are by number; ``left`` is what they do not explain, (council, year).
    """

    sd: float
    explained: float
    by_chance: float
    persists: float
    next_year: float
    coefficients: np.ndarray
    left: np.ndarray


def divided(numbers: np.ndarray, delays: np.ndarray, *, seed: int = 1) -> Divided:
    """Divide the variance of delays (council, year) by what numbers (council, number) explain.

    All are logarithms. Years have levels of their own, and one slope by number for all of them.
    What is left persists as far as the first and the last year have it in common, NaN with one
    year.
    """
    x, y = numbers - numbers.mean(0), delays - delays.mean(0)
    whole = float((y**2).mean())
    inverse = np.linalg.pinv(x)

    def explains(order: np.ndarray) -> float:
        return float(((x @ (inverse @ y[order].mean(1))) ** 2).mean()) / whole

    random = np.random.Generator(np.random.Philox(seed))
    shuffled = [explains(random.permutation(len(y))) for _ in range(SHUFFLES)]
    coefficients = inverse @ y.mean(1)
    left = y - (x @ coefficients)[:, np.newaxis]
    together = left.T @ left / len(y)
    rest = float(np.diag(together).mean()) if len(together) > 1 else np.nan
    beside = [together[i, i + 1] for i in range(len(together) - 1)]
    return Divided(
        sd=float(np.sqrt(whole * len(y) / (len(y) - 1))),
        explained=explains(np.arange(len(y))),
        by_chance=float(np.mean(shuffled)),
        persists=float(np.clip(together[0, -1] / rest, 0.0, 1.0)),
        next_year=float(np.clip(np.sum(beside) / max(len(beside), 1) / rest, 0.0, 1.0)),
        coefficients=coefficients,
        left=left,
    )


def population_text(joined: Joined, like: Population, *, name: str) -> str:
    """Return a population file that extends the shipped one, with what the tables say in its place.

    The councils are written too, so that they are studied and none is drawn.
    """
    ratios, england = _ratios(joined, list(like.numbers))
    x = np.log(ratios)
    known = {whose for whose, days in joined.england.days.items() if all(days.values())}
    delays = {whose: _delays(joined, whose) for whose in BODIES if whose in known}
    at = f"as ratios to England's, joined from {joined.files}"
    found = divided(x, np.log(delays["total"]))
    tree: dict[str, Any] = {
        "extends": SHIPPED, "kind": "population", "name": name,
        "title": f"{len(joined.councils)} councils as published",
        "about": f"{len(joined.councils)} councils of {', '.join(map(str, joined.years))}, joined "
        "from published tables by 'carefunds population'.",
        "numbers": {
            key: {"at": at, "england": _digits(england[key], 4), "mean": _digits(x[:, i].mean()),
                  "sd": _digits(x[:, i].std(ddof=1)), "coefficient": _digits(found.coefficients[i])}
            for i, key in enumerate(like.numbers)
        },
        "correlations": _correlations(list(like.numbers), x),
        "delays": {"at": at, **_spread(joined, delays, found, x)},
    }  # fmt: skip
    names = list(like.numbers)
    weight = len(joined.years) / (1 + (len(joined.years) - 1) * found.persists)
    lasting = found.persists * weight * found.left.mean(1)
    tree["councils"] = {
        place.code or place.name: {
            "name": place.name or place.code,
            "ratios": {key: _digits(ratios[i, j], 4) for j, key in enumerate(names)},
            "delays": {w: [_digits(v, 4) for v in delays[w][i]] for w in delays},
            "practice": _digits(lasting[i]),
        }
        for i, place in enumerate(joined.councils)
    }
    yaml = YAML()
    yaml.default_flow_style, yaml.width = None, 100
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()


def _residents(place: Place) -> float:
    return sum(place.figures[band.word] for band in AgeBand)


def _numbers(place: Place) -> dict[str, float]:
    """Return a place's numbers: prices as they are, all else per 1,000 residents 65 and over."""
    residents, figures = _residents(place), place.figures
    oldest = AgeBand.AGED_85_PLUS.word
    own = {key: value for key, value in figures.items() if key.endswith("_gbp")}
    counts = {key: value for key, value in figures.items() if key not in own}
    rates = {key: 1000 * value / residents for key, value in counts.items()}
    return {"size": residents, "oldest": rates.pop(oldest), **own, **rates}


def _ratios(joined: Joined, names: list[str]) -> tuple[np.ndarray, dict[str, float]]:
    """Return councils' ratios (council, number) to England's numbers, and these.

    England's size is the mean of the councils.
    """
    councils, england = [_numbers(place) for place in joined.councils], _numbers(joined.england)
    england["size"] = float(np.mean([council["size"] for council in councils]))
    rows = [[council[name] / england[name] for name in names] for council in councils]
    return np.array(rows), england


def _delays(joined: Joined, whose: str) -> np.ndarray:
    """Return delayed days per resident as ratios to England's, (council, year)."""
    england = joined.england
    return np.array([
        [place.days[whose][year] / _residents(place) / england.days[whose][year]
         * _residents(england) for year in joined.years]
        for place in joined.councils
    ])  # fmt: skip


def _correlations(names: list[str], x: np.ndarray) -> Mapping[str, Mapping[str, float]]:
    found = np.corrcoef(x.T)
    return {
        name: {other: round(float(found[i, j]), 2) for j, other in enumerate(names[:i])}
        for i, name in enumerate(names)
        if i
    }


def _spread(
    joined: Joined, delays: Mapping[str, np.ndarray], found: Divided, x: np.ndarray
) -> dict[str, Any]:  # fmt: skip
    england = joined.england
    apart = {}
    for whose in [body for body in ("nhs", "social_care") if body in delays]:
        positive = (delays[whose] > 0).all(1)
        apart[whose] = _digits(divided(x[positive], np.log(delays[whose][positive])).explained)
    return {
        "councils": len(joined.councils), "years": list(joined.years),
        "england": [_digits(1000 * england.days["total"][year] / _residents(england), 4)
                    for year in joined.years],
        "sd": _digits(found.sd), "explained": _digits(found.explained),
        "explained_by_chance": _digits(found.by_chance), "persists": _digits(found.persists),
        "next_year": _digits(found.next_year), "apart": apart,
    }  # fmt: skip


def _digits(number: float, digits: int = 2) -> float:
    return float(f"{number:.{digits}g}")
