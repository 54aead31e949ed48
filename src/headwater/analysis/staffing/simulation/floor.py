"""What is simulated: kinds of contacts, groups of people, and the time they are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from headwater.analysis.errors import UsageError

Profile = float | Sequence[float]
"""One figure for the whole time, or one an interval."""


@dataclass(frozen=True)
class ContactKind:
    """Contacts of one kind: how many come, how long they take, and what their customers do.

    Attributes
    ----------
    arrivals_per_hour : float or sequence of float
        New issues, without those who come back: the simulation makes these itself.
    handle_seconds : float
        Mean.
    handle_spread : float
        Standard deviation of the logarithm of handle times; -1 for exponential ones.
    patience_seconds : float
        Mean of exponential patience; inf where nobody gives up.
    redial_share, redial_after_seconds : float
        Of those who gave up, how many try again, and after how long in the mean.
    back_share, back_slope, back_after_seconds : float
        Of those who were answered, how many come back; by how much that changes for e times the mean
        handle time (below 0: rushing brings more back); after how long in the mean.
    target_seconds, cut_share, cut_back_share : float
        A target on handle time: of contacts that would take longer, how many are ended at it, and how many
        of these come back. inf for no target.
    callback_share : float
        Of those who would have to wait, how many take a call back instead.
    priority, callback_priority : float
        The least is taken first; equals by who waits longest.
    """

    name: str
    arrivals_per_hour: Profile
    handle_seconds: float
    handle_spread: float = -1.0
    patience_seconds: float = inf
    redial_share: float = 0.0
    redial_after_seconds: float = 600.0
    back_share: float = 0.0
    back_slope: float = 0.0
    back_after_seconds: float = 86_400.0
    callback_share: float = 0.0
    priority: float = 0.0
    callback_priority: float = 1.0
    target_seconds: float = inf
    cut_share: float = 0.0
    cut_back_share: float = 0.0

    def __post_init__(self) -> None:
        rates = self.arrivals_per_hour
        for rate in [rates] if isinstance(rates, int | float) else rates:
            _at_least(self.name, "arrivals an hour", rate, 0.0)
        _above(self.name, "handle time", self.handle_seconds)
        _above(self.name, "patience", self.patience_seconds, endless=True)
        for what, share in (
            ("share who redial", self.redial_share),
            ("share who come back", self.back_share),
            ("share who take a call back", self.callback_share),
            ("share of contacts cut at the target", self.cut_share),
            ("share of cut contacts that come back", self.cut_back_share),
        ):
            if not 0.0 <= share <= 1.0:
                raise UsageError(f"{self.name}: the {what} is {share:g}; a share lies between 0 and 1.")
        if self.cut_share and self.target_seconds == inf:
            raise UsageError(f"{self.name}: contacts are cut at a target. Say target_seconds too.")
        if max(self.back_share, self.redial_share, self.cut_back_share) >= 1.0:
            raise UsageError(
                f"{self.name}: if everyone comes back, contacts grow without end. Give less than 1."
            )
        _above(self.name, "target on handle time", self.target_seconds, endless=True)
        _above(self.name, "time until a redial", self.redial_after_seconds)
        _above(self.name, "time until somebody comes back", self.back_after_seconds)


@dataclass(frozen=True)
class Group:
    """People who can do the same.

    Attributes
    ----------
    agents : float or sequence of float
        How many are there, in whole people, one figure an interval or one for all.
    kinds : sequence of str
        Names of the contacts they can help with.
    speed : float
        Handle times are divided by it.
    """

    name: str
    agents: Profile
    kinds: Sequence[str]
    speed: float = 1.0

    def __post_init__(self) -> None:
        agents = self.agents
        for number in [agents] if isinstance(agents, int | float) else agents:
            _at_least(self.name, "number of agents", number, 0.0)
            if number != int(number):
                raise UsageError(f"{self.name}: {number:g} agents cannot be there. Give whole people.")
        _above(self.name, "speed", self.speed)


@dataclass(frozen=True)
class Floor:
    """A floor to simulate.

    Attributes
    ----------
    hours : float
        Length of a run; where profiles have several intervals they share it evenly.
    warm_up_hours : float
        Time at the beginning that fills the floor and is not counted.
    threshold_seconds : float
        Answered within it counts towards the service level.

    Examples
    --------
    >>> calls = ContactKind("calls", arrivals_per_hour=100, handle_seconds=180)
    >>> Floor([calls], [Group("team", 8, ["calls"])], hours=10).intervals
    1
    """

    kinds: Sequence[ContactKind]
    groups: Sequence[Group]
    hours: float
    warm_up_hours: float = 0.0
    threshold_seconds: float = 20.0

    def __post_init__(self) -> None:
        if not self.kinds or not self.groups:
            raise UsageError("A floor needs at least one kind of contact and one group of people.")
        _above("The floor", "length in hours", self.hours)
        if not 0.0 <= self.warm_up_hours < self.hours:
            raise UsageError("The warm-up has to end before the run does.")
        known = [kind.name for kind in self.kinds]
        for names, what in ((known, "kinds"), ([group.name for group in self.groups], "groups")):
            if len(set(names)) < len(names):
                raise UsageError(f"Two {what} have the same name: {', '.join(sorted(names))}.")
        for group in self.groups:
            for name in group.kinds:
                if name not in known:
                    raise UsageError(
                        f"{group.name} can help with {name!r}, which does not come here. Known: "
                        f"{', '.join(known)}."
                    )
        for kind in self.kinds:
            if not any(kind.name in group.kinds for group in self.groups):
                raise UsageError(f"Nobody can help with {kind.name}: name it in a group.")
        lengths = {len(profile) for profile in self._profiles() if not isinstance(profile, int | float)}
        if len(lengths) > 1:
            raise UsageError(
                f"Profiles have different numbers of intervals: {', '.join(map(str, sorted(lengths)))}. Give "
                "one figure, or as many as there are intervals."
            )
        if 0 in lengths:
            raise UsageError("A profile has no interval.")

    @property
    def intervals(self) -> int:
        """Number of intervals."""
        return max(
            (len(p) for p in self._profiles() if not isinstance(p, int | float)),
            default=1,
        )

    @property
    def interval_seconds(self) -> float:
        """Length of an interval."""
        return self.hours * 3600 / self.intervals

    def spread_out(self, profile: Profile) -> list[float]:
        """Return a profile with one figure for each interval."""
        if isinstance(profile, int | float):
            return [float(profile)] * self.intervals
        return [float(value) for value in profile]

    def _profiles(self) -> list[Profile]:
        return [*(k.arrivals_per_hour for k in self.kinds), *(g.agents for g in self.groups)]


def _above(name: str, what: str, value: Any, *, endless: bool = False) -> None:
    if not value > 0 or not (endless or isfinite(value)):
        raise UsageError(f"{name}: the {what} is {value:g}; it has to be above 0.")


def _at_least(name: str, what: str, value: Any, least: float) -> None:
    if not value >= least or not isfinite(value):
        raise UsageError(f"{name}: the {what} is {value:g}; it has to be {least:g} or more.")
