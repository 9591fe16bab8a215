"""The ledger believes whole lines only, and ends the same whoever was first."""

from __future__ import annotations

from pathlib import Path

import pytest

from carefunds_sim.dataset.sweeps.ledger import Ledger, Record

DONE = Record((0, 1), ("aa", "bb"), ("a warning",))
FAILED = Record((2, 0), message="no such bed", traceback="line 1\nline 2")


def test_what_is_added_is_read_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "sweep.ledger")
    ledger.add(DONE)
    ledger.add(FAILED)
    again = Ledger(ledger.path)
    assert again.records == {(0, 1): DONE, (2, 0): FAILED}
    assert again.failures() == [FAILED]
    assert (0, 1) in again
    assert (0, 0) not in again


@pytest.mark.parametrize("cut", range(1, len(FAILED.line())))
def test_a_torn_line_does_not_count(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "sweep.ledger"
    path.write_bytes((DONE.line() + FAILED.line()[:-cut]).encode())
    whole = cut == 1  # only the end of the line is missing
    assert set(Ledger(path).records) == {(0, 1)} | ({(2, 0)} if whole else set())


def test_a_line_after_a_torn_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "sweep.ledger"
    path.write_bytes(DONE.line().encode()[:-9])
    ledger = Ledger(path)
    ledger.settle()
    ledger.add(FAILED)
    assert set(Ledger(path).records) == {(2, 0)}


@pytest.mark.parametrize("place", range(0, len(DONE.line()) - 1, 7))
def test_a_changed_byte_does_not_count(tmp_path: Path, place: int) -> None:
    line = bytearray(DONE.line().encode())
    line[place] ^= 1
    path = tmp_path / "sweep.ledger"
    path.write_bytes(bytes(line))
    assert not Ledger(path).records


def test_settled_it_does_not_depend_on_who_was_first(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path / "one"), Ledger(tmp_path / "other")
    for record in (DONE, FAILED):
        one.add(record)
    for record in (FAILED, DONE):
        other.add(record)
    one.settle()
    other.settle()
    assert one.path.read_bytes() == other.path.read_bytes()


def test_dropped_tasks_are_gone_from_the_file(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "sweep.ledger")
    ledger.add(DONE)
    ledger.add(FAILED)
    assert ledger.drop(lambda record: record.failed) == [FAILED]
    assert set(Ledger(ledger.path).records) == {(0, 1)}
