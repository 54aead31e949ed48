"""Background work around the practices: the sample organisation."""

from typing import Any

from headwater.apps import installation
from headwater.apps.actions.sample import load_sample as actions_sample
from headwater.apps.coding.sample import load_sample as coding_sample
from headwater.apps.contacts.changes import store_changed
from headwater.apps.contacts.services import import_now
from headwater.apps.demand.sample import load_sample as demand_sample
from headwater.apps.policy.sample import load_sample as policy_sample
from headwater.apps.tasks.kinds import Report, background
from headwater.apps.voices.sample import load_sample as voices_sample

SAMPLE = "sample.load"


@background(SAMPLE, "Load the sample organisation")
def load_sample(report: Report, *, contacts: int) -> dict[str, Any]:
    """Simulate the sample organisation, import it, and let its people have begun their work."""
    from headwater.analysis.sample_org import simulate, three_years, write

    folder = installation.data() / "sample"
    report("Simulating three years of a delivery company")
    sample = simulate(three_years(contacts))
    report("Writing its export", 0, len(sample))
    write(sample, folder, lambda done, total: report("Writing its export", done, total))
    for file, mapping in (("contacts.csv", "sample_org"), ("volumes.csv", "sample_org_volumes")):
        import_now(
            report=report,
            file=folder / file,
            mapping=mapping,
            source="sample",
            timezone_name="Europe/Berlin",
            kind="sample",
        )
    coding_sample(report, folder)
    demand_sample(report, folder)
    actions_sample(report, folder)
    voices_sample(report, folder)
    policy_sample(report, folder)
    store_changed()
    return {"contacts": len(sample)}
