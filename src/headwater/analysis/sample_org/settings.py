"""What to simulate, and everything that is planted."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org.programmes import Programmes

ZONE = "Europe/Berlin"
LEAD_DAYS = 35
"""Days simulated before the data begin, so that the first day already has people coming back."""
MOST_CONTACTS = 100_000_000
LEAST_AGENT_HOURS = 0.5
DEPOTS = 6
TAIL_DAYS = 32
"""Days simulated after the data end, so that the truth knows who would have come back."""
HOURS_PER_AGENT_WEEK = 27.0
"""Handle time of somebody who does nothing but contacts."""


_SHARES = (
    "late_share_failing_depot",
    "late_share_other_depots",
    "stale_tracking_share",
    "damaged_share",
    "fix_at",
    "fix_effect_depot",
    "fix_effect_tracking",
    "return_share",
    "redial_share",
    "return_other_reason",
    "return_other_channel",
    "target_from",
    "target_until",
    "gaming_agents",
    "gaming_share",
    "gaming_resolution_factor",
    "bot_share_of_chat",
    "bot_resolution",
    "guest_share",
    "outbound_share",
    "merged_share",
    "satisfaction_answered",
)
_POSITIVE = (
    "parcels_per_order",
    "first_contacts_per_order",
    "return_days_median",
    "redial_days_median",
    "handle_sigma",
    "repeat_handle_ratio",
    "target_seconds",
    "gaming_band_until",
    "turnover_per_year",
    "newcomer_days",
    "planned_utilisation",
    "phone_patience_seconds",
    "chat_patience_seconds",
)


@dataclass(frozen=True)
class Planted:
    """The effects the simulation is built on; `truth.json` repeats them.

    Shares lie in 0..1. Effects on resolution are on the logit scale.
    """

    # the operation
    orders_by_weekday: tuple[float, ...] = (1.18, 1.05, 1.0, 0.98, 0.99, 0.85, 0.95)
    contacts_by_weekday: tuple[float, ...] = (1.35, 1.15, 1.08, 1.04, 1.0, 0.78, 0.60)
    season_amplitude: float = 0.18
    season_peak_day: int = 340
    growth_per_year: float = 0.12
    parcels_per_order: float = 1.18
    first_contacts_per_order: float = 0.055
    depot_shares: tuple[float, ...] = (0.22, 0.18, 0.17, 0.16, 0.15, 0.12)
    failing_depot: int = 0
    late_share_failing_depot: float = 0.34
    late_share_other_depots: float = 0.03
    stale_tracking_share: float = 0.12
    damaged_share: float = 0.015
    # the fix
    fix_at: float = 0.5
    fix_effect_depot: float = 0.85
    fix_effect_tracking: float = 0.70
    # coming back
    return_share: float = 0.85
    return_days_median: float = 3.5
    return_days_sigma: float = 1.1
    redial_share: float = 0.75
    redial_days_median: float = 0.4
    return_other_reason: float = 0.12
    return_other_channel: float = 0.25
    # handling
    handle_sigma: float = 0.55
    repeat_handle_ratio: float = 1.4
    target_seconds: int = 240
    target_from: float = 0.25
    target_until: float = 0.75
    gaming_band_until: int = 330
    gaming_agents: float = 0.45
    gaming_share: float = 0.8
    gaming_resolution_factor: float = 0.55
    bot_share_of_chat: float = 0.35
    bot_resolution: float = 0.35
    # people
    turnover_per_year: float = 0.30
    skill_on_resolution: float = 0.35
    newcomer_on_resolution: float = -0.7
    newcomer_days: float = 90.0
    newcomer_pace: float = 0.2
    # the line
    planned_utilisation: float = 0.74
    phone_patience_seconds: float = 240.0
    chat_patience_seconds: float = 300.0
    # the record
    guest_share: float = 0.06
    outbound_share: float = 0.02
    merged_share: float = 0.01
    satisfaction_answered: float = 0.22
    satisfaction_base: float = 4.15
    satisfaction_unresolved: float = -1.6
    satisfaction_repeat: float = -0.4
    satisfaction_wait: float = -0.25

    def __post_init__(self) -> None:
        for name in _SHARES:
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise UsageError(f"planted {name} is {value}: a share lies between 0 and 1.")
        for name in _POSITIVE:
            value = getattr(self, name)
            if not value > 0:
                raise UsageError(f"planted {name} is {value}: give a number above 0.")
        for name in ("orders_by_weekday", "contacts_by_weekday"):
            profile = getattr(self, name)
            if len(profile) != 7 or min(profile) < 0 or not sum(profile):
                raise UsageError(
                    f"planted {name} is {profile}: give seven numbers from Monday on, none below 0."
                )
        shares = self.depot_shares
        if len(shares) != DEPOTS or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
            raise UsageError(f"planted depot_shares is {shares}: give {DEPOTS} shares that add up to 1.")
        if self.failing_depot not in range(DEPOTS):
            raise UsageError(
                f"planted failing_depot is {self.failing_depot}: "
                f"give the position of a depot, 0 to {DEPOTS - 1}."
            )
        if self.target_from >= self.target_until:
            raise UsageError(
                f"planted target_from {self.target_from} is not before target_until {self.target_until}."
            )
        if self.outbound_share + self.merged_share >= 0.5:
            raise UsageError("planted outbound_share and merged_share make up half of all rows: give less.")


@dataclass(frozen=True)
class SampleSettings:
    """How much of the delivery company to simulate.

    Parameters
    ----------
    contacts : int
        Rows of the export, at least 1; met exactly or within 1%.
    weeks : int
        Weeks the export covers, at least 2.
    seed : int
        The same seed gives the same files.
    start : date
        First day of the export, in local time.
    planted : Planted
        The effects.
    agent_hours : float
        Handle time an agent works off in a week; the fewer, the more agents there are.
    programmes : Programmes, optional
        What is started besides the fix and the handle-time target; nothing by default.

    Raises
    ------
    UsageError
        Fewer than 1 contact or 2 weeks, too many of either, a negative seed, a start out of range, agents
        who work no hours, or a programme that starts after the export ends.

    Examples
    --------
    >>> SampleSettings(contacts=500, weeks=2).end
    datetime.date(2025, 1, 20)
    """

    contacts: int
    weeks: int
    seed: int = 1
    start: date = date(2025, 1, 6)
    planted: Planted = field(default_factory=Planted)
    agent_hours: float = HOURS_PER_AGENT_WEEK
    programmes: Programmes | None = None

    def __post_init__(self) -> None:
        if self.contacts < 1:
            raise UsageError(f"contacts is {self.contacts}: ask for at least 1.")
        if self.contacts > MOST_CONTACTS:
            raise UsageError(
                f"contacts is {self.contacts:,}: ask for at most {MOST_CONTACTS:,}, "
                "which need about 40 GB of memory."
            )
        if self.weeks < 2:
            raise UsageError(
                f"weeks is {self.weeks}: ask for at least 2, one week before the fix and one after."
            )
        if self.seed < 0:
            raise UsageError(f"seed is {self.seed}: give 0 or a positive whole number.")
        if not (1980 <= self.start.year <= 2090 and self.weeks <= 1_040):
            raise UsageError(
                f"start {self.start} with {self.weeks} weeks is out of range: "
                "choose a start from 1980 to 2090 and at most 1040 weeks (20 years)."
            )
        if not self.agent_hours >= LEAST_AGENT_HOURS:
            raise UsageError(
                f"agent_hours is {self.agent_hours}: give at least {LEAST_AGENT_HOURS:g} hours a week."
            )
        for name, week in self.programme_weeks.items():
            if week >= self.weeks:
                raise UsageError(
                    f"programmes {name} is {week}, but the export has the weeks 0 to {self.weeks - 1}."
                )

    @property
    def days(self) -> int:
        """Days the export covers."""
        return self.weeks * 7

    @property
    def end(self) -> date:
        """First day after the export."""
        return self.start + timedelta(days=self.days)

    @property
    def fix_day(self) -> int:
        """Days from the start to the fix; a whole week, at least one."""
        return max(1, int(self.weeks * self.planted.fix_at)) * 7

    @property
    def target_days(self) -> tuple[int, int]:
        """First day, and first day after, of the handle-time target."""
        return int(self.days * self.planted.target_from), int(self.days * self.planted.target_until)

    @property
    def programme_weeks(self) -> dict[str, int]:
        """Weeks in which programmes start, by the names of `Programmes`."""
        planned = {} if self.programmes is None else self.programmes.to_dict()
        return {name: week for name, week in planned.items() if name.endswith("_week")}

    @property
    def script_day(self) -> int | None:
        """Days from the start to the script; None where there is none."""
        return None if self.programmes is None else 7 * self.programmes.script_week

    def day(self, number: int) -> date:
        """Return the date so many days after the start."""
        return self.start + timedelta(days=number)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        said: dict[str, Any] = {
            "contacts": self.contacts,
            "weeks": self.weeks,
            "seed": self.seed,
            "start": self.start.isoformat(),
            "planted": asdict(self.planted),
        }
        if self.agent_hours != HOURS_PER_AGENT_WEEK:
            said["agent_hours"] = self.agent_hours
        return said if self.programmes is None else said | {"programmes": self.programmes.to_dict()}
