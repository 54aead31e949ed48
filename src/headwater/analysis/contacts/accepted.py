"""The canonical rows of a batch, selected from its steps."""

from dataclasses import dataclass

from headwater.analysis.contacts.engines.duckdb import identifier, quoted
from headwater.analysis.contacts.language import Expression
from headwater.analysis.contacts.mapping import Mapping
from headwater.analysis.contacts.program import Step
from headwater.analysis.contacts.readers import ROW
from headwater.analysis.contacts.reading import Compiled, scale_name
from headwater.analysis.contacts.schema import Column

FILE_NUMBER = "$file_number"
"""Stands in the query for the number of the file."""

GIVEN, STAGED, PEOPLE = "given", "staged", "people"
"""Tables of a batch: as read; with every step; raw identifiers and their pseudonyms."""

_STAYS_WITH_FIRST = (
    "first_resolved_at",
    "last_resolved_at",
    "wait_seconds",
    "handle_seconds",
    "abandoned",
    "transfers",
    "reopens",
    "agent_replies",
    "satisfaction",
    "satisfaction_scale",
)
"""What was measured once for the whole ticket is not counted again for each time it came back."""


def kind_of(column: Column, values: dict[str, Compiled]) -> str:
    """Return SQL for the kind of person a column identifies; a customer who acts is a customer."""
    if column.name == "actor_id" and "actor_type" in values:
        return f"CASE WHEN {values['actor_type'].value} = 'customer' THEN 'customer' ELSE 'agent' END"
    return quoted(column.identifies)


