"""What a codebook says of a contact's codes."""

import pytest

from headwater.analysis.demand.codebook import Codebook
from headwater.analysis.demand.codebook.freezing import frozen_text
from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.analysis.demand.frame import FIXED_CODES
from headwater.analysis.errors import UsageError

from .made_book import SHOP, changed

OPEN = changed()
FROZEN = parse_codebook(frozen_text(SHOP, OPEN), "shop.yaml")
FAILURE = {
    "demand_type": "failure",
    "failure_code": "progress_chasing",
    "reason": "Late",
    "preventable": "yes",
    "cause": "process",
    "cause_owner": "Depot",
}


def test_its_title_is_name_and_version() -> None:
    assert OPEN.title == "shop 1"


def test_codes_of_the_frame_are_the_same_in_every_codebook() -> None:
    for field, codes in FIXED_CODES.items():
        assert OPEN.codes(field) == codes
    assert OPEN.codes("reason") == ("Late", "Gone", "Praise")
    assert OPEN.codes("cause_owner") == ("Depot", "Support")


def test_what_the_file_does_not_say_of_the_frame_is_said_by_the_shipped_definitions() -> None:
    own = changed(("reason:", "cause:\n  it: Our computers.\nreason:"))
    it, people = own.code("cause", "it"), own.code("cause", "people")
    assert it is not None
    assert it.meaning == "Our computers."
    assert people is not None
    assert people.meaning


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no field 'reasn'\. Did you mean 'reason'"):
        OPEN.codes("reasn")


@pytest.mark.parametrize("book", [OPEN, FROZEN], ids=["open", "frozen"])
def test_complete_codes_have_no_problem(book: Codebook) -> None:
    assert book.problems_with(FAILURE) == []
    assert book.problems_with({"demand_type": "value", "reason": "Late", "preventable": "no"}) == []
    assert book.problems_with({"demand_type": "failure", "cause": "", "cause_owner": "  "}) == []


def test_the_demand_type_has_to_be_said() -> None:
    expected = ["demand_type is missing: say one of value, failure, not_demand, undetermined."]
    assert OPEN.problems_with({"reason": "Late"}) == expected
    assert OPEN.problems_with({}) == expected


def test_an_unknown_code_names_the_nearest_one() -> None:
    (problem,) = OPEN.problems_with(FAILURE | {"failure_code": "progress_chase"})
    assert problem == (
        "failure_code cannot be 'progress_chase' in codebook shop 1. Did you mean 'progress_chasing'?"
    )


def test_free_reasons_are_taken_while_it_is_open_and_no_longer_when_frozen() -> None:
    said = FAILURE | {"reason": "they never rang my bell"}
    assert OPEN.problems_with(said) == []
    (problem,) = FROZEN.problems_with(said)
    assert problem.startswith(
        "reason cannot be 'they never rang my bell' in codebook shop 1. Known: Late, Gone"
    )


def test_owners_are_checked_while_open_unless_none_are_named_yet() -> None:
    (problem,) = OPEN.problems_with(FAILURE | {"cause_owner": "Dept"})
    assert "Did you mean 'Depot'?" in problem
    bare = parse_codebook("codebook: bare\n", "bare.yaml")
    assert bare.problems_with(FAILURE) == []
    frozen = bare.model_copy(update={"status": "frozen"})
    assert "It has no cause_owner at all." in frozen.problems_with(FAILURE)[1]


@pytest.mark.parametrize("field", ["failure_code", "cause", "cause_owner", "preventable"])
def test_fields_of_failure_are_refused_for_other_demand(field: str) -> None:
    (problem,) = OPEN.problems_with({"demand_type": "value", "reason": "Late", field: FAILURE[field]})
    assert problem == (
        f"{field} is {FAILURE[field]!r} though demand_type is 'value': it is asked of failure demand only. "
        f"Empty {field}, or make demand_type 'failure'."
    )


def test_a_field_that_the_frame_does_not_have_is_named() -> None:
    (problem,) = OPEN.problems_with(FAILURE | {"owner": "Depot"})
    assert problem == "the coding frame has no field 'owner'. Did you mean 'cause_owner'?"


def test_it_knows_which_owners_are_inside_support_and_what_is_usual() -> None:
    assert [OPEN.is_inside_support(name) for name in ("Support", "Depot", "Nobody")] == [True, False, None]
    assert OPEN.usual("Gone")["failure_code"] == "progress_chasing"
    assert OPEN.usual("Unheard of") == {}
