"""Mistake three, excessive control: approvals, scripts, reviews and rules that cost time and fix nothing."""

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.authority_in_force import AuthorityInForce, added, scaled
from headwater.analysis.policy.checking import way_of_today
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.approvals import Approvals
from headwater.analysis.policy.mistakes.demanded import demands_by_issuer, figures_of
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm, Word
from headwater.analysis.policy.operation import contacts_per_hour, resolved_today
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.script_result import ScriptInventory

OFTEN = 0.05
"""More than one contact in twenty that has to wait for an approval is a sign of too much control."""


def control_finding(
    in_force: tuple[Policy, ...],
    facts: Facts,
    *,
    inventory: ScriptInventory | None = None,
    found: AuthorityInForce | None = None,
    approvals: Approvals | None = None,
) -> Finding:
    """Say whether people are controlled more than helps, what it takes of their time, and what could go.

    Parameters
    ----------
    in_force : tuple of Policy
        Those of the day.
    inventory : ScriptInventory, optional
        What each step of a script costs and resolves.
    found : AuthorityInForce, optional
        What limits do to remedies; for the time an approval takes.
    approvals : Approvals, optional
        What was measured; without it the share is told from declared remedies.

    Notes
    -----
    It is *found* where steps of a script surely cost time and resolve no more, or where surely more than one
    contact in twenty waits for an approval; *no sign* where steps were compared and none does, and approvals
    are surely rarer. Harm is the time of such steps and of approvals; approvals that a limit causes are
    counted under *no permission* too, so the two are not to be added.
    """
    share = _share(facts, in_force) if approvals is None or not approvals.share.known else approvals.share
    useless = _useless(inventory)
    word = _word(inventory, useless, share)
    yearly = _yearly(facts, approvals)
    script = _hours(useless, yearly)
    asking = _asking(share, facts, yearly)
    known = [one for one in (script, asking) if one.known]
    hours = added(*known) if known else cannot_tell(script.why or asking.why)
    hour = facts.cost_per_agent_hour
    money = (
        scaled(hours, hour) if hour is not None else cannot_tell("the facts do not say what an hour costs")
    )
    nothing = cannot_tell("nobody is known to have been controlled less, so there is nothing to compare with")
    back = cannot_tell("what approvals bring back is counted under no permission to fix things")
    return Finding(
        "control",
        word,
        _sentence(word, useless, share, hours),
        (*_evidence(useless, found, share, approvals), *figures_of(in_force, facts, yearly)),
        Harm(back, hours, money, nothing, nothing, facts.currency, "C" if script.known else "D"),
        tuple(_missing(in_force, facts, inventory, approvals)),
        tuple(_to_do(inventory, share)),
        demands_by_issuer(in_force),
    )


def _share(facts: Facts, in_force: tuple[Policy, ...]) -> Estimate:
    """Return the share of contacts with a remedy above the limit, as the declared facts have it."""
    total, limited = 0.0, False
    for kind in facts.remedies:
        limits = [
            p.value
            for p in in_force
            if p.metric == "authority" and p.upper and p.remedy_type in ("any", kind.kind)
        ]
        limit = min(limits, default=facts.today.authority)
        if limit is not None:
            limited = True
            total += kind.share * kind.above(limit)
    if not limited:
        return cannot_tell("neither remedies nor contacts say how often somebody has to ask")
    return Estimate(min(total, 1.0), method="as declared")


def _useless(inventory: ScriptInventory | None) -> Estimate:
    """Return seconds a contact spends on steps that cost time and resolve no more."""
    if inventory is None:
        return cannot_tell("no policy in force is a step of a script")
    if not inventory.contacts:
        return cannot_tell("no contacts say which steps were done")
    if not inventory.proposals:
        return cannot_tell("no step is known to cost time for nothing")
    return added(*(one.seconds for one in inventory.proposals))


def _word(inventory: ScriptInventory | None, useless: Estimate, share: Estimate) -> Word:
    measured = share.low is not None and share.high is not None
    if useless.known or (measured and (share.low or 0.0) > OFTEN):
        return "found"
    compared = inventory is not None and bool(inventory.contacts)
    told = compared and all(step.verdict != "cannot_tell" for step in inventory.steps) if inventory else True
    rare = measured and (share.high or 1.0) < OFTEN
    return "no sign" if told and rare else "cannot tell"


