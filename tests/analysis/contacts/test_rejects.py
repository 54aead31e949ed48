"""What a reject may show."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.contacts.rejects import HIDDEN, Reject, safe_value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("yesterday", "yesterday"),
        ("2026-02-30", "2026-02-30"),
        ("31/02/2026 25:00", "31/02/2026 25:00"),
        ("2026-02-30T10:00:00.000+02:00", "2026-02-30T10:00:00.000+02:00"),
        ("anna@example.org", "(e-mail)"),
        ("mail <anna.b@mail.example.org>", "mail <(e-mail)>"),
        ("+49 (30) 123-45 67", "(number)"),
        ("030 1234567", "(number)"),
        ("4111111111111111", "(number)"),
        ("-192", "-192"),
        ("12.50", "12.50"),
        ("two\nlines\tand more", "two lines and more"),
        ("x" * 50, "x" * 39 + "…"),
        ("bell\x07", "bell?"),
    ],
)
def test_a_value_is_masked_and_cut(value: str | None, shown: str) -> None:
    assert safe_value(value) == shown


@pytest.mark.parametrize("value", ["c-77", "C-77", " c-77 ", "ticket of c-77, again"])
def test_a_value_that_holds_the_rows_identifier_is_hidden(value: str) -> None:
    assert safe_value(value, [None, "", "c-77"]) == HIDDEN


def test_a_short_identifier_hides_only_what_equals_it() -> None:
    assert safe_value("7", ["7"]) == HIDDEN
    assert len(safe_value("a." * 5_000_000)) == 40  # a letter in one cell is not searched to its end
    assert safe_value("2027-13-01", ["7"]) == "2027-13-01"


@given(st.text(), st.text(min_size=3).filter(lambda s: len(s.strip()) > 2))
def test_an_identifier_never_shows_and_nothing_is_longer_than_40(value: str, identifier: str) -> None:
    shown = safe_value(value + identifier, [identifier])
    assert shown == HIDDEN
    assert len(safe_value(value)) <= 40


def test_a_reject_reads_as_a_sentence_and_as_data() -> None:
    reject = Reject(Path("a.csv"), 7, "created_at", "soon", "opened_at is not an instant")
    assert str(reject) == "a.csv, row 7, created_at: opened_at is not an instant (soon)"
    assert reject.to_dict()["file"] == "a.csv"
