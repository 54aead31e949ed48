"""Contacts that come back: unresolved issues called back, callers who gave up dialling again."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.staffing.checking import (
    Array,
    Figures,
    load_of,
    numbers,
    plain,
    shaped,
    together,
)
from headwater.analysis.staffing.performance import SECONDS, Performance, performance
from headwater.analysis.staffing.queues import Queue, compiled_for

_SHARE = "Give a share such as 0.9."


@dataclass(frozen=True)
class Equilibrium:
    """The contacts that so many issues end up as.

    Attributes
    ----------
    issues_per_hour : float or array
        New issues: what would come if every contact settled its issue.
    contacts_per_hour : float or array
        All contacts, those that come back included.
    call_backs_per_hour, redials_per_hour : float or array
        Of these, contacts about an issue that was not settled, and after a contact that was given up.
    performance : Performance or None
        The queue they meet; None without agents.
    """

    issues_per_hour: Figures
    contacts_per_hour: Figures
    call_backs_per_hour: Figures
    redials_per_hour: Figures
    performance: Performance | None

    @property
    def contacts_per_issue(self) -> Figures:
        """Contacts that one issue takes."""
        return self.contacts_per_hour / self.issues_per_hour

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain data."""
        names = ("issues_per_hour", "contacts_per_hour", "call_backs_per_hour", "redials_per_hour")
        found = {name: plain(getattr(self, name)) for name in (*names, "contacts_per_issue")}
        return found | {"performance": None if self.performance is None else self.performance.to_dict()}

    def __str__(self) -> str:
        if np.ndim(self.contacts_per_hour):
            return f"{np.size(self.contacts_per_hour):,} equilibria. See .to_dict()."
        lines = [
            f"{self.issues_per_hour:g} issues an hour become {self.contacts_per_hour:.2f} contacts "
            f"({self.contacts_per_issue:.3f} each): {self.call_backs_per_hour:.2f} called back, "
            f"{self.redials_per_hour:.2f} dialled again"
        ]
        return "\n".join(lines + ([] if self.performance is None else [str(self.performance)]))


def equilibrium(
    issues_per_hour: Any,
    resolution: Any,
    call_back: Any = 1.0,
    *,
    handle_seconds: Any = None,
    agents: Any = None,
    patience_seconds: Any = None,
    redial: Any = 0.0,
    threshold_seconds: Any = 20.0,
    engine: str = "scipy",
) -> Equilibrium:
    """Say how many contacts come, once those that come back are counted.

    Parameters
    ----------
    issues_per_hour : number or array
        New issues.
    resolution : number or array
        Share of answered contacts that settle the issue (FCR).
    call_back : number or array
        Share of customers with an unsettled issue who contact again.
    handle_seconds, agents, patience_seconds : number or array, optional
        With all three, customers who gave up are followed too.
    redial : number or array
        Share of those who gave up who try again.

    Notes
    -----
    With r = call_back (1 - resolution) and Ab the abandonment at a contact rate x, x solves
    issues = x (1 - Ab(x)) (1 - r) + x Ab(x) (1 - redial). Both parts grow with x, so there is one solution.
    Without abandonment it is issues / (1 - r): repeats multiply, they do not add.

    Examples
    --------
    >>> print(equilibrium(400, 0.65, 0.9))
    400 issues an hour become 583.94 contacts (1.460 each): 183.94 called back, 0.00 dialled again
    """
    given = {
        "issues": numbers("issues_per_hour", issues_per_hour, above=0),
        "resolution": numbers("resolution", resolution, above=0, most=1, hint="Give a share such as 0.7."),
        "call_back": numbers("call_back", call_back, least=0, most=1, hint=_SHARE),
        "redial": numbers("redial", redial, least=0, below=1, hint=_SHARE),
    }
    queued = agents is not None or patience_seconds is not None
    if queued:
        if handle_seconds is None or agents is None or patience_seconds is None:
            raise UsageError(
                "To follow those who give up, give handle_seconds, agents and patience_seconds together."
            )
        given |= {
            "handle": numbers("handle_seconds", handle_seconds, above=0, hint=SECONDS),
            "agents": numbers("agents", agents, least=0),
            "patience": numbers("patience_seconds", patience_seconds, above=0, hint=SECONDS),
            "threshold": numbers("threshold_seconds", threshold_seconds, least=0, hint=SECONDS),
        }
    flat, shape = together(given)
    again = flat["call_back"] * (1 - flat["resolution"])
    if not queued:
        contacts, gone = flat["issues"] / (1 - again), np.zeros_like(again)
        found = None
    else:
        load_of(flat["issues"], flat["handle"])
        contacts, gone = _solved(flat, again, engine)
        found = performance(
            shaped(contacts, shape),
            shaped(flat["handle"], shape),
            shaped(flat["agents"], shape),
            patience_seconds=shaped(flat["patience"], shape),
            threshold_seconds=shaped(flat["threshold"], shape),
            engine=engine,
        )
    return Equilibrium(
        shaped(flat["issues"], shape),
        shaped(contacts, shape),
        shaped(contacts * (1 - gone) * again, shape),
        shaped(contacts * gone * flat["redial"], shape),
        found,
    )


def _solved(flat: dict[str, Array], again: Array, engine: str) -> tuple[Array, Array]:
    """Return contacts an hour and abandonment, by the Illinois method: a secant that keeps its bracket."""
    compiled = compiled_for(engine)
    hours = flat["handle"] / 3600

    def left(contacts: Array) -> Array:
        load = contacts * hours
        if compiled:
            return np.asarray(compiled.gone(flat["agents"], load, load * flat["patience"] / flat["handle"]))
        return Queue("erlang-a", load, flat["handle"], flat["agents"], flat["patience"]).abandonment

    def excess(contacts: Array) -> Array:
        gone = left(contacts)
        stays = (1 - gone) * (1 - again) + gone * (1 - flat["redial"])
        return np.asarray(contacts * stays - flat["issues"])

    # every contact settled, or none more than the worse of the two ways back
    low = flat["issues"] / (1 - np.minimum(again, flat["redial"]))
    high = flat["issues"] / (1 - np.maximum(again, flat["redial"]))
    below, over = excess(low), excess(high)
    x, side = high.copy(), np.zeros_like(high)
    for _ in range(100):
        with np.errstate(invalid="ignore", divide="ignore"):
            x = np.where(over > below, (low * over - high * below) / (over - below), high)
        found = excess(x)
        if (np.abs(found) <= 1e-12 * flat["issues"]).all():
            break
        positive = found > 0
        now = np.where(positive, 1.0, -1.0)
        # an end that stays a second time is drawn in, or the secant would creep
        shrink = np.where(now == side, 0.5, 1.0)
        below = np.where(positive, below * shrink, found)
        over = np.where(positive, found, over * shrink)
        low, high = np.where(positive, low, x), np.where(positive, x, high)
        side = now
    return x, left(x)
