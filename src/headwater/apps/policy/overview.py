"""The lab's first page put together: mistakes in the order of their harm, and what to do next."""

from dataclasses import dataclass

from headwater.analysis.estimates import Estimate
from headwater.apps.contacts.selectors import has_contacts
from headwater.apps.policy.models import DeclaredFacts, Policy, Table
from headwater.apps.policy.selectors.overview import Shown

PAGES = {
    "volume": "policy:volume",
    "people": "policy:people",
    "control": "policy:control",
    "permission": "policy:permission",
    "instructions": "policy:instructions",
}
"""Where each mistake is shown."""


@dataclass(frozen=True)
class Row:
    """One mistake on the first page."""

    shown: Shown
    page: str
    harm: tuple[tuple[str, Estimate, str], ...]
    why_no_harm: str


@dataclass(frozen=True)
class Step:
    """Something that would let the lab tell more."""

    sentence: str
    page: str
    words: str


def rows_of(shown: list[Shown]) -> list[Row]:
    """Return mistakes, the worst first: what was found, and of that by money, hours, contacts."""
    return [_row(one) for one in sorted(shown, key=_badness, reverse=True)]


def headline_of(shown: list[Shown]) -> str:
    """Say in one sentence how many are found and which costs most."""
    told = [one for one in shown if one.finding is not None]
    if not told:
        return ""
    found = sorted(
        (one for one in told if one.finding is not None and one.finding.word == "found"),
        key=_badness,
        reverse=True,
    )
    unknown = sum(one.finding is not None and one.finding.word == "cannot tell" for one in told)
    open_ = f" Of {unknown} nothing can be told yet." if unknown else ""
    if not found:
        return f"None of the mistakes that were looked for is found.{open_}"
    count = (
        "One of the five mistakes is found"
        if len(found) == 1
        else f"{len(found)} of the five mistakes are found"
    )
    worst = found[0].finding
    if worst is None or not worst.harm.money.known:
        return f"{count}.{open_}"
    of = "It costs" if len(found) == 1 else f"The dearest is {worst.title.lower()}:"
    amount, _, interval = worst.harm.money.amount().partition(" (")
    return f"{count}. {of} {amount} {worst.harm.currency} a year ({interval}.{open_}"


def next_steps(shown: list[Shown]) -> list[Step]:
    """Return what is missing, in the order in which it helps."""
    steps = []
    if not has_contacts():
        steps.append(
            Step(
                "There are no contacts: what rules do to them cannot be seen.",
                "contacts:contacts",
                "Bring in an export",
            )
        )
    if not Policy.objects.filter(taken_out_at=None).exists():
        steps.append(
            Step(
                "No policy is declared: targets, limits, scripts, service levels.",
                "policy:policies",
                "Declare what is demanded",
            )
        )
    said = DeclaredFacts.objects.values_list("content", flat=True).first() or {}
    if "cost_per_agent_hour" not in said:
        steps.append(
            Step("Nobody said what an hour of an agent costs: harm has no price.", "policy:facts", "Say it")
        )
    kinds = set(Table.objects.order_by().values_list("kind", flat=True).distinct())
    steps += [step for kind, step in _TABLES.items() if kind not in kinds]
    return steps


_TABLES = {
    Table.Kind.ROSTER.value: Step(
        "There is no roster: who was there cannot be held against who was needed.",
        "policy:roster",
        "Upload a roster",
    ),
    Table.Kind.REMEDIES.value: Step(
        "There is no table of remedies: what limits cause cannot be seen.",
        "policy:authority",
        "Upload remedies",
    ),
    Table.Kind.STEPS.value: Step(
        "There are no contacts with the steps of scripts: what steps are worth cannot be seen.",
        "policy:scripts",
        "Upload steps",
    ),
}


def _row(one: Shown) -> Row:
    finding = one.finding
    if finding is None:
        return Row(one, PAGES[one.mistake], (), "")
    harm = finding.harm
    amounts = (
        ("money", harm.money, f"{harm.currency} a year".strip()),
        ("time of agents", harm.hours, "hours a year"),
        ("contacts caused", harm.contacts, "a year"),
    )
    known = tuple(amount for amount in amounts if amount[1].known)
    return Row(one, PAGES[one.mistake], known, "" if known else harm.contacts.why)


def _badness(one: Shown) -> tuple[int, float, float, float]:
    if one.finding is None:
        return 0, 0.0, 0.0, 0.0
    harm = one.finding.harm
    rank = {"found": 3, "no sign": 1, "cannot tell": 2}[one.finding.word]
    return rank, _size(harm.money), _size(harm.hours), _size(harm.contacts)


def _size(estimate: Estimate) -> float:
    return float("-inf") if estimate.value is None else estimate.value
