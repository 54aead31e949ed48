"""The canonical tables, as data: the validator, the store and the docs page are made from these lists."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "timestamp", "choice", "seconds", "flag", "count", "share", "texts", "map", "number"]
"""What a column holds: `seconds` is a double >= 0, `count` an integer >= 0, `share` a double in 0..1,
`texts` a list of text, `map` a map from text to text, `timestamp` an instant in UTC."""

TableName = Literal["contacts", "contact_texts", "case_events", "volumes"]

_DUCKDB_TYPES: dict[str, str] = {
    "text": "VARCHAR",
    "timestamp": "TIMESTAMPTZ",
    "choice": "VARCHAR",
    "seconds": "DOUBLE",
    "flag": "BOOLEAN",
    "count": "INTEGER",
    "share": "DOUBLE",
    "texts": "VARCHAR[]",
    "map": "MAP(VARCHAR, VARCHAR)",
    "number": "DOUBLE",
    "date": "DATE",
    "key": "BIGINT",
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    identifies: Literal["", "customer", "agent"] = ""
    """Whose identifier the column holds; such columns become pseudonyms on the way in."""

    @property
    def duckdb_type(self) -> str:
        """The column's type in DuckDB's words."""
        return _DUCKDB_TYPES[self.kind]


@dataclass(frozen=True)
class StoredColumn:
    """A column the store adds so that reading is cheap; it is computed, never mapped."""

    name: str
    duckdb_type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One canonical table: what a mapping may fill, and what the store adds."""

    name: TableName
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    stored: tuple[StoredColumn, ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> list[str]:
        """Names of the columns a mapping may fill, in order."""
        return [c.name for c in self.columns]

    @property
    def store_types(self) -> dict[str, str]:
        """Every column of the stored table with its DuckDB type, in order."""
        return {c.name: c.duckdb_type for c in self.columns} | {c.name: c.duckdb_type for c in self.stored}


CHANNELS = ("phone", "chat", "email", "web", "social", "message", "in_person", "other")

CONTACTS = Table(
    name="contacts",
    meaning="One row is one customer-initiated interaction.",
    key=("source", "contact_id"),
    columns=(
        Column("source", "text", "name of the system and export it came from", required=True),
        Column("contact_id", "text", "unique within source", required=True),
        Column("case_id", "text", "chain of contacts about one issue; derived when absent"),
        Column(
            "customer_id",
            "text",
            "keyed pseudonym; empty when unidentified: such rows count in volume, never in repeats",
            identifies="customer",
        ),
        Column("opened_at", "timestamp", "when the contact began, in UTC", required=True),
        Column("first_resolved_at", "timestamp", "when it was first marked resolved, in UTC"),
        Column("last_resolved_at", "timestamp", "when it was last marked resolved, in UTC"),
        Column("channel", "choice", "how the customer came", required=True, choices=CHANNELS),
        Column(
            "direction",
            "choice",
            "who began it; inbound when the export does not say, and then flagged as defaulted",
            choices=("inbound", "outbound"),
        ),
        Column("handled_by", "choice", "who handled it", choices=("agent", "bot", "none")),
        Column("merged_into", "text", "contact this one was merged into: not counted, kept for lineage"),
        Column("wait_seconds", "seconds", "time the customer waited in the queue"),
        Column(
            "handle_seconds",
            "seconds",
            "touch time: talk, hold and wrap-up; never the time that passed between opening and closing",
        ),
        Column("abandoned", "flag", "the customer left before anyone answered"),
        Column("transfers", "count", "how often it was passed on to another person or team"),
        Column("reopens", "count", "how often it was reopened"),
        Column("agent_replies", "count", "public replies by agents"),
        Column("agent_id", "text", "keyed pseudonym of the agent", identifies="agent"),
        Column("team", "text", "team or group that handled it"),
        Column("reason_source", "text", "the helpdesk's own reason or category"),
        Column("tags", "texts", "labels from the helpdesk"),
        Column("satisfaction", "share", "the customer's rating, rescaled to 0..1"),
        Column("satisfaction_scale", "text", "the rating's original scale, such as 1..5"),
        Column("custom", "map", "anything else worth keeping, by name"),
    ),
    stored=(
        StoredColumn("month", "VARCHAR", "local year and month of opened_at, such as 2026-03; the partition"),
        StoredColumn("opened_epoch", "BIGINT", "opened_at in whole seconds since 1970, for exact arithmetic"),
        StoredColumn("local_date", "DATE", "date of opened_at in the organisation's time zone"),
        StoredColumn("local_hour", "SMALLINT", "hour of the day in the organisation's time zone, 0 to 23"),
        StoredColumn("local_half_hour", "SMALLINT", "half-hour of the day in that time zone, 0 to 47"),
        StoredColumn("contact_key", "BIGINT", "64 bits of a hash of source and contact_id, to break ties"),
        StoredColumn("customer_key", "BIGINT", "first 64 bits of the customer's pseudonym, for fast joins"),
        StoredColumn("direction_defaulted", "BOOLEAN", "the export did not say the direction"),
    ),
)

CONTACT_TEXTS = Table(
    name="contact_texts",
    meaning="The words of a contact, apart from it, so that they can be left out, purged or read by fewer.",
    key=("source", "contact_id"),
    columns=(
        Column("source", "text", "as in contacts", required=True),
        Column("contact_id", "text", "as in contacts", required=True),
        Column("subject", "text", "subject line"),
        Column("body", "text", "what the customer wrote or said"),
    ),
    stored=(
        StoredColumn("month", "VARCHAR", "local year and month of the contact's opened_at; the partition"),
    ),
)

CASE_EVENTS = Table(
    name="case_events",
    meaning="What happened to a case: opened, assigned, resolved, reopened and so on.",
    key=("source", "event_id"),
    columns=(
        Column("source", "text", "name of the system and export it came from", required=True),
        Column("event_id", "text", "unique within source", required=True),
        Column("case_id", "text", "the case it happened to", required=True),
        Column("contact_id", "text", "the contact it belongs to, when known"),
        Column("at", "timestamp", "when it happened, in UTC", required=True),
        Column("type", "text", "what happened, in the helpdesk's words", required=True),
        Column("actor_type", "choice", "who did it", choices=("customer", "agent", "bot", "system")),
        Column("actor_id", "text", "keyed pseudonym of who did it", identifies="agent"),
        Column("from", "text", "value before"),
        Column("to", "text", "value after"),
    ),
    stored=(StoredColumn("month", "VARCHAR", "local year and month of at; the partition"),),
)

VOLUMES = Table(
    name="volumes",
    meaning="What drives contacts, such as orders or accounts: the denominator of the contact rate.",
    key=("source", "period", "driver"),
    columns=(
        Column("source", "text", "name of the system and export it came from", required=True),
        Column("period", "timestamp", "first instant of the day the count is for, in UTC", required=True),
        Column("driver", "text", "what is counted, such as orders", required=True),
        Column("count", "number", "how many", required=True),
    ),
    stored=(StoredColumn("month", "VARCHAR", "local year and month of period; the partition"),),
)

TABLES: dict[str, Table] = {t.name: t for t in (CONTACTS, CONTACT_TEXTS, CASE_EVENTS, VOLUMES)}

DICTIONARY_COLUMNS = ("channel", "team", "reason_source", "agent_id", "month")
"""Columns of `contacts` with few distinct values that results are split by: kept as codes while computing.

Columns that are only compared with a word, such as direction, are quicker as text: the reader skips by it.
"""
