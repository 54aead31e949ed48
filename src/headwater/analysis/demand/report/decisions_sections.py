"""Sections on what to do: the action ledger, the quadrants, the budget."""

from headwater.analysis.demand.causes.budget import Budget
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.ledger import LedgerLine
from headwater.analysis.demand.causes.quadrants import DERIVED
from headwater.analysis.demand.causes.reading_figures import cell, yearly
from headwater.analysis.demand.causes.sentences import ledger_first, people
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.report.document import Section, Sentence, Table
from headwater.analysis.demand.report.words import compact, listed


def ledger_section(found: Causes) -> Section | None:
    """Return the action ledger, what lacks something first; None where no reason can be told."""
    ledger = found.ledger
    if not ledger.lines:
        return None
    said = [Sentence(ledger_first(found))]
    if ledger.may_belong:
        said.append(
            Sentence(
                f"Sampling error leaves open whether these belong to them too: {listed(ledger.may_belong)}."
            )
        )
    lines = ledger.lines
    tables = [
        Table(
            "Reasons that need an owner and an action",
            {
                "Reason": [line.reason for line in lines],
                "Lacks": [_lacks(line) for line in lines],
                "Caused by": [line.owner or None for line in lines],
                f"Of {NOUNS[found.measure]}": [compact(line.share) for line in lines],
                "Belongs here": ["unsure" if line.unsure else "yes" for line in lines],
                "Action": [
                    "; ".join(f"{a.owner or 'nobody yet'}: {a.action or 'not said'}" for a in line.actions)
                    or None
                    for line in lines
                ],
            },
        )
    ]
    if ledger.others:
        tables.append(
            Table(
                "Actions against anything else",
                {
                    "Against": [action.against for action in ledger.others],
                    "Owner": [action.owner or None for action in ledger.others],
                    "Action": [action.action or None for action in ledger.others],
                },
            )
        )
    return Section(
        "actions",
        "Who does what about it",
        tuple(said),
        (),
        tuple(tables),
        ("A ledger is a file that people fill: headwater demand causes --new-ledger actions.yaml",),
    )


def quadrants_section(found: Causes) -> Section | None:
    """Return the value-irritant quadrants; None where no reason can be placed."""
    placed = found.quadrants
    if not placed.placed:
        return None
    largest = max(placed.sums, key=lambda s: s.share.contacts.value or 0.0)
    sums = placed.sums
    said = Sentence(
        f"{largest.share.contacts.percent()} of contacts are about reasons to {largest.quadrant}.",
        f"{placed.left_out:,} of {placed.coded:,} coded contacts are no demand, undetermined, without a "
        "reason, or about one that is too rare; they lie in no quadrant.",
    )
    rows = [p for s in sums for p in placed.of(s.quadrant)]
    return Section(
        "quadrants",
        "What to do about each reason",
        (said,),
        (placed.figure(),),
        (
            Table(
                "The four quadrants",
                {
                    "Quadrant": [s.quadrant for s in sums],
                    "Reasons": [s.reasons for s in sums],
                    "Of contacts": [compact(s.share.contacts) if s.reasons else None for s in sums],
                    "Of handle time": [
                        compact(s.share.time) if s.reasons and s.share.time.known else None for s in sums
                    ],
                    "Contacts a year": [cell(s.yearly.contacts) if s.reasons else None for s in sums],
                    "Hours a year": [cell(s.yearly.time) if s.reasons else None for s in sums],
                },
            ),
            Table(
                "Where each reason lies, and who says so",
                {
                    "Reason": [p.reason for p in rows],
                    "Quadrant": [p.quadrant for p in rows],
                    "To the customer": [p.customer for p in rows],
                    "To the company": [p.company for p in rows],
                    "Said by": [p.said_by.replace("codes", "derived from the codes") for p in rows],
                    "Hours a year": [cell(p.yearly.time) for p in rows],
                },
            ),
        ),
        (
            "Valuable to both: use these contacts. To neither: end them. A nuisance to the customer only: "
            "make it simpler. To the company only: let customers do it themselves (Price and Jaffe 2008).",
            *([f"Derived: {DERIVED}"] if placed.derived else []),
            "Where the organisation disagrees: --quadrants FILE, or value_to_customer and value_to_company "
            "in the codebook.",
        ),
    )


def budget_section(found: Causes) -> Section | None:
    """Return today's spending against the cost of fixing causes; None without a ledger."""
    made = found.budget
    if made is None:
        return None
    money = made.currency
    said = []
    if made.spending.expenses:
        spent = f"{made.spending.per_year:,.0f} {money}".strip()
        said.append(Sentence(f"{spent} a year go to training and to coping with these contacts."))
    if made.cost is not None:
        said.append(Sentence(f"The actions of the ledger cost {f'{made.cost:,.0f} {money}'.strip()}, once."))
    said += [
        Sentence(
            f"They may save {yearly(made.hours, 'hours')} of handling a year, worth "
            f"{yearly(made.money, money)}."
            if made.hours.known and made.money.known
            else f"Saved a year: {yearly(made.hours, 'hours')}. Worth: {yearly(made.money, money)}."
        ),
        Sentence(f"Paid back after: {made.payback}."),
        Sentence(f"Capacity set free: {people(made)}."),
    ]
    if made.unknown:
        said.append(
            Sentence(f"Left out, because too few coded contacts are about them: {listed(made.unknown)}.")
        )
    return Section(
        "budget",
        "Money to live with it, money to end it",
        tuple(said),
        (),
        tuple(table for table in (_spent(made), _saved(made)) if table is not None),
        (
            "The range is what people expect, from the low to the high end of every action at once, each "
            "end with its sampling error. What is expected is a judgement: it is not averaged, because "
            "hopes do not cancel out.",
            "Hours set free become money only where they are not paid any more, or are used for something "
            "else.",
            "Contacts that follow are not counted on top: where they are failure demand they stand in the "
            "tree themselves.",
            *made.notes,
        ),
    )


def _lacks(line: LedgerLine) -> str:
    if not line.lacks:
        return "nothing"
    return "everything" if not line.actions else listed(line.lacks)


def _spent(made: Budget) -> Table | None:
    expenses = made.spending.expenses
    if not expenses:
        return None
    return Table(
        "Spent today",
        {
            "What": [e.what for e in expenses],
            "Kind": [e.kind for e in expenses],
            f"{made.currency or 'Money'} a year": [f"{e.cost_per_year:,.0f}" for e in expenses],
        },
    )


def _saved(made: Budget) -> Table | None:
    if not made.lines:
        return None
    lines = made.lines
    return Table(
        "What each action costs and may save",
        {
            "Against": [line.action.against for line in lines],
            "Action": [line.action.action or None for line in lines],
            "Cost, once": [_cost(line.action.cost) for line in lines],
            "Hours a year": [cell(line.hours) for line in lines],
            f"{made.currency or 'Money'} a year": [cell(line.money) for line in lines],
            "Paid back after": [str(line.payback) for line in lines],
        },
    )


def _cost(cost: float | None) -> str | None:
    return None if cost is None else f"{cost:,.0f}"
