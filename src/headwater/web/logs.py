"""Log lines that say what went wrong and where, and nothing of what it went wrong with."""

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Writes errors by their kind and place.

    The words of an unforeseen error may hold what it stumbled over: an address, a customer's words, a
    key. So may the path of a request: an invitation's token. The line gets the kind of the error, the lines
    of code it came through, and the address as the table of addresses has it.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it where an error came from."""
        shown = logging.makeLogRecord(record.__dict__ | {"exc_text": None})
        request = getattr(record, "request", None)
        if isinstance(record.msg, BaseException):
            shown.msg, shown.args = type(record.msg).__name__, ()
        elif request is not None and hasattr(record, "status_code"):
            match = getattr(request, "resolver_match", None)
            route = "an address that is not known" if match is None else f"/{match.route}"
            shown.msg, shown.args = "%s at %s %s", (record.status_code, request.method, route)
        return super().format(shown)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the name is logging's
        """Return kind and place of an error and of those that led to it."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [type(error).__name__, *(f"  {f.filename}:{f.lineno} {f.name}" for f in frames)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            if error is not None:
                lines.append("while handling")
        return "\n".join(lines)
