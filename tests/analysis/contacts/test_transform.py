"""Exports through a mapping: every row accounted for, nothing that identifies a person left."""

import csv
import gzip
import io
import json
import random
import traceback
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts import frames
from headwater.analysis.contacts.mapping import parse_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.schema import TABLES
from headwater.analysis.contacts.transform import preview, transform
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError

KEY = PseudonymKey(bytes(range(32)))

FULL = """
mapping: full
timezone: ask
filters:
  - {name: spam, when: {column: status, is: [spam, deleted]}}
  - {name: outbound, when: {column: via, is: outbound}}
columns:
  contact_id: id
  customer_id: {column: who, lower: true, empty: "0"}
  opened_at: at
  first_resolved_at: {column: solved, optional: true}
  channel: {column: via, values: {voice: phone, mail: email}, otherwise: keep}
  handle_seconds: {column: talk, measures: touch}
  agent_id: agent
  satisfaction: {column: stars, scale: [1, 5]}
custom:
  status: status
text:
  subject: title
  body: words
"""
HEADER = ["id", "who", "at", "solved", "via", "talk", "agent", "stars", "status", "title", "words"]
GOOD = {
    "id": "1",
    "who": "Anna@Example.org",
    "at": "2026-03-01 23:30",
    "solved": "2026-03-02 08:00",
    "via": "voice",
    "talk": "90",
    "agent": "anna@example.org",
    "stars": "4",
    "status": "open",
    "title": "Where is it",
    "words": "My parcel, please",
}


ANY_CHANNEL = "phone, chat, email, web, social, message, in_person, other"
NO_SECONDS = "handle_seconds is not a number of seconds"


def export(rows: list[dict[str, str]], header: list[str] = HEADER) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def test_a_row_becomes_a_canonical_row_with_every_stored_column(run: Any) -> None:
    outcome = run(export([GOOD]), FULL, source="shop", timezone="Europe/Berlin")
    [row] = outcome.rows
    expected = {
        "source": "shop",
        "contact_id": "1",
        "customer_id": KEY.pseudonym("anna@example.org", "customer"),
        "opened_at": datetime(2026, 3, 1, 22, 30, tzinfo=UTC),
        "first_resolved_at": datetime(2026, 3, 2, 7, 0, tzinfo=UTC),
        "channel": "phone",
        "direction": "inbound",
        "direction_defaulted": True,
        "handle_seconds": 90.0,
        "agent_id": KEY.pseudonym("anna@example.org", "agent"),
        "satisfaction": 0.75,
        "satisfaction_scale": "1..5",
        "month": "2026-03",
        "opened_epoch": 1772404200,
        "local_date": date(2026, 3, 1),
        "local_hour": 23,
        "local_half_hour": 47,
        "contact_key": frames.contact_key("shop", "1"),
        "customer_key": frames.customer_key(KEY.pseudonym("anna@example.org")),
        "subject": "Where is it",
        "body": "My parcel, please",
        "file_number": 0,
        "row_number": 1,
        "split_number": 0,
        "team": None,
        "tags": None,
    }
    assert {name: row[name] for name in expected} == expected
    assert dict(row["custom"]) == {"status": "open"}
    assert outcome.batches[0].defaulted == {"direction": 1}


@pytest.mark.parametrize("table", ["contacts", "case_events", "volumes"])
def test_a_batch_has_every_stored_column_in_its_exact_type(run: Any, table: str) -> None:
    required = {
        "contacts": "contact_id: id\n  opened_at: at\n  channel: {constant: web}",
        "case_events": "event_id: id\n  case_id: id\n  at: at\n  type: {constant: closed}",
        "volumes": "period: at\n  driver: {constant: orders}\n  count: id",
    }[table]
    mapping = f"mapping: t\ntimezone: UTC\ntable: {table}\ncolumns:\n  {required}\n"
    [batch] = run("id,at\n7,2026-03-01\n", mapping).batches
    with duckdb.connect() as connection:
        connection.register("batch", batch.table)
        described = connection.execute("DESCRIBE batch").fetchall()
    types = {name: kind for name, kind, *_ in described}
    extra = {"file_number": "INTEGER", "row_number": "BIGINT", "split_number": "SMALLINT"}
    texts = {"subject": "VARCHAR", "body": "VARCHAR"} if table == "contacts" else {}
    stored = {
        n: k.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") for n, k in TABLES[table].store_types.items()
    }
    assert types == stored | texts | extra


