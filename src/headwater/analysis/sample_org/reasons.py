"""The contact reasons of the delivery company: how each is classed, how it behaves, what customers say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

Driver = Literal[
    "orders", "parcels", "late_parcels", "stale_tracking", "damaged_goods", "customers", "businesses"
]
DRIVERS: tuple[Driver, ...] = (
    "orders",
    "parcels",
    "late_parcels",
    "stale_tracking",
    "damaged_goods",
    "customers",
    "businesses",
)
"""What contacts come from; each reason has one."""

CHANNELS = ("phone", "chat", "email", "web", "social", "message")
CHANNEL_MIX: Mapping[str, tuple[float, ...]] = {
    "urgent": (0.60, 0.17, 0.08, 0.05, 0.04, 0.06),
    "digital": (0.36, 0.28, 0.13, 0.09, 0.04, 0.10),
    "written": (0.27, 0.11, 0.34, 0.22, 0.02, 0.04),
    "business": (0.45, 0.05, 0.35, 0.15, 0.0, 0.0),
}
"""How customers choose among the channels, by kind of reason."""

FOLLOW_UP_REASONS = (
    "Case closed without an answer",
    "Told two different things",
    "Callback was never made",
    "Agent was not allowed to help",
)
"""What people come back with when they no longer come back with the same reason."""

SUPPORT_UNITS = frozenset({"Support"})
"""Cause owners inside support; all others lie outside."""


@dataclass(frozen=True)
class Reason:
    """One contact reason with its place in the coding frame.

    Attributes
    ----------
    weight : float
        Its share of first contacts before the fix, up to a common factor.
    handle_seconds : float
        Median handle time on the phone at the first contact, by an experienced average agent.
    resolves : float
        Probability that an experienced average agent resolves it.
    """

    name: str
    demand_type: str
    failure_code: str | None
    preventable: str
    cause: str | None
    cause_owner: str | None
    driver: Driver
    weight: float
    channels: str
    handle_seconds: float
    resolves: float
    subjects: tuple[str, ...]
    sayings: tuple[str, ...]
    details: tuple[str, ...]

    @property
    def owner_inside_support(self) -> bool | None:
        """Whether the cause lies with support itself; None where there is no cause."""
        return None if self.cause_owner is None else self.cause_owner in SUPPORT_UNITS

    @property
    def frame(self) -> dict[str, Any]:
        """Its codes in the coding frame."""
        return {
            "demand_type": self.demand_type,
            "failure_code": self.failure_code,
            "preventable": self.preventable,
            "cause": self.cause,
            "cause_owner": self.cause_owner,
            "owner_inside_support": self.owner_inside_support,
        }


@cache
def reasons() -> tuple[Reason, ...]:
    """Return all reasons, in a fixed order.

    Examples
    --------
    >>> len(reasons()) >= 40
    True
    """
    found: list[Reason] = []
    folder = files("headwater.analysis.sample_org") / "reasons"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            for name, facts in _load(file.read_text("utf-8")).items():
                found.append(_reason(name, facts))
    return tuple(found)


@cache
def phrases() -> Mapping[str, Sequence[str]]:
    """Return what surrounds the reason in a message, and what fills the slots."""
    text = (files("headwater.analysis.sample_org") / "phrases.yaml").read_text("utf-8")
    return {name: tuple(values) for name, values in _load(text).items()}


def _load(text: str) -> dict[str, Any]:
    quickest = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe loader, in C where it is built
    loaded: dict[str, Any] = yaml.load(text, Loader=quickest)  # noqa: S506
    return loaded


def _reason(name: str, facts: Mapping[str, Any]) -> Reason:
    frame = facts["frame"]
    return Reason(
        name=name,
        demand_type=frame["demand_type"],
        failure_code=frame.get("failure_code"),
        preventable=frame["preventable"],
        cause=frame.get("cause"),
        cause_owner=frame.get("cause_owner"),
        driver=facts["driver"],
        weight=float(facts["weight"]),
        channels=facts["channels"],
        handle_seconds=float(facts["handle_seconds"]),
        resolves=float(facts["resolves"]),
        subjects=tuple(facts["subjects"]),
        sayings=tuple(facts["sayings"]),
        details=tuple(facts["details"]),
    )
