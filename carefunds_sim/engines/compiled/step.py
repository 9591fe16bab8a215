"""Where a person is in their story."""

from __future__ import annotations

from enum import IntEnum


class Step(IntEnum):
    """Below ``IN_STAGE`` what takes no time; from there on what is waited for."""

    REACH = 0
    ARRANGE = 1
    PASS_THE_BAR = 2
    JOIN_QUEUE = 3
    MOVE_IN = 4
    STAY = 5
    COMPLETE = 6
    LEAVE = 7
    IN_STAGE = 8
    WAITS_FOR_TEAM = 9
    WITH_TEAM = 10
    WAITS = 11
    FIRST_PART = 12
    STAYS = 13
    GONE = 14
