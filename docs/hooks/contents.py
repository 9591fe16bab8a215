"""The contents of the site are the lists of the index, so that they are written once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

LINE = re.compile(r"^(?P<level>##+) (?P<heading>.+)$|^- \[(?P<title>[^\]]+)\]\((?P<page>[^)#]+)\)")
Entry = dict[str, Any]


def on_config(config: Any) -> Any:
    """Put what the index lists, heading by heading, into the navigation of the site."""
    index = (Path(config.docs_dir) / "README.md").read_text(encoding="utf-8")
    config.nav = [{"Start": "README.md"}, *contents(index)]
    return config


def contents(index: str) -> list[Entry]:
    """Return headings of pages, and pages, nested as the headings are."""
    found: list[Entry] = []
    within = {1: found}  # by the level of the heading
    for line in filter(None, map(LINE.match, index.splitlines())):
        if line["page"]:
            within[max(within)].append({line["title"]: place(line["page"])})
            continue
        level, below = len(line["level"]), []
        within = {each: entries for each, entries in within.items() if each < level}
        within[max(within)].append({line["heading"].partition(":")[0]: below})
        within[level] = below
    return found


def place(page: str) -> str:
    """Return where a page stands on the site; pages beside this folder stand in ``project``."""
    return page.replace("../", "project/")
