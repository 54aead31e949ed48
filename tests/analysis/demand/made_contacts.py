"""Contacts of a small delivery company, drawn with a fixed seed: enough for every part of a diagnosis."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

REASONS = {
    # share of first contacts, mean handle seconds, chance of coming back
    "Where is my parcel?": (0.34, 320, 0.42),
    "Parcel marked delivered, not here": (0.12, 540, 0.5),
    "Change the delivery address": (0.13, 210, 0.08),
    "Refund not received yet": (0.11, 380, 0.35),
    "Opening hours of the pick-up point": (0.1, 120, 0.02),
    "Invoice for a business customer": (0.08, 260, 0.05),
    "Damaged parcel": (0.07, 480, 0.25),
    "<script>alert(1)</script>": (0.05, 300, 0.1),
}
CHANNELS = ["phone", "phone", "phone", "chat", "email"]
TEAMS = ["Parcels", "Parcels", "Accounts"]
FIRST = datetime(2026, 1, 5, tzinfo=UTC)


def made_contacts(customers: int = 1500, weeks: int = 12, seed: int = 7) -> list[dict[str, Any]]:
    """Return contacts: each customer has one need, and comes back until it is met."""
    draw = random.Random(seed)
    end = FIRST + timedelta(weeks=weeks)
    names, weights = list(REASONS), [share for share, _, _ in REASONS.values()]
    rows: list[dict[str, Any]] = []
    for customer in range(customers):
        reason = draw.choices(names, weights)[0]
        at = FIRST + timedelta(days=draw.choices(range(7 * weeks))[0])
        if at.weekday() >= 5 and draw.random() < 0.7:
            at -= timedelta(days=at.weekday() - 3)
        at += timedelta(hours=draw.triangular(7, 20, 10), minutes=draw.randrange(60))
        comes_back = True
        while comes_back and at < end:
            rows.append(_contact(draw, f"customer {customer}", reason, at))
            comes_back = draw.random() < REASONS[reason][2]
            at += timedelta(hours=draw.expovariate(1 / 60) + 2)
    return sorted(rows, key=lambda row: row["opened_at"])


def made_volumes(weeks: int = 12) -> list[dict[str, Any]]:
    """Return 400 orders a day."""
    days = [FIRST + timedelta(days=n) for n in range(7 * weeks)]
    return [
        {"source": "shop", "period": day, "driver": "orders", "count": 400.0, "month": day.strftime("%Y-%m")}
        for day in days
    ]


def made_texts(rows: list[dict[str, Any]], seed: int = 11) -> list[dict[str, Any]]:
    """Return a few words for each contact, of its reason and of nothing in particular."""
    draw = random.Random(seed)
    filler = [
        "please",
        "hello",
        "since monday",
        "thank you",
        "my order",
        "again",
        "urgent",
        "again and again",
    ]
    return [
        {
            "source": "memory",
            "contact_id": str(number),
            "subject": None,
            "body": " ".join([row["reason_source"], *draw.sample(filler, 2), row["reason_source"]]),
            "month": row["opened_at"].strftime("%Y-%m"),
        }
        for number, row in enumerate(rows)
    ]


def _contact(draw: random.Random, customer: str, reason: str, at: datetime) -> dict[str, Any]:
    channel = draw.choice(CHANNELS)
    abandoned = channel == "phone" and draw.random() < 0.06
    mean = REASONS[reason][1]
    return {
        "opened_at": at,
        "customer_id": customer if draw.random() < 0.95 else None,
        "channel": channel,
        "handled_by": "none" if abandoned else "agent",
        "abandoned": abandoned,
        "handle_seconds": None if abandoned else round(draw.gammavariate(3, mean / 3), 1),
        "wait_seconds": round(draw.expovariate(1 / 90), 1) if channel == "phone" else None,
        "team": draw.choice(TEAMS),
        "reason_source": reason,
        "transfers": 1 if draw.random() < 0.12 else 0,
        "reopens": 1 if draw.random() < 0.05 else 0,
        "agent_id": f"agent {draw.randrange(20)}",
        "satisfaction": draw.choice([0.0, 0.25, 0.5, 0.75, 1.0]) if draw.random() < 0.2 else None,
        "satisfaction_scale": "1..5",
    }
