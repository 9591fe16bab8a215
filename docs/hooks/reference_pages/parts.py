"""What stands between the two marks of a page, made anew."""

from __future__ import annotations

from pathlib import Path

BEGIN = "<!-- begin: generated -->"
END = "<!-- end: generated -->"


def renewed(page: Path, generated: str) -> str:
    """Return a page with what is generated between its marks; ValueError where it has none."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no part to renew; put it between '{BEGIN}' and '{END}'")
    return f"{before}{BEGIN}\n\n{generated.strip()}\n\n{END}{after}"
