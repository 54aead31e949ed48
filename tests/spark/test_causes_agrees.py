"""Causes, owners and what they set off are the same on a laptop's DuckDB and on a Spark cluster."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import headwater as hw
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.demand.causes.causes import causes
from headwater.analysis.demand.causes.settings import CausesSettings
from headwater.analysis.demand.codebook import read_codebook
from headwater.analysis.demand.coding.sampled import CodedSample, Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.scope import countable
from headwater.analysis.sample_org import SampleSettings, simulate, write
from headwater.analysis.sample_org.coding import true_codes

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("organisation")
    write(simulate(SampleSettings(contacts=2000, weeks=10, seed=3)), folder)
    settings = ImportSettings(load_mapping("sample_org"), source="sample", timezone="Europe/Berlin")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    import_files([folder / "contacts.csv"], folder / "store", settings, PseudonymKey(bytes(32)), now=now)
    return folder


def coded(folder: Path) -> CodedSample:
    """Every tenth contact by id, coded as the helpdesk's reason says."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    of_reason = {entry["reason"]: entry for entry in truth["reasons"]}
    rows = collect(
        countable(hw.ContactStore(folder / "store").contacts(), None, None)
        .select("source", "contact_id", "reason_source")
        .sort("contact_id")
    )
    names = list(zip(rows["source"], rows["contact_id"], map(str, rows["reason_source"]), strict=True))
    chosen = [row for row in names[::10] if row[2] in of_reason]
    contacts = tuple(
        SampledContact(
            f"{source}/{name}",
            str(source),
            name,
            "all contacts",
            len(chosen) / len(names),
            codings=(Coding("amara", true_codes(truth)[reason]),),
        )
        for source, name, reason in chosen
    )
    return CodedSample(contacts, Design({"all contacts": Stratum(len(names), len(chosen))}), "delivery 1")


def test_every_figure_on_causes_is_equal(organisation: Path, spark: SparkEngine) -> None:
    sample, book = coded(organisation), read_codebook("delivery")
    settings = CausesSettings(rates=CostRates("EUR", per_hour=30.0), model="none")
    here = causes(hw.ContactStore(organisation / "store"), sample, settings, codebook=book)
    there = causes(hw.ContactStore(organisation / "store", engine=spark), sample, settings, codebook=book)
    assert len(here.views["reason"]) > 5
    assert here.failure.knock_on.hours.value
    assert here.to_dict() == there.to_dict()
