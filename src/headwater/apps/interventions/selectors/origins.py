"""Where the thought of an intervention comes from, and what that place already knows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.http import Http404

from headwater.analysis.estimates import Estimate
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import shown_to
from headwater.apps.interventions.models import Intervention
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.policy import predicting
from headwater.apps.policy.models import Scenario
from headwater.apps.voices.selectors.clusters import cluster_visible_to

LONGEST_KEY = 200
FEWEST_FLAGS = 5
"""Below so many flags their number would be about persons."""
_CODES = ("failure_code", "reason", "cause", "cause_owner")
_OTHERS = "*"
Origin = Intervention.Origin


@dataclass(frozen=True)
class Beginning:
    """What the form of a new intervention begins with."""

    origin: str = Origin.FREE.value
    origin_key: str = ""
    name: str = ""
    problem: str = ""
    kind: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Cause:
    """What the diagnosis of all contacts knows of a place in the tree of causes.

    Attributes
    ----------
    share, yearly : Estimate
        Of all contacts; contacts a year.
    cost_a_contact : float or None
        Mean cost of one of these contacts, where there are prices.
    reasons : tuple of str
        What customers call about, as far as the codes of the place say.
    helpdesk : tuple of str
        What the helpdesk calls most of its coded contacts, the most frequent first.
    """

    address: str
    title: str
    share: Estimate
    yearly: Estimate
    money: Estimate
    cost_a_contact: float | None
    currency: str
    owner: str
    why: str
    reasons: tuple[str, ...]
    helpdesk: tuple[str, ...]


def beginning_of(user: User, said: str, title: str) -> Beginning:
    """Read where a link into the wizard comes from, and fill in what is known there.

    Parameters
    ----------
    said : str
        `cause:<codes of a node>`, `reason:<reason>`, `voice:<id>`, `what_if:<id>`, `conflict:<text>`,
        `redesign:<text>` or `strain:<text>`; anything else is no origin.
    """
    origin, _, key = said.partition(":")
    key = key.strip()
    name = title.strip()[:200]
    if not key or origin not in Origin.values or origin == Origin.FREE:
        return Beginning(name=name)
    if origin in (Origin.CAUSE, Origin.REASON):
        return _against_a_cause(user, origin, key, name)
    if origin == Origin.VOICE:
        return _from_a_voice(user, key, name)
    if origin == Origin.WHAT_IF:
        return _from_the_lab(user, key, name)
    words = key[:4000]
    of_policies = origin in (Origin.CONFLICT, Origin.REDESIGN)
    kind = Intervention.Kind.POLICY.value if of_policies else ""
    return Beginning(origin, key[:LONGEST_KEY], name or words[:200], words, kind)


def address_of(origin: str, key: str) -> str:
    """Return the place in the tree of causes that an origin names; empty where it names none."""
    if origin == Origin.REASON:
        return urlencode({"reason": key})
    if origin != Origin.CAUSE:
        return ""
    said = dict(parse_qsl(key))
    return urlencode([(code, said[code]) for code in _CODES if said.get(code)])


def scenario_of(user: User, intervention: Intervention) -> Scenario | None:
    """Return the scenario an intervention began from; None where it did not, or nobody may read it."""
    if intervention.origin != Origin.WHAT_IF:
        return None
    try:
        return _scenario(user, intervention.origin_key)
    except Http404:
        return None


def cause_at(user: User, address: str) -> Cause | None:
    """Return what the diagnosis knows of a place; None where there is none, or nobody may read it."""
    if not address or not may(user, Action.READ_DIAGNOSIS, Scope.ORGANISATION):
        return None
    content = shown_to(user, Filters(), "nodes").content
    if content is None or address not in content["nodes"]:
        return None
    return _cause(address, content)


def teams_to_choose() -> QuerySet[Team]:
    """Return the teams something can be tried in: all but the organisation."""
    return Team.objects.filter(parent__isnull=False).order_by("name")


def _cause(address: str, content: dict[str, Any]) -> Cause:
    node = content["nodes"][address]
    inside = [contact for contact in content["contacts"] if address in contact["in"]]
    share, yearly, money = (
        Estimate(**node[what][of])
        for what, of in (("share", "contacts"), ("yearly", "contacts"), ("yearly", "cost"))
    )
    each = money.value / yearly.value if money.value and yearly.value else None
    return Cause(
        address=address,
        title=node["title"],
        share=share,
        yearly=yearly,
        money=money,
        cost_a_contact=each,
        currency=content["currency"],
        owner=node["owner"] or "",
        why=node["cause"] or "",
        reasons=_most_frequent(said.get("reason", "") for one in inside for said in one["codes"]),
        helpdesk=_most_frequent(one["reason"] or "" for one in inside),
    )


def _most_frequent(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word, _ in Counter(word for word in words if word).most_common(20))


def _against_a_cause(user: User, origin: str, key: str, name: str) -> Beginning:
    address = address_of(origin, key)
    if origin == Origin.CAUSE:
        key = address
    if not key or len(key) > LONGEST_KEY:
        return Beginning(name=name, kind=Intervention.Kind.FIX.value)
    found = cause_at(user, address)
    last = dict(parse_qsl(address))
    title = found.title if found else next((v for v in reversed(last.values()) if v != _OTHERS), "")
    return Beginning(
        origin,
        key,
        name or (f"Fewer contacts: {title}"[:200] if title else ""),
        "" if found is None else problem_of(found),
        Intervention.Kind.FIX.value,
        found.currency if found is not None and len(found.currency) == 3 else "",
    )


def problem_of(cause: Cause) -> str:
    """Say in words what a cause costs, no more certain than it is."""
    said = [
        f"{cause.title[:1].upper()}{cause.title[1:]}: {cause.share.percent()} of all contacts come for this, "
        "and should not have to."
    ]
    if cause.yearly.value is not None:
        bounds = ""
        if cause.yearly.low is not None and cause.yearly.high is not None:
            bounds = f" ({cause.yearly.low:,.0f} to {cause.yearly.high:,.0f})"
        said.append(f"That is {cause.yearly.value:,.0f}{bounds} contacts a year.")
    if cause.why:
        said.append(f"Why, mostly: {cause.why}.")
    if cause.owner:
        said.append(f"Who can stop it: {cause.owner}.")
    return " ".join(said)


def _from_the_lab(user: User, key: str, name: str) -> Beginning:
    scenario = _scenario(user, key)
    currency = predicting.currency_of(scenario)
    return Beginning(
        Origin.WHAT_IF.value,
        str(scenario.pk),
        name or scenario.name[:200],
        predicting.told(scenario)[:4000],
        Intervention.Kind.POLICY.value,
        currency if len(currency) == 3 else "",
    )


def _scenario(user: User, key: str) -> Scenario:
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return predicting.scenario_to_plan(user, int(key))


def _from_a_voice(user: User, key: str, name: str) -> Beginning:
    if not (key.isascii() and key.isdigit() and len(key) < 19) or not may(user, Action.READ_FLAGS):
        raise Http404
    cluster = cluster_visible_to(user, int(key))
    # words of single flags stay with those who may read them
    title = cluster.code_label if cluster.by_words else cluster.title
    problem = f"{title}."
    if cluster.flags >= FEWEST_FLAGS:
        since = f"{cluster.since.day} {cluster.since:%B %Y}"
        problem = f"{title}: said {cluster.flags} times since the week of {since}."
    kind = Intervention.Kind.FIX if cluster.kind == "avoidable" else Intervention.Kind.POLICY
    return Beginning(Origin.VOICE.value, key, name or title[:200], problem, kind.value)
