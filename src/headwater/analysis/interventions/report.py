"""An evaluation as a page that can be handed on."""

from headwater.analysis.demand.report import Finding, Gap, Report, Section, Sentence, Table
from headwater.analysis.interventions.evaluation_result import Evaluation

_MARKS = {"holds": "holds", "fails": "does not hold", "not asked": "not asked"}


def evaluation_report(found: Evaluation) -> Report:
    """Return the document of one evaluation: verdict, effect, gates, picture, plan."""
    sections = []
    if found.expected:
        sections.append(
            Section(
                "measure",
                "What was measured, and what was to be expected",
                (Sentence(_effect(found), found.looks),),
                (found.chart(),),
                notes=(
                    "The band is the interval of the level expected without the programme, not of single "
                    "periods.",
                    "It averages over error models by how well each fits, so that autocorrelation does not "
                    "pass for an effect.",
                ),
            )
        )
    if found.gates:
        columns = {
            "Gate": [gate.title for gate in found.gates],
            "": [_MARKS[gate.status] for gate in found.gates],
            "What was found": [gate.sentence for gate in found.gates],
        }
        sections.append(Section("gates", "Gates", tables=(Table("What a verdict has to pass", columns),)))
    if found.lasted is not None:
        sections.append(Section("lasted", "Did it last?", (Sentence(found.lasted.sentence),)))
    if found.worth is not None:
        sections.append(Section("money", "What it gave back", (Sentence(str(found.worth)),)))
    sections.append(Section("plan", "The plan", tables=(_plan(found),)))
    return Report(
        title=found.plan.name,
        subtitle=f"{found.plan.measure.title}, from {found.plan.start.isoformat()}",
        headline=Sentence(found.verdict.sentence, found.locked or "Not locked before the start."),
        findings=_findings(found),
        cannot_say=tuple(Gap("What would make it clearer?", line, "") for line in found.verdict.clearer),
        sections=tuple(sections),
        provenance={"Plan": found.plan.fingerprint, "Method": "grid-GLS", "Due": found.due.isoformat()},
    )


def _effect(found: Evaluation) -> str:
    assert found.effect is not None
    total = f" {found.total_words}" if found.total_words else ""
    return f"Effect: {found.effect.words}, p = {found.effect.p_value:.3f}.{total}"


def _findings(found: Evaluation) -> tuple[Finding, ...]:
    if found.effect is None:
        return ()
    change = found.effect.change.value
    assert change is not None
    figure = found.effect.read(change)
    holding = sum(gate.status == "holds" for gate in found.gates)
    failing = sum(gate.status == "fails" for gate in found.gates)
    return (
        Finding("Change", figure, Sentence(_effect(found)), "measure"),
        Finding(
            "Gates", f"{holding} of {holding + failing}", Sentence("gates that were asked hold."), "gates"
        ),
    )


def _plan(found: Evaluation) -> Table:
    said = {
        "Smallest effect worth having": str(found.plan.smallest),
        "Better": found.plan.measure.better,
        "Start": found.plan.start.isoformat(),
        "Phase-in": str(found.plan.phase_in),
        "Window": str(found.plan.window),
        "Verdict due": found.due.isoformat(),
        "Shape": found.plan.shape,
        "Trend allowed for": "yes" if found.plan.trend else "no",
        "Other programmes": ", ".join(other.name for other in found.plan.others) or "none",
        "Comparison": found.plan.comparison or "none",
        "Must not move": found.plan.negative_control or "none",
        "Owner": found.plan.owner or "not said",
    }
    return Table("As it was planned", {"What": list(said), "Said": list(said.values())}, shown=20)
