"""Work done in a copy of this process: it may hang, crash or eat the memory and harms nobody."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import traceback
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

MEMORY_BYTES = 4 * 2**30
PROCESSOR_SECONDS = 60
WAITING_SECONDS = 300.0  # what waits uses no processor; what is slow on a busy machine is no fault


class Ended(NamedTuple):
    """How work ended: with a value, or with a fault that is none of the program's own."""

    value: Any = None
    fault: str = ""


def apart(work: Callable[..., Any], *given: Any) -> Ended:
    """Return what work returns, or how it failed to."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_working, args=(there, work, given))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # threads of pytest's do not matter here
        process.start()
    there.close()
    try:
        ended = here.recv() if here.poll(WAITING_SECONDS) else Ended(fault="waits for ever")
    except EOFError:
        process.join()
        long = process.exitcode == -signal.SIGXCPU
        ended = Ended(fault="takes too long" if long else f"dies, exit code {process.exitcode}")
    finally:
        process.kill()
        process.join()
    return Ended(*ended)


def _working(there: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    try:
        there.send(Ended(work(*given)))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
        there.send(Ended(fault="".join(traceback.format_exception(error, limit=-3))))
