"""No module imports, at the top or inside a function, what imports it back."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def test_no_imports_go_in_a_circle() -> None:
    graph = grimp.build_graph("carefunds_sim")
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))
