"""What columns are called, in four languages."""

import pytest

from headwater.analysis.contacts.language import Expression
from headwater.analysis.contacts.mapping_rules import check_column
from headwater.analysis.contacts.schema import CONTACTS
from headwater.analysis.contacts.suggesting.header_names import NAMES, header_score, plain, says_time_passed


@pytest.mark.parametrize("canonical", NAMES)
def test_every_known_name_scores_for_its_column_and_the_own_name_scores_best(canonical: str) -> None:
    assert header_score(canonical, canonical) == 1.0
    for name in NAMES[canonical]:
        assert header_score(name.title(), canonical) >= 0.75, name


def test_every_known_name_is_written_plainly_and_once() -> None:
    for canonical, names in NAMES.items():
        assert [plain(n) for n in names] == list(names), canonical
        assert len(set(names)) == len(names), canonical


def test_every_column_named_here_is_canonical() -> None:
    assert set(NAMES) <= {*CONTACTS.names, "subject", "body"}


@pytest.mark.parametrize(
    ("header", "canonical"),
    [
        ("ticket.created_at", "opened_at"),
        ("CreatedDate", "opened_at"),
        ("Wartezeit (Sek.)", "wait_seconds"),
        ("Primary contact reason (agent)", "reason_source"),
    ],
)
def test_paths_capitals_units_and_longer_names_are_seen_through(header: str, canonical: str) -> None:
    assert header_score(header, canonical) >= 0.6


@pytest.mark.parametrize("header", ["colour", "", "???", "createdness"])
def test_other_names_score_nothing(header: str) -> None:
    assert {header_score(header, canonical) for canonical in NAMES} == {0.0}


@pytest.mark.parametrize(
    "header", ["full_resolution_time_in_minutes", "time_to_close", "Elapsed Minutes", "Resolution time"]
)
def test_what_a_mapping_refuses_by_its_name_is_known_here_as_time_that_passed(header: str) -> None:
    assert says_time_passed(header)
    with pytest.raises(Exception, match="Time that passed is not work"):
        check_column(
            CONTACTS["handle_seconds"], Expression.model_validate({"column": header, "unit": "minutes"})
        )
