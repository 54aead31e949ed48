"""Which mapping fits a file, and what is proposed when none that ships does."""

import csv
import io
import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.mapping import parse_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.suggest import Suggestion, suggest
from headwater.analysis.contacts.suggesting.column_guesses import ColumnGuess, guess_columns
from headwater.analysis.contacts.suggesting.header_names import NAMES, says_time_passed
from headwater.analysis.contacts.suggesting.proposal import proposed_text
from headwater.analysis.contacts.suggesting.shipped_fit import compare_with_shipped, shipped_text
from headwater.analysis.contacts.transform import transform
from headwater.analysis.errors import BadDataError

EXPORTS = Path(__file__).parent / "exports"
FILES = sorted(f for f in EXPORTS.iterdir() if not f.name.endswith(".expected.json"))

HEADERS = {
    "de": {
        "contact_id": "Ticketnummer", "customer_id": "Kundennummer", "opened_at": "Erstellt am",
        "last_resolved_at": "Geschlossen am", "channel": "Kanal", "direction": "Richtung",
        "wait_seconds": "Wartezeit (Sek)", "handle_seconds": "Bearbeitungszeit (Sek)",
        "abandoned": "Aufgelegt",
        "transfers": "Weiterleitungen", "reopens": "Wiedereröffnungen", "agent_replies": "Antworten",
        "agent_id": "Bearbeiter", "team": "Abteilung", "reason_source": "Kontaktgrund",
        "satisfaction": "Zufriedenheit", "subject": "Betreff", "body": "Nachricht",
    },
    "en": {
        "contact_id": "Case Number", "customer_id": "Requester", "opened_at": "Created Date",
        "last_resolved_at": "Date Closed", "channel": "Contact channel", "direction": "Call direction",
        "wait_seconds": "Queue time (sec)", "handle_seconds": "Talk time sec", "abandoned": "Is abandoned",
        "transfers": "Number of transfers", "reopens": "Times reopened", "agent_replies": "Public replies",
        "agent_id": "Assigned to", "team": "Department", "reason_source": "Contact reason",
        "satisfaction": "CSAT score", "subject": "Summary", "body": "Description",
    },
    "es": {
        "contact_id": "Número de ticket", "customer_id": "Número de cliente",
        "opened_at": "Fecha de creación",
        "last_resolved_at": "Cerrado el", "channel": "Canal", "direction": "Dirección",
        "wait_seconds": "Tiempo de espera (segundos)", "handle_seconds": "Tiempo de gestión (segundos)",
        "abandoned": "Abandonado", "transfers": "Transferencias", "reopens": "Reaperturas",
        "agent_replies": "Respuestas", "agent_id": "Asignado a", "team": "Equipo",
        "reason_source": "Motivo de contacto", "satisfaction": "Satisfacción", "subject": "Asunto",
        "body": "Descripción",
    },
    "fr": {
        "contact_id": "Numéro de dossier", "customer_id": "Numéro client", "opened_at": "Créé le",
        "last_resolved_at": "Clôturé le", "channel": "Canal de contact", "direction": "Sens",
        "wait_seconds": "Temps d'attente (secondes)", "handle_seconds": "Temps de traitement (secondes)",
        "abandoned": "Abandonné", "transfers": "Transferts", "reopens": "Réouvertures",
        "agent_replies": "Réponses", "agent_id": "Conseiller", "team": "Équipe",
        "reason_source": "Motif de contact", "satisfaction": "Note de satisfaction", "subject": "Objet",
        "body": "Message",
    },
}  # fmt: skip
"""Headers of one and the same table in four languages."""


def write(folder: Path, columns: Mapping[str, Any], name: str = "export.csv") -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    file = folder / name
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def table(rows: int = 60, seed: int = 3) -> dict[str, list[Any]]:
    """A contact table under canonical names, as a warehouse might hold it."""
    draw = random.Random(seed)
    hours = [(d, h) for d in range(1, 29) for h in range(8, 18)]
    opened = [draw.choice(hours) for _ in range(rows)]
    return {
        "contact_id": [f"T-{1000 + i}" for i in range(rows)],
        "customer_id": [f"C{draw.randrange(rows // 2)}" for _ in range(rows)],
        "opened_at": [f"2026-03-{d:02d} {h:02d}:{draw.randrange(60):02d}" for d, h in opened],
        "last_resolved_at": [f"2026-04-{d:02d} {h:02d}:{draw.randrange(60):02d}" for d, h in opened],
        "channel": [draw.choice(["Phone", "E-Mail", "Chat"]) for _ in range(rows)],
        "direction": [draw.choice(["inbound", "outbound"]) for _ in range(rows)],
        "wait_seconds": [draw.randrange(300) for _ in range(rows)],
        "handle_seconds": [draw.randrange(60, 900) for _ in range(rows)],
        "abandoned": [draw.choice(["yes", "no"]) for _ in range(rows)],
        "transfers": [draw.randrange(3) for _ in range(rows)],
        "reopens": [draw.randrange(2) for _ in range(rows)],
        "agent_replies": [draw.randrange(6) for _ in range(rows)],
        "agent_id": [f"agent {draw.randrange(8)}" for _ in range(rows)],
        "team": [draw.choice(["Returns", "Delivery"]) for _ in range(rows)],
        "reason_source": [draw.choice(["late parcel", "refund", "invoice"]) for _ in range(rows)],
        "satisfaction": [draw.choice([1, 2, 3, 4, 5]) for _ in range(rows)],
        "subject": [draw.choice(["My parcel is late", "Please refund me"]) for _ in range(rows)],
        "body": [f"I have written {i} times and nobody answers." for i in range(rows)],
    }


