"""Rows whose people are pseudonyms already: they stay as they are, and nothing else passes for one."""

from typing import Any

import pytest

from headwater.analysis.contacts.mapping import Mapping, parse_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.transform import Batch, transform_records
from headwater.analysis.errors import UsageError

KEY = PseudonymKey(bytes(32))
TEXT = """
mapping: given
columns:
  contact_id: id
  opened_at: at
  channel: {constant: email}
  customer_id: {column: customer, pseudonym: true}
"""


def through(mapping: Mapping, *customers: Any) -> Batch:
    rows = [{"id": n, "at": "2026-03-01T10:00Z", "customer": c} for n, c in enumerate(customers)]
    return transform_records(list(rows), mapping, source="s", timezone="UTC", key=KEY)


def test_a_pseudonym_stays_as_it_is_and_equals_the_one_made_from_the_raw_identifier() -> None:
    given = parse_mapping(TEXT, "given.yaml")
    raw = parse_mapping(TEXT.replace(", pseudonym: true", ""), "given.yaml")
    made = through(raw, "anna@example.org").table["customer_id"].to_pylist()
    assert through(given, made[0]).table["customer_id"].to_pylist() == made
    assert made == [KEY.pseudonym("anna@example.org")]
    assert through(given, None).table["customer_id"].to_pylist() == [None]


@pytest.mark.parametrize("said", ["anna@example.org", "7", "A" * 32, "a" * 31, "a" * 33, "g" * 32])
def test_what_is_no_pseudonym_is_rejected_and_not_shown(said: str) -> None:
    batch = through(parse_mapping(TEXT, "given.yaml"), said)
    assert batch.table.num_rows == 0
    [reject] = batch.rejects
    assert reject.reason == "customer_id is not a pseudonym of 32 hexadecimal digits"
    assert said not in str(reject)


@pytest.mark.parametrize(
    "line",
    [
        "  team: {column: team, pseudonym: true}",
        "  agent_id: {coalesce: [{column: a, pseudonym: true}, b]}",
    ],
)
def test_only_a_column_that_identifies_somebody_can_hold_pseudonyms(line: str) -> None:
    with pytest.raises(UsageError, match="`pseudonym` is for a column that identifies a person"):
        parse_mapping(TEXT + line, "given.yaml")
