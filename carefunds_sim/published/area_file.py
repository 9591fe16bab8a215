"""The text of a new area's file: what it differs in, what it was made from, and what stayed."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from carefunds_sim.published.change import Change, Raw
from carefunds_sim.published.comparison import Comparison
from carefunds_sim.published.figures import Figures
from carefunds_sim.published.stages import nhs_share, unchanged_stages
from carefunds_sim.vocabulary import Responsible

WIDTH = 100


def text_of(
    like: Raw,
    labels: dict[str, str],
    changes: Iterable[Change],
    *,
    comparison: Comparison | None,
    notes: Sequence[str],
) -> str:
    """Return an area file that extends another and holds the changes alone.

    ``labels`` are the keys before the numbers: extends, kind, name, title, about.
    """
    yaml = YAML()
    yaml.width = WIDTH
    stream = io.StringIO()
    tree: Raw = {}
    for change in changes:
        change.put(tree, _on_one_line(change.quantity(like)))
    yaml.dump({**labels, **tree}, stream)
    body = (line.rstrip() for line in stream.getvalue().splitlines())
    return "\n".join([*_head(labels, comparison, notes), "", *body, ""])


def _on_one_line(quantity: Raw) -> Raw:
    """Return a quantity whose range, and whose value where it is a plain table, take one line."""
    found = dict(quantity)
    for key in ("value", "range"):
        part = found.get(key)
        if isinstance(part, dict) and not any(isinstance(one, dict) for one in part.values()):
            found[key] = CommentedMap(part)
            found[key].fa.set_flow_style()
        elif isinstance(part, list):
            found[key] = CommentedSeq(part)
            found[key].fa.set_flow_style()
    return found


def _head(
    labels: dict[str, str], comparison: Comparison | None, notes: Sequence[str]
) -> Iterator[str]:
    yield from _comment(
        f"{labels['title']}. Made from published tables by 'carefunds new-area': it holds what "
        f"they change, each number with table, line and arithmetic; all else is as in "
        f"{labels['extends']}."
    )
    if comparison is not None:
        yield "#"
        yield from _comment(
            "Published delayed days a year per 1,000 residents aged 65 and over. Nothing in this "
            "file was fitted to them: they are what to calibrate by."
        )
        yield from (f"# {line}" for line in beside(comparison))
    for note in notes:
        yield "#"
        yield from _comment(note)


def beside(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of a table: the council's delayed days, England's, and their ratio."""
    yield f"{'':32}{'council':>9}{'England':>9}{'ratio':>8}"
    for label, ours, theirs in comparison.rows():
        ratio = f"{ours / theirs:8.2f}" if theirs else f"{'-':>8}"
        yield f"{label:32}{ours:9.1f}{theirs:9.1f}{ratio}"


def _comment(text: str) -> list[str]:
    lines = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def notes_on(
    like: Raw, figures: Figures, comparison: Comparison | None, *, adjust_stages: bool
) -> Iterator[str]:
    """Yield a sentence for everything that was left as it is, and why."""
    extended, population, delays = like["name"], figures.population, figures.delays
    if population.year is not None:
        yield f"A run starts with the residents of {population.year}, whatever its start_year."
    if delays and delays.year != population.year:
        year = population.year or "a year that its table does not give"
        of = "" if delays.year is None else f" of {delays.year}"
        yield f"Delayed days{of} are set against the residents of {year}."
    if population.growth is None:
        yield f"The population table has one year: growth is that of {extended}."
    if delays is None or comparison is None:
        yield f"No table of delays: stages and responsibility are those of {extended}."
    else:
        yield from _about_delays(like, comparison, adjust_stages=adjust_stages)
    if figures.spend is None:
        yield "No table of spending: capacities follow the residents alone."
    elif figures.spend.unused:
        yield f"Columns of spending not used: {'; '.join(figures.spend.unused)}."
    if not figures.unit_costs:
        yield f"No unit costs: prices are those of {extended}."
    for costs in figures.unit_costs:
        if costs.unused:
            yield f"Prices not used: {'; '.join(costs.unused)}."


def _about_delays(like: Raw, comparison: Comparison, *, adjust_stages: bool) -> Iterator[str]:
    if adjust_stages:
        yield from (f"As it was: {sentence}." for sentence in unchanged_stages(like, comparison))
    else:
        yield f"The stages are those of {like['name']}, as was asked."
    if comparison.days.split:
        return
    said = f"The table tells reasons and bodies apart: responsibility is that of {like['name']}"
    implied = nhs_share(like, comparison.days)
    own = comparison.days.by_body.get(Responsible.NHS)
    if implied is None or own is None:
        yield f"{said}."
        return
    yield (
        f"{said}, which gives the NHS about {implied:.0%} of days with this council's reasons; "
        f"published {own / sum(comparison.days.by_body.values()):.0%}."
    )
