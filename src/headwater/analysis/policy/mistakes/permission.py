"""Mistake four, no permission to fix things: what limits on remedies cover, cause and cost."""

from collections.abc import Sequence

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns
from headwater.analysis.policy.authority_in_force import AuthorityInForce, added, scaled
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.metrics import shown
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm, Word, no_harm_known
from headwater.analysis.policy.mistakes.not_allowed import FEWEST_FLAGS, NotAllowed, by_reason, said_by
from headwater.analysis.policy.policy import Policy

_MATTERS = 0.05
"""A difference in shares smaller than this is no sign of harm."""
_NO_TABLE = "no table of remedies was brought in"


def permission_finding(
    found: AuthorityInForce | None,
    policies: tuple[Policy, ...],
    facts: Facts,
    flags: Sequence[NotAllowed] = (),
) -> Finding:
    """Say whether people lack the permission to fix things, what it causes in a year, and what would help.

    Parameters
    ----------
    found : AuthorityInForce, optional
        What the limits do to a table of remedies; None where there is no table.
    policies : tuple of Policy
        Those in force.
    flags : sequence of NotAllowed
        What people said in the last year.

    Notes
    -----
    It is *found* where a limit surely causes escalations or repeat contacts, or, without a table, where five
    or more flags say so; *no sign* where neither can be more than 5 points more frequent above the limits.
    Harm is that of a year like the table's days; escalations and repeats are added as if they erred together.
    """
    currency = facts.currency or (found.currency if found else "")
    if found is None or not found.limits:
        return _without_effects(found, policies, facts, flags)
    tables: dict[str, Columns] = {"coverage": found.curve}
    if len(flags) >= FEWEST_FLAGS:
        tables["flags"] = by_reason(flags)
    word = _word(found)
    return Finding(
        "permission",
        word,
        _sentence(found, word),
        (*_evidence(found), *said_by(flags, currency)),
        _harm(found, facts, currency),
        _missing(found, policies, facts),
        _to_do(found),
        tables,
    )


def _without_effects(
    found: AuthorityInForce | None,
    policies: tuple[Policy, ...],
    facts: Facts,
    flags: Sequence[NotAllowed],
) -> Finding:
    """Return the finding where no limit can be held against remedies."""
    why = _NO_TABLE if found is None else "no limit on authority is declared for these remedies"
    many = len(flags) >= FEWEST_FLAGS
    if many:
        sentence = (
            f"{len(flags)} times in the last year somebody said that they were not allowed to fix it. What "
            f"that causes and costs cannot be told: {why}."
        )
    else:
        sentence = f"Whether limits keep people from fixing things cannot be told: {why}."
    return Finding(
        "permission",
        "found" if many else "cannot tell",
        sentence,
        (*said_by(flags, facts.currency), *_declared(policies, facts)),
        no_harm_known(why, facts.currency),
        _missing(found, policies, facts),
        ("Bring in the remedies that customers needed, with what was escalated and resolved.",)
        if found is None
        else ("Declare what agents may give without asking.",),
        {"flags": by_reason(flags)} if many else {},
    )


def _word(found: AuthorityInForce) -> Word:
    if found.above == 0:
        return "no sign"
    escalated = [one.found.escalated for one in found.limits if one.found.above]
    less_resolved = [scaled_down(one.found.resolved) for one in found.limits if one.found.above]
    if any(one.low is not None and one.low > 0 for one in (*escalated, *less_resolved)):
        return "found"
    highs = [one.high for one in (*escalated, *less_resolved)]
    return "no sign" if all(high is not None and high < _MATTERS for high in highs) else "cannot tell"


def scaled_down(difference: Estimate) -> Estimate:
    """Return a difference the other way round: below the limit less above it."""
    if difference.value is None or difference.low is None or difference.high is None:
        return difference
    return Estimate(
        -difference.value, -difference.high, -difference.low, n=difference.n, method=difference.method
    )


def _sentence(found: AuthorityInForce, word: Word) -> str:
    limits = " and ".join(one.found.money(one.limit) for one in found.limits)
    ends = "s" if len(found.limits) == 1 else ""
    few = f"{'A limit' if len(found.limits) == 1 else 'Limits'} of {limits}"
    if word == "no sign":
        if found.above == 0:
            return f"{few} cover{ends} every remedy of the table: nobody has to ask."
        return f"{few} cause{ends} no more escalations or repeats than would be there anyway."
    if word == "cannot tell":
        unknown = next((one.found.escalated.why for one in found.limits if one.found.escalated.why), "")
        why = (
            unknown
            or "what lies above the limit differs too little, or too uncertainly, from what lies below"
        )
        return f"What {few[0].lower()}{few[1:]} cause{ends} cannot be told: {why}."
    share = found.above / sum(one.found.above + one.found.below for one in found.limits)
    parts = [
        f"{figure.amount()} {what}"
        for figure, what in ((found.escalations, "escalations"), (found.repeats, "repeat contacts"))
        if figure.known and (figure.low or 0.0) > 0
    ]
    when = f"in the {found.per_year.n} days of the table" if found.per_year.known else "in the table"
    said = f"{few} stand{ends} in the way of {share:.0%} of remedies"
    if not parts:
        return f"{said}."
    return f"{said}. Like compared with like, {'it' if ends else 'they'} caused {' and '.join(parts)} {when}."


