"""What to simulate, and everything that is planted."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from headwater.analysis.errors import UsageError

ZONE = "Europe/Berlin"
LEAD_DAYS = 35
"""Days simulated before the data begin, so that the first day already has people coming back."""
TAIL_DAYS = 32
"""Days simulated after the data end, so that the truth knows who would have come back."""


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

    Raises
    ------
    UsageError
        Fewer than 1 contact or 2 weeks, a negative seed, or dates that a calendar cannot hold.

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

    def __post_init__(self) -> None:
        if self.contacts < 1:
            raise UsageError(f"--contacts is {self.contacts}. Ask for at least 1 contact.")
        if self.weeks < 2:
            raise UsageError(
                f"--weeks is {self.weeks}. Ask for at least 2: one week before the fix and one after."
            )
        if self.seed < 0:
            raise UsageError(f"--seed is {self.seed}. Give 0 or a positive whole number.")
        if not (1980 <= self.start.year <= 2090 and self.weeks <= 1_040):
            raise UsageError(
                f"--start {self.start} with --weeks {self.weeks} is out of range. "
                "Choose a start from 1980 to 2090 and at most 1040 weeks (20 years)."
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

    def day(self, number: int) -> date:
        """Return the date so many days after the start."""
        return self.start + timedelta(days=number)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {
            "contacts": self.contacts,
            "weeks": self.weeks,
            "seed": self.seed,
            "start": self.start.isoformat(),
            "planted": asdict(self.planted),
        }
