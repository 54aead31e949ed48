"""A report made by hand: every part of a page, and text that tries to break out of it."""

from headwater.analysis.charts import Figure, ranked_bars, week_heatmap
from headwater.analysis.demand.report import Finding, Gap, Report, Section, Sentence, Table

HOSTILE = "<script>alert(1)</script>"


def reasons() -> Figure:
    rows = [
        {"label": "Where is my parcel?", "value": 0.34, "low": 0.31, "high": 0.37},
        {
            "label": "A refund that was promised and has not come for weeks",
            "value": 0.2,
            "low": 0.17,
            "high": 0.24,
        },
        {"label": HOSTILE, "value": 0.05, "low": 0.04, "high": 0.07},
    ]
    return ranked_bars(
        rows,
        title="Contacts that were followed by another, by reason",
        description=f"Parcels lead; {HOSTILE} is last.",
        heading="Reason",
        measure="Repeated",
    )


def arrivals() -> Figure:
    rows = [
        {"weekday": day, "half_hour": slot, "value": max(0, 10 - abs(slot - 22))}
        for day in range(1, 6)
        for slot in range(48)
    ]
    return week_heatmap(rows, title="When contacts arrive", description="Mornings.", measure="Contacts")


def made_report() -> Report:
    many: dict[str, list[object]] = {
        "Reason": [HOSTILE, *(f"Reason {n}" for n in range(1, 30))],
        "Contacts": list(range(30, 0, -1)),
        "Share": [f"{n / 4.65:.1f}%" for n in range(30, 0, -1)],
        "Handle time": [None, *(f"{n} min 05 s" for n in range(1, 30))],
    }
    return Report(
        title="Diagnosis of demand",
        subtitle="12,000 contacts, 1 January to 31 March 2026",
        headline=Sentence("34% (31% to 37%) of contacts are followed by another.", basis="10,000 contacts"),
        findings=(
            Finding("Parcels", "1,240 hours", Sentence("Parcels cost most.", "n = 400"), "reasons"),
            Finding(HOSTILE, "20%", Sentence(f"{HOSTILE} & more.")),
            Finding("Mornings", "10 a.m.", Sentence("Contacts arrive in the morning."), "arrivals"),
        ),
        cannot_say=(
            Gap("How long do contacts take?", "No handle time.", "Export touch time.", ("handle_seconds",)),
            Gap(f"{HOSTILE}?", HOSTILE, HOSTILE, (HOSTILE, "volumes")),
        ),
        sections=(
            Section(
                "reasons",
                "Reasons",
                (Sentence("Few reasons make most."),),
                (reasons(),),
                (Table("All", many),),
            ),
            Section("arrivals", HOSTILE, (Sentence(HOSTILE, HOSTILE),), (arrivals(),), (), (HOSTILE,)),
        ),
        provenance={"Store": "version 3", "Sources": HOSTILE},
    )
