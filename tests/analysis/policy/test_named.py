"""Which policies an instruction names, told in people's own words."""

import pytest

from headwater.analysis.policy import Policy, sample
from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.named import WORDS, named_in

TELECOM = tuple(sample("telecom")[0])
STEPS = {"greet", "situation", "explain", "needs", "offer", "summary"}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("Four minutes per call, on average", {"four-minutes"}),
        ("Our AHT", {"four-minutes", "five-minutes"}),
        ("AHT: 240 seconds", {"four-minutes"}),
        ("Handle-time of 4 min", {"four-minutes"}),
        ("average handle time: four minutes", {"four-minutes"}),
        ("AHT of ten minutes", set()),
        ("Follow the whole script", STEPS),
        ("As the Personal Service Guide says", STEPS),
        ("always explain solution and bill", {"explain"}),
        ("Write notes for 20 seconds", {"notes"}),
        ("no more than €60 of credit", {"credit"}),
        ("a credit of 40 EUR at most", set()),
        ("80% within 20 s service level", {"answer"}),
        ("Be nice", set()),
        ("", set()),
    ],
)
def test_an_instruction_names_what_its_words_and_amounts_say(told: str, named: set[str]) -> None:
    assert named_in(told, TELECOM) == named


def test_an_amount_alone_names_a_policy_only_where_no_other_has_it() -> None:
    one = Policy("a", "WFM", "talk_s", "<=", 180)
    assert named_in("three minutes and no more", [one]) == {"a"}
    assert named_in("three minutes and no more", [one, Policy("b", "QA", "hold_s", "<=", 180)]) == set()


def test_part_of_a_word_is_no_word() -> None:
    assert named_in("the description of a noteshop", TELECOM) == set()
    assert named_in("14 minutes, or 4.5 minutes", TELECOM) == set()


def test_every_metric_has_words() -> None:
    assert set(WORDS) == set(METRICS)
    assert all(word == word.casefold() and "-" not in word for words in WORDS.values() for word in words)
