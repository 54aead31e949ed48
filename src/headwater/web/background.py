"""Background work around the practices: the sample organisation, and the diagnosis of the store."""

from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from headwater.apps import installation
from headwater.apps.coding.sample import load_sample as code_sample
from headwater.apps.tasks.kinds import Report, background
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import last_result
from headwater.apps.tasks.services import start_task

SAMPLE, DIAGNOSIS = "sample.load", "demand.diagnose"


@background(SAMPLE, "Load the sample organisation")
def load_sample(report: Report, *, contacts: int, weeks: int = 52) -> dict[str, Any]:
    """Simulate the sample organisation, import it and queue its diagnosis."""
    from headwater.analysis.sample_org import SampleSettings, simulate, write

    folder = installation.data() / "sample"
    report("Simulating a year of a delivery company")
    sample = simulate(SampleSettings(contacts=contacts, weeks=weeks, seed=1))
    report("Writing its export", 0, len(sample))
    write(sample, folder, lambda done, total: report("Writing its export", done, total))
    for file, mapping in (("contacts.csv", "sample_org"), ("volumes.csv", "sample_org_volumes")):
        _import(report, folder / file, mapping)
    code_sample(report, folder)
    diagnose_store()
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


@background(DIAGNOSIS, "Diagnose the contacts")
def diagnose(report: Report, *, version: int) -> dict[str, Any]:
    """Diagnose the store at a version; the result is what the first page says."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.diagnosis import diagnose as run
    from headwater.analysis.demand.report.diagnosis_report import summary

    report("Reading contacts")
    store = ContactStore(installation.store(), version=version)
    found = run(store, clock=monotonic, progress=lambda done, total: report("Reading contacts", done, total))
    report("Putting it into words")
    said = summary(found)
    return {"version": version, **{key: said[key] for key in ("opening", "headline", "basis", "findings")}}


def diagnose_store() -> Task | None:
    """Queue a diagnosis unless the newest one is of the store's newest version."""
    from headwater.analysis.contacts.store import ContactStore

    if not (installation.store() / "versions").is_dir():
        return None
    version = ContactStore(installation.store()).version
    known = last_result(DIAGNOSIS)
    if known is not None and known["version"] == version:
        return None
    return start_task(acting_user=None, kind=DIAGNOSIS, key=f"{DIAGNOSIS} {version}", version=version)
