"""The scorecard redesigned, as the lab keeps and shows it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import Facts, PolicySet
from headwater.analysis.policy.new_scorecard import ScorecardSettings, scorecard_title
from headwater.analysis.policy.scorecard import redesign
from headwater.analysis.policy.scorecard_result import VERDICTS, Judged, Scorecard, Target
from headwater.analysis.policy.scorecard_staffing import StaffingChange, staffing_change

_WEEKS_AHEAD = 4


def next_start(day: date) -> date:
    """Return the Monday a new scorecard could start on: far enough ahead to plan it."""
    later = day + timedelta(weeks=_WEEKS_AHEAD)
    return later + timedelta(days=-later.weekday() % 7)


def redesigned(policies: PolicySet, facts: Facts, start: date, gamed: tuple[str, ...] = ()) -> Scorecard:
    """Return the scorecard redesigned; `gamed` are policies that were seen to bend contacts."""
    held = {policy.id for policy in policies.in_force(start - timedelta(days=1))}
    settings = ScorecardSettings(gamed=tuple(one for one in gamed if one in held))
    return redesign(policies, facts, start=start, settings=settings)


def adopted_from(policies: PolicySet) -> date | None:
    """Return from which day on a redesigned scorecard was adopted last; None where none was."""
    starts = [
        one.effective_from
        for one in policies
        if one.effective_from is not None and one.document_ref == scorecard_title(one.effective_from)
    ]
    return max(starts, default=None)


def change_of(scorecard: Scorecard, facts: Facts, kept: Mapping[str, Any] | None) -> StaffingChange:
    """Return what it does to staffing; `kept` is the lab's reading of facts, with their intervals."""
    return staffing_change(scorecard, facts, _measured(facts, kept))


def plain(scorecard: Scorecard, change: StaffingChange) -> dict[str, Any]:
    """Return what the page shows, as plain data."""
    return {
        "start": scorecard.start.isoformat(),
        "groups": [
            {"words": words, "verdict": verdict, "judged": [_judged(one) for one in scorecard.of(verdict)]}
            for verdict, words in VERDICTS.items()
            if scorecard.of(verdict)
        ],
        "targets": [_target(one) for one in scorecard.targets],
        "guards": [_target(one) for one in scorecard.guards],
        "staffing": None if scorecard.staffing is None else scorecard.staffing.to_dict(),
        "staffing_why": scorecard.staffing_why,
        "change": change.to_dict(),
        "still_open": [one.sentence for one in scorecard.still_open],
        "stopped": len(scorecard.of("stop")),
        "plan": {"name": scorecard.plan.name, "problem": scorecard.plan.problem},
    }


def gamed_in(kept: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return policies that the finding of mistake one saw to bend contacts."""
    table = {} if kept is None else kept.get("tables", {}).get("targets", {})
    words = zip(table.get("id", ()), table.get("word", ()), strict=True)
    return tuple(policy for policy, word in words if word == "bunched")


def _measured(facts: Facts, kept: Mapping[str, Any] | None) -> dict[str, Estimate]:
    """Return measured facts that are the ones in use: what people said over them counts without an error."""
    if kept is None:
        return {}
    measured, found = kept["facts"], {one["name"]: one for one in kept["found"]}

    def estimate(name: str) -> Estimate:
        return Estimate(**{k: v for k, v in found[name].items() if k not in ("name", "unit")})

    used: dict[str, Estimate] = {}
    if "today.aht_s" in found and measured.get("today", {}).get("talk_s") == facts.today.handle_seconds:
        used["handle_seconds"] = estimate("today.aht_s")
    if "contacts_per_hour" in found and measured.get("issues_per_hour") == facts.issues_per_hour:
        # issues are contacts less those that come back: as uncertain, in proportion
        contacts = estimate("contacts_per_hour")
        if (
            contacts.value
            and contacts.low is not None
            and contacts.high is not None
            and facts.issues_per_hour
        ):
            part = facts.issues_per_hour / contacts.value
            used["issues_per_hour"] = Estimate(
                facts.issues_per_hour, contacts.low * part, contacts.high * part, n=contacts.n
            )
    return used


def _judged(one: Judged) -> dict[str, Any]:
    return {
        "id": one.policy.id,
        "demand": one.policy.demand(),
        "who": one.policy.who,
        "reasons": list(one.reasons),
        "measured_still": one.measured_still,
    }


def _target(one: Target) -> dict[str, Any]:
    return {"id": one.policy.id, "demand": one.policy.demand(), "why": one.why, "guards": list(one.guards)}
