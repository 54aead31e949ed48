"""Before training is bought: how much of the contacts it is for should not happen, and what a fix costs."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from headwater.analysis.demand.causes.payback import payback
from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.apps.actions.models import Action as Done
from headwater.apps.actions.selectors import ledger_visible_to
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import Shown, choices, newest, shown_to, why_unknown
from headwater.apps.interventions.models import Intervention, Step
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may

MOST_CAUSES = 5
_NOTHING = cannot_tell("nothing is coded")


@dataclass(frozen=True)
class Proposed:
    """An action in the ledger against a cause: what it costs once, and what it saves."""

    title: str
    url: str
    cost: str
    saves: str
    paid_back: str


@dataclass(frozen=True)
class Instead:
    """A cause that could be fixed instead."""

    title: str
    url: str
    plan_url: str
    owner: str
    why: str
    share: Estimate
    contacts: Estimate
    hours: Estimate
    money: Estimate
    actions: tuple[Proposed, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """What stands against buying a training, as far as the diagnosis can say.

    Attributes
    ----------
    why : str
        Why it cannot be told; empty where it can.
    about : str
        Which contacts the figures are of.
    failure : Estimate
        Part of these contacts that should not have happened, whatever people are trained in.
    by_people : Estimate
        Part of all contacts whose cause lies with people: what training might prevent.
    missing_team : str
        A team whose contacts alone were not diagnosed, though they could be.
    note : str
        How far the figures are of other contacts than the training is for.
    """

    why: str = ""
    about: str = "all contacts"
    failure: Estimate = _NOTHING
    of_time: Estimate = _NOTHING
    by_people: Estimate = _NOTHING
    instead: tuple[Instead, ...] = ()
    currency: str = ""
    has_time: bool = False
    has_cost: bool = False
    reasons: tuple[str, ...] = ()
    missing_team: str = ""
    note: str = ""
    basis: str = ""
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def rest(self) -> Estimate:
        """Part of these contacts that is not failure demand: how it is handled is what training is for."""
        f = self.failure
        if f.value is None or f.low is None or f.high is None:
            return f
        return Estimate(1 - f.value, 1 - f.high, 1 - f.low, n=f.n, level=f.level, method=f.method)

    def to_dict(self) -> dict[str, Any]:
        """Return what was shown, as the history keeps it."""
        return {
            "about": self.about,
            "cannot_tell": self.why,
            "failure": self.failure.to_dict(),
            "instead": [
                {
                    "cause": one.title,
                    "owner": one.owner,
                    "money": one.money.to_dict(),
                    "hours": one.hours.to_dict(),
                }
                for one in self.instead
            ],
            "currency": self.currency,
            **self.ids,
        }


def is_weighed(intervention: Intervention) -> bool:
    """Say whether an intervention may be planned: training only after fixing was looked at."""
    if intervention.kind != Intervention.Kind.TRAINING:
        return True
    return intervention.steps.filter(kind=Step.Kind.CONSIDERED).exists()


def weighed(user: User, intervention: Intervention, asked: Collection[str] = ()) -> Weighed:
    """Return what stands against buying a training.

    Parameters
    ----------
    asked : collection of str
        The reasons for contacts it is meant to improve; none of them means all contacts of its teams.
    """
    if not may(user, Action.READ_DIAGNOSIS, Scope.ORGANISATION):
        return Weighed(
            why="your role does not show the diagnosis. Ask the head of support what it says of this"
        )
    team, several = _team(intervention)
    filters = Filters(team=team) if team and newest(Filters(team=team)) is not None else Filters()
    shown = shown_to(user, filters, "nodes")
    if shown.content is None:
        made = None if shown.found is None else shown.found.codes_version
        return Weighed(why=why_unknown(made))
    nodes, measures = shown.content["nodes"], shown.content["measures"]
    whole = nodes[""]
    failure = Estimate(**whole["share"]["contacts"])
    found: dict[str, Any] = {
        "failure": failure,
        "of_time": Estimate(**whole["share"]["time"]),
        "about": f"the contacts of {filters.team}" if filters.team else "all contacts",
        "basis": f"{failure.n:,} coded contacts; in brackets the 95% interval.",
    }
    counted = _counted_reasons(shown)
    wanted = [reason for reason in asked if reason in counted]
    if wanted:
        found |= _of_reasons(wanted, nodes, counted)
    people = nodes.get(urlencode({"cause": "people"}))
    return Weighed(
        **found,
        by_people=_NOTHING if people is None else Estimate(**people["share"]["contacts"]),
        instead=tuple(_instead(user, nodes, measures, shown.content["currency"], wanted)),
        currency=shown.content["currency"],
        has_time="time" in measures,
        has_cost="cost" in measures,
        reasons=tuple(sorted(counted, key=str.casefold)),
        missing_team=team if team and not filters.team else "",
        note=_note(several, team, filters),
        ids={"reasons": wanted, "team": filters.team},
    )


def _team(intervention: Intervention) -> tuple[str, bool]:
    """Return the one team a training is for, as contacts name it; and whether it is for several."""
    teams = [team for team in intervention.teams.all() if team.parent_id is not None]
    if len(teams) != 1:
        return "", len(teams) > 1
    known = {name.casefold(): name for name in choices()["teams"]}
    return known.get(teams[0].name.casefold(), ""), False


def _note(several: bool, team: str, filters: Filters) -> str:
    if several:
        return "The figures are of the whole organisation, not of the teams the training is for alone."
    if team and not filters.team:
        return (
            f"The figures are of the whole organisation. The contacts of {team} alone were not diagnosed yet."
        )
    return ""


def _counted_reasons(shown: Shown) -> dict[str, int]:
    """Return how many coded contacts each reason has, failure demand or not."""
    assert shown.found is not None
    kept = shown.found.pages.filter(name="data").values_list("content", flat=True).first()
    causes = (json.loads(kept) if kept else {}).get("causes") or {}
    rows = (causes.get("quadrants") or {}).get("reasons") or []
    return {row["reason"]: int(row["coded"]) for row in rows if row["coded"]}


def _of_reasons(wanted: list[str], nodes: dict[str, Any], counted: dict[str, int]) -> dict[str, Any]:
    """Count failure demand among the coded contacts of some reasons."""
    failed = sum(min(nodes.get(_address(one), {"coded": 0})["coded"], counted[one]) for one in wanted)
    of = sum(counted[one] for one in wanted)
    return {
        "failure": wilson(failed, of),
        "of_time": cannot_tell("time is not told for single reasons"),
        "about": "the contacts about " + ", ".join(f"“{one}”" for one in wanted),
        "basis": f"Counted among the {of:,} coded contacts about this; in brackets the 95% interval.",
    }


def _address(reason: str) -> str:
    return urlencode({"reason": reason})


def _instead(
    user: User, nodes: dict[str, Any], measures: list[str], currency: str, wanted: list[str]
) -> list[Instead]:
    """Return the largest causes, by the measure that matters, with what is proposed against each."""
    by = "cost" if "cost" in measures else "time" if "time" in measures else "contacts"
    reasons = {
        a: n for a, n in nodes.items() if n["level"] == "reason" and len(n["path"]) == 1 and "%2A" not in a
    }
    if wanted:
        named = {_address(one) for one in wanted}
        reasons = {address: node for address, node in reasons.items() if address in named}
    first = sorted(reasons.items(), key=lambda one: -(one[1]["yearly"][by]["value"] or 0.0))[:MOST_CAUSES]
    against: dict[str, list[Done]] = {}
    if may(user, Action.READ_ACTIONS):
        listed = ledger_visible_to(user).filter(reason__in=[node["title"] for _, node in first])
        for action in listed.exclude(status=Done.Status.STOPPED):
            against.setdefault(action.reason, []).append(action)
    return [
        Instead(
            title=node["title"],
            url=f"{reverse('demand:node')}?{address}",
            plan_url=f"{reverse('interventions:new')}?{urlencode({'from': f'cause:{address}'})}",
            owner=node["owner"] or "",
            why=node["cause"] or "",
            share=Estimate(**node["share"]["contacts"]),
            contacts=Estimate(**node["yearly"]["contacts"]),
            hours=Estimate(**node["yearly"]["time"]),
            money=Estimate(**node["yearly"]["cost"]),
            actions=tuple(_proposed(one, node, currency) for one in against.get(node["title"], ())[:3]),
        )
        for address, node in first
    ]


def _proposed(action: Done, node: dict[str, Any], currency: str) -> Proposed:
    low, high = action.saved_low, action.saved_high
    saves = "nobody said what it saves"
    saved = cannot_tell("nobody said how many contacts it saves")
    if low is not None and high is not None:
        saves = f"{low:,} contacts a year" if low == high else f"{low:,} to {high:,} contacts a year"
        money, contacts = node["yearly"]["cost"]["value"], node["yearly"]["contacts"]["value"]
        if money and contacts:
            most = node["yearly"]["contacts"]["high"] or contacts
            ends = [min(end, most) * money / contacts for end in (low, high)]
            saved = Estimate(sum(ends) / 2, *ends)
            saves += f", {ends[0]:,.0f} to {ends[1]:,.0f} {currency}"
        else:
            saved = cannot_tell("there are no prices")
    cost = (
        "nobody said what it costs" if action.cost is None else f"{action.cost:,.0f} {action.currency}, once"
    )
    same = action.currency == currency
    paid = payback(float(action.cost), saved) if action.cost is not None and same else None
    return Proposed(
        title=action.title,
        url=reverse("actions:action", args=[action.pk]),
        cost=cost,
        saves=saves,
        paid_back=str(paid) if paid is not None and paid.known else "",
    )
