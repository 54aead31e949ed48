"""The parts `staffing` and `people`: each queue's coming week and past days, and mistake 2."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import narwhals as nw

from headwater.apps.policy.models import Table
from headwater.apps.policy.parts import Materials, part
from headwater.apps.policy.selectors import key_of_now, reading_of
from headwater.apps.tasks.kinds import Report, background
from headwater.apps.tasks.services import start_task

MOST_CHANNELS = 4
DRAW = "policy.draw_staffing"


@part("staffing")
def make_staffing(materials: Materials) -> Mapping[str, Any] | None:
    """Study every channel in which customers wait, and keep what is found of too few people beside it."""
    if materials.store is None:
        return None
    from headwater.analysis.contacts.engines import collect
    from headwater.analysis.policy.mistakes.people import no_queue, too_few_people
    from headwater.analysis.policy.staff_targets import staff_targets
    from headwater.analysis.staffing.contact_calls import calls_of_contacts
    from headwater.analysis.staffing.half_hour_roster import HalfHourRoster
    from headwater.analysis.staffing.study import DAYS_LOOKED_AT, study
    from headwater.analysis.staffing.waiting_channels import waiting_channels

    contacts = materials.store.contacts()
    found = waiting_channels(contacts)
    table = materials.tables.get(Table.Kind.ROSTER)
    said = {} if table is None else table.said
    chosen = said.get("channel") or (found.waiting[0] if found.waiting else "")
    told: dict[str, Any] = {"channels": {}, "left_out": found.left_out, "roster": about_roster(table)}
    policies = materials.policies.in_force(materials.day)
    finding = None
    for number, channel in enumerate(found.waiting[:MOST_CHANNELS], 1):
        materials.report(f"Staffing of {channel}", number, min(len(found.waiting), MOST_CHANNELS))
        days = contacts.filter(nw.col("channel") == channel).select(last=nw.col("local_date").max())
        last = collect(days)["last"][0]
        log = calls_of_contacts(contacts, channel=channel, since=last - timedelta(days=DAYS_LOOKED_AT - 1))
        targets = staff_targets(policies, channel)
        here = table is not None and channel == chosen
        studied = study(
            log,
            channel,
            targets.targets,
            roster=HalfHourRoster.from_rows(table.name, table.lines) if table is not None and here else None,
            shrinkage=shrinkage_of(said, materials) if here else 0.0,
            today=materials.day,
        )
        told["channels"][channel] = studied.to_dict() | {
            "targets": {"words": targets.words, "said": list(targets.said), "assumed": targets.assumed},
            "has_roster": here,
        }
        if channel == chosen:
            finding = too_few_people(contacts, studied, targets=targets, facts=materials.facts)
    if finding is None:
        finding = no_queue(chosen, found.left_out, materials.facts)
    start_task(acting_user=None, kind=DRAW, key=f"{DRAW} {key_of_now()}")
    return told | {"finding": finding.to_dict()}


@background(DRAW, "Draw staffing for the policy lab")
def draw_staffing(report: Report) -> dict[str, Any]:
    """Draw what the pages of staffing show, apart from the reading, so that no page has to wait for it."""
    from headwater.apps.policy.staffing_drawing import draw_ahead

    read = reading_of("staffing")
    if read is None or "channels" not in read.content:
        return {"drawn": 0}
    return {"drawn": draw_ahead(read.content, report)}


@part("people")
def make_people(materials: Materials) -> Mapping[str, Any] | None:
    """Return what was found of too few people while staffing was read."""
    read = materials.made.get("staffing")
    if read is None:
        return None
    if "finding" in read:
        found: Mapping[str, Any] = read["finding"]
        return found
    from headwater.analysis.policy.mistakes.people import untold

    return untold(str(read["refused"]), materials.facts, ()).to_dict()


def about_roster(table: Table | None) -> dict[str, Any] | None:
    """Return what is shown of a roster besides its counts."""
    if table is None:
        return None
    days = [None if day is None else day.isoformat() for day in (table.first_day, table.last_day)]
    return {"name": table.name, "days": days, "from_sample": table.from_sample, **table.said}


def shrinkage_of(said: Mapping[str, Any], materials: Materials) -> float:
    """Return the shrinkage said with the roster, or else that of the facts; none where nobody said any."""
    if said.get("shrinkage") is not None:
        return float(said["shrinkage"])
    return materials.facts.today.shrinkage_frac or 0.0
