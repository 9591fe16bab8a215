"""Pictures whose boxes are links: on the site a page stands in a folder of its own name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = re.compile(r'(?<=xlink:href=")([^":#]+)\.md#')


def on_post_build(config: Any) -> None:
    """Let the links of pictures lead to where their pages stand on the site."""
    for picture in (Path(config.site_dir) / "pictures").glob("*.svg"):
        drawn = picture.read_text(encoding="utf-8")
        picture.write_text(PAGE.sub(r"\1/#", drawn), encoding="utf-8", newline="\n")
