"""Every shipped mapping over an export shaped like the vendor's documented one, against reviewed rows.

To write the expected rows again, run this file with HEADWATER_WRITE_GOLDEN=1 and read the diff.
"""

import json
import os
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from headwater.analysis.contacts.mapping import load_mapping, parse_mapping, shipped_mappings
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.schema import TABLES
from headwater.analysis.contacts.suggesting.shipped_fit import shipped_text
from headwater.analysis.contacts.transform import transform
from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org.columns import CONTACTS, VOLUMES

HERE = Path(__file__).parent
EXPORTS = HERE / "exports"
PAGE = HERE.parents[2] / "docs" / "mappings.md"
KEY = PseudonymKey(bytes(range(32)))

NAMES = [m.mapping for m in shipped_mappings()]
FILES = sorted(f for f in EXPORTS.iterdir() if not f.name.endswith(".expected.json"))

TIMES_THAT_PASSED = {
    "chatwoot": "reporting_events.0.value",
    "frappe_helpdesk": "resolution_time",
    "freshdesk": "Resolution time (in hrs)",
    "generic": "resolution_time",
    "hubspot": "properties.time_to_close",
    "intercom": "statistics.time_to_last_close",
    "jira_service_management": "Custom field (Time to resolution)",
    "request_tracker": "time_to_resolve",
    "salesforce_case": "Elapsed_Minutes__c",
    "sample_org": "duration",
    "zammad": "time_to_close",
    "zendesk": "metric_set.full_resolution_time_in_minutes.calendar",
}
"""A column of each system that holds time that passed."""


def golden(file: Path) -> Path:
    return file.with_name(f"{file.name}.expected.json")


def plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return dict(value)
    return value


