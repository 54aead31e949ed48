"""The limits that are in force, each with what it covers, causes, and would save if it were raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor, inf, log10
from typing import TYPE_CHECKING, Any

from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.frames import Columns
from headwater.analysis.policy.authority import AuthorityCosts, authority
from headwater.analysis.policy.authority_result import Authority, authority_from
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.remedies_table import RemedyTable

if TYPE_CHECKING:
    import numpy as np

FEWEST_DAYS = 28
"""Days below which a table says too little of a year."""
_TRIED = (0.5, 0.75, 0.9, 0.95, 0.99)
_POINTS = 40
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0)


@dataclass(frozen=True)
class LimitInForce:
    """One limit, the kinds of remedy it holds for, and what it does to them.

    Attributes
    ----------
    policies : tuple of Policy
        Who set it; empty where only the facts say so.
    """

    limit: float
    kinds: tuple[str, ...]
    policies: tuple[Policy, ...]
    found: Authority


@dataclass(frozen=True)
class AuthorityInForce:
    """All limits in force, over one table of remedies.

    Attributes
    ----------
    free : tuple of str
        Kinds of remedy without a limit.
    per_year : Estimate
        By what figures of the table are multiplied for a year; not known without days.
    costs : AuthorityCosts
        What an escalation and another contact were taken to cost.
    """

    limits: tuple[LimitInForce, ...]
    free: tuple[str, ...]
    curve: Columns
    remedies: int
    currency: str
    per_year: Estimate
    costs: AuthorityCosts

    @property
    def above(self) -> int:
        """Remedies above their limit."""
        return sum(one.found.above for one in self.limits)

    @property
    def escalations(self) -> Estimate:
        """Escalations the limits caused, over the days of the table."""
        return added(*(one.found.caused_escalations for one in self.limits))

    @property
    def repeats(self) -> Estimate:
        """Repeat contacts the limits caused, over the days of the table."""
        return added(*(one.found.caused_repeats for one in self.limits))

    def a_year(self, figure: Estimate) -> Estimate:
        """Return a figure of the table as one of a year."""
        return scaled(figure, self.per_year.value) if self.per_year.value else self.per_year

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "limits": [
                {
                    "limit": one.limit,
                    "kinds": list(one.kinds),
                    "policies": [{"id": p.id, "who": p.who} for p in one.policies],
                    "found": one.found.to_dict(),
                }
                for one in self.limits
            ],
            "free": list(self.free),
            "curve": {name: list(column) for name, column in self.curve.items()},
            "remedies": self.remedies,
            "currency": self.currency,
            "per_year": self.per_year.to_dict(),
            "costs": vars(self.costs),
        }


def in_force_from(kept: Mapping[str, Any], policies: Iterable[Policy]) -> AuthorityInForce:
    """Read what limits do back from plain data; `policies` are those it may name."""
    known = {policy.id: policy for policy in policies}
    limits = tuple(
        LimitInForce(
            one["limit"],
            tuple(one["kinds"]),
            tuple(known[p["id"]] for p in one["policies"] if p["id"] in known),
            authority_from(one["found"]),
        )
        for one in kept["limits"]
    )
    return AuthorityInForce(
        limits,
        tuple(kept["free"]),
        kept["curve"],
        kept["remedies"],
        kept["currency"],
        Estimate(**kept["per_year"]),
        AuthorityCosts(**kept["costs"]),
    )


def limits_in_force(
    policies: tuple[Policy, ...], facts: Facts, kinds: tuple[str, ...]
) -> dict[str, tuple[float, tuple[Policy, ...]]]:
    """Return the lowest limit of each kind of remedy, with whoever set it; kinds without one are left out.

    Examples
    --------
    >>> rule = Policy("credit", "Finance", "authority", "<=", 25.0, remedy_type="credit")
    >>> limits_in_force((rule,), Facts(), ("credit", "replacement"))["credit"][0]
    25.0
    """
    found = {}
    for kind in kinds:
        held = [
            policy
            for policy in policies
            if policy.metric == "authority" and policy.upper and policy.remedy_type in ("any", kind)
        ]
        if held:
            lowest = min(policy.value for policy in held)
            found[kind] = (lowest, tuple(policy for policy in held if policy.value == lowest))
        elif facts.today.authority is not None:
            found[kind] = (facts.today.authority, ())
    return found


def authority_in_force(
    remedies: RemedyTable,
    policies: tuple[Policy, ...],
    facts: Facts,
    *,
    costs: AuthorityCosts | None = None,
    rng: "np.random.Generator | None" = None,
) -> AuthorityInForce:
    """Say what every limit in force covers, causes, and would save if it were raised.

    Parameters
    ----------
    remedies : RemedyTable
        What customers needed; with its days, figures are told for a year.
    policies : tuple of Policy
        Those in force; their limits on authority count, and the facts' where they set none.
    costs : AuthorityCosts, optional
        By default what the facts say: see `costs_from`.

    Notes
    -----
    Kinds with the same limit are taken together, and each alone beside it. Limits are of one currency: that
    of the table. A year is the table's days once more, as if they were like all others and the table held
    every remedy of them.
    """
    costs = costs or costs_from(facts, {})
    limits = limits_in_force(policies, facts, remedies.kinds)
    groups: dict[float, list[str]] = {}
    for kind, (limit, _) in limits.items():
        groups.setdefault(limit, []).append(kind)
    found = []
    for limit, kinds in sorted(groups.items()):
        table = remedies.of(*kinds)
        tried = limits_to_try([row.amount for row in table.rows], limit)
        if limit < inf:
            result = authority(table, limit, raise_to=tried, costs=costs, rng=rng)
            set_by = dict.fromkeys(policy for kind in kinds for policy in limits[kind][1])
            found.append(LimitInForce(limit, tuple(kinds), tuple(set_by), result))
    free = tuple(kind for kind in remedies.kinds if limits.get(kind, (inf, ()))[0] == inf)
    return AuthorityInForce(
        tuple(found),
        free,
        coverage_curve(remedies),
        len(remedies.rows),
        remedies.currency,
        per_year(remedies),
        costs,
    )


def costs_from(facts: Facts, said: Mapping[str, Any]) -> AuthorityCosts:
    """Return what an escalation and another contact cost: as people said, or else from an agent's hour.

    Notes
    -----
    From an agent's hour come the handle time of a contact, and the time an agent is bound by an approval.
    What it takes of whoever approves is in neither, so this errs towards not raising.

    Examples
    --------
    >>> costs_from(Facts(cost_per_agent_hour=36.0, approval_s=300.0), {}).per_escalation
    3.0
    """
    hour, handle = facts.cost_per_agent_hour, facts.today.handle_seconds
    escalation = None if hour is None or not facts.approval_s else hour * facts.approval_s / 3600
    contact = None if hour is None or handle is None else hour * handle / 3600
    return AuthorityCosts(
        per_escalation=said.get("per_escalation", escalation),
        per_contact=said.get("per_contact", contact),
        call_back_share=facts.call_back_share,
        generosity=said.get("generosity", 0.0),
    )


def limits_to_try(amounts: list[float], limit: float) -> tuple[float, ...]:
    """Return higher limits that are worth a look: round ones that cover half, most and nearly all remedies.

    Examples
    --------
    >>> limits_to_try([10.0, 12, 18, 22, 31, 33, 38, 47, 58, 91], 25)
    (40.0, 50.0, 100.0)
    """
    if not amounts:
        return ()
    ordered = sorted(amounts)
    found = {_round_up(ordered[min(int(share * len(ordered)), len(ordered) - 1)]) for share in _TRIED}
    return tuple(sorted(one for one in found if one > limit))


def coverage_curve(remedies: RemedyTable) -> Columns:
    """Return the share of remedies at or below each of some amounts, with Wilson's interval."""
    import numpy as np

    amounts = np.array([row.amount for row in remedies.rows])
    shares = np.linspace(0.02, 0.99, _POINTS)
    at = np.unique(np.concatenate([[0.0], np.quantile(amounts, shares, method="inverted_cdf")]))
    found = [wilson(int((amounts <= one).sum()), len(amounts)) for one in at]
    return {
        "amount": [float(one) for one in at],
        "covered": [one.value for one in found],
        "low": [one.low for one in found],
        "high": [one.high for one in found],
    }