@dataclass(frozen=True)
class AcceptedRows:
    """The last statement of a plan: canonical rows from the steps of a batch."""

    mapping: Mapping
    source: str
    timezone: str
    values: dict[str, Compiled]
    custom: dict[str, Compiled]
    texts: dict[str, Compiled]
    splits: Step | None

    def sql(self, *, with_text: bool) -> str:
        """Return the query over STAGED and PEOPLE."""
        table = self.mapping.canonical
        contacts = self.mapping.table == "contacts"
        base, joins = self._rows()
        columns = {c.name: self._column(c) for c in table.columns}
        if contacts:
            columns["direction"] = f"coalesce({columns['direction']}, 'inbound')"
        inner = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in columns.items())
        extra = [f"t.{ROW}", "t.split_number"]
        if contacts:
            said = self.values["direction"].value if "direction" in self.values else "NULL"
            extra.append(f"{said} IS NULL AS direction_defaulted")
            if with_text:
                extra += [self._text("subject"), self._text("body")]
        derived = _derived(self.mapping.table, self.timezone)
        types = table.store_types
        outer = [
            f"({derived.get(name, identifier(name))})::{kind} AS {identifier(name)}"
            for name, kind in types.items()
        ]
        outer += ["subject", "body"] if contacts and with_text else []
        outer += [f"file_number::INTEGER AS file_number, {ROW}", "split_number::SMALLINT AS split_number"]
        return (
            f"SELECT {', '.join(outer)} FROM "
            f"(SELECT {inner}, {', '.join(extra)}, {FILE_NUMBER} AS file_number "
            f"FROM {base} AS t {joins}) ORDER BY {ROW}, split_number"
        )

    def _rows(self) -> tuple[str, str]:
        joins = " ".join(
            f"LEFT JOIN {PEOPLE} AS {name} ON {name}.raw = t.{self.values[name].value} "
            f"AND {name}.person = {kind_of(column, self.values)}"
            for name, column in ((c.name, c) for c in self.mapping.canonical.columns if c.identifies)
            if name in self.values and not self.mapping.columns[name].pseudonym
        )
        where = "WHERE excluded IS NULL AND failed IS NULL"
        if self.splits is None:
            return f"(SELECT *, 0 AS split_number FROM {STAGED} {where})", joins
        count = f"coalesce(len({self.splits}), 0) + 1"
        return (
            f"(SELECT *, unnest(range({count})) AS split_number, "
            f"unnest([NULL::TIMESTAMPTZ] || coalesce({self.splits}, [])) AS came_back FROM {STAGED} {where})"
        ), joins

    def _column(self, column: Column) -> str:
        name = column.name
        if column.name == "source":
            return quoted(self.source)
        if column.name == "custom":
            return self._custom()
        if name == "satisfaction_scale" and name not in self.values:
            sql = self._scale()
        elif name not in self.values:
            sql = f"NULL::{column.duckdb_type}"
        elif column.identifies and not self.mapping.columns[name].pseudonym:
            sql = f"{name}.pseudonym"
        else:
            sql = self.values[name].value.name
        return sql if self.splits is None else self._when_split(name, sql)

    def _when_split(self, name: str, sql: str) -> str:
        """Return what a column holds when one row of the export is several contacts."""
        ticket = self.values["contact_id"].value
        whole = f"CASE WHEN len({self.splits}) > 0 THEN {ticket} END"
        numbered = f"{sql} || '#' || (split_number + 1)"
        later = {
            "contact_id": f"CASE WHEN split_number = 0 THEN {sql} ELSE {numbered} END",
            "opened_at": f"coalesce(came_back, {sql})",
            "case_id": f"coalesce({sql}, {whole})",
        }
        later |= dict.fromkeys(_STAYS_WITH_FIRST, f"CASE WHEN split_number = 0 THEN {sql} END")
        return later.get(name, sql)

    def _custom(self) -> str:
        if not self.custom:
            return "NULL::MAP(VARCHAR, VARCHAR)"
        pairs = ", ".join(f"{{'k': {quoted(name)}, 'v': {c.value}}}" for name, c in self.custom.items())
        some = " OR ".join(f"{c.value} IS NOT NULL" for c in self.custom.values())
        return (
            f"CASE WHEN {some} THEN map_from_entries(list_filter([{pairs}], lambda x: x.v IS NOT NULL)) END"
        )

    def _scale(self) -> str:
        found = _scale_of(self.mapping.columns.get("satisfaction"))
        if found is None:
            return "NULL::VARCHAR"
        return (
            f"CASE WHEN {self.values['satisfaction'].value} IS NOT NULL THEN {quoted(scale_name(found))} END"
        )

    def _text(self, name: str) -> str:
        sql = self.texts[name].value.name if name in self.texts else "NULL::VARCHAR"
        if self.splits is not None:
            sql = f"CASE WHEN split_number = 0 THEN {sql} END"
        return f"{sql} AS {name}"


def _scale_of(expression: Expression | None) -> tuple[float, float] | None:
    if expression is None:
        return None
    if expression.scale is not None:
        return expression.scale
    return next((s for s in map(_scale_of, expression.children) if s is not None), None)


def _derived(table: str, timezone: str) -> dict[str, str]:
    at = {"contacts": "opened_at", "case_events": '"at"', "volumes": "period"}[table]
    local = f"timezone({quoted(timezone)}, {at})"
    derived = {"month": f"strftime({local}, '%Y-%m')"}
    if table == "contacts":
        derived |= {
            "opened_epoch": "epoch_us(opened_at) // 1000000",
            "local_date": f"{local}::DATE",
            "local_hour": f"hour({local})",
            "local_half_hour": f"hour({local}) * 2 + minute({local}) // 30",
            "contact_key": signed_64(r"sha256(source || chr(31) || contact_id)"),
            "customer_key": signed_64("customer_id"),
        }
    return derived


def signed_64(digest: str) -> str:
    """Return SQL for the first 16 hexadecimal digits as a signed integer; as `frames.signed_64` does."""
    unsigned = f"('0x' || left({digest}, 16))::UBIGINT"
    wrapped = f"CASE WHEN {unsigned} >= 9223372036854775808 THEN 18446744073709551616 ELSE 0 END"
    return f"CASE WHEN {digest} IS NOT NULL THEN ({unsigned}::HUGEINT - {wrapped})::BIGINT END"
