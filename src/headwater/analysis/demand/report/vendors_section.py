"""Why the helpdesk's own figure of first-contact resolution differs."""

from typing import Any

from headwater.analysis.charts import dot_intervals
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Section, Sentence
from headwater.analysis.demand.report.words import rests_on


def vendors_section(found: Diagnosis) -> Section | None:
    """Return the section on vendors' own figures; None where no rule can be computed."""
    vendors = found.vendors
    if vendors is None or not any(figure.share.known for figure in vendors.figures):
        return None
    rows: list[dict[str, Any]] = []
    paragraphs = []
    for figure in vendors.figures:
        label = figure.vendor
        if not figure.share.known:
            paragraphs.append(Sentence(f"{figure.vendor}: cannot tell, {figure.share.why}."))
            continue
        both = figure.same_contacts.known and figure.fcr.known
        for kind, estimate in (
            ("as the vendor counts", figure.same_contacts if both else figure.share),
            ("not followed by another contact", figure.fcr),
        ):
            rows.append(
                {
                    "label": label,
                    "kind": kind,
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                }
            )
        back = (
            f" Of those it calls resolved, {figure.came_back.percent()} came back within "
            f"{vendors.definition.days}."
            if figure.came_back.known
            else ""
        )
        paragraphs.append(
            Sentence(
                f"{figure.vendor} speaks of “{figure.calls_it}”: {figure.rule}. That gives "
                f"{figure.share.percent()}.{back}",
                f"{rests_on(figure.share, 'contacts')} {figure.blind}",
            )
        )
    picture = dot_intervals(
        rows,
        title="Resolved at first contact: the vendor’s rule, and whether the customer came back",
        description="Each pair rests on the same contacts: identified, and watched for the whole window.",
        heading="Rule",
        measure="Resolved at first contact",
    )
    return Section(
        "vendors",
        "Why the helpdesk’s own figure differs",
        tuple(paragraphs),
        (picture,),
        notes=tuple(f"{figure.vendor}: {figure.source}." for figure in vendors.figures),
    )
