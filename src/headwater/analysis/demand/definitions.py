"""What counts as a repeat: every choice that makes two repeat rates, or two FCRs, differ."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import product
from typing import Any, Literal, get_args

from headwater.analysis.contacts.chains import Variant
from headwater.analysis.errors import UsageError, nearest

Reason = Literal["same", "any"]
Channel = Literal["any", "same"]
Basis = Literal["gross", "net"]
Estimator = Literal["matured", "kaplan_meier", "naive"]

ESTIMATOR_NAMES: dict[Estimator, str] = {
    "matured": "matured",
    "kaplan_meier": "Kaplan-Meier",
    "naive": "naive (biased)",
}
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Definition:
    """One definition of a repeat contact.

    Attributes
    ----------
    window_days : int
        A contact is repeated when another follows within so many days.
    reason, channel : str
        Whether the follow-up has to be for the same reason, and on the same channel.
    basis : str
        `gross`: every contact may start. `net`: those passed on at least once are left out, because they
        could not be resolved where they came in.
    estimator : str
        `matured`: only contacts whose whole window lies inside the data. `kaplan_meier`: every contact, for
        as long as it was watched. `naive`: every contact, as if all had been watched the whole window.

    Examples
    --------
    >>> print(Definition())
    7 days, same reason, any channel, gross, matured
    """

    window_days: int = 7
    reason: Reason = "same"
    channel: Channel = "any"
    basis: Basis = "gross"
    estimator: Estimator = "matured"

    @property
    def variant(self) -> Variant:
        """Name of the gap it looks at."""
        found: dict[tuple[Reason, Channel], Variant] = {
            ("same", "any"): "next_same_reason",
            ("any", "any"): "next_any_reason",
            ("same", "same"): "next_same_reason_same_channel",
            ("any", "same"): "next_any_reason_same_channel",
        }
        return found[self.reason, self.channel]

    @property
    def seconds(self) -> int:
        """Length of the window."""
        return self.window_days * SECONDS_PER_DAY

    @property
    def days(self) -> str:
        """The window in words."""
        return f"{self.window_days} day{'' if self.window_days == 1 else 's'}"

    @property
    def rule(self) -> str:
        """Everything but the window and the estimator, in words."""
        return f"{self.reason} reason, {self.channel} channel, {self.basis}"

    def __str__(self) -> str:
        return f"{self.days}, {self.rule}, {ESTIMATOR_NAMES[self.estimator]}"


@dataclass(frozen=True)
class RepeatSettings:
    """Which definitions to compute, and on which contacts.

    Attributes
    ----------
    windows : tuple of int
        Windows in days.
    reasons, channels, bases, estimators : tuple of str
        The values of `Definition` to combine.
    starts : {'all', 'answered'}
        `answered` leaves out contacts that were abandoned; they still count as follow-ups.
    since, until : datetime.date, optional
        First and last local day on which a contact may start; follow-ups are looked for everywhere.
    observed_until : datetime.datetime, optional
        When the export ended; by default the time of its last contact.
    level : float
        Confidence level of the intervals.
    intervals : bool
        False leaves the intervals out: quicker on tens of millions of contacts, because customers need not
        be told apart.
    """

    windows: tuple[int, ...] = (1, 3, 7, 14, 30)
    reasons: tuple[Reason, ...] = ("same", "any")
    channels: tuple[Channel, ...] = ("any", "same")
    bases: tuple[Basis, ...] = ("gross", "net")
    estimators: tuple[Estimator, ...] = ("matured", "kaplan_meier", "naive")
    starts: Literal["all", "answered"] = "all"
    since: date | None = None
    until: date | None = None
    observed_until: datetime | None = None
    level: float = 0.95
    intervals: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be computed, and say why."""
        if not self.windows:
            raise UsageError("Name at least one window, in days.")
        for window in self.windows:
            if window != int(window) or window < 1:
                raise UsageError(f"A window is a whole number of days from 1 on; {window} was given.")
        for name, kind in _CHOICES.items():
            _check(name, getattr(self, name), get_args(kind))
        _check("starts", (self.starts,), ("all", "answered"))
        if not 0 < self.level < 1:
            raise UsageError(
                f"A confidence level lies between 0 and 1, such as 0.95; {self.level} was given."
            )
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"since ({self.since}) comes after until ({self.until}); swap them.")
        if self.observed_until is not None and self.observed_until.tzinfo is None:
            raise UsageError("observed_until has no time zone; give it one, such as datetime.UTC.")

    def definitions(self) -> Iterator[Definition]:
        """Every definition the settings ask for, estimators side by side."""
        rules = product(self.reasons, self.channels, self.bases, sorted(set(self.windows)), self.estimators)
        for reason, channel, basis, window, estimator in rules:
            yield Definition(window, reason, channel, basis, estimator)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {
            name: str(value) if isinstance(value, date) else value for name, value in asdict(self).items()
        }


_CHOICES = {"reasons": Reason, "channels": Channel, "bases": Basis, "estimators": Estimator}


def _check(name: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    if not given:
        raise UsageError(f"{name} is empty. Known: {', '.join(known)}.")
    for value in given:
        if value not in known:
            raise UsageError(f"{name} cannot be {value!r}.{nearest(value, list(known))}")
