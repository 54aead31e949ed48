"""From causes to the document a reader gets."""

from headwater.analysis.charts.units import read_share
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.reading_figures import lead, yearly
from headwater.analysis.demand.causes.sentences import headline, knock_on, ledger_first, who_causes
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.report.causes_sections import (
    failure_section,
    reasons_section,
    set_off_section,
)
from headwater.analysis.demand.report.decisions_sections import (
    budget_section,
    ledger_section,
    quadrants_section,
)
from headwater.analysis.demand.report.document import Finding, Gap, Report, Section, Sentence
from headwater.analysis.demand.report.words import rests_on, span


def causes_report(found: Causes) -> Report:
    """Return causes as a document: what matters first, then every view."""
    sections = [
        *causes_sections(found),
        ledger_section(found),
        quadrants_section(found),
        budget_section(found),
    ]
    kept = tuple(section for section in sections if section is not None)
    ids = {section.id for section in kept}
    findings = [*causes_findings(found), _ledger_finding(found)]
    sample = found.found
    return Report(
        title="What should never have happened",
        subtitle=f"{sample.contacts:,} contacts, {span(sample.first, sample.last)}",
        headline=Sentence(f"{headline(found)} {who_causes(found)}", basis(found)),
        findings=tuple(f for f in findings if f is not None and f.section in ids)[:3],
        cannot_say=causes_gaps(found),
        sections=kept,
        provenance={
            "Coded": f"{len(sample.facts):,} contacts, drawn by chance from {sample.contacts:,}.",
            "Codebook": found.codebook or sample.sample.codebook or "none",
            "Model": sample.model,
            "Prices": str(found.settings.rates) if found.settings.rates else "none given",
            "Intervals": f"{found.settings.level:.0%}",
        },
    )


def causes_sections(found: Causes) -> tuple[Section | None, ...]:
    """Return the sections that say how much, why and who."""
    return (failure_section(found), reasons_section(found), set_off_section(found))


def basis(found: Causes) -> str:
    """Say what the headline rests on."""
    return rests_on(found.failure.share.contacts, "coded contacts")


def causes_findings(found: Causes) -> list[Finding]:
    """Return the few things to know: who owns most, and what sets off most."""
    findings = []
    units = found.named("cause_owner")
    ranking = found.rankings["cause_owner"]
    if units and ranking.standings:
        top = next(node for node in units if node.name == ranking.standings[0].name)
        share = top.share.of(found.measure)
        amount = top.yearly.time if found.measure != "contacts" else top.yearly.contacts
        unit = "hours" if found.measure != "contacts" else "contacts"
        tied = len(ranking.leaders) > 1
        title = "May own most of it" if tied else "Owns most of it"
        findings.append(
            Finding(
                f"{title}: {top.name}",
                f"{share.value or 0.0:.0%} of {NOUNS[found.measure]}",
                Sentence(
                    f"{top.name} owns the causes of {share.percent()} of all {NOUNS[found.measure]}: "
                    f"{yearly(amount, unit)} a year. {lead(ranking) if tied else ''}".strip(),
                    rests_on(share, "coded contacts"),
                ),
                "failure",
            )
        )
    outside = found.outside.outside.contacts
    if outside.value is not None:
        findings.append(
            Finding(
                "Caused outside support",
                read_share(outside.value),
                Sentence(who_causes(found), rests_on(outside, "coded contacts of failure demand")),
                "failure",
            )
        )
    whole = found.failure.knock_on
    if whole.hours.value is not None and whole.followed.known:
        certain = found.largest_knock_on
        node = certain[0] if certain else found.failure
        hours = node.knock_on.hours
        title = f"“{node.name}” brings customers back" if certain else "Contacts that set off others"
        findings.append(
            Finding(
                title,
                f"{yearly(hours).split(' (')[0]} h a year",
                Sentence(
                    knock_on(found), rests_on(node.knock_on.followed, "coded contacts watched long enough")
                ),
                "set-off",
            )
        )
    return findings


def causes_gaps(found: Causes) -> tuple[Gap, ...]:
    """Return what the codes cannot say, and what would bring it."""
    gaps = []
    if not found.outside.outside.contacts.known:
        gaps.append(
            Gap(
                "How much is caused outside support?",
                "Nobody said which units are part of support.",
                "Say inside_support of each owner in the codebook, or name units with --inside.",
            )
        )
    if "cost" not in found.measures:
        gaps.append(
            Gap(
                "What does it cost?",
                "No rates were given, and none is assumed.",
                "Give --cost-per-hour or --cost-per-contact, by channel if they differ.",
            )
        )
    leaders = found.rankings["reason"].leaders
    if len(leaders) > 1:
        gaps.append(
            Gap(
                "Which reason is the largest?",
                f"{len(leaders)} of {len(found.named('reason'))} reasons may be, by {NOUNS[found.measure]}.",
                "Code more contacts: headwater demand sample --top-up draws on.",
            )
        )
    if not found.failure.satisfaction.known:
        gaps.append(
            Gap(
                "Are customers less content with it?",
                f"{found.failure.satisfaction.why.capitalize()}.",
                "Export the ratings; they are rescaled to 0 to 1.",
                ("satisfaction",),
            )
        )
    return tuple(gaps)


def _ledger_finding(found: Causes) -> Finding | None:
    if not found.ledger.given or not found.ledger.lines:
        return None
    missing = len(found.ledger.open)
    return Finding(
        "Reasons without owner and action" if missing else "Every reason has an owner",
        str(missing) if missing else str(len(found.ledger.lines)),
        Sentence(ledger_first(found)),
        "actions",
    )
