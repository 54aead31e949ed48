"""A frozen codebook does not change unseen, and its next version says what it changes."""

import pytest

from headwater.analysis.demand.codebook.drafting import starter_text
from headwater.analysis.demand.codebook.freezing import frozen_text, next_text
from headwater.analysis.demand.codebook.reading import STARTERS, parse_codebook
from headwater.analysis.errors import BadDataError, UsageError

from .made_book import SHOP, changed

FROZEN = frozen_text(SHOP, changed())


def errors(text: str) -> list[str]:
    return [finding.message for finding in parse_codebook(text, "s.yaml").check() if finding.level == "error"]


def test_freezing_keeps_comments_and_order_and_sets_three_keys() -> None:
    assert "# what customers say\nreason:" in FROZEN
    book = parse_codebook(FROZEN, "s.yaml")
    assert (book.version, book.status, len(book.fingerprint)) == (1, "frozen", 16)
    assert errors(FROZEN) == []


def test_it_says_all_it_was_frozen_with() -> None:
    assert "\nfailure_code:\n  clarification:" in FROZEN
    assert FROZEN.count("\nreason:\n") == 1


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_can_be_frozen_as_it_is(name: str) -> None:
    text = starter_text(name)
    frozen = frozen_text(text, parse_codebook(text, "s.yaml"))
    assert errors(frozen) == []
    assert len(frozen.splitlines()) == len(text.splitlines()) + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It should have come and has not.", "It has not come."),
        ("counts: [It is late.]", "counts: [It is late., Not here yet.]"),
        ("inside_support: true", "inside_support: false"),
        ("  Late: {meaning", "  Too late: {meaning"),
        ("What the service is there for.", "What we are there for."),
        ("version: 1", "version: 2"),
    ],
)
def test_a_change_to_what_codings_rest_on_is_seen(old: str, new: str) -> None:
    assert old in FROZEN
    assert any("was changed after it was frozen" in error for error in errors(FROZEN.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "usual: {demand_type: not_demand}",
            "usual: {demand_type: not_demand}\n    value_to_customer: valuable",
        ),
        ("  Complaint: {demand_type: failure}", "  Complaint: Late\n  Other: Praise"),
        ("# what customers say", "# in customers' words"),
        ("meaning: Nobody knows where it is.", "meaning: >\n      Nobody knows\n      where it is."),
        ("language: en", "language: en\nnotes: Read by all leads."),
    ],
)
def test_hints_native_reasons_and_layout_may_change(old: str, new: str) -> None:
    assert old in FROZEN
    assert errors(FROZEN.replace(old, new)) == []


def test_a_codebook_with_gaps_is_not_frozen_and_says_each() -> None:
    book = changed((", inside_support: false", ""), ("meaning: Nobody knows where it is.", "label: Lost"))
    with pytest.raises(
        BadDataError, match=r"(?s)not ready to be frozen.*line 7: owner 'Depot'.*line 13: reason 'Gone'"
    ):
        frozen_text(SHOP, book)


def test_a_half_written_section_of_the_frame_is_not_frozen() -> None:
    text = SHOP.replace("reason:", "preventable:\n  yes: Could have been prevented.\nreason:", 1)
    with pytest.raises(BadDataError, match="its preventable says nothing of partly, no"):
        frozen_text(text, parse_codebook(text, "s.yaml"))


def test_freezing_twice_is_refused_with_the_way_on() -> None:
    with pytest.raises(UsageError, match=r"shop 1 is frozen already.*init --next-of FILE"):
        frozen_text(FROZEN, parse_codebook(FROZEN, "s.yaml"))


def test_the_next_version_is_open_and_asks_what_changes() -> None:
    text = next_text(FROZEN, parse_codebook(FROZEN, "s.yaml"))
    book = parse_codebook(text, "s.yaml")
    assert (book.version, book.status, book.fingerprint) == (2, "open", "")
    assert book.changed_from is not None
    assert (book.changed_from.version, book.changed_from.changes) == (1, [])
    third = next_text(frozen_text(text, book), parse_codebook(frozen_text(text, book), "s.yaml"))
    assert third.count("changed_from:") == 1
    assert parse_codebook(third, "s.yaml").version == 3


def test_a_frozen_version_that_was_changed_has_no_next_one_until_the_change_is_taken_back() -> None:
    edited = FROZEN.replace("It should have come and has not.", "It has not come.")
    with pytest.raises(BadDataError, match=r"shop 1 was changed after it was frozen\. Take the change back"):
        next_text(edited, parse_codebook(edited, "s.yaml"))


def test_an_open_version_has_no_next_one() -> None:
    with pytest.raises(UsageError, match="shop 1 is open: change it as it is"):
        next_text(SHOP, changed())
