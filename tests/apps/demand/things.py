"""A diagnosis small enough to be made for every person and address: one section, one node, one table."""

from typing import Any

from headwater.analysis.estimates import cannot_tell, wilson
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import Basis
from headwater.apps.demand.services import keep_diagnosis

from ..world import World

SHARE = wilson(30, 100).to_dict()
NOTHING = cannot_tell("only 2 coded contacts").to_dict()
THREE = {"contacts": SHARE, "time": SHARE, "cost": NOTHING}
SAID: dict[str, Any] = {
    "opening": None,
    "headline": "Failure demand is 30% (22% to 40%) of contacts.",
    "basis": "100 coded contacts.",
    "findings": [{"title": "Late", "figure": "30%", "sentence": "Late parcels.", "basis": "100 contacts."}],
    "failure": THREE,
    "yearly": THREE,
    "currency": "",
    "choices": {"teams": ["Phone"], "channels": ["phone"], "first": "2025-01-06", "last": "2025-07-06"},
    "files": ["findings"],
}
NODE = {
    "title": "All failure demand",
    "level": "demand_type",
    "path": [],
    "below": [],
    "coded": 30,
    "share": THREE,
    "yearly": THREE,
    "trend": "cannot tell: only 2 coded contacts",
    "followed": SHARE,
    "rest": SHARE,
    "sets_off": NOTHING,
    "satisfaction": NOTHING,
    "owner": "Depot",
    "cause": "process",
    "side": "outside",
}


def pages() -> dict[str, dict[str, Any]]:
    """Return what the pages show of it."""
    table = {"key": "work-table-1", "title": "By team", "columns": {"Team": ["Phone"]}, "shown": 12}
    work = {"id": "work", "title": "Work", "paragraphs": [], "figures": [], "tables": [table], "notes": []}
    found: dict[str, dict[str, Any]] = {
        name: {"sections": [], "notes": []}
        for name in ("overview", "causes", "decisions", "repeats", "workload", "shape")
    }
    found["workload"]["sections"] = [work]
    found["overview"] |= {
        "subtitle": "100 contacts",
        "headline": {"text": SAID["headline"], "basis": SAID["basis"]},
        "opening": None,
        "findings": [],
        "cannot_say": [],
        "provenance": {},
    }
    found["nodes"] = {"nodes": {"": NODE}, "contacts": [], "measures": ["contacts", "time"], "currency": ""}
    found["files"] = {"tables": {"findings": {"finding": ["Late"]}}}
    found["report"] = {"html": "<!doctype html>"}
    found["data"] = {"summary": {"headline": SAID["headline"]}}
    return found


def things(world: World) -> dict[str, list[str | int]]:
    """Make them."""
    keep_diagnosis(basis=Basis(2, "", None), filters=Filters(), said=SAID, pages=pages())
    return {"demand:table": ["findings"]}