def of(found: Suggestion, column: str) -> ColumnGuess:
    return next(c for c in found.columns if c.column == column)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_an_export_of_a_known_system_fits_the_mapping_of_that_system_best(file: Path) -> None:
    fits, _ = compare_with_shipped(file, rows=100)
    assert fits[0].name == file.name.split(".", maxsplit=1)[0]
    assert fits[0].fits
    assert not any(fit.fits for fit in fits[1:] if {fit.name, fits[0].name} != {"generic", "sample_org"})


def test_the_mapping_that_fits_is_suggested_as_it_ships() -> None:
    found = suggest(EXPORTS / "jira_service_management.csv")
    assert found.shipped == "jira_service_management"
    assert found.text == shipped_text("jira_service_management")


def test_an_export_that_lacks_one_needed_column_is_told_which_to_ask_for(tmp_path: Path) -> None:
    given = json.loads((EXPORTS / "hubspot.json").read_text(encoding="utf-8"))
    for ticket in given["results"]:
        del ticket["properties"]["closed_date"]
    file = tmp_path / "hubspot.json"
    file.write_text(json.dumps(given))
    found = suggest(file)
    assert found.shipped is None
    assert "It looks like 'hubspot', but lacks properties.closed_date: export it with that." in str(found)
    assert found.to_dict()["nearly"] == [{"name": "hubspot", "missing": ["properties.closed_date"]}]


@pytest.mark.parametrize(
    ("file", "added"),
    [
        ("zendesk.jsonl", {"metric_set", "reopened_at", "merged_into", "total_time_spent_sec", "reason"}),
        ("freshdesk.json", {"satisfaction_rating", "time_spent_in_seconds", "merged_into", "stats"}),
        ("chatwoot.json", {"first_resolved_at", "last_resolved_at", "reopens", "reopened_at", "csat_rating"}),
        ("zammad.json", {"reopened_at", "merged_into", "category", "satisfaction", "body", "tags"}),
    ],
)
def test_an_export_as_it_comes_without_added_columns_is_known_too(
    file: str, added: set[str], tmp_path: Path
) -> None:
    text = (EXPORTS / file).read_text(encoding="utf-8")
    whole = [json.loads(line) for line in text.splitlines()] if file.endswith("l") else json.loads(text)
    rows = whole if isinstance(whole, list) else whole["data"]["payload"]
    for row in rows:
        for column in added:
            row.pop(column, None)
    bare = tmp_path / file.replace("jsonl", "json")
    bare.write_text(json.dumps(whole))
    fits, _ = compare_with_shipped(bare, rows=100)
    assert fits[0].fits
    assert fits[0].name == file.split(".", maxsplit=1)[0]


@pytest.fixture(scope="module", params=HEADERS)
def foreign(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Suggestion]:
    """The same table in one of four languages, and what is suggested for it."""
    columns = {HEADERS[request.param][name]: values for name, values in table().items()}
    file = write(tmp_path_factory.mktemp("foreign"), columns)
    return request.param, file, suggest(file)


def test_a_table_with_other_headers_is_found_column_by_column(foreign: tuple[str, Path, Suggestion]) -> None:
    language, _, found = foreign
    assert found.shipped is None
    assert {c.column: c.source for c in found.columns} == HEADERS[language]
    assert all(c.sure for c in found.columns), [c for c in found.columns if not c.sure]
    assert all(c.evidence for c in found.columns)


