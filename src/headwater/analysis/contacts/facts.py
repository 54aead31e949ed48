"""What is known of the contacts of one version before anything is computed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import narwhals as nw

from headwater.analysis.contacts.engines.duckdb import MOST_CODES, DuckDBEngine, identifier
from headwater.analysis.contacts.schema import CONTACTS, DICTIONARY_COLUMNS


@dataclass(frozen=True)
class Facts:
    """Facts about the contacts of one version.

    Attributes
    ----------
    dictionaries : dict of str to list of str
        The sorted distinct values of each text column that has few.
    span : tuple of int, or None
        When the first and the last contact opened, in seconds since 1970.
    """

    dictionaries: dict[str, list[str]]
    span: tuple[int, int] | None

    def to_text(self) -> str:
        """Return the facts as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Facts":
        """Read what `to_text` wrote."""
        content = json.loads(text)
        return cls(content["dictionaries"], tuple(content["span"]) if content["span"] else None)


def look_over(files: Sequence[str]) -> Facts:
    """Find the facts in the contacts' files, in one pass."""
    types = {name: CONTACTS.store_types[name] for name in (*DICTIONARY_COLUMNS, "opened_epoch")}
    lists = ", ".join(
        f"list(DISTINCT {identifier(name)}) FILTER ({identifier(name)} IS NOT NULL)"
        for name in DICTIONARY_COLUMNS
    )
    engine = DuckDBEngine()
    try:
        contacts = nw.to_native(engine.scan(files, types, {})).sql_query()
        question = f"SELECT {lists}, min(opened_epoch), max(opened_epoch) FROM ({contacts})"
        [(*found, first, last)] = engine.connection.sql(question).fetchall()
    finally:
        engine.close()
    few = {
        name: sorted(values)
        for name, values in zip(DICTIONARY_COLUMNS, found, strict=True)
        if values and len(values) <= MOST_CODES
    }
    return Facts(few, None if first is None else (first, last))
