"""Logging to stderr. Only this program's own loggers: libraries log what must not be seen."""

import logging
import sys
from typing import TYPE_CHECKING

from aws_sso.errors import SsoError

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts

TRACE = 5
_LEVELS = {
    "error": logging.ERROR,
    "warn": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
    "trace": TRACE,
}


class _Lines(logging.Formatter):
    """`level: message`, with file and line before it if asked."""

    def __init__(self, lines: bool) -> None:
        super().__init__()
        self._lines = lines

    def format(self, record: logging.LogRecord) -> str:
        name = {logging.WARNING: "warning", TRACE: "trace"}.get(
            record.levelno, record.levelname.lower()
        )
        where = f"{record.filename}:{record.lineno}: " if self._lines else ""
        return f"{where}{name}: {record.getMessage()}"


def start_logging(parts: "Parts") -> None:
    """Log from now on as the flags say, else as the settings say, where they can be read."""
    level, lines = parts.flags.level, parts.flags.lines
    if level is None or not lines:
        try:
            if parts.files.has_config():
                level = level or parts.settings.log.level
                lines = lines or parts.settings.log.lines
        except (SsoError, OSError):
            pass  # The command that needs the settings says what is wrong with them.
    _log_from(level or "warn", lines)


def _log_from(level: str, lines: bool) -> None:
    logger = logging.getLogger("aws_sso")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(lines))
    logger.addHandler(handler)
    logger.setLevel(_LEVELS[level])
    logger.propagate = False
