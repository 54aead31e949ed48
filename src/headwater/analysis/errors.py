"""One error base. Each error says what is wrong, where, and what to do."""

import errno
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any


class HeadwaterError(Exception):
    """What every deliberate failure of Headwater is.

    Parameters
    ----------
    message : str
        What is wrong, where (file, line, column) and what to do; never a raw identifier or contact text.
    data : mapping, optional
        The same facts for a machine.
    """

    code = "error"

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data: Mapping[str, Any] = data

    def __str__(self) -> str:
        return self.message


class UsageError(HeadwaterError):
    """The question was put wrongly: an option, a mapping key, a date."""

    code = "usage"


class BadDataError(HeadwaterError):
    """The data cannot be taken as they are."""

    code = "bad_data"


class TryAgainError(HeadwaterError):
    """Nothing is wrong with question or data; the same call may work later (lock held, disk full)."""

    code = "try_again"


class NotAllowedError(HeadwaterError):
    """A person asked for what their role does not give them."""

    code = "not_allowed"


class MissingExtraError(UsageError):
    """A part of Headwater that is installed on request is not there."""

    code = "missing_extra"

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs a part that is not installed. Install it with: pip install 'headwater[{extra}]'",
            extra=extra,
        )


def is_disk_full(error: Exception) -> bool:
    """Say whether an error of the system or of an engine means that there is no room left.

    Examples
    --------
    >>> is_disk_full(OSError(28, "No space left on device")), is_disk_full(ValueError("no"))
    (True, False)
    """
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    said = str(error).lower()
    return any(words in said for words in ("no space left", "os error 28", "disk is full", "disk quota"))


def nearest(name: str, known: list[str]) -> str:
    """Say which known name is closest to a wrong one, as an ending for an error message.

    Examples
    --------
    >>> nearest("chanel", ["channel", "team"])
    " Did you mean 'channel'?"
    >>> nearest("zzz", ["channel", "team"])
    ' Known: channel, team.'
    """
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else f" Known: {', '.join(known)}."
