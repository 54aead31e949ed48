"""Causes as a terminal shows them."""

from textwrap import fill

from headwater.analysis.demand.causes.budget import Budget
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.ledger import LedgerLine
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.quadrants import DERIVED
from headwater.analysis.demand.causes.reading_figures import cell, change, lead, rank_of, yearly
from headwater.analysis.demand.causes.sentences import (
    a_year,
    headline,
    knock_on,
    ledger_first,
    people,
    who_causes,
)
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.demand.report.words import listed
from headwater.analysis.demand.text_table import text_table

_WIDTH = 100
_MOST = 15
_TITLES = {"cause_owner": "Who can stop it", "cause": "Why it happens", "reason": "What customers say"}
_HEADS = {"cause_owner": "unit", "cause": "cause", "reason": "reason"}


def causes_text(found: Causes) -> str:
    """Return the whole result as text."""
    sample = found.found
    lines = [
        fill(f"{headline(found)} {a_year(found)}", _WIDTH),
        fill(who_causes(found), _WIDTH),
        "",
        fill(
            f"{len(sample.facts):,} contacts were coded, drawn by chance from {sample.contacts:,} "
            f"({sample.first} to {sample.last}). {sample.model}",
            _WIDTH,
        ),
        *(fill(note, _WIDTH) for note in sample.notes),
    ]
    for level in ("cause_owner", "cause", "reason"):
        lines += ["", _TITLES[level], *_view(found, level)]
    lines += ["", "What it sets off", fill(knock_on(found), _WIDTH)]
    lines += ["", "The tree: failure code, reason", *_tree(found)]
    lines += ["", *_ledger(found)]
    lines += ["", "What to do about each reason (value-irritant quadrants)", *_quadrants(found)]
    if found.budget is not None:
        lines += ["", "Budget", *_budget(found.budget, found.currency)]
    return "\n".join(lines)


def _view(found: Causes, level: str) -> list[str]:
    nodes, ranking = found.views[level], found.rankings[level]
    head = [_HEADS[level], "rank", "coded", *(f"of {NOUNS[measure]}" for measure in found.shown)]
    amounts = _amounts(found)
    head += amounts
    if level == "cause_owner":
        head.append("side")
    elif level == "reason":
        head += ["unit", "trend"]
    rows = []
    for node in nodes:
        row = [_named(node, level), rank_of(ranking, node) or "-", str(node.coded)]
        row += [node.share.of(measure).percent() for measure in found.shown]
        row += [cell(node.yearly.of(measure)) or "-" for measure in amounts.values()]
        if level == "cause_owner":
            row.append("-" if node.folded else node.side)
        elif level == "reason":
            row += [node.owner or "-", change(node.trend)]
        rows.append(row)
    return [*([lead(ranking)] if ranking.standings else []), text_table(head, rows, _MOST)]


def _amounts(found: Causes) -> dict[str, Measure]:
    """Return the headings of yearly amounts, and their measures."""
    titles: dict[Measure, str] = {"time": "hours a year", "cost": f"{found.currency} a year"}
    return {title: measure for measure, title in titles.items() if measure in found.measures}


def _tree(found: Causes) -> list[str]:
    rows = []
    for depth, node in found.failure.walk():
        if 0 < depth < 3:
            name = "  " * (depth - 1) + node.name
            rows.append([name, str(node.coded), *(node.share.of(m).percent() for m in found.shown)])
    return [text_table(["", "coded", *(f"of {NOUNS[m]}" for m in found.shown)], rows, 60)]


def _ledger(found: Causes) -> list[str]:
    rows = [
        [line.reason, line.owner or "-", line.share.percent(), _state(line)] for line in found.ledger.lines
    ]
    lines = ["Actions", fill(ledger_first(found), _WIDTH)]
    if rows:
        lines.append(text_table(["reason", "unit", f"of {NOUNS[found.measure]}", "action"], rows, 40))
    if any(line.unsure for line in found.ledger.lines):
        lines.append("? sampling error leaves open whether the reason belongs to these.")
    if found.ledger.may_belong:
        lines.append(fill(f"May belong to them too: {', '.join(found.ledger.may_belong)}.", _WIDTH))
    return lines


def _state(line: LedgerLine) -> str:
    unsure = " ?" if line.unsure else ""
    if not line.actions:
        return f"none yet{unsure}"
    if line.lacks:
        return f"lacks {listed(line.lacks)}{unsure}"
    done = next(action for action in line.actions if not action.lacks)
    return f"{done.owner}: {done.action}{unsure}"


def _quadrants(found: Causes) -> list[str]:
    rows = [
        [
            total.quadrant,
            str(total.reasons),
            total.share.contacts.percent() if total.reasons else "0%",
            yearly(total.yearly.time, "h") if total.reasons and total.yearly.time.known else "-",
            ", ".join(p.reason + ("*" if p.derived else "") for p in found.quadrants.of(total.quadrant)[:3]),
        ]
        for total in found.quadrants.sums
    ]
    lines = [text_table(["", "reasons", "of contacts", "hours a year", "the largest"], rows)]
    if found.quadrants.derived:
        lines.append(fill(f"* derived from the codes. {DERIVED}", _WIDTH))
    return lines


def _budget(found: Budget, currency: str) -> list[str]:
    money = found.currency or currency
    lines = []
    if found.spending.expenses:
        lines.append(
            f"Now spent a year on training and coping: {found.spending.per_year:,.0f} {money}".rstrip()
        )
    if found.cost is not None:
        lines.append(f"Cost of the actions, once: {found.cost:,.0f} {money}".rstrip())
    lines += [
        f"Saved a year: {yearly(found.hours, 'hours')}",
        f"Worth a year: {yearly(found.money, money)}",
        f"Paid back after: {found.payback}",
        f"Set free: {people(found)}",
    ]
    if found.unknown:
        lines.append(f"Left out, too few coded contacts: {', '.join(found.unknown)}.")
    return [fill(line, _WIDTH) for line in (*lines, *found.notes)]


def _named(node: Node, level: str) -> str:
    return node.name.replace("_", " ") if level == "cause" else node.name
