"""What a process without a terminal says of itself: one JSON object a line on stderr.

Every line has a time in UTC, a level and an event; within a window also its job, its number and
that of its run. On a terminal the same is told for reading. Nothing of a log's rows is ever
written here: of what libraries say, long numbers are cut, and of an error that nobody foresaw only
its kind and the places it came through.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

#: a telephone number, an ID number, a record's
LONG = re.compile(r"\d{7,}")
#: the last places an error came through
PLACES = 5


def begin(**bound: Any) -> None:
    """Sets how this process tells what it does; every line has what is `bound`."""
    shown: Any = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )  # fmt: skip
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shown,
        ],
        # a line and its end in one write: the lines of a worker may come between
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.clear_contextvars()
    bind(**bound)
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[_Told(logging.WARNING)], level=logging.WARNING, force=True)
    sys.excepthook = _broken
    threading.excepthook = _thread_broken


def bind(**bound: Any) -> None:
    """Every line from now on has this too."""
    structlog.contextvars.bind_contextvars(**bound)


def log() -> FilteringBoundLogger:
    """What to tell things to."""
    told: FilteringBoundLogger = structlog.get_logger()
    return told


def place(error: BaseException | None) -> dict[str, Any]:
    """The kind of an error, and the places it came through, the deepest last; not its words.

    >>> place(ValueError("no number: 13900000000"))
    {'kind': 'ValueError', 'places': []}
    """
    frames = traceback.extract_tb(error.__traceback__ if error else None)[-PLACES:]
    names = [f"{'/'.join(one.filename.split('/')[-2:])}:{one.lineno}" for one in frames]
    return {"kind": type(error).__name__, "places": names}


class _Told(logging.Handler):
    """What libraries say by the standard library's way, warnings of Python among it."""

    def emit(self, record: logging.LogRecord) -> None:
        """As a line of ours, on one line, without long numbers."""
        said = LONG.sub("…", " ".join(record.getMessage().split()))
        log().log(record.levelno, said, logger=record.name)


def _broken(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    log().critical("broken", **place(error))


def _thread_broken(told: threading.ExceptHookArgs) -> None:
    log().error("a thread broke", thread=told.thread and told.thread.name, **place(told.exc_value))