@cache
def through_mapping(file: Path) -> dict[str, Any]:
    mapping = load_mapping(file.name.split(".")[0])
    [batch] = transform([file], mapping, source=mapping.source or "table", timezone="Europe/Berlin", key=KEY)
    shown = [*TABLES[mapping.table].names, "direction_defaulted", "local_date", "subject", "body"]
    columns = {n: batch.table[n].to_pylist() for n in shown if n in batch.table.column_names}
    rows = [
        {name: plain(values[i]) for name, values in columns.items() if values[i] is not None}
        for i in range(batch.table.num_rows)
    ]
    return {
        "source_rows": batch.source_rows,
        "excluded": batch.excluded,
        "rejects": [
            {"row": r.row, "column": r.column, "value": r.value, "reason": r.reason} for r in batch.rejects
        ],
        "rows": rows,
    }


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_export_becomes_the_expected_canonical_rows(file: Path) -> None:
    found = through_mapping(file)
    if os.environ.get("HEADWATER_WRITE_GOLDEN"):
        golden(file).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"wrote {golden(file).name}: read the diff, then run without HEADWATER_WRITE_GOLDEN")
    assert found == json.loads(golden(file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_every_row_of_the_export_is_accounted_for(file: Path) -> None:
    found = through_mapping(file)
    taken = {row["contact_id"].split("#")[0] for row in found["rows"] if "contact_id" in row}
    loaded = len(taken) or len(found["rows"])
    assert loaded + len(found["rejects"]) + sum(found["excluded"].values()) == found["source_rows"]


@pytest.mark.parametrize("name", NAMES)
def test_each_mapping_has_an_export_its_expected_rows_and_a_section_in_the_docs(name: str) -> None:
    files = [f for f in FILES if f.name.split(".")[0] == name]
    assert files, f"no export tests/analysis/contacts/exports/{name}.*"
    for file in files:
        assert golden(file).exists(), f"no {golden(file).name}"
    sections = re.findall(r"^#+ .+\{ #(\w+) \}$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert name in sections, f"docs/mappings.md has no section {{ #{name} }}"


@pytest.mark.parametrize("name", NAMES)
def test_each_mapping_is_called_like_its_file_and_says_its_traps(name: str) -> None:
    mapping = load_mapping(name)
    assert mapping.mapping == name
    assert mapping.title
    assert len(mapping.notes.split()) >= 10


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"sample_org_volumes"}))
def test_no_mapping_takes_time_that_passed_as_handle_time(name: str) -> None:
    column = TIMES_THAT_PASSED[name]
    given = yaml.load(shipped_text(name), Loader=yaml.BaseLoader)
    given["columns"]["handle_seconds"] = {"column": column, "unit": "minutes", "measures": "elapsed"}
    with pytest.raises(UsageError, match="handle_seconds is touch time"):
        parse_mapping(yaml.safe_dump(given), f"{name}.yaml")
    mapping = load_mapping(name)
    reads = [n for e in mapping.columns.values() for n, _ in e.columns()]
    assert column not in reads


@pytest.mark.parametrize(
    "name", ["zendesk", "intercom", "hubspot", "frappe_helpdesk", "jira_service_management"]
)
def test_a_column_named_like_time_that_passed_is_refused_without_a_word_on_what_it_measures(
    name: str,
) -> None:
    given = yaml.load(shipped_text(name), Loader=yaml.BaseLoader)
    given["columns"]["handle_seconds"] = {"column": TIMES_THAT_PASSED[name], "unit": "seconds"}
    with pytest.raises(UsageError, match="says that time passed"):
        parse_mapping(yaml.safe_dump(given), f"{name}.yaml")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_no_raw_identifier_of_a_person_reaches_the_rows(file: Path) -> None:
    mapping = load_mapping(file.name.split(".")[0])
    people = [c.name for c in mapping.canonical.columns if c.identifies and c.name in mapping.columns]
    for row in through_mapping(file)["rows"]:
        for name in people:
            assert re.fullmatch(r"[0-9a-f]{32}", row.get(name, "0" * 32))


def contacts_of(file: str) -> dict[str, dict[str, Any]]:
    return {row["contact_id"]: row for row in through_mapping(EXPORTS / file)["rows"]}


def test_zendesk_links_a_follow_up_and_the_ticket_it_follows_as_one_case() -> None:
    rows = contacts_of("zendesk.jsonl")
    assert rows["7001"]["case_id"] == rows["7002"]["case_id"] == "7001"
    assert "case_id" not in rows["7007"]


def test_zendesk_splits_a_reopened_ticket_at_each_reopening() -> None:
    rows = contacts_of("zendesk.jsonl")
    opened = [rows[n]["opened_at"] for n in ("7003", "7003#2", "7003#3")]
    assert opened == ["2026-03-03T10:00:00Z", "2026-03-05T09:30:00Z", "2026-03-08T16:00:00Z"]
    assert {rows[n]["case_id"] for n in ("7003", "7003#2", "7003#3")} == {"7003"}
    assert "handle_seconds" not in rows["7003#2"]
    assert "first_resolved_at" not in rows["7003"]  # solved_at is the last time only


def test_zendesk_keeps_a_merge_with_a_known_target_and_excludes_the_others() -> None:
    assert contacts_of("zendesk.jsonl")["7004"]["merged_into"] == "7003"
    assert through_mapping(EXPORTS / "zendesk.jsonl")["excluded"]["merged, target not in the export"] == 1


def test_zendesk_reads_a_page_of_the_api_like_the_export(tmp_path: Path) -> None:
    lines = (EXPORTS / "zendesk.jsonl").read_text(encoding="utf-8").splitlines()
    page = tmp_path / "zendesk.json"
    page.write_text(
        json.dumps({"count": 1, "tickets": [json.loads(line) for line in lines]}), encoding="utf-8"
    )
    assert through_mapping(page) == through_mapping(EXPORTS / "zendesk.jsonl")


def test_intercom_gives_to_the_bot_what_fin_closed_alone_and_takes_the_names_of_tags() -> None:
    rows = contacts_of("intercom.json")
    assert [rows[n]["handled_by"] for n in ("402", "403", "406")] == ["bot", "agent", "none"]
    assert rows["401"]["tags"] == ["parcel", "late"]
    assert rows["405"]["direction"] == "outbound"
    assert not any("handle_seconds" in row or "wait_seconds" in row for row in rows.values())


def test_zammad_does_not_guess_the_unit_of_time() -> None:
    rows = contacts_of("zammad.json")
    assert rows["1"]["custom"]["time_unit"] == "15.0"
    assert "handle_seconds" not in rows["1"]


def test_zammad_without_names_reads_the_numbers_of_article_types(tmp_path: Path) -> None:
    bare = tmp_path / "zammad.json"
    tickets = json.loads((EXPORTS / "zammad.json").read_text(encoding="utf-8"))
    names = {
        "create_article_type",
        "create_article_sender",
        "group",
        "state",
        "customer",
        "owner",
        "priority",
    }
    bare.write_text(
        json.dumps([{k: v for k, v in t.items() if k not in names} for t in tickets]), encoding="utf-8"
    )
    found = {row["contact_id"]: row["channel"] for row in through_mapping(bare)["rows"]}
    assert {n: found[n] for n in ("1", "2", "5", "6")} == {
        "1": "email", "2": "phone", "5": "message", "6": "other",
    }  # fmt: skip


def test_request_tracker_reads_minutes_however_they_are_written() -> None:
    rows = contacts_of("request_tracker.tsv")
    assert [rows[n].get("handle_seconds") for n in ("5001", "5002", "5003", "5005")] == [
        1500,
        5400,
        None,
        420,
    ]
    assert "agent_id" not in rows["5003"]  # Nobody is nobody


def test_frappe_joins_date_and_time_and_takes_zero_stars_as_not_rated() -> None:
    rows = contacts_of("frappe_helpdesk.csv")
    assert rows["101"]["opened_at"] == "2026-03-02T08:15:00Z"
    assert rows["102"]["merged_into"] == "101"
    assert [rows[n].get("satisfaction") for n in ("101", "102", "103")] == [0.4, None, None]


def test_jira_reads_the_instants_of_rest_and_of_the_csv_alike() -> None:
    rest, table = contacts_of("jira_service_management.json"), contacts_of("jira_service_management.csv")
    for column in ("opened_at", "last_resolved_at", "customer_id", "agent_id", "handle_seconds", "tags"):
        assert rest["HELP-1"][column] == table["HELP-1"][column]


def test_hubspot_refuses_an_export_without_the_closing_date(tmp_path: Path) -> None:
    bare = tmp_path / "hubspot.json"
    given = json.loads((EXPORTS / "hubspot.json").read_text(encoding="utf-8"))
    for ticket in given["results"]:
        del ticket["properties"]["closed_date"]
    bare.write_text(json.dumps(given), encoding="utf-8")
    with pytest.raises(Exception, match=r"lacks a column that the mapping reads: 'properties\.closed_date'"):
        through_mapping(bare)


def test_salesforce_keeps_a_merged_case_and_excludes_a_deleted_one() -> None:
    rows = contacts_of("salesforce_case.csv")
    assert rows["5003X00002AAA03QAA"]["merged_into"] == "5003X00002AAA02QAA"
    assert "5003X00002AAA04QAA" not in rows
    assert rows["5003X00002AAA05QAA"]["handled_by"] == "none"  # owned by a queue


@pytest.mark.parametrize(
    ("file", "columns"), [("sample_org.csv", CONTACTS), ("sample_org_volumes.csv", VOLUMES)]
)
def test_the_sample_organisation_writes_the_columns_its_mapping_reads(
    file: str, columns: dict[str, str]
) -> None:
    header = (EXPORTS / file).read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == list(columns)
    assert set(load_mapping(file.split(".", maxsplit=1)[0]).source_columns()) == set(columns)


def documented(pattern: str) -> str:
    """A piece of YAML the docs tell the reader to put into a copy of a mapping."""
    found = re.search(pattern, PAGE.read_text(encoding="utf-8"))
    assert found, f"docs/mappings.md no longer says {pattern}"
    return found[0]


def with_handle_time(name: str, expression: dict[str, str], file: Path) -> list[float | None]:
    given = yaml.load(shipped_text(name), Loader=yaml.BaseLoader)
    given["columns"]["handle_seconds"] = expression
    mapping = parse_mapping(yaml.safe_dump(given), "copy.yaml")
    [batch] = transform([file], mapping, source="s", timezone="UTC", key=KEY)
    return list(batch.table["handle_seconds"].to_pylist())


def test_the_documented_line_makes_zammad_time_units_minutes_where_the_house_says_so() -> None:
    line = documented(r"handle_seconds: \{column: time_unit.*\}")
    expression = yaml.load(line, Loader=yaml.BaseLoader)["handle_seconds"]
    assert with_handle_time("zammad", expression, EXPORTS / "zammad.json")[:2] == [900.0, 300.0]


def test_the_documented_pattern_takes_zendesk_time_from_the_custom_fields(tmp_path: Path) -> None:
    pattern = documented(r"extract: '[^']+'").removeprefix("extract: ").strip("'")
    file = tmp_path / "zendesk.jsonl"
    ticket = json.loads((EXPORTS / "zendesk.jsonl").read_text(encoding="utf-8").splitlines()[0])
    ticket["custom_fields"] = [{"id": 17, "value": "9"}, {"id": 360001234567, "value": "540"}]
    file.write_text(json.dumps(ticket))
    expression = {"column": "custom_fields", "extract": pattern, "unit": "seconds", "measures": "touch"}
    assert with_handle_time("zendesk", expression, file) == [540.0]
