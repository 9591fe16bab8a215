"""The site of the pages is built without a warning, and asks for nothing outside itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
ASKS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}


class Asked(HTMLParser):
    """What a page asks a browser to fetch, and its formulas that nobody drew."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.undrawn = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        self.undrawn += "arithmatex" in of.get("class", "")
        if tag in ASKS and of.get("rel") != "canonical":
            self.found.append(of.get(ASKS[tag], ""))


def built(folder: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_the_site_is_built_whole_and_asks_for_nothing_outside(tmp_path: Path) -> None:
    site = built(tmp_path / "site")
    pages = {page: Asked(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    written = {page.stem for page in (ROOT / "docs").rglob("*.md")} - {"README"}
    assert written <= {page.parent.name for page in pages}
    for page, asked in pages.items():
        assert asked.found, page
        assert not [each for each in asked.found if re.match(r"(\w+:)?//", each)], page
        assert not asked.undrawn, page
    for picture in (site / "pictures").glob("stocks_*.svg"):
        links = set(re.findall(r'xlink:href="(\.\./[^"#]*)#', picture.read_text(encoding="utf-8")))
        assert links
        assert all((picture.parent / link / "index.html").is_file() for link in links), picture
    for style in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(\w+:)?//", style.read_text("utf-8")), style


def test_what_a_page_asks_for_is_found() -> None:
    page = '<link href="https://a.org/x.css"><img src="b.png"><span class="arithmatex">x</span>'
    asked = Asked(page)
    assert asked.found == ["https://a.org/x.css", "b.png"]
    assert asked.undrawn == 1


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "hooks"))


@pytest.mark.usefixtures("hooks")
def test_every_page_has_a_line_of_its_own_in_the_contents() -> None:
    from contents import LINE

    docs = ROOT / "docs"
    lines = map(LINE.match, (docs / "README.md").read_text(encoding="utf-8").splitlines())
    listed = {line["page"] for line in lines if line and line["page"]}
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}
    assert pages - listed - {"README.md"} == set()


@pytest.mark.usefixtures("hooks")
def test_links_in_a_picture_lead_to_where_its_page_stands_on_the_site(tmp_path: Path) -> None:
    from pictures import on_post_build

    (tmp_path / "pictures").mkdir()
    picture = tmp_path / "pictures" / "one.svg"
    picture.write_text('<svg><a xlink:href="../background/stocks.md#trust"/></svg>', "utf-8")
    on_post_build(SimpleNamespace(site_dir=str(tmp_path)))
    assert 'xlink:href="../background/stocks/#trust"' in picture.read_text("utf-8")


@pytest.mark.usefixtures("hooks")
def test_the_contents_of_the_site_are_the_lists_of_the_index() -> None:
    from contents import contents

    index = "# T\n\n## How-to: do\n\n- [A](how-to/a.md): x\n\n## B\n\n### C: c\n\n- [R](../R.md)\n"
    assert contents(index) == [
        {"How-to": [{"A": "how-to/a.md"}]},
        {"B": [{"C": [{"R": "project/R.md"}]}]},
    ]


@pytest.mark.usefixtures("hooks")
def test_a_formula_is_drawn_and_said() -> None:
    from formulas import on_page_content

    html = r'<p><span class="arithmatex">\(x &lt; \mu^*\)</span> grows</p>'
    drawn = on_page_content(html)
    assert "arithmatex" not in drawn
    assert r'aria-label="x &lt; \mu^*"' in drawn
    assert drawn.endswith("</svg> grows</p>")
