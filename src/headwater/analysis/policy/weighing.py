"""Which policies can be weighed against each other on a day, and why the others cannot."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from headwater.analysis.errors import BadDataError, nearest
from headwater.analysis.policy.enumeration import minimal_sets
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.metrics import METRICS, shown
from headwater.analysis.policy.policy import SCOPES, Policy
from headwater.analysis.policy.policy_set import PolicySet

_ASKED = {
    "issues_per_hour": "issues_per_hour (or contacts_per_hour and today's fcr_frac)",
    "patience_s": "patience_s (how long customers wait before they give up)",
    "resolution": "resolution (how first-contact resolution depends on talk time)",
    "remedies": "remedies (what sets things right, and what it costs)",
    "throughput": "throughput (work done with 1, 2, 3 chats at once)",
    "qa_seconds": "qa_seconds (talk time that a quality score takes)",
    "handle_spread": "handle_spread (standard deviation of handle time over its mean)",
}


@dataclass(frozen=True)
class SetAside:
    """A policy that is not weighed, and why; `missing` names the facts it waits for."""

    policy: Policy
    why: str
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.policy.id}: {self.why}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"policy": self.policy.id, "why": self.why, "missing": list(self.missing)}


@dataclass(frozen=True)
class Weighed:
    """What is weighed against what.

    Attributes
    ----------
    policies : tuple of Policy
        In force and weighable; the steps of one script are one policy.
    steps : dict
        The steps of such a policy, by its id.
    aside : tuple of SetAside
        What is not weighed.
    facts : Facts
        With the longest time an approval takes by any of the policies.
    """

    on: date
    policies: tuple[Policy, ...]
    steps: dict[str, tuple[Policy, ...]]
    aside: tuple[SetAside, ...]
    facts: Facts


def weigh(policies: PolicySet, facts: Facts, on: date) -> Weighed:
    """Return what can be weighed on a day.

    Raises
    ------
    BadDataError
        The facts alone cannot all be so, or a currency differs from that of the facts.
    """
    check_facts(facts)
    wrong = [text for policy in policies if (text := _misfit(policy, facts))]
    if wrong:
        raise BadDataError("\n".join(wrong))
    kept, aside = [], []
    for policy in policies:
        left = _why_aside(policy, facts, on)
        if left is not None:
            aside.append(left)
        else:
            kept.append(policy)
    whole, steps = scripts_as_one(kept)
    # how long an approval takes is so whichever policies are looked at: fewer of them must never be harder
    latency = max([facts.approval_s, *(policy.latency_s for policy in kept)])
    return Weighed(on, whole, steps, tuple(aside), replace(facts, approval_s=latency))


def check_facts(facts: Facts) -> None:
    """Refuse facts that cannot all be so, and name the ones that contradict each other."""
    if Oracle(facts).feasible(()):
        return
    names = list(facts.limits)

    def possible(members: frozenset[int]) -> bool:
        kept = {names[i]: facts.limits[names[i]] for i in members}
        return Oracle(replace(facts, limits=kept)).feasible(())

    found = minimal_sets(len(names), possible, most=1)
    together = sorted(next(iter(found.conflicts), frozenset()))
    said = " and ".join(
        f"{METRICS[names[i]].words} ({names[i]}) of {_ends(names[i], facts)}" for i in together
    )
    raise BadDataError(
        f"The facts contradict each other before any policy: {said or 'the figures'} cannot hold together"
        f"{_given(facts)}. Correct one of them; what somebody decided is a policy, not a fact."
    )


def scripts_as_one(policies: Iterable[Policy]) -> tuple[tuple[Policy, ...], dict[str, tuple[Policy, ...]]]:
    """Put the steps of one document's script together: one demand for their whole time.

    Examples
    --------
    >>> steps = [Policy(f"s{n}", "QA", "script_step", ">=", 30, document_ref="Script 4") for n in range(3)]
    >>> [(p.id, p.value) for p in scripts_as_one(steps)[0]]
    [('Script 4', 90.0)]
    """
    groups: dict[tuple[Any, ...], list[Policy]] = {}
    order: list[Any] = []
    for policy in policies:
        if policy.metric != "script_step":
            order.append(policy)
            continue
        key = (policy.document, policy.issuer, tuple(sorted(policy.scope.items())))
        if key not in groups:
            order.append(key)
        groups.setdefault(key, []).append(policy)
    whole: list[Policy] = []
    steps: dict[str, tuple[Policy, ...]] = {}
    taken = {item.id for item in order if isinstance(item, Policy)}
    for item in order:
        if isinstance(item, Policy):
            whole.append(item)
            continue
        inside = sorted(groups[item], key=lambda policy: policy.order)
        first = inside[0]
        name = first.document if first.document not in taken else f"steps of {first.document}"
        if name in steps:
            name = f"{name} ({len(steps) + 1})"
        steps[name] = tuple(inside)
        whole.append(
            replace(
                first,
                id=name,
                metric="script_s",
                value=float(sum(policy.value for policy in inside if policy.mandatory)),
                weight=max(policy.weight for policy in inside),
                hard=all(policy.hard for policy in inside),
                step="",
                says="",
            )
        )
    return tuple(whole), steps


def _why_aside(policy: Policy, facts: Facts, on: date) -> SetAside | None:
    if not policy.in_force(on):
        later = policy.effective_from is not None and policy.effective_from > on
        said = f"starts on {policy.effective_from}" if later else f"ended on {policy.effective_to}"
        return SetAside(policy, said)
    if not _shares_scope(policy, facts):
        return SetAside(policy, "is for other work than the facts describe")
    metric = METRICS[policy.metric]
    if not metric.weighed:
        return SetAside(policy, f"{metric.words} takes no part in the arithmetic")
    missing = [name for name in metric.needs if not facts.has(name)]
    if policy.percentile is not None and facts.handle_spread is None:
        missing.append("handle_spread")
    if policy.metric == "authority" and policy.remedy_type != "any" and not missing:
        kinds = [kind.kind for kind in facts.remedies]
        if policy.remedy_type not in kinds:
            close = nearest(policy.remedy_type, kinds)
            return SetAside(policy, f"the facts know no remedy {policy.remedy_type!r}.{close}", ("remedies",))
    if not missing:
        return None
    return SetAside(
        policy, f"the facts do not say {'; '.join(_ASKED[name] for name in missing)}", tuple(missing)
    )


def _shares_scope(policy: Policy, facts: Facts) -> bool:
    return all(
        not (dimension in policy.scope and dimension in facts.scope)
        or set(policy.scope[dimension]) & set(facts.scope[dimension])
        for dimension in SCOPES
    )


def _misfit(policy: Policy, facts: Facts) -> str:
    if policy.currency and facts.currency and policy.currency != facts.currency:
        return (
            f"policy {policy.id!r}, unit: it is in {policy.currency}, the facts are in {facts.currency}. "
            "Give both in one currency."
        )
    return ""


def _ends(name: str, facts: Facts) -> str:
    least, most = facts.limits[name]
    parts = [f"at least {shown(name, least, facts.currency)}"] if least is not None else []
    return " and ".join(
        parts + ([f"at most {shown(name, most, facts.currency)}"] if most is not None else [])
    )


def _given(facts: Facts) -> str:
    return "" if facts.issues_per_hour is None else f" with {facts.issues_per_hour:g} issues an hour"
