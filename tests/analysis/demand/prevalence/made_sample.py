"""A population with known codes, and coded samples drawn from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.coding.sampled import (
    CodedSample,
    Coding,
    Design,
    SampledContact,
    Stratum,
)
from headwater.analysis.demand.contact_source import ContactTables

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
FAILURES = ("process", "it", "policy")


@dataclass(frozen=True)
class World:
    """Contacts, and what each of them truly is."""

    rows: list[dict[str, Any]]
    codes: list[dict[str, str]]

    @property
    def tables(self) -> ContactTables:
        return ContactTables(contacts_from_rows(self.rows))

    def share(self, **codes: str) -> float:
        """The true share of contacts that carry these codes."""
        return float(np.mean([_carries(own, codes) for own in self.codes]))

    def share_of_time(self, **codes: str) -> float:
        seconds = np.array([row["handle_seconds"] for row in self.rows])
        held = np.array([_carries(own, codes) for own in self.codes])
        return float(seconds[held].sum() / seconds.sum())


def _carries(own: Mapping[str, str], codes: Mapping[str, str]) -> bool:
    return all(own.get(name) == code for name, code in codes.items())


def made_world(contacts: int = 2000, failure: float = 0.5, seed: int = 1) -> World:
    """Return contacts in two channels; failure demand takes longer and comes more by phone."""
    draw = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    codes: list[dict[str, str]] = []
    for number in range(contacts):
        failed = draw.random() < failure
        own = {"demand_type": "failure" if failed else "value"}
        if failed:
            own["cause"] = FAILURES[int(draw.choice(3, p=[0.6, 0.3, 0.1]))]
        phone = draw.random() < (0.7 if failed else 0.4)
        rows.append(
            {
                "contact_id": f"c{number}",
                "opened_at": FIRST + timedelta(minutes=int(draw.integers(0, 60 * 24 * 60))),
                "channel": "phone" if phone else "chat",
                "customer_id": f"customer {int(draw.integers(0, contacts // 2))}",
                "handle_seconds": float(int(draw.gamma(2.0, 150.0 if failed else 90.0)) + 10),
                "reason_source": "Late" if failed == (draw.random() < 0.9) else "Other",
            }
        )
        codes.append(own)
    return World(rows, codes)


def drawn(
    world: World,
    n: int,
    *,
    seed: int = 0,
    by_channel: bool = True,
    noise: float = 0.0,
    double: float = 0.0,
    decided: bool = True,
) -> CodedSample:
    """Return a stratified random sample of n contacts, coded by one or two people who err at random."""
    draw = np.random.default_rng(seed)
    channel = np.array([row["channel"] for row in world.rows])
    labels = sorted({str(name) for name in channel}) if by_channel else ["all contacts"]
    strata: dict[str, Stratum] = {}
    contacts: list[SampledContact] = []
    for label in labels:
        places = np.flatnonzero(channel == label) if by_channel else np.arange(len(channel))
        take = min(len(places), max(2, round(n * len(places) / len(channel))))
        strata[label] = Stratum(len(places), take)
        for at in draw.choice(places, take, replace=False):
            true = world.codes[at]
            twice = draw.random() < double
            said = [_coding(f"coder {c}", true, noise, draw) for c in range(2 if twice else 1)]
            if decided and len({tuple(s.codes.items()) for s in said}) > 1:
                said.append(Coding("lead", true, adjudicates=True))
            contacts.append(
                SampledContact(
                    item=f"memory/{world.rows[at]['contact_id']}",
                    source="memory",
                    contact_id=world.rows[at]["contact_id"],
                    stratum=label,
                    inclusion_probability=take / len(places),
                    codings=tuple(said),
                )
            )
    return CodedSample(
        tuple(contacts), Design(strata, variables=("channel",) if by_channel else ()), codebook="made 1"
    )


def _coding(coder: str, true: Mapping[str, str], noise: float, draw: np.random.Generator) -> Coding:
    codes: Mapping[str, str] = true
    if draw.random() < noise:
        codes = {"demand_type": "value"} if true["demand_type"] == "failure" else _failed(draw)
    return Coding(coder, codes)


def _failed(draw: np.random.Generator) -> dict[str, str]:
    return {"demand_type": "failure", "cause": FAILURES[int(draw.integers(3))]}


def covered(truth: float, intervals: Sequence[tuple[float | None, float | None]]) -> float:
    """Share of intervals that hold the truth."""
    return float(
        np.mean([low is not None and high is not None and low <= truth <= high for low, high in intervals])
    )
