"""What the values of a column can be."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.contacts.suggesting import value_evidence as evidence
from headwater.analysis.contacts.suggesting.column_values import Fit, Values
from headwater.analysis.contacts.suggesting.instant_evidence import instants
from headwater.analysis.contacts.suggesting.value_words import CHANNEL_WORDS

TESTS: list[Callable[[Values], Fit]] = [
    instants,
    evidence.durations,
    evidence.flags,
    evidence.counts,
    evidence.ratings,
    evidence.labels,
    evidence.lists,
    evidence.free_text,
    lambda v: evidence.words(v, CHANNEL_WORDS, "channel"),
    lambda v: evidence.identifiers(v, unique=True),
]


def of(*values: str, name: str = "x") -> Values:
    return Values.of(name, values)


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=20))
def test_a_share_lies_between_0_and_1_and_does_not_depend_on_the_order(values: list[str | None]) -> None:
    for test in TESTS:
        fit = test(Values.of("x", values))
        assert 0.0 <= fit.share <= 1.0
        assert fit.said
        assert test(Values.of("x", values[::-1])).share == pytest.approx(fit.share)


@pytest.mark.parametrize(
    ("name", "values", "modifiers"),
    [
        ("Handle time (min)", ["3", "4.5"], {"unit": "minutes"}),
        ("Bearbeitungszeit in Sek", ["3", "4"], {"unit": "seconds"}),
        ("talk_ms", ["3000"], {"unit": "milliseconds"}),
        ("Aufwand Std", ["1,5", "0,25"], {"unit": "hours", "decimal": ","}),
        ("Time worked", ["0:03:10", "1:00:00"], {"unit": "clock"}),
    ],
)
def test_the_unit_of_a_duration_comes_from_the_header_or_the_form(
    name: str, values: list[str], modifiers: dict[str, str]
) -> None:
    fit = evidence.durations(of(*values, name=name))
    assert (fit.share, fit.modifiers, fit.doubtful) == (1.0, modifiers, "")


def test_negative_durations_do_not_count() -> None:
    assert evidence.durations(of("5", "-3", name="wait sec")).share == 0.5


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (["1", "5", "3"], [1, 5]),
        (["0", "10", "7"], [0, 10]),
        (["100", "40"], [0, 100]),
        (["0.2", "1"], [0, 1]),
    ],
)
def test_the_scale_of_a_rating_is_the_least_that_holds_all_values(
    values: list[str], scale: list[int]
) -> None:
    fit = evidence.ratings(of(*values))
    assert (fit.modifiers["scale"], fit.doubtful) == (scale, "")


def test_a_rating_that_never_reaches_the_top_is_doubtful_and_one_off_every_scale_does_not_fit() -> None:
    assert "highest value seen is 4" in evidence.ratings(of("1", "4")).doubtful
    assert evidence.ratings(of("1", "400")).share == 0.0


def test_good_and_bad_are_a_rating_too() -> None:
    fit = evidence.ratings(of("good", "bad", "offered"))
    assert fit.modifiers == {"values": {"good": "1", "bad": "0"}, "otherwise": "empty", "scale": [0, 1]}


def test_channel_words_of_four_languages_are_mapped_and_others_are_named_as_unknown() -> None:
    fit = evidence.words(
        of("Anruf", "Correo electrónico", "Téléphone", "E-Mail", "Pigeon"), CHANNEL_WORDS, "channel"
    )
    assert fit.modifiers["values"] == {
        "Anruf": "phone", "Correo electrónico": "email", "Téléphone": "phone", "E-Mail": "email",
    }  # fmt: skip
    assert fit.doubtful == "1 of 5 distinct values are no channel we know"


def test_an_identifier_of_the_contact_differs_in_every_row_and_is_never_empty() -> None:
    assert evidence.identifiers(of("1", "2", "3"), unique=True).share == 1.0
    assert evidence.identifiers(of("1", "2", "2"), unique=True).share == 0.0
    assert evidence.identifiers(of("1", "2", ""), unique=True).share == 0.0


def test_lists_tell_what_stands_between_their_items() -> None:
    assert evidence.lists(of("a;b", "c")).modifiers == {"split": ";"}
    assert evidence.lists(of('["a", "b"]', "[]")).modifiers == {"list": True}
