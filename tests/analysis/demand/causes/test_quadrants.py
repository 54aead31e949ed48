"""Where a reason lies: what the organisation says, then the codebook, then the codes."""

import pytest

from headwater.analysis.demand.causes.judgements import Judgement
from headwater.analysis.demand.causes.nodes import Amount
from headwater.analysis.demand.causes.quadrants import (
    QUADRANTS,
    Placed,
    Quadrants,
    QuadrantSum,
    in_order,
    place,
)
from headwater.analysis.estimates import Estimate

FAILED = {"failure": 0.9, "unpreventable": 0.1}
WANTED = {"failure": 0.9, "unpreventable": 0.8}
VALUE = {"failure": 0.1, "unpreventable": 0.0}


def test_the_four_quadrants_are_those_of_price_and_jaffe() -> None:
    assert QUADRANTS["irritant", "irritant"] == "eliminate"
    assert QUADRANTS["valuable", "valuable"] == "leverage"
    assert QUADRANTS["irritant", "valuable"] == "simplify"
    assert QUADRANTS["valuable", "irritant"] == "automate"


@pytest.mark.parametrize(
    ("codes", "quick", "quadrant"),
    [
        (FAILED, None, "eliminate"),
        (WANTED, None, "simplify"),
        (VALUE, True, "automate"),
        (VALUE, False, "leverage"),
    ],
)
def test_starting_values_come_from_the_codes(
    codes: dict[str, float], quick: bool | None, quadrant: str
) -> None:
    made = place("r", codes, judged=None, book=None, quick=quick)
    assert made is not None
    assert QUADRANTS[made[0], made[1]] == quadrant
    assert made[2] == "codes"


def test_what_nothing_tells_is_not_placed() -> None:
    assert place("r", VALUE, judged=None, book=None, quick=None) is None


def test_the_organisation_wins_over_the_codebook_and_the_codebook_over_the_codes() -> None:
    book = Judgement("irritant", "valuable")
    assert place("r", VALUE, judged=None, book=book, quick=True) == ("irritant", "valuable", "codebook")
    judged = Judgement("valuable", None)
    assert place("r", FAILED, judged=judged, book=book, quick=True) == (
        "valuable",
        "valuable",
        "organisation and codebook",
    )
    assert place("r", FAILED, judged=judged, book=None, quick=True) == (
        "valuable",
        "irritant",
        "organisation and codes",
    )


def placed(name: str, share: float, said_by: str = "codes") -> Placed:
    each = Estimate(share, share - 0.01, share + 0.01, n=100)
    amount = Amount(each, each, each)
    return Placed(name, "irritant", "irritant", said_by, 10, amount, amount)


def made_quadrants() -> Quadrants:
    reasons = in_order([placed("small", 0.05, "organisation"), placed("large", 0.2)])
    whole = placed("", 0.25)
    sums = tuple(
        QuadrantSum(name, 2 if name == "eliminate" else 0, whole.share, whole.yearly)
        for name in QUADRANTS.values()
    )
    return Quadrants(reasons, sums, left_out=5, coded=100)


def test_derived_places_are_marked_in_figure_and_data() -> None:
    found = made_quadrants()
    assert found.derived == 1
    figure = found.figure()
    assert figure.columns["Reason"] == ["large *", "small"]
    assert figure.columns["Field"] == ["Eliminate", "Eliminate"]
    assert "derived from the codes" in figure.description
    assert [r["derived"] for r in found.to_dict()["reasons"]] == [True, False]
    assert found.to_dict()["derived"].startswith("Failure demand irritates")
    assert found.columns["said_by"] == ["codes", "organisation"]


def test_the_figure_is_drawn_for_page_and_phone() -> None:
    figure = made_quadrants().figure()
    for narrow in (False, True):
        picture = figure.svg(narrow=narrow)
        for words in ("Eliminate", "Leverage", "nothing here", "large *", "nuisance to customer and company"):
            assert words in picture
