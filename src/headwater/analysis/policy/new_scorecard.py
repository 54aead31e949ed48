"""What takes the place of targets on volume: targets and guards for teams, as policies and as a plan."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.plan import Plan, Smallest
from headwater.analysis.measures import Duration, Measure
from headwater.analysis.policy.conflicts_result import Conflict
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.scorecard_result import Target


@dataclass(frozen=True)
class ScorecardSettings:
    """What the new scorecard aims at.

    Attributes
    ----------
    fcr : float, optional
        First-contact resolution to aim at; by default half-way from today to the most that the remaining
        policies leave.
    reviews : float
        Share of contacts to review by principle.
    follow_ups : float
        Share of solutions to confirm with the customer.
    smallest : float
        Smallest rise of first-contact resolution worth having, for the plan.
    gamed : tuple of str
        Policies (ids) or metrics that were seen to be gamed.
    """

    fcr: float | None = None
    reviews: float = 0.02
    follow_ups: float = 0.5
    smallest: float = 0.02
    gamed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("fcr", "reviews", "follow_ups", "smallest"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= 1:
                raise UsageError(f"{name} is {value:g}: give a share above 0 and up to 1, such as 0.8.")


def scorecard_title(start: date) -> str:
    """Return what the document of a new scorecard is called."""
    return f"Scorecard from {start}"


def counts_volume(policy: Policy) -> bool:
    """Say whether a policy is met by ending contacts, resolved or not."""
    if policy.metric in ("contacts_per_agent_hour", "occupancy_frac"):
        return policy.lower
    return METRICS[policy.metric].volume and policy.upper


def new_targets(  # noqa: PLR0917
    fcr: float,
    facts: Facts,
    settings: ScorecardSettings,
    kept: tuple[Policy, ...],
    start: date,
    taken: set[str],
    gone: list[Policy],
) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """Return targets and guards for teams, from the start on."""

    def new(name: str, metric: str, operator: str, value: float, replaces: str = "") -> Policy:
        unique = name if name not in taken else f"{name}-{start.isoformat()}"
        return Policy(
            unique,
            "Support",
            metric,
            operator,  # type: ignore[arg-type]
            value,
            level="team",
            document_ref=scorecard_title(start),
            effective_from=start,
            window="month",
            consequence="report",
            replaces=replaces,
        )

    guards = [
        Target(
            new("team-repeats", "repeat_frac", "<=", round(facts.call_back_share * (1 - fcr), 3)),
            "Repeats are counted from contacts, so resolution cannot be claimed by closing.",
        )
    ]
    if not any(policy.metric == "occupancy_frac" and policy.upper for policy in kept):
        guards.append(
            Target(
                new("team-occupancy", "occupancy_frac", "<=", 0.85),
                "Above 85% busy, people rush whatever the target says.",
            )
        )
    names = tuple(one.policy.id for one in guards)
    volume = next(
        (p for p in gone if counts_volume(p) and (p.effective_from is None or p.effective_from < start)),
        None,
    )
    targets = (
        Target(
            new("team-fcr", "fcr_frac", ">=", fcr, volume.id if volume else ""),
            "Issues resolved at the first contact.",
            names,
        ),
        Target(
            new("team-reviews", "principle_review_frac", ">=", settings.reviews),
            "Contacts read by a peer or lead against the five principles, never a script.",
        ),
        Target(
            new("team-follow-ups", "confirmed_follow_up_frac", ">=", settings.follow_ups),
            "Solutions that the customer was asked about, and confirmed.",
            ("team-repeats",),
        ),
    )
    return targets, tuple(guards)


def policies_from(policies: PolicySet, gone: set[str], new: tuple[Target, ...], start: date) -> PolicySet:
    """Return all policies, those that are gone ended on the day before the start."""
    last = start - timedelta(days=1)
    kept = [
        replace(policy, effective_to=min(policy.effective_to or last, last)) if policy.id in gone else policy
        for policy in policies
    ]
    return PolicySet((*kept, *(one.policy for one in new)), name=f"{policies.name}, scorecard from {start}")


def plan_of(  # noqa: PLR0917
    policies: PolicySet,
    found: tuple[Conflict, ...],
    fcr: float,
    start: date,
    settings: ScorecardSettings,
    facts: Facts,
) -> Plan:
    """Return the change as an intervention, judged on first-contact resolution."""
    problem = found[0].sentence if found else "Targets on volume are met by ending contacts, resolved or not."
    return Plan(
        name=f"Scorecard: {policies.name}",
        measure=Measure(
            "contacts.first_contact_resolution",
            kind="share",
            better="higher",
            unit="contacts",
            name="First-contact resolution",
            definition="Contacts not followed by another of the same customer within 7 days; "
            f"aimed at: {fcr:.0%}.",
        ),
        start=start,
        smallest=Smallest(round(settings.smallest * 100, 6), "pp"),
        phase_in=Duration(4),
        window=Duration(26),
        launch="planned",
        kind="policy",
        owner="Support",
        problem=problem,
        currency=facts.currency or "EUR",
    )