def test_the_proposed_mapping_takes_every_row_of_the_file(foreign: tuple[str, Path, Suggestion]) -> None:
    _, file, found = foreign
    mapping = parse_mapping(found.mapping_text(), "proposal")
    [batch] = transform([file], mapping, source="s", timezone="UTC", key=PseudonymKey(bytes(32)))
    assert (batch.table.num_rows, batch.rejects) == (60, [])
    assert set(batch.table["channel"].to_pylist()) == {"phone", "email", "chat"}
    assert batch.table["handle_seconds"].to_pylist() == table()["handle_seconds"]
    assert sorted(set(batch.table["satisfaction"].to_pylist())) == [0.0, 0.25, 0.5, 0.75, 1.0]


@settings(max_examples=8, deadline=None)
@given(st.permutations(sorted(table())))
def test_the_order_of_the_columns_does_not_matter(order: list[str]) -> None:
    columns = {HEADERS["de"][name]: [str(v) for v in values] for name, values in table().items()}
    shuffled = {HEADERS["de"][name]: columns[HEADERS["de"][name]] for name in order}
    assert guess_columns(shuffled)[0] == guess_columns(columns)[0]


HEADER = st.one_of(
    st.sampled_from([name.title() for names in NAMES.values() for name in names]),
    st.sampled_from(["a: b", "#x", "{y}", "q'uote", 'd"q', "tab\tname", "-", "null", "yes", "  ", "50 %"]),
)
VALUE = st.one_of(
    st.sampled_from(
        ["Phone", "weird: # {x}", "it's", "null", "~", "- a", "", "yes", "09:15", "02/03/2026 10:00"]
    ),
    st.integers(0, 10**9).map(str),
    st.text(max_size=8),
)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(HEADER, st.lists(VALUE, min_size=4, max_size=4), max_size=12))
def test_whatever_the_headers_and_values_a_proposal_loads_and_reads_only_what_is_there(
    columns: dict[str, list[str]],
) -> None:
    columns = {"Ticket ID": list("1234"), "Created at": ["2026-03-02 09:15"] * 4} | columns
    guesses, _ = guess_columns(columns)
    if {"contact_id", "opened_at"} <= {g.column for g in guesses}:
        mapping = parse_mapping(proposed_text("export.csv", None, guesses, columns), "proposal")
        assert set(mapping.source_columns()) <= set(columns)


def test_noise_gets_no_mapping_and_says_why(tmp_path: Path) -> None:
    draw = random.Random(1)
    noise = {name: [draw.choice(["x", "y7", "99.3", "", "a b"]) for _ in range(200)] for name in "abcd"}
    found = suggest(write(tmp_path, noise))
    assert found.shipped is None
    assert found.text is None
    assert found.columns == ()
    assert str(found).splitlines()[1] == "Not sure: no mapping is proposed."
    with pytest.raises(
        BadDataError, match=r"no mapping is proposed.*instant a contact began.*Write the mapping"
    ):
        found.mapping_text()


def test_good_headers_over_nonsense_values_are_not_believed(tmp_path: Path) -> None:
    columns = {"Ticket ID": ["a", "a", "b"] * 20, "Created at": ["soon", "later", "never"] * 20}
    found = suggest(write(tmp_path, columns))
    assert found.text is None
    assert "differs in every row" in found.unsure[0]
    assert "holds instants" in found.unsure[1]


@pytest.mark.parametrize(
    "header",
    [
        "Full resolution time (min)", "time_to_close", "Resolution time (in hrs)", "Lösungszeit (Std)",
        "Elapsed seconds", "Tiempo de resolución", "Durée", "Call duration", "Durchlaufzeit",
        "statistics.time_to_last_close",
    ],
)  # fmt: skip
def test_time_that_passed_is_never_proposed_as_handle_time(header: str) -> None:
    columns: dict[str, list[Any]] = table() | {header: [3600 + i for i in range(60)]}
    del columns["handle_seconds"]
    found, left_out = guess_columns(
        {HEADERS["en"].get(name, name): [str(v) for v in values] for name, values in columns.items()}
    )
    assert "handle_seconds" not in {c.column for c in found}
    assert [c.why for c in left_out if c.source == header] == [
        "its name says that time passed: never handle time"
    ]


def test_a_handle_time_that_equals_closing_minus_opening_is_unmasked(tmp_path: Path) -> None:
    minutes = [5 + i for i in range(40)]
    columns = {
        "Ticket ID": list(range(40)),
        "Created at": ["2026-03-02 08:00:00"] * 40,
        "Closed at": [f"2026-03-02 08:{m:02d}:00" for m in minutes],
        "Handle time (min)": minutes,
    }
    found = suggest(write(tmp_path, columns))
    assert "handle_seconds" not in {c.column for c in found.columns}
    assert "equals the time from 'Created at' to 'Closed at' in 40 of 40 rows" in found.left_out[0].why
    worked = columns | {"Handle time (min)": [3] * 40}
    assert of(suggest(write(tmp_path, worked)), "handle_seconds").expression["unit"] == "minutes"


