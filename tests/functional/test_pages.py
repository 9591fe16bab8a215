"""Pages are found from the index, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
INDEX = DOCS / "README.md"
PAGES = sorted(DOCS.rglob("*.md"))
ROOMS = ("tutorial", "how-to", "reference", "background")
COMING: set[str] = set()  # pages that other pages name already
LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")


def links(page: Path) -> list[str]:
    return LINK.findall(page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return what the headings of a page are called in links, as GitHub makes it of them."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    named = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return named | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files_and_headings_that_there_are(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        if path in COMING:
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def test_every_page_is_in_the_index() -> None:
    listed = {(DOCS / link).resolve() for link in links(INDEX)}
    missing = set(PAGES) - {INDEX} - listed
    assert not missing, f"give each a line in docs/README.md: {sorted(map(str, missing))}"


def test_every_page_stands_in_one_of_four_rooms() -> None:
    assert {page.parent.name for page in PAGES if page != INDEX} <= set(ROOMS)
    assert all(page.parent.parent == DOCS for page in PAGES if page != INDEX)


def test_every_item_of_stress_is_answered() -> None:
    """The items of the discrete-event checklist, and at least as many answers for the other."""
    text = (DOCS / "background" / "stress.md").read_text(encoding="utf-8")
    of_events, of_stocks = text.split("## STRESS-SD")
    rows = re.findall(r"^\| ([\d.]+) [^|]*\| ([^|]+)\| ([^|]+)\|$", of_events, re.MULTILINE)
    assert [item for item, _, _ in rows] == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4",
        "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5",
        "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
    ]  # fmt: skip
    assert all(answer.strip() for _, answer, _ in rows)
    sections = re.findall(r"^\| \*\*(\d)\.", of_stocks, re.MULTILINE)
    assert sections == [*"123456"]
    for part in ("Stocks", "Flows", "Feedback loops", "Delays"):
        assert f"| 2.5 {part} |" in of_stocks


@pytest.mark.parametrize(
    "page", ["stress.md", "assumptions.md", "limits.md", "loops.md", "stocks.md"]
)
def test_files_and_folders_that_a_page_names_are_there(page: str) -> None:
    text = (DOCS / "background" / page).read_text(encoding="utf-8")
    roots = (DOCS.parent, DOCS.parent / "carefunds_sim", DOCS.parent / "carefunds_sim" / "scenario")
    for named in re.findall(r"`([a-z_]+(?:/[\w.*]+)+/?|[\w-]+\.(?:toml|lock|cff))`", text):
        if named.removeprefix("docs/") in COMING:
            continue
        assert any(list(root.glob(named)) for root in roots), f"{page}: {named}"
