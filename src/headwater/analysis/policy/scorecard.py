"""The scorecard redesigned: from volume to resolution, for teams, with guards."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, floor

from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.policy.conflicts import conflicts
from headwater.analysis.policy.conflicts_result import Conflict
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.new_scorecard import (
    ScorecardSettings,
    counts_volume,
    new_targets,
    plan_of,
    policies_from,
)
from headwater.analysis.policy.operation import blocked_share, resolved_today
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.relaxing import smallest_change
from headwater.analysis.policy.scorecard_result import Judged, Scorecard
from headwater.analysis.policy.weighing import weigh
from headwater.analysis.staffing import Neutrality, neutrality

_SCRIPTED = ("script_s", "script_step", "qa_score_min")
_PRESSING = ("bonus", "discipline")


def redesign(
    policies: PolicySet, facts: Facts, *, start: date, settings: ScorecardSettings | None = None
) -> Scorecard:
    """Say which measures to stop targeting, what to target instead, and what that does to staffing.

    Parameters
    ----------
    policies : PolicySet
        Today's policies; those in force on the day before the start are judged.
    facts : Facts
        What they are weighed against; with today's handle time and a curve of resolution, staffing is told.
    start : date
        First day of the new scorecard.
    settings : ScorecardSettings, optional
        What it aims at.

    Notes
    -----
    Upper limits on time and lower limits on output count volume: they are met by ending contacts. They are
    stopped where money or discipline hangs on them, where they are in conflict, or where they were gamed;
    otherwise they stay as diagnostics. Scripts and quality scores give way to reviews by principle under the
    same conditions. What is hard stays.

    Examples
    --------
    >>> from headwater.analysis.policy.samples import sample
    >>> found = redesign(*sample("telecom"), start=date(2026, 3, 1))
    >>> found.of("stop")[-1].policy.id, found.targets[0].policy.shown()
    ('four-minutes', '73%')
    """
    settings = settings or ScorecardSettings()
    day = start - timedelta(days=1)
    found = conflicts(policies, facts, on=day)
    in_force = policies.in_force(day)
    _check_gamed(settings.gamed, in_force)
    steps = weigh(policies, facts, day).steps
    judged = tuple(_judged(policy, found.conflicts, steps, settings) for policy in in_force)
    gone = {one.policy.id for one in judged if one.verdict in ("stop", "diagnostic")}
    kept = tuple(policy for policy in in_force if policy.id not in gone)
    fcr = settings.fcr or _attainable(kept, facts, day)
    taken = {policy.id for policy in policies}
    targets, guards = new_targets(
        fcr, facts, settings, kept, start, taken, [p for p in in_force if p.id in gone]
    )
    made = policies_from(policies, gone, (*targets, *guards), start)
    left = conflicts(made, facts, on=start).conflicts
    open_ids = {policy.id for conflict in left for policy in conflict.policies}
    judged = tuple(_settled(one, open_ids, steps) for one in judged)
    staffing, why = _staffing(fcr, kept, facts)
    plan = plan_of(policies, found.conflicts, fcr, start, settings, facts)
    return Scorecard(policies.name, start, judged, targets, guards, staffing, why, left, made, plan)


def _check_gamed(gamed: Iterable[str], policies: tuple[Policy, ...]) -> None:
    known = [policy.id for policy in policies] + [policy.metric for policy in policies]
    for name in gamed:
        if name not in known:
            raise UsageError(f"No policy in force is or measures {name!r}.{nearest(name, known)}")


def _judged(
    policy: Policy,
    found: tuple[Conflict, ...],
    steps: dict[str, tuple[Policy, ...]],
    settings: ScorecardSettings,
) -> Judged:
    if policy.hard:
        return Judged(policy, "keep", ("not ours to change",))
    names = {policy.id} | {name for name, inside in steps.items() if policy in inside}
    against = {
        other.id
        for conflict in found
        if names & {p.id for p in conflict.policies}
        for other in conflict.policies
        if other.id not in names
    }
    reasons = [f"cannot be met together with {', '.join(sorted(against))}"] if against else []
    if policy.id in settings.gamed or policy.metric in settings.gamed:
        reasons.append("was seen to be gamed")
    if policy.consequence in _PRESSING:
        reasons.append(f"{policy.consequence} hangs on it")
    if counts_volume(policy):
        reasons.insert(0, "counts volume: it is met by ending contacts, resolved or not")
        return Judged(
            policy, "stop" if len(reasons) > 1 else "diagnostic", tuple(reasons), measured_still=True
        )
    if policy.metric in _SCRIPTED and reasons:
        return Judged(policy, "stop", (*reasons, "reviews by principle take its place"))
    return Judged(policy, "keep", ())


def _settled(one: Judged, open_ids: set[str], steps: dict[str, tuple[Policy, ...]]) -> Judged:
    names = {one.policy.id} | {name for name, inside in steps.items() if one.policy in inside}
    if one.verdict != "keep" or one.policy.hard or not names & open_ids:
        return one
    return Judged(one.policy, "settle", ("is still in conflict, see below",))


def _attainable(kept: tuple[Policy, ...], facts: Facts, day: date) -> float:
    """Return resolution half-way from today to the most that the remaining policies leave.

    Those of them that cannot be met together leave nothing by themselves: in their place stands what is so
    today. What is not hard and asks for resolution itself is a wish, too.
    """
    today = resolved_today(facts)
    if today is None:
        raise UsageError(
            "What first-contact resolution to aim at cannot be told: the facts have neither today's fcr_frac "
            "nor today's talk time with a curve of resolution. Add one, or say what to aim at."
        )
    if facts.resolution is None:
        return min(floor(today * 100 + 5) / 100, 0.99)
    at_odds = {
        policy.id
        for conflict in conflicts(PolicySet(kept), facts, on=day).conflicts
        for policy in conflict.policies
        if not policy.hard
    }
    held = [policy for policy in weigh(PolicySet(kept), facts, day).policies if policy.id not in at_odds]
    now = facts.today
    caps = (("agents_scheduled", "<=", now.agents_scheduled), ("shrinkage_frac", ">=", now.shrinkage_frac))
    for metric, operator, value in caps:
        if value is not None and not any(policy.metric == metric for policy in held):
            held.append(Policy(f"today's {metric}", "today", metric, operator, value))  # type: ignore[arg-type]
    if now.authority is not None and not any(policy.metric == "authority" for policy in held):
        held.append(Policy("today's authority", "today", "authority", "<=", now.authority))
    wish = Policy("wish", "scorecard", "fcr_frac", ">=", 1.0)
    most = smallest_change(wish, [*held, wish], Oracle(facts))
    highest = today if most is None else max(min(most.value * _through_today(facts), 1.0), today)
    aimed = floor((today + highest) / 2 * 100 + 1e-9) / 100
    if aimed < today < highest:
        aimed = min(ceil(today * 100) / 100, 0.99)
    return max(aimed, 0.01)


def _blocked_today(facts: Facts) -> float:
    """Return the share of contacts whose remedy agents may not give today."""
    limit = float("inf") if facts.today.authority is None else facts.today.authority
    return blocked_share(facts, {kind.kind: limit for kind in facts.remedies})


def _through_today(facts: Facts) -> float:
    """Return by what the curve of resolution is taken times, so that it goes through today's figure.

    What is measured counts more than a curve that somebody said: the curve tells how resolution changes.
    """
    today = facts.today
    if facts.resolution is None or today.fcr_frac is None or today.talk_s is None:
        return 1.0
    by_curve = float(facts.resolution.share(today.talk_s)) * (1 - _blocked_today(facts))
    return today.fcr_frac / by_curve if by_curve > 0 else 1.0


def _staffing(fcr: float, kept: tuple[Policy, ...], facts: Facts) -> tuple[Neutrality | None, str]:
    """Return what handling that resolves so much does to staff."""
    today, resolved = facts.today, resolved_today(facts)
    if facts.issues_per_hour is None or facts.resolution is None or today.talk_s is None or resolved is None:
        return None, "cannot tell: it takes issues_per_hour, resolution and today's talk_s in the facts"
    part = (1 - _blocked_today(facts)) * _through_today(facts)
    talk = facts.resolution.seconds_for(fcr / part) if part > 0 else None
    if talk is None:
        return None, f"cannot tell: with today's authority no talk time resolves {fcr:.0%}"
    rest = (today.hold_s or 0.0) + (today.wrap_s or 0.0)
    level = next((p for p in kept if p.metric == "service_level" and p.lower), None)
    busy = min((p.value for p in kept if p.metric == "occupancy_frac" and p.upper), default=0.85)
    found = neutrality(
        facts.issues_per_hour,
        handle_before=today.talk_s + rest,
        resolution_before=resolved,
        handle_after=round(talk + rest, 1),
        resolution_after=fcr,
        call_back=facts.call_back_share,
        service_level=None if level is None else level.value,
        threshold_seconds=20.0 if level is None else level.threshold_s,
        max_occupancy=busy,
        patience_seconds=facts.patience_s,
    )
    return found, ""
