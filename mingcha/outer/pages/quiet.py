"""Log lines that say what broke and where, and nothing of what somebody sent."""

import logging
import traceback


class Quiet(logging.Formatter):
    """Level, logger, and the place of a fault: no message of an exception, no address, no time."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return f"{record.levelname} {record.name}"
        last = traceback.extract_tb(error.__traceback__)[-1:]
        where = "".join(f" {frame.filename}:{frame.lineno}" for frame in last)
        return f"{record.levelname} {record.name} {type(error).__name__}{where}"
