"""Records as programs are told them."""

from typing import Any

from headwater.analysis.contacts.schema import CASE_EVENTS, CONTACT_TEXTS, CONTACTS, Column
from headwater.apps.api import rows, selectors
from headwater.apps.api.models import Push
from headwater.apps.api.schemas import rows_body
from headwater.apps.measures.registry import Published

_JSON: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "number", "null"]},
    "timestamp": {"type": ["string", "null"], "format": "date-time"},
    "seconds": {"type": ["number", "null"], "minimum": 0},
    "flag": {"type": ["boolean", "null"]},
    "count": {"type": ["integer", "null"], "minimum": 0},
    "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
    "texts": {"type": ["array", "null"], "items": {"type": "string"}},
}
_PERSON = " Any identifier of yours: it becomes a pseudonym before it is kept."


def describe_rows(kind: str) -> dict[str, Any]:
    """Return the description of rows of a kind, made from the canonical tables."""
    tables = (CONTACTS, CONTACT_TEXTS) if kind == "contacts" else (CASE_EVENTS,)
    known = {column.name: column for table in reversed(tables) for column in table.columns}
    columns = {name: known[name] for name in rows.columns_of(kind)}
    described = {name: _described(column) for name, column in columns.items()}
    return rows_body(kind, described, [name for name, column in columns.items() if column.required])


def _described(column: Column) -> dict[str, Any]:
    meaning = column.meaning[0].upper() + column.meaning[1:] + "."
    if column.identifies:
        meaning = f"The {column.identifies}.{_PERSON}"
    if column.kind == "choice":
        return {"enum": [*column.choices, *(() if column.required else (None,))], "description": meaning}
    described = {**_JSON[column.kind], "description": meaning}
    if column.required:  # what is required is not null
        described["type"] = [t for t in described["type"] if t != "null"]
        if column.kind == "text":
            described["minLength"] = 1
    if column.kind == "text":
        described["maxLength"] = rows.LONGEST.get(column.name, 1_000)
    return described


def push_said(push: Push) -> dict[str, Any]:
    """Return a push as it is told, ready for JSON."""
    return {
        "id": str(push.number),
        "kind": push.kind,
        "source": push.source,
        "received_at": push.received_at.isoformat(),
        "state": selectors.state_of(push),
        "rows": push.rows,
        "accepted": push.accepted,
        "rejected": push.rows - push.accepted,
        "rejects": push.rejects,
        "imported": _imported(push),
        "problem": push.error or (push.taken_in.error if push.taken_in else ""),
    }


def _imported(push: Push) -> dict[str, Any] | None:
    made = push.taken_in
    if made is None or made.result is None:
        return None
    counts = made.result["reconciliation"]
    return {
        "state": made.state,
        "pushes": made.pushes.count(),
        "rows": counts["source_rows"],
        "loaded": counts["loaded"],
        "updated": counts["updated"],
        "unchanged": counts["unchanged"],
        "superseded": sum(counts["excluded"].values()),
        "rejected": counts["rejected_rows"],
    }


def series_said(published: Published) -> dict[str, Any]:
    """Return a measure as it is told."""
    measure = published.measure
    return {
        "key": measure.key,
        "name": measure.title,
        "unit": measure.unit,
        "kind": measure.kind,
        "better": measure.better,
        "definition": measure.definition,
        "smallest_group": measure.smallest_group,
    }
