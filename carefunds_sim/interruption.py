"""Signals that end a command, and the moments at which they may.

While runs are made a signal ends the making, and what is finished is kept. From then until it is
stored a signal waits, because finished runs are nowhere but in memory; a second one does not.
"""

from __future__ import annotations

import _thread
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl-C, an order to end, a terminal that hangs up, Ctrl-Break; not every system has all."""

ECHO_SECONDS = 1.0
"""How long the same order may echo: some senders signal a process, and then its whole group."""


@dataclass
class _State:
    heard_at: float | None = None
    waits: bool = False
    unsaved: bool = False


_state = _State()


def listen() -> None:
    """Let signals interrupt this process as Ctrl-C does; those that are ignored stay ignored."""
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _hear)
    sys.unraisablehook = _hear_again


def _hear_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise a signal once more that was lost in a callback of the compiler, where none can end."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    _state.heard_at = None
    _thread.interrupt_main()


def _hear(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as Python calls it
    now, before = time.monotonic(), _state.heard_at
    if before is not None and now - before < ECHO_SECONDS:
        return
    _state.heard_at = now
    if _state.unsaved and before is None:
        _state.waits = True
        return
    raise KeyboardInterrupt


def heard() -> bool:
    """Return whether a signal has come: what fails after it may have failed by it."""
    return _state.heard_at is not None


@contextmanager
def making_runs() -> Iterator[None]:
    """Let a signal end what is inside, also one that has waited; afterwards it has to wait."""
    try:
        release()
        yield
    finally:
        _state.unsaved = True


def release() -> None:
    """Say that nothing is lost now; KeyboardInterrupt where a signal has waited."""
    _state.unsaved = False
    if _state.waits:
        _state.waits = False
        raise KeyboardInterrupt


@contextmanager
def unheard() -> Iterator[None]:
    """Start processes that hear no Ctrl-C and no hang-up: these are for the parent to hear.

    A signal that comes meanwhile is heard by the parent afterwards. On Windows nothing is changed.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
