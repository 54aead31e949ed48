"""Background work around the practices: the sample organisation."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from headwater.apps import installation
from headwater.apps.actions.sample import load_sample as actions_sample
from headwater.apps.contacts.changes import store_changed
from headwater.apps.demand.sample import load_sample as demand_sample
from headwater.apps.tasks.kinds import Report, background
from headwater.apps.voices.sample import load_sample as voices_sample

SAMPLE = "sample.load"


@background(SAMPLE, "Load the sample organisation")
def load_sample(report: Report, *, contacts: int, weeks: int = 52) -> dict[str, Any]:
    """Simulate the sample organisation, import it and let what leans on it follow."""
    from headwater.analysis.sample_org import SampleSettings, simulate, write

    folder = installation.data() / "sample"
    report("Simulating a year of a delivery company")
    sample = simulate(SampleSettings(contacts=contacts, weeks=weeks, seed=1))
    report("Writing its export", 0, len(sample))
    write(sample, folder, lambda done, total: report("Writing its export", done, total))
    for file, mapping in (("contacts.csv", "sample_org"), ("volumes.csv", "sample_org_volumes")):
        _import(report, folder / file, mapping)
    demand_sample(report, folder)
    actions_sample(report, folder)
    voices_sample(report, folder)
    store_changed()
    return {"contacts": len(sample)}


def _import(report: Report, file: Path, mapping_name: str) -> None:
    from headwater.analysis.contacts.importing import ImportSettings, import_files
    from headwater.analysis.contacts.mapping import load_mapping
    from headwater.analysis.contacts.pseudonyms import PseudonymKey

    step = f"Importing {file.name}"
    report(step)
    asked = ImportSettings(mapping=load_mapping(mapping_name), source="sample", timezone="Europe/Berlin")
    import_files(
        [file],
        installation.store(),
        asked,
        PseudonymKey.load_or_create(installation.data() / "keys" / "pseudonym.key"),
        now=datetime.now(UTC),
        progress=lambda rows: report(step, rows),
    )
