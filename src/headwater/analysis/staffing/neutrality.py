"""Whether handling that takes longer and settles more pays for itself in contacts that do not come back."""

from dataclasses import dataclass
from typing import Any

from headwater.analysis.staffing.checking import numbers
from headwater.analysis.staffing.performance import SECONDS
from headwater.analysis.staffing.required import Required, required
from headwater.analysis.staffing.returning import Equilibrium, equilibrium


@dataclass(frozen=True)
class Neutrality:
    """Whether longer handling pays for itself in contacts that do not come back.

    Attributes
    ----------
    break_even_seconds : float
        Handle time after the change at which the load is what it was.
    ceiling_seconds : float
        What it would be if no contact came back at all: nothing longer can pay for itself.
    verdict : str
        `frees`, `neutral`, `costs` or `cannot_pay`.
    """

    before: Equilibrium
    after: Equilibrium
    handle_before: float
    handle_after: float
    load_before: float
    load_after: float
    break_even_seconds: float
    ceiling_seconds: float
    staff_before: Required | None
    staff_after: Required | None

    @property
    def verdict(self) -> str:
        """`frees`, `neutral` (within half a per cent), `costs`, or `cannot_pay` whatever the resolution."""
        if self.handle_after > self.ceiling_seconds:
            return "cannot_pay"
        change = self.load_after / self.load_before - 1
        return "neutral" if abs(change) < 0.005 else "frees" if change < 0 else "costs"

    def to_dict(self) -> dict[str, Any]:
        """Return both sides and the verdict as plain data."""
        names = ("handle_before", "handle_after", "load_before", "load_after", "break_even_seconds")
        staff = {
            "agents_before": self.staff_before and self.staff_before.agents,
            "agents_after": self.staff_after and self.staff_after.agents,
        }
        return {
            "verdict": self.verdict,
            "words": self.words,
            "contacts_before": self.before.contacts_per_hour,
            "contacts_after": self.after.contacts_per_hour,
            **{name: getattr(self, name) for name in (*names, "ceiling_seconds")},
            **staff,
        }

    @property
    def words(self) -> str:
        """The verdict in plain words."""
        change = self.load_after - self.load_before
        even = f"{self.break_even_seconds:.0f} s"
        if self.verdict == "cannot_pay":
            return (
                f"Handling of {self.handle_after:g} s cannot pay for itself: even if no contact came back, "
                f"the load would stay the same only up to {self.ceiling_seconds:.0f} s."
            )
        if self.verdict == "neutral":
            return (
                f"Staffing stays the same: the load breaks even at {even}, and handling takes "
                f"{self.handle_after:g} s."
            )
        if self.verdict == "frees":
            return (
                f"It frees staff: {-change:.2f} agents' worth of work less. Handling could take up "
                f"to {even} before it needed more."
            )
        return (
            f"It needs staff: {change:.2f} agents' worth of work more. It breaks even at {even}, "
            f"and handling takes {self.handle_after:g} s."
        )

    def __str__(self) -> str:
        staff = ""
        if self.staff_before is not None and self.staff_after is not None:
            staff = f"; agents {self.staff_before.agents:g} -> {self.staff_after.agents:g}"
        return (
            f"{self.words}\n"
            f"  contacts an hour {self.before.contacts_per_hour:.2f} -> {self.after.contacts_per_hour:.2f}; "
            f"load {self.load_before:.2f} -> {self.load_after:.2f}{staff}\n"
            f"  break-even handle time {self.break_even_seconds:.3f} s, ceiling {self.ceiling_seconds:.3f} s"
        )


def neutrality(
    issues_per_hour: float,
    *,
    handle_before: float,
    resolution_before: float,
    handle_after: float,
    resolution_after: float,
    call_back: float = 1.0,
    service_level: float | None = None,
    max_occupancy: float | None = None,
    threshold_seconds: float = 20.0,
    patience_seconds: float | None = None,
) -> Neutrality:
    """Say whether handling that takes longer and settles more needs more staff or fewer.

    Parameters
    ----------
    handle_before, handle_after : float
        Mean handle time in seconds.
    resolution_before, resolution_after : float
        Share of contacts that settle the issue (FCR).
    call_back : float
        Share of customers with an unsettled issue who contact again.
    service_level, max_occupancy : float, optional
        With one of them, required agents are given for both.

    Notes
    -----
    With r = call_back (1 - resolution), load stays constant at a handle time of
    before x (1 - r after) / (1 - r before), and never beyond before / (1 - r before).

    Examples
    --------
    >>> print(neutrality(400, handle_before=240, resolution_before=0.65, handle_after=300,
    ...                  resolution_after=0.82, call_back=0.9, max_occupancy=0.85))
    It needs staff: 0.85 agents' worth of work more. It breaks even at 294 s, and handling takes 300 s.
      contacts an hour 583.94 -> 477.33; load 38.93 -> 39.78; agents 46 -> 47
      break-even handle time 293.606 s, ceiling 350.365 s
    """
    for name, value in (("handle_before", handle_before), ("handle_after", handle_after)):
        numbers(name, value, above=0, hint=SECONDS)
    before = equilibrium(issues_per_hour, resolution_before, call_back)
    after = equilibrium(issues_per_hour, resolution_after, call_back)
    first, second = float(before.contacts_per_hour), float(after.contacts_per_hour)

    def staff(contacts: float, handle: float) -> Required | None:
        if service_level is None and max_occupancy is None:
            return None
        return required(
            contacts,
            handle,
            service_level=service_level,
            max_occupancy=max_occupancy,
            threshold_seconds=threshold_seconds,
            patience_seconds=patience_seconds,
        )

    return Neutrality(
        before,
        after,
        handle_before,
        handle_after,
        first * handle_before / 3600,
        second * handle_after / 3600,
        handle_before * first / second,
        handle_before * float(before.contacts_per_issue),
        staff(first, handle_before),
        staff(second, handle_after),
    )
