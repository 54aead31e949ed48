"""How causes read: every share with its interval, ties said, nothing more certain than it is."""

import re

import pytest

from headwater.analysis.demand.causes.causes_text import causes_text
from headwater.analysis.demand.causes.ranking import Ranking, Standing
from headwater.analysis.demand.causes.reading_figures import lead
from headwater.analysis.demand.causes.sentences import headline, knock_on, ledger_first, who_causes
from headwater.analysis.demand.report import Report, render_html

from .test_causes import found, traced


def ranking(*names: str, leaders: int) -> Ranking:
    several = len(names)
    return Ranking(
        tuple(
            Standing(n, 1.0, at, 1 if at <= leaders else leaders + 1, leaders if at <= leaders else several)
            for at, n in enumerate(names, 1)
        ),
        (),
    )


def test_the_headline_gives_count_time_and_money_with_intervals() -> None:
    assert re.fullmatch(
        r"Failure demand is \d+% \(\d+% to \d+%\) of contacts and \d+% \(\d+% to \d+%\) of handle time "
        r"and so of cost\.",
        headline(found()),
    )


def test_what_nobody_placed_is_said() -> None:
    assert re.search(r"; for \d+% \(\d+% to \d+%\) nobody said\.$", who_causes(found()))


def test_leaders_are_named_only_as_far_as_the_data_tell_them_apart() -> None:
    assert lead(ranking("a", "b", "c", leaders=1)) == "“a” is the largest."
    assert (
        lead(ranking("a", "b", "c", leaders=2))
        == "“a” and “b” lead; which of them is the largest cannot be told."
    )
    assert lead(ranking("a", "b", "c", leaders=3)).startswith("None of the 3 can be told to be the largest")
    assert lead(ranking(*"abcdefgh", leaders=6)) == "“a” has the largest figure; 5 others may be as large."
    assert lead(Ranking((), ())) == ""


def test_what_sets_off_most_is_said_with_its_difference() -> None:
    said = knock_on(found())
    assert said.startswith("Contacts about “Parcel is late” are followed by another of the same customer")
    assert re.search(r"more often than all others: \d+% .*, \+\d+ points \(\+\d+ to \+\d+\)\.", said)
    assert "hours" in said


def test_the_text_has_every_part() -> None:
    text = causes_text(found())
    for part in (
        "Who can stop it",
        "Why it happens",
        "What customers say",
        "What it sets off",
        "The tree: failure code, reason",
        "Actions",
        "value-irritant quadrants",
        "Budget",
        "Now spent a year on training and coping: 1,000 EUR",
        "1 other reason",
    ):
        assert part in text
    assert "None" not in text.replace("None of", "")
    assert "nan" not in text.split()


def test_without_a_ledger_the_next_step_is_named() -> None:
    made = traced(200)
    assert "--new-ledger" in ledger_first(made)
    assert made.budget is None
    assert "Budget" not in str(made)


@pytest.fixture(scope="module")
def report() -> Report:
    return found().report()


def test_the_document_has_a_section_for_each_question(report: Report) -> None:
    assert [s.id for s in report.sections] == [
        "failure",
        "reasons",
        "set-off",
        "actions",
        "quadrants",
        "budget",
    ]
    assert [f.section for f in report.findings] == ["failure", "failure", "set-off"]


def test_no_sentence_holds_more_digits_than_its_interval(report: Report) -> None:
    texts = [s.text for section in report.sections for s in section.paragraphs]
    texts += [finding.sentence.text for finding in report.findings]
    for text in texts:
        assert not re.search(r"[1-9]\.\d{2}|\d\.\d{3}", text), text
        assert "None" not in text.replace("None of", "")


def test_the_tree_is_in_the_page_with_all_levels(report: Report) -> None:
    tree = next(t for s in report.sections for t in s.tables if t.title.startswith("The tree"))
    assert [row.count("› ") for row in tree.columns["Code"][:4]] == [0, 1, 2, 3]
    page = render_html(report)
    for words in ("Proof of identity", "Depot", "What to do about each reason"):
        assert words in page


def test_tables_count_the_same_contacts(report: Report) -> None:
    by_unit = next(t for s in report.sections for t in s.tables if t.title == "Failure demand by unit")
    assert sum(by_unit.columns["Coded"]) == found().failure.coded


def test_charts_are_drawn_from_the_result() -> None:
    for level in ("reason", "cause", "cause_owner"):
        assert "layer" in found().chart(level).to_dict()