def _yearly(facts: Facts, approvals: Approvals | None) -> float | None:
    """Return contacts a year as the facts have them, which count everywhere; else as measured."""
    if facts.issues_per_hour is None:
        return None if approvals is None else approvals.contacts_per_year
    resolved = resolved_today(facts)
    if resolved is None and way_of_today(facts) is None:
        return facts.issues_per_hour * facts.hours_per_year
    per_hour = float(contacts_per_hour(facts, 1.0 if resolved is None else resolved))
    return per_hour * facts.hours_per_year


def _hours(seconds: Estimate, yearly: float | None) -> Estimate:
    if not seconds.known:
        return seconds
    if yearly is None:
        return cannot_tell("nobody said how many contacts there are in a year")
    return scaled(seconds, yearly / 3600)


def _asking(share: Estimate, facts: Facts, yearly: float | None) -> Estimate:
    if not facts.approval_s:
        return cannot_tell("the facts do not say how long an approval binds an agent")
    return _hours(scaled(share, facts.approval_s), yearly)


def _sentence(word: Word, useless: Estimate, share: Estimate, hours: Estimate) -> str:
    if word == "no sign":
        return "No step of a script is known to cost time for nothing; hardly any contact needs an approval."
    parts = []
    if useless.known:
        parts.append(
            f"steps of scripts that resolve no more take {useless.value:.0f} seconds of a contact "
            f"({useless.low:.0f} to {useless.high:.0f})"
        )
    if share.low is not None and share.low > OFTEN:
        parts.append(f"{share.percent()} of contacts wait for an approval")
    if word == "found":
        cost = f" It takes {hours.amount()} hours of agents a year." if hours.low is not None else ""
        said = "; and ".join(parts)
        return f"{said[0].upper()}{said[1:]}.{cost}"
    why = share.why or "approvals are declared, not measured"
    return (
        "Whether people are controlled more than helps cannot be told: "
        f"{useless.why or 'steps were not compared'}, and {why}."
    )


def _evidence(
    useless: Estimate, found: AuthorityInForce | None, share: Estimate, approvals: Approvals | None
) -> list[Evidence]:
    note = "from the declared facts, not measured" if share.method == "as declared" else ""
    figures = [
        Evidence("approvals", "Contacts that wait for an approval", share, note=note),
        Evidence(
            "steps", "Script steps that cost time and resolve no more, a contact", useless, "seconds", "C"
        ),
    ]
    for one in () if found is None else found.limits:
        words = f"Time to approval above {one.found.money(one.limit)}, median"
        figures.append(
            Evidence(f"latency_{one.limit:g}", words, scaled(one.found.latency, 1 / 60), "minutes")
        )
    if approvals is not None:
        note = "for whatever reason; the store does not say why"
        words = "Contacts passed on to somebody else"
        figures.append(Evidence("transferred", words, approvals.transferred, note=note))
    return figures


def _missing(
    in_force: tuple[Policy, ...],
    facts: Facts,
    inventory: ScriptInventory | None,
    approvals: Approvals | None,
) -> list[str]:
    missing = []
    if inventory is not None and not inventory.contacts:
        missing.append(
            "Contacts with which steps were done: reason, handle_seconds, resolved, a column a step."
        )
    if approvals is None or not approvals.share.known:
        missing.append(
            "Remedies of the same days as the contacts: then approvals are measured, not declared."
        )
    if not facts.approval_s:
        missing.append("How long an approval binds an agent (approval_s in the facts).")
    if facts.cost_per_agent_hour is None:
        missing.append("What an agent's hour costs (cost_per_agent_hour in the facts).")
    if not any(p.metric == "principle_review_frac" for p in in_force):
        missing.append(
            "How many contacts are reviewed, as a policy on reviews; and how long one takes: neither is "
            "known, so the time that monitoring takes is not counted."
        )
    return missing


def _to_do(inventory: ScriptInventory | None, share: Estimate) -> list[str]:
    sentences = [] if inventory is None else [str(one) for one in inventory.proposals]
    if share.low is not None and share.low > OFTEN:
        sentences.append("Look at what a higher limit would save, under Authority.")
    if inventory is not None and not inventory.contacts:
        sentences.append("Record for some weeks which steps were done, and bring the table in under Scripts.")
    return sentences
