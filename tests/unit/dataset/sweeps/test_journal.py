"""The journal of a sweep: who worked on it last, whatever became of the file."""

from __future__ import annotations

import pytest

from carefunds_sim.dataset.sweeps.journal import journal_of, last_session


@pytest.mark.parametrize("damage", [b'{"date": "2', b"\xff\xfe\x00\n", b"5\n", b"[1]\n", b"\n\n"])
def test_a_damaged_line_is_passed_over(tmp_path, damage):
    store = tmp_path / "sweep.zarr"
    assert last_session(store) == {}
    journal_of(store).write_bytes(b'{"date": "2026", "command": "carefunds sweep"}\n' + damage)
    assert last_session(store)["command"] == "carefunds sweep"
