"""What the environment may say: every setting of the product, its default and its meaning."""
# ruff: noqa: E501 - a setting a line

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from headwater.analysis.errors import UsageError, nearest


@dataclass(frozen=True)
class Setting:
    """One variable of the environment."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("HEADWATER_DATA", "headwater-data", "Folder of everything Headwater keeps: records, store, keys."),
    Setting(
        "HEADWATER_URL",
        "http://127.0.0.1:8000",
        "Address people open. With https, cookies are sent over https only and http is sent on to https.",
    ),
    Setting("HEADWATER_ALLOW_HTTP", "no", "`yes` allows an http address that is not this machine: never on a network you do not own."),
    Setting("DATABASE_URL", "sqlite in the data folder", "`postgresql://user:password@host:5432/name`, or `sqlite:////path/to/file`.", secret=True),
    Setting("HEADWATER_SECRET_KEY", "a file in the data folder", "Signs sessions and links; at least 50 characters. Made at the first start when absent.", secret=True),
    Setting("HEADWATER_TRUSTED_PROXIES", "0", "How many reverse proxies of yours stand in front; the caller's address is read behind them."),
    Setting("HEADWATER_EMAIL_URL", "console", "`smtp://user:password@host:587` (STARTTLS), `smtps://...:465`, or `console` to print mail.", secret=True),
    Setting("HEADWATER_EMAIL_FROM", "headwater@localhost", "Sender of mail."),
    Setting("HEADWATER_TIME_ZONE", "UTC", "Time zone of the pages, such as Europe/Berlin."),
    Setting("HEADWATER_SESSION_HOURS", "12", "After how many hours without a visit a person signs in again."),
    Setting("HEADWATER_API_REQUESTS", "600", "How many requests a minute one token of the [HTTP API](api.md) may make."),
    Setting("HEADWATER_MOST_PUSH_MB", "10", "How large one push of contacts through the HTTP API may be, in megabytes."),
    Setting("HEADWATER_WEBHOOK_HOSTS", "none", "Hosts in your own network that [webhooks](api.md#webhooks) may tell, with commas between; every other one has to be public."),
    Setting("HEADWATER_MOST_UPLOAD_MB", "2048", "Largest file that can be uploaded, in megabytes."),
    Setting("HEADWATER_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
)  # fmt: skip

ELSEWHERE = ("HEADWATER_SPARK_MASTER", "HEADWATER_SHARED_DATA")
"""Variables that other parts of Headwater read."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


class Environment:
    """The environment, read strictly: a wrong value or a misspelt name stops the start.

    Examples
    --------
    >>> Environment({"HEADWATER_SESSION_HOURS": "8"}).number("HEADWATER_SESSION_HOURS", 1, 720)
    8
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables
        known = [*_BY_NAME, *ELSEWHERE]
        for name in self._variables:
            if name.startswith("HEADWATER_") and name.removesuffix("_FILE") not in known:
                raise UsageError(
                    f"{name} in the environment is no setting of Headwater.{nearest(name, known)}"
                )

    def given(self, name: str) -> str | None:
        """Return what is said, in the variable or in the file that NAME_FILE points to."""
        setting = _BY_NAME[name]
        said, file = self._variables.get(name), self._variables.get(f"{name}_FILE")
        if said and file:
            raise UsageError(f"{name} and {name}_FILE are both set: keep one.")
        if not file:
            return said or None
        if not setting.secret:
            raise UsageError(f"{name}_FILE is set, but only secrets are read from files: set {name} itself.")
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except OSError as error:
            raise UsageError(
                f"{name}_FILE points to {file}, which cannot be read: {error.strerror}."
            ) from None

    def said(self) -> dict[str, str | None]:
        """Return what is said for each setting, None in place of a secret; the data folder names itself."""
        given = {name: self.given(name) for name in _BY_NAME if name != "HEADWATER_DATA"}
        return {name: None if _BY_NAME[name].secret else text for name, text in given.items() if text}

    def text(self, name: str) -> str:
        """Return what is said, or the default."""
        return self.given(name) or _BY_NAME[name].default

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        said = self.text(name).lower()
        if said not in _YES_NO:
            raise UsageError(f"{name} is {said!r}: say yes or no.")
        return _YES_NO[said]

    def number(self, name: str, low: int, high: int) -> int:
        """Return a whole number between two bounds."""
        said = self.text(name)
        if not said.isdigit() or not low <= int(said) <= high:
            raise UsageError(f"{name} is {said!r}: say a whole number from {low} to {high}.")
        return int(said)

    def choice(self, name: str, choices: list[str]) -> str:
        """Return one of a list."""
        said = self.text(name).upper()
        if said not in choices:
            raise UsageError(f"{name} is {said!r}: say one of {', '.join(choices)}.")
        return said
