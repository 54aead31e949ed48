"""What the pages show of a diagnosis, to whoever may read it."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404

from headwater.apps.contacts.selectors import teams_in_reach
from headwater.apps.demand import codes
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis
from headwater.apps.demand.pages import PAGE_OF
from headwater.apps.demand.selectors.latest import DIAGNOSIS, current_basis, newest
from headwater.apps.demand.showing import tables_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.models import Task

_IN_SECTION = re.compile(r"^(.+)-(?:chart|table)-[0-9]+$")


@dataclass(frozen=True)
class Shown:
    """What a page on a diagnosis has to show.

    Attributes
    ----------
    found : Diagnosis or None
        The record; None where nobody has asked for it yet, or it is being made.
    content : dict or None
        What the page shows of it.
    task : Task or None
        The work that makes it, or a newer one, where that waits or runs.
    failed : str
        Why the last attempt failed; empty where there is nothing to say.
    outdated : bool
        Whether contacts, codes, prices or actions changed since.
    """

    filters: Filters
    found: Diagnosis | None
    content: dict[str, Any] | None
    task: Task | None
    failed: str
    outdated: bool

    @cached_property
    def codes_wait_for(self) -> str:
        """What codes wait for that are not in it: a `diagnosis`, their `counting`, or nothing (empty)."""
        version = codes.version()
        if not version:
            return "counting" if codes.anything() else ""
        return "diagnosis" if self.found is not None and version != self.found.codes_version else ""


def shown_to(user: User, filters: Filters, page: str) -> Shown:
    """Return what a page shows of a diagnosis, to whoever may read it."""
    require(user, Action.READ_DIAGNOSIS)
    found = newest(filters)
    content = None if found is None else _page(found, page)
    task = Task.objects.filter(kind=DIAGNOSIS, arguments__part=filters.key).order_by("-pk").first()
    failed = ""
    if task is not None and task.state == Task.State.FAILED and task.finished_at is not None:
        failed = task.error if found is None or task.finished_at > found.made_at else ""
    working = task if task is not None and task.is_open else None
    return Shown(filters, found, content, working, failed, _outdated(found, filters, working))


def _outdated(found: Diagnosis | None, filters: Filters, working: Task | None) -> bool:
    if found is None:
        return False
    if filters.whole:
        now = current_basis()
        return working is not None or (now is not None and now.key(filters) != found.key)
    whole = newest(Filters())
    return whole is not None and _made_from(whole) != _made_from(found)


def _made_from(found: Diagnosis) -> tuple[Any, ...]:
    return found.store_version, found.codes_version, found.prices_id


def _page(found: Diagnosis, name: str) -> dict[str, Any] | None:
    kept = found.pages.filter(name=name).values_list("content", flat=True).first()
    return None if kept is None else dict(json.loads(kept))


def choices() -> dict[str, Any]:
    """Return what can be filtered by, from the newest diagnosis of all contacts."""
    found = newest(Filters())
    empty: dict[str, Any] = {"teams": [], "channels": [], "first": None, "last": None}
    return empty if found is None else found.said.get("choices", empty)


def pareto_visible_to(user: User, shown: Shown, level: str, measure: str) -> dict[str, Any]:
    """Return one drawing of causes in order of size, or a page that is not found."""
    require(user, Action.READ_DIAGNOSIS)
    kept = None if shown.found is None else _page(shown.found, f"pareto-{level.replace('_', '-')}-{measure}")
    if kept is None:
        raise Http404
    return dict(kept["figure"])


def table_visible_to(user: User, filters: Filters, key: str) -> dict[str, Any]:
    """Return the columns of one table, or a page that is not found."""
    require(user, Action.READ_DIAGNOSIS)
    found = newest(filters)
    if found is None:
        raise Http404
    content = _page(found, _place_of(key))
    columns = tables_of(content).get(key) if content else None
    if columns is None:
        raise Http404
    return dict(columns)


def _place_of(key: str) -> str:
    """Return the page a table stands on: that of its section, or that of tables that are only files."""
    if key.startswith("pareto-"):
        return key
    named = _IN_SECTION.match(key)
    return PAGE_OF.get(named[1], "files") if named else "files"


def files_of(shown: Shown) -> list[tuple[str, str]]:
    """Return the tables that are only given as files: their keys, and what they are."""
    kept = None if shown.found is None else shown.found.said.get("files")
    return [(key, f"{key.replace('-', ' ').capitalize()} (CSV)") for key in kept or ()]


def report_visible_to(user: User, filters: Filters) -> str:
    """Return the diagnosis as one HTML file, or a page that is not found."""
    shown = shown_to(user, filters, "report")
    if shown.content is None:
        raise Http404
    return str(shown.content["html"])


def diagnosis_visible_to(user: User, filters: Filters | None = None) -> dict[str, Any] | None:
    """Return a diagnosis as plain data for programs; None where there is none of these filters (yet)."""
    shown = shown_to(user, filters or Filters(), "data")
    if shown.found is None or shown.content is None:
        return None
    made = {"store_version": shown.found.store_version, "codes_version": shown.found.codes_version}
    return {**made, "made_at": shown.found.made_at.isoformat(), "outdated": shown.outdated, **shown.content}


def _within(contact: dict[str, Any], part: float) -> dict[str, Any]:
    """Return a contact as it counts in a node: in part where only some of its readings put it there."""
    return {**contact, "part": part, "stands_for": contact["stands_for"] * part}


@dataclass(frozen=True)
class NodeShown:
    """One node of the tree, with what lies above, below and in it.

    Attributes
    ----------
    contacts : list of dict
        The coded contacts in it that the person may see.
    elsewhere : int
        How many more there are outside this person's reach.
    """

    shown: Shown
    node: dict[str, Any]
    above: list[dict[str, Any]]
    below: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    elsewhere: int
    measures: list[str]
    currency: str


def has_node(user: User, address: str) -> bool:
    """Return whether the diagnosis of all contacts has a node of these codes."""
    content = shown_to(user, Filters(), "nodes").content
    return content is not None and address in content["nodes"]


def node_visible_to(user: User, filters: Filters, address: str) -> NodeShown:
    """Return a node by the codes in its address, or a page that is not found.

    Figures are the organisation's; single contacts are shown as far as the person may read contacts.
    """
    shown = shown_to(user, filters, "nodes")
    content = shown.content
    if content is None or address not in content["nodes"]:
        raise Http404
    nodes = content["nodes"]
    node = nodes[address]

    def named(places: list[str]) -> list[dict[str, Any]]:
        return [{"address": place, **nodes[place]} for place in places]

    teams = teams_in_reach(user, Action.READ_CONTACTS)
    inside = [_within(c, c["in"][address]) for c in content["contacts"] if address in c["in"]]
    seen = [contact for contact in inside if teams is None or contact["team"] in teams]
    return NodeShown(
        shown,
        {"address": address, **node},
        named(["", *node["path"][:-1]]) if address else [],
        named(node["below"]),
        seen,
        len(inside) - len(seen),
        content["measures"],
        content["currency"],
    )
