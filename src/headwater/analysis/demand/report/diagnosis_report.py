"""From a diagnosis to the document a reader gets, and to the summary a terminal shows."""

from dataclasses import replace
from textwrap import fill
from typing import Any

from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Finding, Report, Section, Sentence
from headwater.analysis.demand.report.failure_section import (
    failure_findings,
    failure_headline,
    failure_sections,
    failure_text,
    opening,
)
from headwater.analysis.demand.report.findings import ENOUGH_FINDINGS, most_of, ranked_findings
from headwater.analysis.demand.report.gaps import gaps
from headwater.analysis.demand.report.rate_section import rate_section
from headwater.analysis.demand.report.repeats_section import repeats_section
from headwater.analysis.demand.report.shape_section import (
    arrivals_section,
    endings_section,
    handling_section,
)
from headwater.analysis.demand.report.topics_section import topics_section
from headwater.analysis.demand.report.vendors_section import vendors_section
from headwater.analysis.demand.report.words import comes_back, one_of, quoted, rests_on, span
from headwater.analysis.demand.report.workload_section import workload_section

_WIDTH = 100


def diagnosis_report(found: Diagnosis) -> Report:
    """Return a diagnosis as a document, its biggest findings and its gaps first."""
    parts = [
        *failure_sections(found),
        workload_section(found),
        repeats_section(found),
        vendors_section(found),
        rate_section(found),
        arrivals_section(found),
        handling_section(found),
        endings_section(found),
        topics_section(found),
    ]
    sections = tuple(part for part in parts if part is not None)
    return Report(
        title="What the contacts say",
        subtitle=_subtitle(found),
        headline=headline(found),
        opening=opening(found),
        findings=tuple(_pointing(found, sections)),
        cannot_say=gaps(found),
        sections=sections,
        provenance=_provenance(found),
    )


def headline(found: Diagnosis) -> Sentence:
    """Return the one thing to know: failure demand where it was measured."""
    measured = failure_headline(found)
    if measured is not None:
        return measured
    definition = found.definition
    if not found.coverage.contacts:
        return Sentence("There is no contact to diagnose.", f"{found.scope}.")
    if definition is not None:
        share = found.repeats.of(definition)[0].share
        text = f"{share.percent()} of {found.whose} are followed by another {comes_back(definition)}."
        made = found.repeat_work["all"].figures
        if made and made[0].of_time.known:
            spent = f"{made[0].of_time.percent()} of {found.time_spent}"
            text += f" {spent} goes to contacts that follow an earlier one."
        return Sentence(text, rests_on(share, "contacts whose window lies inside the data"))
    work = found.workload.get("reason")
    most = None if work is None or not found.coverage.reasons_usable else most_of(work)
    if most is not None:
        text = f"{quoted(most.group)} makes {most.share_of_contacts.percent()} of contacts"
        if most.share_of_time.known:
            text += f" and {most.share_of_time.percent()} of handle time"
        return Sentence(
            f"{text}. Who had to come back cannot be told.", rests_on(most.share_of_contacts, "contacts")
        )
    days = found.coverage.days
    return Sentence(
        f"{one_of(found.coverage.contacts, 'contact')} came in {one_of(days, 'day')}. Why they came, and who "
        "had to come back, these data cannot say."
    )


def summary(found: Diagnosis) -> dict[str, Any]:
    """Return headline, findings and gaps as plain data."""
    first, said = headline(found), opening(found)
    return {
        "opening": None if said is None else said.text,
        "headline": first.text,
        "basis": first.basis,
        "findings": [
            {
                "title": r.finding.title,
                "figure": r.finding.figure,
                "sentence": r.finding.sentence.text,
                "basis": r.finding.sentence.basis,
                "hours": r.hours,
                "contacts": r.contacts,
            }
            for r in ranked_findings(found)
        ],
        "cannot_say": [
            {"question": gap.question, "why": gap.why, "brings": gap.brings, "columns": list(gap.columns)}
            for gap in gaps(found)
        ],
    }


def summary_text(found: Diagnosis) -> str:
    """Return headline, findings and gaps as a terminal shows them."""
    first = headline(found)
    lines = [_subtitle(found), ""]
    said = opening(found)
    if said is not None:
        lines += [fill(said.text, _WIDTH), fill(said.basis, _WIDTH), ""]
    lines.append(fill(first.text, _WIDTH))
    if first.basis:
        lines.append(fill(first.basis, _WIDTH))
    lines += failure_text(found)
    ranked = ranked_findings(found)[:ENOUGH_FINDINGS]
    if ranked:
        lines += ["", "What matters most" if found.causes is None else "What else matters"]
    for number, item in enumerate(ranked, 1):
        lines.append(f"{number}. {item.finding.title}: {item.finding.figure}")
        lines.append(fill(item.finding.sentence.text, _WIDTH, initial_indent="   ", subsequent_indent="   "))
    lines += ["", "What these data cannot say"]
    for gap in gaps(found):
        needs = f" Needs {', '.join(gap.columns)}." if gap.columns else ""
        text = f"- {gap.question} {gap.why} {gap.brings}{needs}"
        lines.append(fill(text, _WIDTH, subsequent_indent="  "))
    return "\n".join(lines)


def _pointing(found: Diagnosis, sections: tuple[Section, ...]) -> list[Finding]:
    """Return the biggest findings; one whose section is not there points nowhere."""
    there = {section.id for section in sections}
    biggest = failure_findings(found)
    biggest += [item.finding for item in ranked_findings(found)[:ENOUGH_FINDINGS]]
    return [f if f.section in there else replace(f, section="") for f in biggest]


def _subtitle(found: Diagnosis) -> str:
    filled = found.coverage
    if not filled.contacts:
        return "No contacts"
    return f"{one_of(filled.contacts, 'contact')}, {span(filled.first, filled.last)}"


def _provenance(found: Diagnosis) -> dict[str, str]:
    named = {"path": "Store", "version": "Version", "timezone": "Time zone"}
    lines = {label: str(found.source[key]) for key, label in named.items() if key in found.source}
    sources = found.source.get("sources")
    if sources:
        lines["Sources"] = ", ".join(f"{name} ({count:,})" for name, count in dict(sources).items())
    lines["Counted"] = f"{found.scope}."
    if found.coverage.contacts:
        filled = found.coverage.filled
        known = {
            "a customer": "customer_key",
            "a handle time": "handle_seconds",
            "a reason": "reason_source",
            "a team": "team",
            "a rating": "satisfaction",
        }
        shares = [f"{what} {filled[c] / found.coverage.contacts:.0%}" for what, c in known.items()]
        lines["Contacts with"] = ", ".join(shares)
    lines["Prices"] = str(found.settings.rates) if found.settings.rates else "none given"
    lines["Intervals"] = f"{found.settings.level:.0%}"
    return lines
