"""Files of the project that pages link to go with the site, so that no link leads out of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, InclusionLevel

LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)\s#]+)")
HERE, BESIDE = "docs/", "project/"


def on_files(files: Any, config: Any) -> Any:
    """Add what pages link to, and what the pages so added link to in turn."""
    root = Path(config.docs_dir).parent
    known = {file.src_uri for file in files}
    waiting = [file.src_uri for file in files.documentation_pages()]
    while waiting:
        for path in linked(in_project(waiting.pop()), root):
            if place(path) not in known and (root / path).is_file():
                files.append(beside(path, config))
                known.add(place(path))
                waiting.append(place(path))
    return files


def beside(path: str, config: Any) -> File:
    """Return a file of the project as one of the site, in the navigation only if listed there."""
    source = str(Path(config.docs_dir).parent / path)
    return File.generated(
        config, place(path), abs_src_path=source, inclusion=InclusionLevel.NOT_IN_NAV
    )


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let the page's links lead to where the files stand on the site."""
    at = in_project(page.file.src_uri)

    def lead(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(at), link[1]))
        return posixpath.relpath(place(target), posixpath.dirname(page.file.src_uri) or ".")

    return LINK.sub(lead, markdown)


def linked(path: str, root: Path) -> Iterator[str]:
    """Yield the files that a page of the project links to."""
    if path.endswith(".md"):
        for link in LINK.findall((root / path).read_text(encoding="utf-8")):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), link))


def place(path: str) -> str:
    """Return where a file of the project stands on the site."""
    return path.removeprefix(HERE) if path.startswith(HERE) else f"{BESIDE}{path}"


def in_project(path: str) -> str:
    """Return where a file of the site stands in the project."""
    return path.removeprefix(BESIDE) if path.startswith(BESIDE) else f"{HERE}{path}"