def per_year(remedies: RemedyTable) -> Estimate:
    """Return by what figures of a table are multiplied for a year."""
    if remedies.days is None:
        return cannot_tell("nobody said which days the table of remedies covers")
    days = (remedies.days[1] - remedies.days[0]).days + 1
    if days < FEWEST_DAYS:
        return cannot_tell(f"the table covers {days} days; a year is not told from fewer than {FEWEST_DAYS}")
    return Estimate(365 / days, n=days)


def scaled(figure: Estimate, factor: float) -> Estimate:
    """Return a figure and its interval times a number of 0 or more."""
    if figure.value is None:
        return figure
    low = None if figure.low is None else figure.low * factor
    high = None if figure.high is None else figure.high * factor
    return Estimate(figure.value * factor, low, high, n=figure.n, method=figure.method)


def added(*figures: Estimate) -> Estimate:
    """Return a sum; intervals are added as if all erred together, which is the careful way.

    Examples
    --------
    >>> added(Estimate(10.0, 8.0, 12.0), Estimate(5.0, 4.0, 7.0)).amount()
    '15 (12 to 19)'
    """
    if not figures:
        return cannot_tell("there is no limit in force")
    unknown = next((one for one in figures if one.value is None), None)
    if unknown is not None:
        return unknown
    return Estimate(
        sum(one.value or 0.0 for one in figures),
        sum(one.value or 0.0 if one.low is None else one.low for one in figures),
        sum(one.value or 0.0 if one.high is None else one.high for one in figures),
        n=max(one.n for one in figures),
        method="intervals added",
    )


def _round_up(amount: float) -> float:
    """Return the next amount that somebody would write into a rule."""
    if amount <= 0:
        return 1.0
    scale = 10.0 ** floor(log10(amount))
    return next(step * scale for step in _STEPS if step * scale >= amount - 1e-9)