def test_text_left_out_is_not_even_needed_in_the_file(run: Any) -> None:
    header = [name for name in HEADER if name not in ("title", "words")]
    [row] = run(export([GOOD], header), FULL, with_text=False).rows
    assert "subject" not in row
    assert "body" not in row


def test_rows_are_excluded_under_the_first_filter_that_matches_even_when_they_are_broken(run: Any) -> None:
    rows = [
        GOOD,
        GOOD | {"status": "spam", "at": "never"},
        GOOD | {"status": "deleted", "via": "outbound"},
        GOOD | {"via": "outbound"},
    ]
    outcome = run(export(rows), FULL)
    assert outcome.excluded == {"spam": 2, "outbound": 1}
    assert not outcome.rejects
    assert outcome.adds_up()


REJECTED: list[tuple[dict[str, str], str, str, str]] = [
    ({"id": ""}, "id", "", "contact_id is empty"),
    ({"at": ""}, "at", "", "opened_at is empty"),
    ({"at": "soon"}, "at", "soon", "opened_at is not an instant that exists, of the form iso"),
    ({"at": "soon", "id": ""}, "id", "", "contact_id is empty"),
    ({"talk": "-5"}, "talk", "-5", "handle_seconds is negative"),
    ({"via": "fax"}, "via", "fax", f"channel is not one of {ANY_CHANNEL}"),
    ({"stars": "6"}, "stars", "6", "satisfaction lies outside its scale 1..5"),
    ({"solved": "2026-03-01"}, "solved", "2026-03-01", "first_resolved_at is before opened_at"),
    ({"talk": "call anna.b@example.com"}, "talk", "call (e-mail)", NO_SECONDS),
    ({"talk": "+49 30 1234567"}, "talk", "(number)", NO_SECONDS),
    ({"talk": " anna@example.ORG"}, "talk", "(hidden)", NO_SECONDS),
    ({"talk": "x" * 99}, "talk", "x" * 39 + "…", NO_SECONDS),
]


def test_a_row_is_rejected_for_the_first_column_that_fails_and_shows_only_what_is_safe(run: Any) -> None:
    outcome = run(export([GOOD, *(GOOD | change for change, *_ in REJECTED)]), FULL)
    found = [(r.row, r.column, r.value, r.reason) for r in outcome.rejects]
    assert found == [(number, *said) for number, (_, *said) in enumerate(REJECTED, 2)]
    assert {r.file.name for r in outcome.rejects} == {"export.csv"}
    assert outcome.adds_up()


def test_a_value_from_an_identifier_column_never_shows(run: Any) -> None:
    mapping = FULL.replace("customer_id: {column: who,", "customer_id: {column: who, values: {a: b},")
    [reject] = run(export([GOOD | {"who": "Secret Person"}]), mapping).rejects
    assert (reject.column, reject.value) == ("who", "(hidden)")


def test_the_customers_words_never_show(run: Any) -> None:
    mapping = FULL + "split: {at: {column: words, split: ';'}}\n"
    [reject] = run(export([GOOD]), mapping).rejects
    assert (reject.column, reject.value) == ("words", "(hidden)")


def test_malformed_rows_are_rejected_with_their_number(run: Any) -> None:
    text = export([GOOD | {"words": "two\nlines"}, GOOD]) + "1,2\n" + export([GOOD]).split("\n", 1)[1]
    outcome = run(text, FULL)
    assert [(r.row, r.column, r.reason) for r in outcome.rejects] == [
        (3, "", "2 fields where the header has 11")
    ]
    assert [row["row_number"] for row in outcome.rows] == [1, 2, 4]
    assert outcome.adds_up()


def test_several_files_are_numbered_and_may_differ_in_order_and_optional_columns(run: Any) -> None:
    other = [name for name in reversed(HEADER) if name != "solved"]
    outcome = run(
        {"a.csv": export([GOOD]), "b.csv.gz": gzip.compress(export([GOOD | {"id": "2"}], other).encode())},
        FULL,
    )
    assert [(r["file_number"], r["contact_id"], r["first_resolved_at"] is None) for r in outcome.rows] == [
        (0, "1", False),
        (1, "2", True),
    ]


