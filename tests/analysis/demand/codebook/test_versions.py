"""Two versions of a codebook: what changed, what carries over, what has to be coded again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.codebook import Codebook
from headwater.analysis.demand.codebook.freezing import frozen_text
from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.analysis.demand.codebook.versions import carry_over, diff
from headwater.analysis.demand.frame import FIELDS

from .made_book import SHOP, changed

OLD = parse_codebook(frozen_text(SHOP, changed()), "old.yaml")


def second(*swaps: tuple[str, str], changes: str = "") -> Codebook:
    return changed(
        ("version: 1\n", f"version: 2\nchanged_from: {{version: 1, changes: [{changes}]}}\n"), *swaps
    )


def recoded(found: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.why) for one in found]  # type: ignore[attr-defined]


def test_nothing_changes_between_a_codebook_and_itself() -> None:
    same = diff(OLD, OLD)
    assert (same.changes, same.recode, same.problems) == ((), (), ())
    assert all(before == after for (_, before), after in same.becomes.items())
    assert len(same.becomes) == sum(len(OLD.codes(field)) for field in FIELDS)


def test_a_renamed_code_carries_over() -> None:
    new = second(
        ("  Late:", "  Not here:"), changes="{field: reason, from: Late, to: Not here, why: clearer}"
    )
    found = diff(OLD, new)
    assert [(c.kind, c.code, c.accounted) for c in found.changes] == [
        ("removed", "Late", True),
        ("added", "Not here", True),
    ]
    assert carry_over({"demand_type": "failure", "reason": "Late"}, found).codes == {
        "demand_type": "failure",
        "reason": "Not here",
    }
    assert "reason: Late is now Not here" in str(found)


def test_merged_codes_both_become_the_one() -> None:
    new = second(
        ("  Late: {meaning: It should have come and has not., counts: [It is late.]}\n", ""),
        ("native_reasons:", "native_reasons:"),
        changes="{field: reason, from: [Late, Gone], to: Gone, why: coders mixed them up}",
    )
    found = diff(OLD, new)
    assert found.becomes["reason", "Late"] == found.becomes["reason", "Gone"] == "Gone"
    assert found.recode == ()


def test_a_split_code_has_to_be_coded_again_and_says_into_what() -> None:
    new = second(
        ("  Praise:\n", "  Very late: {meaning: More than a week.}\n  Praise:\n"),
        changes="{field: reason, from: Late, to: [Late, Very late], why: two owners}",
    )
    found = diff(OLD, new)
    assert recoded(found.recode) == [("Late", "it was split into 'Late', 'Very late' (two owners)")]
    carried = carry_over({"demand_type": "failure", "reason": "Late", "cause": "it"}, found)
    assert carried.codes == {"demand_type": "failure", "cause": "it"}
    assert [(one.field, one.code) for one in carried.recode] == [("reason", "Late")]


def test_a_dropped_code_has_to_be_coded_again() -> None:
    new = second(
        ("  Praise:\n    meaning: Nothing is asked for.\n    usual: {demand_type: not_demand}\n", ""),
        changes="{field: reason, from: Praise, why: never used}",
    )
    assert recoded(diff(OLD, new).recode) == [("Praise", "it was dropped (never used)")]


def test_a_code_taken_out_without_a_word_is_seen() -> None:
    new = second(("  Late:", "  Not here:"))
    found = diff(OLD, new)
    assert [c.accounted for c in found.changes] == [False, False]
    assert recoded(found.recode) == [("Late", "shop 2 does not have it, and changed_from says nothing of it")]
    assert "(changed_from does not say what becomes of it)" in str(found)


@pytest.mark.parametrize(
    ("changes", "stands"), [("", False), ("{field: reason, from: Late, to: Late, why: only clearer}", True)]
)
def test_a_reworded_code_stands_only_when_somebody_says_so(changes: str, stands: bool) -> None:
    new = second(("It should have come and has not.", "The promised day is over."), changes=changes)
    found = diff(OLD, new)
    assert [(c.kind, c.what, c.accounted) for c in found.changes] == [("reworded", "meaning changed", stands)]
    assert (("reason", "Late") in found.becomes) is stands
    assert bool(found.recode) is not stands


def test_other_line_breaks_are_no_rewording() -> None:
    new = second(("meaning: Nobody knows where it is.", "meaning: >\n      Nobody knows\n      where it is."))
    assert diff(OLD, new).changes == ()


def test_an_owner_that_moved_and_a_changed_hint_are_told_and_cost_no_recoding() -> None:
    new = second(
        ("inside_support: false", "inside_support: true"), ("cause_owner: Depot}", "cause_owner: Support}")
    )
    found = diff(OLD, new)
    assert [(c.kind, c.code, c.what) for c in found.changes] == [
        ("moved", "Gone", "usually cause_owner Depot before, Support now"),
        ("moved", "Depot", "outside support before, inside support now"),
    ]
    assert found.recode == ()


def test_free_texts_of_open_coding_are_carried_where_the_new_version_speaks_of_them() -> None:
    new = second(changes="{field: reason, from: [parcel not here, not arrived], to: Late, why: open coding}")
    found = diff(changed(), new)
    assert carry_over({"reason": "not arrived"}, found).codes == {"reason": "Late"}
    assert carry_over({"reason": "Late"}, found).codes == {"reason": "Late"}
    again = carry_over({"reason": "box torn"}, found)
    assert recoded(again.recode) == [("box torn", "it is free text and no code of shop 2")]


def test_two_versions_that_do_not_fit_together_say_why() -> None:
    other = second(("codebook: shop", "codebook: store"))
    assert "shop 1 and store 2 are two codebooks, not two versions of one." in diff(OLD, other).problems
    third = changed(("version: 1\n", "version: 3\nchanged_from: {version: 2}\n"))
    assert "shop 3 says what changed from version 2, not from shop 1." in diff(OLD, third).problems
    wrong = second(changes="{field: reason, from: Lat, to: Late, why: x}")
    assert diff(OLD, wrong).problems == (
        "reason: renamed 'Lat' to 'Late' speaks of 'Lat', which shop 1 does not have. Did you mean 'Late'?",
    )
    assert "shop 1 comes before shop 3: give the older file first." in diff(third, OLD).problems
    in_place = OLD.model_copy(update={"reason": {}})
    unseen = "Both are shop 1, and they are not the same: a change needs a new version."
    assert unseen in diff(OLD, in_place).problems


def test_a_change_that_leads_nowhere_has_to_be_coded_again() -> None:
    new = second(changes="{field: reason, from: Late, to: Lost, why: x}")
    assert recoded(diff(OLD, new).recode) == [("Late", "it leads to 'Lost', which shop 2 does not have")]


def test_as_data_it_says_the_same() -> None:
    new = second(
        ("  Late:", "  Not here:"), changes="{field: reason, from: Late, to: Not here, why: clearer}"
    )
    data = diff(OLD, new).to_dict()
    assert {"field": "reason", "from": "Late", "to": "Not here"} in data["carried_over"]
    assert data["changes"][0]["kind"] == "removed"
    assert data["recode"] == []


@given(
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.sampled_from([*OLD.codes("reason"), *OLD.codes("cause"), *OLD.codes("demand_type"), "free"]),
    )
)
def test_no_code_is_lost_or_made_up_when_carried_over(codes: dict[str, str]) -> None:
    new = second(
        ("  Late:", "  Not here:"),
        changes="{field: reason, from: Late, to: Not here}, {field: reason, from: Gone, to: [Gone, Praise]}",
    )
    carried = carry_over(codes, diff(OLD, new))
    assert set(carried.codes) | {one.field for one in carried.recode} == set(codes)
    assert not set(carried.codes) & {one.field for one in carried.recode}
    assert all(code in new.codes(field) for field, code in carried.codes.items())
