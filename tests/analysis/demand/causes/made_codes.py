"""A delivery company with planted causes, drawn and coded by chance: small, and the truth is known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Any

import numpy as np

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.coding.sampled import CodedSample, Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.contact_source import ContactTables

FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAYS = 100


@dataclass(frozen=True)
class Kind:
    """One kind of contact: its codes, how common it is and what it takes."""

    codes: dict[str, str]
    share: float
    seconds: float
    comes_back: float
    rating: float
    later: float = 0.5  # part that lies in the second half of the days


def _failed(code: str, reason: str, cause: str, owner: str, preventable: str = "yes") -> dict[str, str]:
    return {
        "demand_type": "failure",
        "failure_code": code,
        "reason": reason,
        "preventable": preventable,
        "cause": cause,
        "cause_owner": owner,
    }


KINDS = (
    Kind(_failed("progress_chasing", "Parcel is late", "process", "Depot"), 0.26, 300, 0.5, 0.2, 0.25),
    Kind(_failed("progress_chasing", "Where is my parcel", "it", "Tracking IT"), 0.12, 200, 0.1, 0.5),
    Kind(_failed("defect_or_error", "Parcel is damaged", "process", "Depot"), 0.12, 500, 0.1, 0.4),
    Kind(_failed("policy", "Proof of identity", "policy", "Support", "no"), 0.08, 400, 0.05, 0.4),
    Kind(_failed("clarification", "Unclear letter", "people", "Support"), 0.006, 250, 0.1, 0.5),
    Kind({"demand_type": "value", "reason": "Change the address"}, 0.26, 90, 0.05, 0.8),
    Kind({"demand_type": "value", "reason": "Advice on a product"}, 0.124, 600, 0.05, 0.9),
    Kind({"demand_type": "not_demand"}, 0.03, 20, 0.0, 0.5),
)


@dataclass(frozen=True)
class World:
    """Contacts, and what kind each is."""

    rows: list[dict[str, Any]]
    kinds: list[int]

    @cached_property
    def tables(self) -> ContactTables:
        return ContactTables(contacts_from_rows(self.rows))

    def having(self, **codes: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which contacts truly carry these codes."""
        return np.array([codes.items() <= KINDS[kind].codes.items() for kind in self.kinds])

    def share(self, **codes: str) -> float:
        return float(self.having(**codes).mean())

    def hours(self, **codes: str) -> float:
        return float(
            sum(r["handle_seconds"] for r, h in zip(self.rows, self.having(**codes), strict=True) if h) / 3600
        )


@cache
def made_world(contacts: int = 3_000, seed: int = 1) -> World:
    draw = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    kinds: list[int] = []
    customer = 0
    while len(rows) < contacts:
        customer += 1
        kind = int(draw.choice(len(KINDS), p=[k.share for k in KINDS]))
        own = KINDS[kind]
        half = 1 if draw.random() < own.later else 0
        at = FIRST + timedelta(days=float((half + draw.random()) * DAYS / 2))
        again = True
        while again and len(rows) < contacts:
            rows.append(
                {
                    "contact_id": f"c{len(rows)}",
                    "opened_at": at,
                    "customer_id": f"customer {customer}" if draw.random() < 0.95 else None,
                    "channel": "phone" if draw.random() < 0.6 else "chat",
                    "handle_seconds": float(int(draw.gamma(3, own.seconds / 3)) + 5),
                    "satisfaction": float(draw.random() < own.rating) if draw.random() < 0.4 else None,
                }
            )
            kinds.append(kind)
            again = draw.random() < own.comes_back
            at += timedelta(hours=float(draw.uniform(4, 120)))
    return World(rows, kinds)


def drawn(world: World, n: int, *, seed: int = 0, double: float = 0.0, noise: float = 0.0) -> CodedSample:
    """Return a random sample of n contacts, stratified by channel, coded by people who err at random."""
    draw = np.random.default_rng(seed)
    channel = np.array([row["channel"] for row in world.rows])
    strata, contacts = {}, []
    for label in sorted(set(channel)):
        places = np.flatnonzero(channel == label)
        take = round(n * len(places) / len(channel))
        strata[str(label)] = Stratum(len(places), take)
        for at in draw.choice(places, take, replace=False):
            true = KINDS[world.kinds[at]].codes
            said = [
                _coding(f"coder {c}", true, noise, draw) for c in range(2 if draw.random() < double else 1)
            ]
            if len({tuple(s.codes.items()) for s in said}) > 1:
                said.append(Coding("lead", true, adjudicates=True))
            name = world.rows[at]["contact_id"]
            contacts.append(
                SampledContact(
                    item=f"memory/{name}",
                    source="memory",
                    contact_id=name,
                    stratum=str(label),
                    inclusion_probability=take / len(places),
                    codings=tuple(said),
                )
            )
    return CodedSample(tuple(contacts), Design(strata, variables=("channel",)), codebook="made 1")


def _coding(coder: str, true: dict[str, str], noise: float, draw: np.random.Generator) -> Coding:
    if draw.random() < noise:
        true = KINDS[int(draw.integers(len(KINDS)))].codes
    return Coding(coder, true)


class Book:
    """A codebook that knows which units are part of support."""

    title = "made 1"
    reason: dict[str, Any] = {}  # noqa: RUF012 - never written to

    def is_inside_support(self, owner: str) -> bool | None:
        return {"Support": True, "Depot": False}.get(owner)

    def codes(self, field: str) -> tuple[str, ...]:
        return {"cause_owner": ("Support", "Depot")}.get(field, ())
