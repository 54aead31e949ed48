"""Remedies and steps with a planted truth, as files and as tables."""

from datetime import date
from typing import Any
from unittest import mock

import numpy as np

from headwater.analysis.policy.remedies_table import RemedyTable, remedies_from
from headwater.apps.people.models import User
from headwater.apps.policy.background import read
from headwater.apps.policy.models import Policy, Revision, Table
from headwater.apps.policy.parts import PARTS
from headwater.apps.policy.selectors import key_of_now
from headwater.apps.policy.services import keep_table

DAYS = (date(2026, 1, 1), date(2026, 4, 30))


def remedies(n: int = 1200, seed: int = 3) -> RemedyTable:
    """Remedies of which a limit of 25 EUR escalates 60 of 100 more, and leaves 17 of 100 unresolved."""
    draw = np.random.default_rng(seed)
    kinds = np.where(draw.random(n) < 0.7, "credit", "replacement")
    amounts = np.round(draw.lognormal(np.log(24), 0.6, n), 2)
    above = amounts > 25
    escalated = draw.random(n) < np.where(above, 0.64, 0.04)
    resolved = draw.random(n) < np.where(above, 0.76, 0.93)
    waits = np.round(draw.lognormal(np.log(1500), 0.8, n))
    columns = (kinds.tolist(), amounts.tolist(), escalated.tolist(), resolved.tolist())
    rows = zip(
        *columns, [w if e else None for w, e in zip(waits.tolist(), escalated, strict=True)], strict=True
    )
    return remedies_from(rows, "EUR", "remedies.csv", DAYS)


def as_csv(table: RemedyTable, *, currency: bool = True, days: bool = True) -> str:
    """Return remedies as a file, with ids of contacts that must not be kept."""
    head = "contact_id,remedy_type,amount,escalated,resolved,approval_latency_s"
    lines = [head + (",currency" if currency else "") + (",day" if days else "")]
    for at, row in enumerate(table.rows):
        cells = [f"SECRET-{at}", row.kind, f"{row.amount}", f"{int(row.escalated)}", f"{int(row.resolved)}"]
        cells.append("" if row.approval_latency_s is None else f"{row.approval_latency_s:g}")
        cells += [table.currency] * currency
        cells += [str((DAYS[0], DAYS[1])[at % 2])] * days
        lines.append(",".join(cells))
    return "\n".join(lines)


def declare(user: User, key: str, **content: Any) -> Policy:
    """Declare a policy as its record has it."""
    whole: dict[str, Any] = {
        "id": key,
        "issuer": "Finance",
        "level": "finance",
        "document_ref": "Spending rules",
    } | content
    kept = Policy.objects.create(
        key=key, content=whole, issuer=whole["issuer"], level=whole["level"], metric=whole["metric"]
    )
    Revision.objects.create(policy=kept, kind="declared", content=whole, made_by=user)
    return kept


def limit_of(user: User, amount: float = 25.0) -> Policy:
    """Declare what agents may give without asking."""
    value = {"max_amount": amount, "currency": "EUR", "remedy_type": "any"}
    return declare(user, "limit", metric="authority", operator="<=", value=value)


def bring(user: User, table: RemedyTable | None = None, **said: object) -> Table:
    """Keep remedies as the page does."""
    table = table or remedies()
    return keep_table(
        acting_user=user,
        kind=Table.Kind.REMEDIES,
        name="remedies.csv",
        rows=table.to_rows(),
        said={"currency": "EUR", **said},
        days=table.days,
    )


COSTS = {"per_escalation": 22.0, "per_contact": 4.5}


def read_now() -> None:
    """Let the lab read, as the worker would, only what authority shows: staffing takes its time."""
    mine = {name: PARTS[name] for name in ("authority", "permission", "scripts", "control", "scorecard")}
    with mock.patch.dict(PARTS, mine, clear=True):
        read(lambda step, done=0, total=0: None, asked=key_of_now())
