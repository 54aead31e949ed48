"""A data folder with a small sample organisation, made once a test process."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.sample_org import SampleSettings, simulate, write

CONTACTS = 2_000


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder: `sample` with export and truth, `store` with 2,000 contacts, `keys`. Copy it."""
    folder = tmp_path_factory.mktemp("sample-data")
    write(simulate(SampleSettings(contacts=CONTACTS, weeks=26, seed=1)), folder / "sample")
    key = PseudonymKey.load_or_create(folder / "keys" / "pseudonym.key")
    for file, mapping in (("contacts.csv", "sample_org"), ("volumes.csv", "sample_org_volumes")):
        asked = ImportSettings(mapping=load_mapping(mapping), source="sample", timezone="Europe/Berlin")
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        import_files([folder / "sample" / file], folder / "store", asked, key, now=now)
    return folder