def test_the_same_records_give_the_same_rows_from_every_format(run: Any, tmp_path: Path) -> None:
    rows = [GOOD | {"id": str(n)} for n in range(1, 5)]
    lines = "\n".join(json.dumps(row) for row in rows)
    with duckdb.connect() as connection:
        (tmp_path / "a.jsonl").write_text(lines)
        connection.execute(
            f"COPY (SELECT * FROM read_json('{tmp_path}/a.jsonl', "
            f"columns = {dict.fromkeys(HEADER, 'VARCHAR')})) "
            f"TO '{tmp_path}/a.parquet' (FORMAT parquet)"
        )
    expected = run(export(rows), FULL).rows
    assert run(json.dumps(rows), FULL, name="a.json").rows == expected
    assert run(lines, FULL, name="a.jsonl").rows == expected
    assert run((tmp_path / "a.parquet").read_bytes(), FULL, name="a.parquet").rows == expected


def test_a_reopened_ticket_becomes_several_contacts(run: Any) -> None:
    mapping = """
mapping: split
timezone: UTC
columns:
  contact_id: id
  opened_at: at
  last_resolved_at: solved
  channel: {constant: web}
  handle_seconds: talk
  reopens: again
  customer_id: who
split: {at: {column: reopened, split: ","}}
"""
    text = (
        "id,at,solved,talk,again,who,reopened\n"
        '7,2026-03-01,2026-03-09,60,2,c,"2026-03-05T10:00:00Z, 2026-03-03,2026-03-03"\n'
        "8,2026-03-01,2026-03-09,60,0,c,\n"
    )
    outcome = run(text, mapping)
    names = ("contact_id", "case_id", "handle_seconds", "reopens", "row_number", "split_number")
    shown = [(*(r[name] for name in names), r["opened_at"].day) for r in outcome.rows]
    assert shown == [
        ("7", "7", 60.0, 2, 1, 0, 1),
        ("7#2", "7", None, None, 1, 1, 3),
        ("7#3", "7", None, None, 1, 2, 5),
        ("8", None, 60.0, 0, 2, 0, 1),
    ]
    keys = {frames.contact_key("test", r["contact_id"]) for r in outcome.rows}
    assert {r["contact_key"] for r in outcome.rows} == keys
    assert len({r["customer_id"] for r in outcome.rows}) == 1
    assert outcome.rows[1]["last_resolved_at"] is None
    assert outcome.adds_up()


@pytest.mark.parametrize(
    ("reopened", "reason"),
    [
        ("2026-02-28", "split holds an instant before opened_at"),
        ("2026-03-02;soon", "split holds something that is not an instant that exists"),
    ],
)
def test_a_split_that_cannot_be_read_rejects_the_row(run: Any, reopened: str, reason: str) -> None:
    mapping = (
        "mapping: s\ntimezone: UTC\ncolumns: {contact_id: id, opened_at: at, channel: {constant: web}}\n"
        "split: {at: {column: re, split: ';'}}\n"
    )
    [reject] = run(f"id,at,re\n1,2026-03-01,{reopened}\n", mapping).rejects
    assert (reject.column, reject.reason) == ("re", reason)


def test_the_zone_of_the_organisation_is_asked_only_where_the_mapping_says_so(run: Any) -> None:
    least = (
        "mapping: m\ntimezone: {0}\ncolumns: {{contact_id: id, opened_at: at, channel: {{constant: web}}}}\n"
    )
    text = "id,at\n1,2026-07-01 12:00\n"
    [asked] = run(text, least.format("ask"), timezone="Europe/Berlin").rows
    [said] = run(text, least.format("UTC"), timezone="Europe/Berlin").rows
    assert (asked["opened_at"].hour, asked["local_hour"]) == (10, 12)
    assert (said["opened_at"].hour, said["local_hour"]) == (12, 14)


def test_a_customer_who_acts_in_a_case_is_the_customer_of_its_contacts(run: Any) -> None:
    mapping = """
mapping: events
table: case_events
timezone: UTC
columns:
  event_id: id
  case_id: case
  at: at
  type: what
  actor_type: kind
  actor_id: who
"""
    rows = run(
        "id,case,at,what,kind,who\n1,7,2026-03-01,wrote,customer,c9\n2,7,2026-03-01,answered,agent,c9\n",
        mapping,
    ).rows
    assert [r["actor_id"] for r in rows] == [KEY.pseudonym("c9", "customer"), KEY.pseudonym("c9", "agent")]


