"""A report refuses to point to what is not in it."""

import pytest

from headwater.analysis.demand.report import Finding, Report, Section, Sentence
from headwater.analysis.errors import UsageError


def test_a_section_id_that_is_no_address_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'Where time goes' cannot be an address.*hyphens"):
        Report("t", "s", Sentence("h"), sections=(Section("Where time goes", "x"),))


def test_two_sections_of_one_id_are_refused() -> None:
    with pytest.raises(UsageError, match="Two sections have the id 'time'"):
        Report("t", "s", Sentence("h"), sections=(Section("time", "a"), Section("time", "b")))


def test_a_finding_that_points_nowhere_is_refused_and_the_sections_are_named() -> None:
    with pytest.raises(UsageError, match=r"points to section 'repeats'.*Sections: time"):
        Report(
            "t",
            "s",
            Sentence("h"),
            findings=(Finding("f", "1", Sentence("x"), "repeats"),),
            sections=(Section("time", "a"),),
        )
