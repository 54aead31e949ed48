"""One mapping, compiled once for the columns a file has: the statements that every batch goes through."""

from collections.abc import Iterable
from dataclasses import dataclass

from headwater.analysis.contacts import parsing
from headwater.analysis.contacts.accepted import GIVEN, STAGED, AcceptedRows, kind_of
from headwater.analysis.contacts.expressions import compile_condition, compile_text, compile_value
from headwater.analysis.contacts.language import Expression
from headwater.analysis.contacts.mapping import ASK, Mapping
from headwater.analysis.contacts.program import Check, Program, Step
from headwater.analysis.contacts.readers import ROW
from headwater.analysis.contacts.reading import Compiled, Reading
from headwater.analysis.contacts.schema import Column


@dataclass(frozen=True)
class Plan:
    """The SQL of a mapping over the columns of one file.

    Attributes
    ----------
    stage : str
        Makes the table STAGED from GIVEN: every step, `excluded` (number of the filter), `failed` (number of
        the check).
    rejected : str
        Row number, check, what to show, and the raw identifiers of rows that failed.
    people : str
        The distinct raw identifiers of accepted rows, with the kind of person; empty when there are none.
    accepted : str
        The canonical rows, with pseudonyms from PEOPLE.
    checks : tuple of Check
        What `failed` counts, from 0.
    hidden : frozenset of str
        Columns of the export whose values are never shown.
    """

    stage: str
    rejected: str
    people: str
    accepted: str
    checks: tuple[Check, ...]
    hidden: frozenset[str]


def compile_mapping(
    mapping: Mapping, columns: tuple[str, ...], *, source: str, timezone: str, with_text: bool
) -> Plan:
    """Compile a mapping for a file with these columns."""
    program = Program(columns)
    zone = timezone if mapping.timezone == ASK else mapping.timezone
    table = mapping.canonical
    filters = [compile_condition(program, f.when) for f in mapping.filters]
    values: dict[str, Compiled] = {}
    for column in table.columns:
        if column.name in mapping.columns:
            values[column.name] = _compiled(program, mapping.columns[column.name], column, zone)
    if mapping.table == "contacts":
        _check_order(program, values)
    custom = {name: compile_text(program, e, f"custom.{name}") for name, e in mapping.custom.items()}
    wording = mapping.text if with_text else {}
    texts = {str(name): compile_text(program, e, name) for name, e in wording.items()}
    for compiled in (*custom.values(), *texts.values()):
        program.checks.extend(compiled.checks)
    splits = _splits(program, mapping.split.at, values, zone) if mapping.split is not None else None

    excluded = program.step(_first_true(filters), filters)
    checks = tuple(program.checks)
    failed = program.step(
        f"CASE WHEN {excluded} IS NULL THEN {_first_true([c.fails for c in checks])} END",
        [excluded, *(c.fails for c in checks)],
    )
    identifying = [c.name for c in table.columns if c.identifies and c.name in values]
    raw = {n: None for name in identifying for n in values[name].columns}
    known = [values[name].value for name in identifying] + [program.column(name) for name in raw]
    words = {n for e in mapping.text.values() for n, _ in e.columns()}
    people = " UNION ".join(
        f"SELECT DISTINCT {values[name].value} AS raw, {kind_of(table[name], values)} AS person "
        f"FROM {STAGED} WHERE excluded IS NULL AND failed IS NULL AND {values[name].value} IS NOT NULL"
        for name in identifying
        if not mapping.columns[name].pseudonym
    )
    select = AcceptedRows(mapping, source, timezone, values, custom, texts, splits)
    used = [c.value for part in (values, custom, texts) for c in part.values()]
    used += [splits] if splits is not None else []
    kept = [*dict.fromkeys(step.name for step in used), *_told(checks, known, failed)]
    return Plan(
        stage=f"CREATE OR REPLACE TEMP TABLE {STAGED} AS "
        + program.sql(GIVEN, [ROW, f"{excluded} AS excluded", f"{failed} AS failed", *kept]),
        rejected=f"SELECT {ROW}, failed, shown, identifiers FROM {STAGED} WHERE failed IS NOT NULL",
        people=people,
        accepted=select.sql(with_text=with_text),
        checks=checks,
        hidden=frozenset(raw) | frozenset(words),
    )


def _compiled(program: Program, expression: Expression, column: Column, zone: str) -> Compiled:
    found = compile_value(program, expression, Reading.of(column, zone))
    # a value that cannot be read is a better reason than a missing one, so it is asked first
    program.checks.extend(found.checks)
    if expression.pseudonym:
        strange = f"NOT regexp_full_match({found.value}, '[0-9a-f]{{32}}')"
        why = f"{column.name} is not a pseudonym of 32 hexadecimal digits"
        program.checks.append(program.check(strange, [found.value], found.columns, None, why))
    if column.required:
        missing = program.check(
            f"{found.value} IS NULL", [found.value], found.columns, None, f"{column.name} is empty"
        )
        program.checks.append(missing)
    return found


def _check_order(program: Program, values: dict[str, Compiled]) -> None:
    opened = values["opened_at"].value
    for name in ("first_resolved_at", "last_resolved_at"):
        if name in values:
            given = values[name]
            program.checks.append(
                program.check(
                    f"{given.value} < {opened}",
                    [given.value, opened],
                    given.columns,
                    given.shown,
                    f"{name} is before opened_at",
                )
            )


def _splits(program: Program, at: Expression, values: dict[str, Compiled], zone: str) -> Step:
    """Return the step with the instants at which a row came back, in order."""
    words = program.column(at.column or "")
    parts = program.step(parsing.texts(words.name, at.split, at.list_), [words])
    one = parsing.instant("x", at.format or ["iso"], at.timezone or zone)
    instants = program.step(f"list_transform({parts}, lambda x: {one})", [parts])
    opened = values["opened_at"].value
    outside = f"x IS NULL OR x < {parsing.EARLIEST} OR x >= {parsing.LATEST}"
    bad = f"len(list_filter({instants}, lambda x: {outside})) > 0"
    early = f"len(list_filter({instants}, lambda x: x < {opened})) > 0"
    name = (at.column or "",)
    program.checks += [
        program.check(
            f"{words} IS NOT NULL AND {parts} IS NULL",
            [words, parts],
            name,
            words,
            "split is not a list in JSON",
        ),
        program.check(
            bad, [instants], name, words, "split holds something that is not an instant that exists"
        ),
        program.check(early, [instants, opened], name, words, "split holds an instant before opened_at"),
    ]
    return program.step(f"list_sort(list_distinct({instants}))", [instants])


def _first_true(steps: Iterable[Step]) -> str:
    cases = " ".join(f"WHEN {step} THEN {number}" for number, step in enumerate(steps))
    return f"CASE {cases} END::SMALLINT" if cases else "NULL::SMALLINT"


def _told(checks: tuple[Check, ...], known: list[Step], failed: Step) -> list[str]:
    """Return the columns that tell of a rejected row: what stood there, and what must not show."""
    cases = " ".join(f"WHEN {n} THEN {c.shown}" for n, c in enumerate(checks) if c.shown is not None)
    raw = f"[{', '.join(step.name for step in known)}]" if known else "NULL::VARCHAR[]"
    return [
        f"{f'CASE {failed} {cases} END' if cases else 'NULL::VARCHAR'} AS shown",
        f"CASE WHEN {failed} IS NOT NULL THEN {raw} END AS identifiers",
    ]
