"""Logging to stderr, from this program's loggers only: libraries may log secrets."""

import logging
import sys

TRACE = 5
_LEVELS = {
    "error": logging.ERROR,
    "warn": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
    "trace": TRACE,
}


class _Lines(logging.Formatter):
    """`level: message`, optionally preceded by file and line."""

    def __init__(self, lines: bool) -> None:
        super().__init__()
        self._lines = lines

    def format(self, record: logging.LogRecord) -> str:
        name = {logging.WARNING: "warning", TRACE: "trace"}.get(
            record.levelno, record.levelname.lower()
        )
        where = f"{record.filename}:{record.lineno}: " if self._lines else ""
        return f"{where}{name}: {record.getMessage()}"


def log_from(level: str, lines: bool) -> None:
    """Log at this level and above."""
    logger = logging.getLogger("aws_sso")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(lines))
    logger.addHandler(handler)
    logger.setLevel(_LEVELS[level])
    logger.propagate = False
