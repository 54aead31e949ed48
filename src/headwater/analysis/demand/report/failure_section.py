"""How a diagnosis opens: with failure demand where it was measured, or with what coding would buy."""

from textwrap import fill

from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.reading_figures import cell, lead, rank_of
from headwater.analysis.demand.causes.sentences import a_year, headline, knock_on, who_causes
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.report.causes_figures import title_of
from headwater.analysis.demand.report.causes_report import (
    basis,
    causes_findings,
    causes_gaps,
    causes_sections,
)
from headwater.analysis.demand.report.document import Finding, Gap, Section, Sentence
from headwater.analysis.demand.report.words import listed, span
from headwater.analysis.demand.text_table import text_table

_WIDTH = 100
_ROWS = 5


def opening(found: Diagnosis) -> Sentence | None:
    """Return what hours of coding would buy, where nobody has coded contacts."""
    offer = found.coding_offer
    if offer is None or not offer.lines:
        return None
    bought = [f"{100 * line.margin:.0f} points in {_hours(line.hours)}" for line in offer.lines]
    return Sentence(
        "Nobody has coded yet how much of this should never have happened: coding a random sample tells it "
        f"to within {listed(bought)}.",
        f"Hours of coding at {offer.seconds_per_contact:g} seconds a contact, {offer.double_share:.0%} of "
        "them read by two people; begin with: headwater demand sample.",
    )


def failure_headline(found: Diagnosis) -> Sentence | None:
    """Return failure demand by count, time and money, and who causes it; None where it was not measured."""
    causes = found.causes
    if causes is None or not causes.failure.share.contacts.known:
        return None
    return Sentence(
        f"{headline(causes)} {who_causes(causes)}", f"{basis(causes)}{_other_days(found, causes)}"
    )


def failure_findings(found: Diagnosis) -> list[Finding]:
    """Return the few things to know of failure demand; none where it was not measured."""
    return [] if found.causes is None else causes_findings(found.causes)


def failure_sections(found: Diagnosis) -> tuple[Section | None, ...]:
    """Return the sections on failure demand; none where it was not measured."""
    return () if found.causes is None else causes_sections(found.causes)


def failure_gaps(found: Causes) -> tuple[Gap, ...]:
    """Return what the codes cannot say; prices and ratings are asked for elsewhere in a diagnosis."""
    elsewhere = ("What does it cost?", "Are customers less content with it?")
    return tuple(gap for gap in causes_gaps(found) if gap.question not in elsewhere)


def failure_text(found: Diagnosis) -> list[str]:
    """Return failure demand as a terminal shows it, below the headline: owners, causes, what it sets off."""
    causes = found.causes
    if causes is None:
        return []
    lines = [fill(a_year(causes), _WIDTH)]
    for level, title in (
        ("cause_owner", "Who can stop it"),
        ("cause", "Why it happens"),
        ("reason", "About what"),
    ):
        nodes = causes.named(level)[:_ROWS]
        if not nodes:
            continue
        ranking = causes.rankings[level]
        head = ["", "rank", f"of {NOUNS[causes.measure]}", "hours a year"]
        rows = [
            [
                title_of(node),
                rank_of(ranking, node) or "-",
                node.share.of(causes.measure).percent(),
                cell(node.yearly.time) or "-",
                *(
                    [node.side]
                    if level == "cause_owner"
                    else [node.owner or "-"]
                    if level == "reason"
                    else []
                ),
            ]
            for node in nodes
        ]
        head += [""] * (len(rows[0]) - len(head))
        rest = len(causes.named(level)) - len(nodes)
        lines += ["", fill(f"{title}: {lead(ranking)}", _WIDTH), text_table(head, rows)]
        if rest:
            lines.append(f"... and {rest} more: headwater demand causes shows all")
    return [*lines, "", fill(f"What it sets off: {knock_on(causes)}", _WIDTH)]


def _hours(hours: float) -> str:
    return (
        "1 hour"
        if round(hours) == 1
        else f"{max(hours, 0.1):.0f} hours"
        if hours >= 1
        else f"{hours:.1f} hours"
    )


def _other_days(found: Diagnosis, causes: Causes) -> str:
    """Say so where the sample was drawn from other days than those diagnosed."""
    sample, filled = causes.found, found.coverage
    if (sample.first, sample.last) == (filled.first, filled.last):
        return ""
    return f" Coded contacts are of {span(sample.first, sample.last)}."
