from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.coding.cells import day, number, plain, safe, shortened, whole

TEXTS = st.text(max_size=12) | st.text(alphabet="=+-@\t\r\n'’1a. /", max_size=6)


@given(TEXTS, st.booleans())
def test_a_text_is_read_back_as_it_was(text: str, exact: bool) -> None:
    assert plain(safe(text, exact=exact), exact=exact) == text


@given(TEXTS)
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_what_a_spreadsheet_would_turn_into_a_date_is_kept_from_it() -> None:
    for text in ("2026-03", "mar/5", "März 2026", "00123", "12345678901234567", "TRUE"):
        assert safe(text, exact=True) == f"'{text}", text
    for text in ("sample/T100000001", "crm/12", "Refund / phone", "marketing/123456"):
        assert safe(text, exact=True) == text


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    assert shortened("x" * 30_000) == "x" * 30_000
    cut = shortened("x" * 40_000)
    assert len(cut) < 32_767
    assert cut.endswith("[cut here: 10,000 characters more]")


def test_numbers_that_lost_digits_are_no_whole_numbers() -> None:
    assert whole("1,23457E+13") is None
    assert whole("1.000") is None
    assert whole("150,0") == 150
    assert number("nan") is None
    assert number("inf") is None


def test_days_that_could_be_two_are_not_guessed() -> None:
    assert day("3/4/2026") is None
    assert day("4/4/2026") is not None
    assert day("31.02.2026") is None
