"""What a coder means by what was typed."""

import pytest

from headwater.analysis.demand.coding.choosing import ASKS, Choice, choose
from headwater.analysis.demand.coding.form import EVIDENCE, Question
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import UsageError

REASONS = Question("reason", ("Parcel is late", "Parcel is lost", "Change the address"), "Parcel is lost")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2", Choice("Parcel is lost")),
        ("change  the-ADDRESS", Choice("Change the address")),
        ("late", Choice("Parcel is late")),
        ("parcel", Choice(None, (0, 1))),
        ("", Choice("Parcel is lost")),
        ("-", Choice("")),
        ("Dog bit the courier", Choice("Dog bit the courier", is_new=True)),
    ],
)
def test_a_number_a_code_or_words_of_it_are_understood(said: str, meant: Choice) -> None:
    assert choose(REASONS, said) == meant


def test_a_number_nobody_sees_is_refused() -> None:
    with pytest.raises(UsageError, match="There is no number 4: choose 1 to 3"):
        choose(REASONS, "4")


def test_nothing_is_taken_where_nothing_is_usual() -> None:
    with pytest.raises(UsageError, match="Choose one, or type - to leave it empty"):
        choose(Question("demand_type", ("value", "failure")), " ")
    assert choose(Question(EVIDENCE), "") == Choice("")


def test_a_quote_is_never_taken_for_a_number_or_a_code() -> None:
    assert choose(Question(EVIDENCE), "3").answer == "3"


def test_every_field_is_asked_for_in_words() -> None:
    assert set(ASKS) == {*FIELDS, EVIDENCE}
