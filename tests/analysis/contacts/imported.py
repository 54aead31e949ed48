"""Small stores, imported for the tests of what is done with them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.import_result import ImportResult
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.store import ContactStore

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HEADER = "contact_id,opened_at,channel,team,subject,body"


def put_in(store: Path, *lines: str, source: str = "shop", with_text: bool = True) -> ImportResult:
    """Import lines of `HEADER` into a store."""
    file = store.with_name("export.csv")
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    settings = ImportSettings(
        load_mapping("generic"), source=source, timezone="Europe/Berlin", with_text=with_text
    )
    return import_files([file], store, settings, PseudonymKey(bytes(32)), now=NOW)


def held(store: Path, version: int | None = None) -> dict[str, str]:
    """Return the team of each contact."""
    found = collect(ContactStore(store, version=version).contacts().select("contact_id", "team"))
    return dict(sorted(zip(found["contact_id"], found["team"], strict=True)))


def words(store: Path, version: int | None = None) -> dict[str, Any] | None:
    """Return the body of each contact that has words; None where there is no table of words."""
    texts = ContactStore(store, version=version).texts()
    if texts is None:
        return None
    found = collect(texts.select("contact_id", "body"))
    return dict(sorted(zip(found["contact_id"], found["body"], strict=True)))


def files_with(folder: Path, word: str) -> list[str]:
    """Return every file below a folder that holds a word, unpacked or as it lies there."""
    found = []
    connection = duckdb.connect()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = file.read_bytes()
        if file.suffix == ".parquet":
            rows = connection.execute(f"SELECT * FROM read_parquet('{file}')").fetchall()
            content += repr(rows).encode()
        if word.encode() in content:
            found.append(str(file.relative_to(folder)))
    return found