def test_no_raw_identifier_is_anywhere_in_batches_or_rejects(run: Any) -> None:
    rng = random.Random(5)
    people = [f"person-{rng.getrandbits(40):010x}" for _ in range(40)]
    rows = []
    for n in range(300):
        who, agent = rng.choice(people), rng.choice(people)
        row = GOOD | {
            "id": str(n),
            "who": who,
            "agent": agent.upper(),
            "words": "nothing",
            "title": "nothing",
        }
        # identifiers that ended up in the wrong column
        spoiled = rng.choice(["talk", "at", "stars", "via", "solved", None, None])
        rows.append(row | {spoiled: rng.choice([who, f"by {agent.upper()}"])} if spoiled else row)
    outcome = run(export(rows), FULL, batch_rows=50)
    assert len(outcome.rejects) > 100
    assert outcome.adds_up()
    everything = repr(outcome.rows) + repr([r.to_dict() for r in outcome.rejects])
    assert not [person for person in people if person in everything.lower()]


def test_an_unknown_zone_a_nameless_source_and_a_missing_column_are_refused(run: Any) -> None:
    with pytest.raises(UsageError, match=r"no time zone 'Europe/Berln'. Did you mean 'Europe/Berlin'\?"):
        run(export([GOOD]), FULL, timezone="Europe/Berln")
    with pytest.raises(UsageError, match="A source needs a name"):
        run(export([GOOD]), FULL, source=" ")
    with pytest.raises(BadDataError, match=r"export\.csv lacks a column that the mapping reads: 'agent'"):
        run(export([GOOD], [name for name in HEADER if name != "agent"]), FULL)
    with pytest.raises(UsageError, match="There is no file"):
        list(transform([Path("no/such.csv")], parse_mapping(FULL, "m"), source="s", timezone="UTC", key=KEY))


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (
            duckdb.OutOfRangeException,
            BadDataError,
            r"cannot be computed for this file \(OutOfRange",
        ),
        (duckdb.OutOfMemoryException, TryAgainError, "not enough memory for a batch of 1 rows"),
    ],
)
def test_a_fault_of_the_engine_never_carries_its_words_which_may_hold_raw_values(
    run: Any, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], kind: type[Exception], said: str
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise fault("Could not convert 'anna@example.org'")

    monkeypatch.setattr("headwater.analysis.contacts.transform._through", break_off)
    with pytest.raises(kind, match=said) as error:
        run(export([GOOD]), FULL)
    assert "anna" not in "".join(traceback.format_exception(error.value))


def test_a_preview_shows_the_first_rows_and_their_rejects(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(export([GOOD, GOOD | {"at": "soon"}, GOOD | {"status": "spam"}, *[GOOD] * 9]))
    seen = preview(path, parse_mapping(FULL, "m"), rows=4)
    assert [row["row_number"] for row in seen.rows] == [1, 4]
    assert (seen.source_rows, seen.excluded, seen.rejects[0].row) == (4, {"spam": 1}, 2)
    assert "Anna" not in repr(seen)


CELLS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "", "x"]),
        "who": st.sampled_from(["0", "", "c1", "c2"]),
        "at": st.sampled_from(["2026-03-01", "", "soon", "1970-01-01", "2026-02-30"]),
        "solved": st.sampled_from(["", "2026-03-02", "2025-01-01", "?"]),
        "via": st.sampled_from(["voice", "chat", "outbound", "fax", ""]),
        "talk": st.sampled_from(["", "1", "-1", "1e3", "one"]),
        "agent": st.sampled_from(["", "a"]),
        "stars": st.sampled_from(["", "1", "5", "9"]),
        "status": st.sampled_from(["open", "spam", ""]),
        "title": st.just("t"),
        "words": st.sampled_from(["w", 'a "quoted"\nline', ""]),
    }
)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.one_of(CELLS, st.sampled_from(["too,few", '"a"b,c', ",".join("x" * 12)])), min_size=1, max_size=25
    ),
    st.integers(1, 30),
    st.permutations(HEADER),
)
def test_every_row_is_accounted_for_and_neither_batches_nor_the_order_of_columns_matter(
    run: Any, rows: list[dict[str, str] | str], batch_rows: int, header: list[str]
) -> None:
    def written(names: list[str]) -> str:
        parts = [export([], names)]
        parts += [
            row + "\r\n" if isinstance(row, str) else export([row], names).split("\r\n", 1)[1] for row in rows
        ]
        return "".join(parts)

    plain = run(written(HEADER), FULL)
    other = run(written(list(header)), FULL, batch_rows=batch_rows)
    for outcome in (plain, other):
        assert outcome.source_rows == len(rows)
        assert outcome.adds_up()
    assert plain.rows == other.rows
    assert plain.excluded == other.excluded
    assert [r.to_dict()["reason"] for r in plain.rejects] == [r.to_dict()["reason"] for r in other.rejects]
    assert [r.row for r in plain.rejects] == [r.row for r in other.rejects]
