"""Puts together what a page on the diagnosis shows: switches, rows, links that keep the filters."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

from headwater.analysis.estimates import Estimate
from headwater.apps.contacts.links import contact_url
from headwater.apps.demand import showing
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.pages import PAGE_OF
from headwater.apps.demand.tree import OTHERS

_NODE = ("failure_code", "reason", "cause", "cause_owner")
_FIGURES = ("followed", "rest", "sets_off", "satisfaction")
_DEEPEST = 2
"""Levels of the tree shown at once; the others open from there."""
_NOUNS = {"contacts": "contacts", "time": "handle time", "cost": "cost"}


def chosen(asked: Mapping[str, str], content: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return level and measure by which causes are to be put in order; None without codes."""
    there = [tuple(pair) for pair in content.get("pareto", ())]
    if not there:
        return None
    wanted = (asked.get("by", "reason"), asked.get("measure", content["measure"]))
    return wanted if wanted in there else there[0]


def switches(content: Mapping[str, Any], now: tuple[str, str], filters: Filters) -> dict[str, Any]:
    """Return the two switches over causes, and the tree by the measure chosen."""
    there = [tuple(pair) for pair in content["pareto"]]
    level, measure = now

    def choice(title: str, by: str, of: str) -> showing.Choice:
        asked = urlencode({"by": by, "measure": of})
        return showing.Choice(title, f"?{_joined(asked, filters)}#pareto", (by, of) == now)

    return {
        "by": [choice(t, v, measure) for v, t in showing.LEVELS.items() if (v, measure) in there],
        "of": [choice(t, level, v) for v, t in showing.MEASURES.items() if (level, v) in there],
        "tree": [
            (row, f"{reverse('demand:node')}?{_joined(row.address, filters)}", to_plan(row.address))
            for row in showing.branches(content["tree"], measure)
            if row.depth < _DEEPEST
        ],
        "noun": _NOUNS[measure],
        "unit": showing.unit_of(measure, content["currency"]),
    }


def pointing(found: Mapping[str, Any], filters: Filters) -> dict[str, Any]:
    """Return a finding with where more of it is shown."""
    page = PAGE_OF.get(found["section"])
    url = f"{reverse(f'demand:{page}')}{filters.query}#{found['section']}" if page else ""
    return {**found, "url": url}


def node(found: Mapping[str, Any], filters: Filters) -> dict[str, Any]:
    """Return a node with its figures, and where it is shown."""
    place = found["address"]
    whole = reverse("demand:causes") + filters.query
    return {
        **found,
        "url": f"{reverse('demand:node')}?{_joined(place, filters)}" if place else whole,
        "shares": showing.amounts(found["share"]),
        "years": showing.amounts(found["yearly"]),
        **{name: Estimate(**found[name]) for name in _FIGURES},
    }


def contact(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a coded contact with where it is shown, and its codes in words."""
    url = contact_url(row["source"], row["contact_id"])
    return {**row, "day": date.fromisoformat(row["day"]), "url": url, "said": showing.said_of(row["codes"])}


def address(asked: Mapping[str, str]) -> str:
    """Return the codes of a node from what an address asks, in their order."""
    return urlencode([(name, asked[name]) for name in _NODE if asked.get(name)])


def targets(found: Mapping[str, Any]) -> dict[str, str]:
    """Return what an action against a node is against; a deeper code says more than those around it."""
    codes = {name: code for name, code in parse_qsl(found["address"]) if code != OTHERS}
    if "reason" in codes:
        return {"reason": codes["reason"]}
    return {
        name: codes[code]
        for code, name in (("cause", "cause"), ("cause_owner", "owner_unit"))
        if code in codes
    }


def to_add(found: Mapping[str, Any]) -> str:
    """Return what the form of a new action against a node begins with."""
    return urlencode({"owner_unit": found["owner"] or "", **targets(found)})


def to_plan(place: str) -> str:
    """Return what the form of a new intervention against a node begins with; empty where no code names it."""
    folded = any(code == OTHERS for _, code in parse_qsl(place))
    return "" if folded or not place else urlencode({"from": f"cause:{place}"})


def contacts_file(place: str, filters: Filters) -> str:
    """Return where the coded contacts of a node are given as a file."""
    return f"{reverse('demand:node_contacts')}?{_joined(place, filters)}"


def _joined(asked: str, filters: Filters) -> str:
    return "&".join(part for part in (asked, filters.query.removeprefix("?")) if part)