def _evidence(found: AuthorityInForce) -> tuple[Evidence, ...]:
    figures: list[Evidence] = []
    for at, one in enumerate(found.limits):
        name = one.found.money(one.limit)
        what = f"{name} ({', '.join(one.kinds)})" if one.kinds != ("any",) else name
        key = "" if len(found.limits) == 1 else f"_{at}"
        figures += [
            Evidence(f"covered{key}", f"Remedies at or below the limit of {what}", one.found.covered),
            Evidence(
                f"escalated{key}",
                f"Share escalated above {name}, less the share below it",
                one.found.escalated,
                grade="C",
                note=one.found.compared,
            ),
            Evidence(
                f"unresolved{key}",
                f"Share not resolved above {name}, less the share below it",
                scaled_down(one.found.resolved),
                grade="C",
            ),
            Evidence(
                f"latency{key}",
                f"Time to approval above {name}, median",
                scaled(one.found.latency, 1 / 60),
                "minutes",
            ),
        ]
    figures += [
        Evidence("escalations", "Escalations caused in a year", found.a_year(found.escalations), "", "C"),
        Evidence("repeats", "Repeat contacts caused in a year", found.a_year(found.repeats), "", "C"),
    ]
    for one in found.limits:
        best = one.found.advised
        if best is not None:
            to = one.found.money(best.limit)
            words = f"Saved in a year by raising {one.found.money(one.limit)} to {to}"
            figures.append(Evidence(f"raise_{one.limit:g}", words, found.a_year(best.net), "money", "C"))
    return tuple(figures)


def _harm(found: AuthorityInForce, facts: Facts, currency: str) -> Harm:
    repeats, escalations = found.a_year(found.repeats), found.a_year(found.escalations)
    handle = facts.today.handle_seconds
    nothing = cannot_tell(
        "remedies are not tied to what these customers, or the people who served them, said"
    )
    if handle is None or not facts.approval_s:
        name = "how long a contact takes" if handle is None else "how long an approval binds an agent"
        hours = cannot_tell(f"the facts do not say {name}")
    else:
        hours = added(scaled(repeats, handle / 3600), scaled(escalations, facts.approval_s / 3600))
    costs = found.costs
    if costs.per_contact is None or costs.per_escalation is None:
        money = cannot_tell(f"nobody said {' or '.join(costs.missing)}")
    else:
        money = added(scaled(repeats, costs.per_contact), scaled(escalations, costs.per_escalation))
    return Harm(repeats, hours, money, nothing, nothing, found.currency or currency, "C")


def _declared(policies: tuple[Policy, ...], facts: Facts) -> tuple[Evidence, ...]:
    """Return what declared remedies say of each limit: no more certain than whoever declared them."""
    found = []
    for kind in facts.remedies:
        limits = [
            policy.value
            for policy in policies
            if policy.metric == "authority" and policy.upper and policy.remedy_type in ("any", kind.kind)
        ]
        limit = min(limits, default=facts.today.authority)
        if limit is not None:
            words = f"Remedies ({kind.kind}) at or below {shown('authority', limit, facts.currency)}"
            share = Estimate(1 - kind.above(limit), method="as declared")
            found.append(
                Evidence(f"declared_{kind.kind}", words, share, note="from the declared facts, not measured")
            )
    return tuple(found)


def _missing(found: AuthorityInForce | None, policies: tuple[Policy, ...], facts: Facts) -> tuple[str, ...]:
    missing = []
    if found is None:
        missing.append("A table of the remedies that customers needed: amount, escalated, resolved, day.")
    elif not found.per_year.known:
        missing.append(f"{found.per_year.why[0].upper()}{found.per_year.why[1:]}.")
    if not any(policy.metric == "authority" for policy in policies) and facts.today.authority is None:
        missing.append("What agents may give without asking, as a policy on authority.")
    if found is not None:
        missing += [f"{name[0].upper()}{name[1:]}." for name in found.costs.missing]
        if not facts.approval_s:
            missing.append("How long an approval binds an agent (approval_s in the facts).")
        if found.free:
            missing.append(f"What limit holds for {', '.join(found.free)}: none is declared.")
    return tuple(missing)


def _to_do(found: AuthorityInForce) -> tuple[str, ...]:
    sentences = []
    for one in found.limits:
        best = one.found.advised
        if best is not None:
            sentences.append(
                f"Raise the limit from {one.found.money(one.limit)} to {one.found.money(best.limit)}: on the "
                f"remedies of the table that pays {best.paid_more.amount()} more and saves "
                f"{best.net.amount()} {found.currency} in all.".replace("  ", " ")
            )
        elif one.found.above:
            sentences.append(
                f"Whether raising {one.found.money(one.limit)} pays cannot be told yet: raise it for half of "
                "the teams, and judge it as an intervention."
            )
    return tuple(sentences)