def test_a_day_and_a_time_of_day_in_two_columns_are_joined(tmp_path: Path) -> None:
    columns = {"Ticketnummer": [1, 2], "Datum": ["02.03.2026", "13.03.2026"], "Uhrzeit": ["09:15", "10:00"]}
    found = suggest(write(tmp_path, columns))
    assert of(found, "opened_at").source == "Datum + Uhrzeit"
    assert of(found, "opened_at").expression["format"] == "%d.%m.%Y %H:%M"


def test_day_and_month_that_cannot_be_told_apart_are_not_sure(tmp_path: Path) -> None:
    columns = {"Ticket ID": [1, 2], "Created at": ["02/03/2026 09:15", "05/06/2026 10:00"]}
    opened = of(suggest(write(tmp_path, columns)), "opened_at")
    assert not opened.sure
    assert "check which of the two numbers is the day" in opened.evidence


def test_an_unknown_unit_of_handle_time_is_not_sure(tmp_path: Path) -> None:
    columns = {"Ticket ID": [1, 2], "Created at": ["2026-03-02 09:15"] * 2, "Handle time": [5, 7]}
    handle = of(suggest(write(tmp_path, columns)), "handle_seconds")
    assert not handle.sure
    assert "nothing says the unit" in handle.evidence


def test_a_file_without_a_channel_still_gives_a_mapping_that_loads(tmp_path: Path) -> None:
    columns = {"Ticket ID": [1, 2], "Created at": ["2026-03-02 09:15"] * 2}
    text = suggest(write(tmp_path, columns)).mapping_text()
    assert "channel: {constant: other}  # no column says it" in text
    parse_mapping(text, "proposal")


def test_instants_with_an_offset_need_no_time_zone_and_others_ask(tmp_path: Path) -> None:
    with_offset = {"Ticket ID": [1, 2], "Created at": ["2026-03-02T09:15:00Z", "2026-03-02T09:15:00+01:00"]}
    without = {"Ticket ID": [1, 2], "Created at": ["2026-03-02T09:15:00"] * 2}
    assert "timezone: UTC" in suggest(write(tmp_path, with_offset)).mapping_text()
    assert "timezone: ask" in suggest(write(tmp_path, without)).mapping_text()


@pytest.mark.real_data
def test_the_calls_of_a_real_bank_get_a_proposal_that_takes_nearly_every_row(
    real_file: Callable[[str], Path],
) -> None:
    found = suggest(real_file("bank_calls_1999_02.csv.gz"))
    sources = {c.column: c.source for c in found.columns}
    assert sources["contact_id"] == "call_id"
    assert sources["opened_at"] == "date + vru_entry"
    assert not of(found, "opened_at").sure
    assert (found.rows, found.rejected) == (1000, 0)


@pytest.mark.real_data
def test_the_events_of_a_real_helpdesk_are_not_taken_for_contacts(real_file: Callable[[str], Path]) -> None:
    found = suggest(real_file("helpdesk_italy.csv.gz"))
    assert found.text is None
    assert "the table is case_events" in found.unsure[0]


def test_records_inside_an_unknown_json_object_are_found(tmp_path: Path) -> None:
    file = tmp_path / "calls.json"
    file.write_text(
        '{"meta": {"pages": [1, 2]}, "calls": [{"call": {"id": 7, "start_time": 1772438400}},'
        ' {"call": {"id": 8, "start_time": 1772438500}}]}'
    )
    found = suggest(file)
    assert (found.records, found.rows) == ("calls", 2)
    assert of(found, "opened_at").expression == {"column": "call.start_time", "format": "epoch_seconds"}
    assert parse_mapping(found.mapping_text(), "proposal").records == "calls"


def test_rows_the_mapping_would_turn_away_lower_the_score() -> None:
    found = suggest(EXPORTS / "generic.csv")
    assert found.rejected == 1
    assert of(found, "opened_at").score == 0.8
    assert "1 of 5 rows are turned away" in of(found, "opened_at").evidence


def test_a_suggestion_is_readable_plain_data_and_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    found = suggest(EXPORTS / "zendesk.jsonl")
    assert "The mapping 'zendesk' fits" in str(found)
    data = found.to_dict()
    assert data["shipped"] == "zendesk"
    assert data["columns"][0]["sure"] is True
    monkeypatch.setattr("headwater.analysis.contacts.suggest.to_frame", lambda columns, backend: columns)
    frame = found.to_frame()
    assert frame["column"][0] == "contact_id"
    assert list(frame) == ["column", "source", "score", "evidence"]


def test_no_canonical_column_is_named_like_time_that_passed() -> None:
    assert not [n for names in NAMES.values() for n in names if says_time_passed(n)]
