"""The text of a new area's file: what it differs in, and above it what it was made from."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from carefunds_sim.published.change import Change, Raw
    from carefunds_sim.published.comparison import Comparison

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
    yaml.dump({**labels, **nested(like, changes)}, stream)
    body = (line.rstrip() for line in stream.getvalue().splitlines())
    return "\n".join([*_head(labels, comparison, notes), "", *body, ""])


def nested(like: Raw, changes: Iterable[Change]) -> Raw:
    """Return changes as a tree of complete quantities."""
    tree: Raw = {}
    for change in changes:
        at: Any = tree
        for key in change.place[:-1]:
            at = at.setdefault(key, {})
        at[change.place[-1]] = _on_one_line(change.quantity(like))
    return tree


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
    yield from _remark(
        f"{labels['title']}. Made from published tables by 'carefunds new-area': it holds what "
        f"they change, each number with table, line and arithmetic; all else is as in "
        f"{labels['extends']}."
    )
    if comparison is not None:
        yield "#"
        yield from _remark(
            "Published delayed days a year per 1,000 residents aged 65 and over. Nothing in this "
            "file was fitted to them: they are what to calibrate by."
        )
        yield from (f"# {line}" for line in beside(comparison))
    for note in notes:
        yield "#"
        yield from _remark(note)


def beside(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of a table: the council's delayed days, England's, and their ratio."""
    yield f"{'':32}{'council':>9}{'England':>9}{'ratio':>8}"
    for label, ours, theirs in comparison.rows():
        ratio = f"{ours / theirs:8.2f}" if theirs else f"{'-':>8}"
        yield f"{label:32}{ours:9.1f}{theirs:9.1f}{ratio}"


def _remark(text: str) -> list[str]:
    lines = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]
