"""The way of working before and after the sliders are moved, and what cannot be moved there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import blocked_share
from headwater.analysis.policy.what_if.drawn import Drawn
from headwater.analysis.policy.what_if.sliders import SLIDERS, why_not

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Working:
    """One way of working, with what is drawn of it as arrays.

    Attributes
    ----------
    blocked : float
        Share of contacts whose remedy lies above the authority.
    target, threshold : float
        The answer target.
    """

    talk: Array | None
    hold: float
    wrap: float
    resolved: Array | None
    authority: float | None
    blocked: float
    agents: float | None
    shrinkage: float | None
    target: float
    threshold: float
    approval: float

    @property
    def handle(self) -> Array | None:
        """Handle time, with the time of agents that approvals take."""
        if self.talk is None:
            return None
        return np.asarray(self.talk + self.hold + self.wrap + self.approval * self.blocked)

    @property
    def on_floor(self) -> float | None:
        """People there for contacts, on average."""
        if self.agents is None or self.shrinkage is None:
            return None
        return self.agents * (1 - self.shrinkage)


def working_today(facts: Facts, seen: Drawn, target: float, threshold: float) -> Working:
    """Return the way of working of today."""
    today = facts.today
    return Working(
        talk=seen.talk,
        hold=today.hold_s or 0.0,
        wrap=today.wrap_s or 0.0,
        resolved=seen.resolved,
        authority=today.authority,
        blocked=_blocked(facts, today.authority),
        agents=today.agents_scheduled,
        shrinkage=today.shrinkage_frac,
        target=target,
        threshold=threshold,
        approval=facts.approval_s,
    )


def working_after(facts: Facts, before: Working, change: Mapping[str, float]) -> tuple[Working, list[str]]:
    """Return the way of working after the sliders are moved, with what is assumed about it.

    Resolution follows talk time and authority where the facts know how; it stays as today where they do not,
    and is what the leader says where they move it.
    """
    authority = change.get("authority", before.authority)
    after = replace(
        before,
        authority=authority,
        blocked=_blocked(facts, authority),
        agents=change.get("agents_scheduled", before.agents),
        shrinkage=change.get("shrinkage_frac", before.shrinkage),
        wrap=change.get("wrap_s", before.wrap),
        target=change.get("service_frac", before.target),
        threshold=change.get("threshold_s", before.threshold),
    )
    if "handle_s" in change and before.talk is not None:
        talk = change["handle_s"] - after.hold - after.wrap
        if talk <= 0:
            raise UsageError(
                f"handle_s is {change['handle_s']:g}: {after.wrap:g} s of wrap-up and {after.hold:g} s on "
                f"hold leave no time to talk. Give more than {after.hold + after.wrap:g} s, or less wrap-up."
            )
        after = replace(after, talk=np.full_like(before.talk, talk))
    resolved, notes = _resolution(facts, before, after, change)
    return replace(after, resolved=resolved), notes


def _resolution(
    facts: Facts, before: Working, after: Working, change: Mapping[str, float]
) -> tuple[Array | None, list[str]]:
    if before.resolved is None or before.talk is None or after.talk is None:
        said = change.get("fcr_frac")
        if said is None or before.resolved is None:
            return before.resolved, []
        return np.full_like(before.resolved, said), [_assumed(said)]
    if "fcr_frac" in change:
        return np.full_like(before.resolved, change["fcr_frac"]), [_assumed(change["fcr_frac"])]
    notes = []
    resolved = before.resolved
    longer = not np.allclose(before.talk, after.talk)
    if longer and facts.resolution is not None:
        now = np.maximum(facts.resolution.share(before.talk), 1e-12)
        resolved = np.clip(resolved * facts.resolution.share(after.talk) / now, 0.0, 1.0)
        notes.append(
            "Resolution follows talk time along the curve in the facts, through today's figure. Its interval "
            "does not hold what the curve itself may be wrong by: nobody gave that."
        )
    elif longer:
        notes.append(
            "How resolution depends on handle time is not known here: it is taken to stay as it is today. "
            "Comparing long with short contacts would not tell; it has the wrong sign. The break-even says "
            "how much resolution would have to change."
        )
    if after.blocked != before.blocked and before.blocked < 1:
        resolved = np.clip(resolved * (1 - after.blocked) / (1 - before.blocked), 0.0, 1.0)
        notes.append(
            "A contact whose remedy agents may not give is taken not to be resolved at once: "
            f"{before.blocked:.1%} of contacts before, {after.blocked:.1%} after."
        )
    return np.asarray(resolved), notes


def check_change(facts: Facts, change: Mapping[str, float]) -> dict[str, float]:
    """Return the change as numbers, or say what of it cannot be.

    Raises
    ------
    UsageError
        An unknown slider, a number that cannot be, or a slider whose fact of today is missing.
    """
    known = {slider.key: slider for slider in SLIDERS}
    found: dict[str, float] = {}
    order = list(known)
    # the same change gives the same message, in whatever order a database hands it back
    for key in sorted(change, key=lambda one: order.index(one) if one in known else -1):
        given = change[key]
        if key not in known:
            raise UsageError(
                f"There is nothing called {key!r} to move.{nearest(key, list(known))} "
                f"It can be: {', '.join(known)}."
            )
        try:
            value = float(given)
        except (TypeError, ValueError) as error:
            raise UsageError(f"{key} is {given!r}: that is no number.") from error
        if not isfinite(value):
            raise UsageError(f"{key} is {given!r}: that is no number.")
        wrong = _impossible(key, value)
        if wrong:
            raise UsageError(f"{key} is {value:g}: {wrong}")
        if reason := why_not(key, facts):
            raise UsageError(f"{known[key].words} ({key}) cannot be moved. {reason}")
        found[key] = value
    return found


def _impossible(key: str, value: float) -> str:
    fine, wrong = _BOUNDS[key]
    if not fine(value):
        return wrong
    return "that is more than anyone could have. Check the unit." if value > 1e6 else ""


_BOUNDS: dict[str, tuple[Callable[[float], bool], str]] = {
    "handle_s": (lambda v: v > 0, "a time has to be above 0 seconds."),
    "threshold_s": (lambda v: v > 0, "a time has to be above 0 seconds."),
    "wrap_s": (lambda v: v >= 0, "a time cannot be below 0 seconds."),
    "authority": (lambda v: v >= 0, "it cannot be below 0."),
    "agents_scheduled": (lambda v: v > 0, "somebody has to be scheduled. Give more than 0."),
    "fcr_frac": (lambda v: 0 <= v <= 1, "a share lies between 0 and 1. Give 0.82 for 82%."),
    "shrinkage_frac": (
        lambda v: 0 <= v < 1,
        "a share of time lies from 0 to below 1; at 1 nobody would be there. Give 0.3 for 30%.",
    ),
    "service_frac": (
        lambda v: 0 < v < 1,
        "an answer target lies between 0 and 1; 1 would mean that nobody ever waits longer, which no number "
        "of agents gives. Give 0.8 for 80%.",
    ),
}


def _blocked(facts: Facts, authority: float | None) -> float:
    limit = inf if authority is None else authority
    return min(blocked_share(facts, {kind.kind: limit for kind in facts.remedies}), 1.0)


def _assumed(share: float) -> str:
    return f"That {share:.0%} are resolved at first contact is your assumption: nothing here shows it."
