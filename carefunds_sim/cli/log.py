"""The log of a run and messages on the screen: nowhere else is logging set up."""

from __future__ import annotations

import logging
import os
import platform
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path

import typer

from carefunds_sim.cli.streams import BAD_INPUT, DEFECT, code_of
from carefunds_sim.disk import NO_ROOM
from carefunds_sim.errors import CarefundsError, StorageError
from carefunds_sim.screen import say
from carefunds_sim.version import __version__

FILE_NAME = "run.log"
PACKAGE = logging.getLogger("carefunds_sim")

log = logging.getLogger(__name__)


class Level(StrEnum):
    """How much is shown on the screen."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


@contextmanager
def on_screen(level: Level) -> Iterator[None]:
    """Show messages of a level and above on stderr while a command runs."""
    with _attached(_Screen(), logging.getLevelNamesMapping()[level.upper()]):
        yield


@contextmanager
def logged(folder: Path | None) -> Iterator[None]:
    """Add what a command does, and how it ends, to the log in its folder.

    Refused input leaves nothing behind. Without a folder there is no log.
    """
    if folder is None:
        yield
        return
    file = _File(folder / FILE_NAME)
    started, code, refused = time.monotonic(), 0, False
    with _attached(file, min(PACKAGE.level or logging.INFO, logging.INFO)):
        _begin()
        try:
            yield
        except BaseException as error:
            code = code_of(error)
            refused = code == BAD_INPUT and not isinstance(error, OSError)
            _log_end(error, code)
            raise
        finally:
            log.info("ended after %.1f s, exit code %d", time.monotonic() - started, code)
            file.close()
            if refused:
                file.forget()


def command_line() -> str:
    """Return the command as it was given."""
    return shlex.join(["carefunds", *sys.argv[1:]])


def _begin() -> None:
    from carefunds_sim.dataset.provenance import git_commit

    log.info("==== new run: %s", command_line())
    log.info("carefunds_sim %s, commit %s", __version__, git_commit() or "unknown")
    log.info("Python %s on %s, %s processors", platform.python_version(), platform.platform(),
             os.cpu_count())  # fmt: skip


def _log_end(error: BaseException, code: int) -> None:
    """Log the error that ended a command, unless the results themselves report it."""
    if code == DEFECT:
        log.critical("a defect of the program", exc_info=error)
    elif isinstance(error, KeyboardInterrupt):
        log.error("interrupted")
    elif str(error) and not isinstance(error, typer.Exit):
        log.error("%s", error)


@contextmanager
def _attached(handler: logging.Handler, level: int) -> Iterator[None]:
    """Send the package's messages to a handler, and leave logging as it was."""
    before = PACKAGE.level
    handler.setLevel(level)
    PACKAGE.addHandler(handler)
    PACKAGE.setLevel(min(before or level, level))
    try:
        yield
    finally:
        PACKAGE.setLevel(before)
        PACKAGE.removeHandler(handler)
        handler.close()


class _Screen(logging.Handler):
    """Messages on stderr, looked up each time: a progress bar may have replaced it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Show one message."""
        say(f"{record.levelname}: {record.getMessage()}", sys.stderr)


class _File(logging.FileHandler):
    """The log itself, in a folder that may not exist yet; times are UTC, as in results."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        form = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        form.converter = time.gmtime
        self.setFormatter(form)
        self.path, self.failed = path, False
        self.before = path.stat().st_size if path.exists() else None
        self.made = [part for part in path.parents if not part.exists()]

    def _open(self) -> TextIOWrapper:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return super()._open()
        except OSError as error:
            said = f"{self.path} cannot be written: {error.strerror}. Nothing was run; give another"
            full = error.errno in NO_ROOM
            raise (StorageError if full else CarefundsError)(f"{said} folder with -o") from error

    def forget(self) -> None:
        """Put the log, and the folders made for it, back as they were."""
        if self.before is not None:
            with suppress(OSError):
                os.truncate(self.path, self.before)
            return
        with suppress(OSError):
            self.path.unlink()
        with suppress(OSError):  # something else is in it
            for part in self.made:
                part.rmdir()

    def close(self) -> None:
        """Close the file; a full disk has already been reported."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - as inherited
        """Say once that the log cannot be written; the study goes on."""
        if not self.failed:
            say(f"{self.baseFilename} cannot be written: {sys.exception()}", sys.stderr)
        self.failed = True
