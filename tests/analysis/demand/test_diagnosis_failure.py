"""How a diagnosis opens: with failure demand once people coded, before that with what coding would buy."""

import json
import re

from headwater.analysis.demand.report import Report, render_html

from .made_diagnosis import bare, coded, rich


def report() -> Report:
    return coded().report()


def test_with_codes_it_opens_with_failure_demand_and_who_causes_it() -> None:
    first = report().headline.text
    assert re.match(r"Failure demand is \d+% \(\d+% to \d+%\) of contacts and \d+% .* of handle time", first)
    assert re.search(r"is caused outside support; \d+% \(\d+% to \d+%\) inside", first)
    assert report().opening is None
    assert str(coded()).split("\n\n")[1].startswith("Failure demand is")


def test_the_first_findings_are_owners_and_what_comes_back_and_the_others_follow() -> None:
    findings = report().findings
    assert [f.section for f in findings[:3]] == ["failure", "failure", "set-off"]
    assert findings[0].title == "Owns most of it: Depot"
    assert len(findings) == 6
    assert findings[3].section not in ("failure", "reasons", "set-off")


def test_its_sections_come_before_those_that_need_no_codes() -> None:
    assert [s.id for s in report().sections][:4] == ["failure", "reasons", "set-off", "work"]


def test_what_coding_has_answered_is_no_gap_any_more() -> None:
    questions = [gap.question for gap in report().cannot_say]
    assert "Which share of contacts is failure demand?" not in questions
    assert len(questions) == len(set(questions))


def test_days_of_the_sample_that_differ_from_those_diagnosed_are_said() -> None:
    assert "Coded contacts are of" not in report().headline.basis


def test_without_codes_it_opens_with_what_hours_of_coding_would_buy() -> None:
    said = rich().report().opening
    assert said is not None
    assert re.search(
        r"tells it to within 10 points in \d+ hours, 5 points in \d+ hours and 3 points in \d+", said.text
    )
    assert "at 90 seconds a contact, 20% of them read by two people" in said.basis
    assert str(rich()).split("\n\n")[1].startswith("Nobody has coded yet")
    assert said.text in render_html(rich().report())
    assert "failure" not in [s.id for s in rich().report().sections]


def test_where_all_could_be_read_no_sample_is_offered() -> None:
    assert bare().coding_offer is None
    assert bare().report().opening is None


def test_both_ways_are_plain_data() -> None:
    data = json.loads(json.dumps(coded().to_dict(), default=str))
    assert data["causes"]["views"]["cause_owner"][0]["name"] == "Depot"
    assert data["coding_offer"] is None
    assert data["settings"]["codes"] == 300
    assert data["summary"]["headline"].startswith("Failure demand is")
    without = rich().to_dict()
    assert without["causes"] is None
    assert without["coding_offer"]["lines"][0]["contacts"] > 0
    assert without["summary"]["opening"].startswith("Nobody has coded yet")


def test_the_page_holds_no_script_and_every_view() -> None:
    page = render_html(report())
    assert "<script" not in page
    for words in ("What should never have happened", "Parcel is late", "Depot", "What it sets off"):
        assert words in page
