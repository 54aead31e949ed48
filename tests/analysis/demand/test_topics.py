import csv
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from headwater.analysis.demand.topic_fit import agreement
from headwater.analysis.demand.topics import TopicSettings, candidate_reasons
from headwater.analysis.demand.topics_result import CandidateReasons
from headwater.analysis.errors import MissingExtraError, UsageError

pytest.importorskip("sklearn", reason="needs the extra `text`")

_PLANTED = 15
_SYLLABLES = ["ba", "do", "fi", "gu", "ke", "la", "mo", "ni", "pe", "ra", "so", "tu", "vi", "wo", "zy"]


def _planted(texts: int, seed: int = 3) -> tuple[list[str], list[int], list[list[str]]]:
    """Texts about one of 15 subjects each: four words of the subject, three that stand everywhere."""
    random = Random(seed)
    words = [a + b + "n" for a in _SYLLABLES for b in _SYLLABLES]
    random.shuffle(words)
    subjects = [words[i * 8 : i * 8 + 8] for i in range(_PLANTED)]
    everywhere = words[130:142]
    about = [random.randrange(_PLANTED) for _ in range(texts)]
    made = []
    for subject in about:
        said = random.sample(subjects[subject], 4) + random.sample(everywhere, 3)
        random.shuffle(said)
        made.append(" ".join(said) + f" order {random.randrange(10**6)} @shop")
    return made, about, subjects


@pytest.fixture(scope="module")
def planted() -> tuple[CandidateReasons, list[int], list[list[str]]]:
    texts, about, subjects = _planted(1500)
    ids = [f"c{i}" for i in range(len(texts))]
    return candidate_reasons(texts, TopicSettings(rounds=1, most=30), ids=ids), about, subjects


def test_planted_subjects_are_recovered_with_their_words_and_shares(planted: Any) -> None:
    found, about, subjects = planted
    assert found.chosen == _PLANTED
    of_word = {word: number for number, subject in enumerate(subjects) for word in subject}
    recovered = set()
    for topic in found.topics:
        single = {of_word.get(word) for phrase in topic.words[:4] for word in phrase.split()}
        assert len(single) == 1, topic.words
        (subject,) = single
        recovered.add(subject)
        assert topic.share.low <= about.count(subject) / len(about) <= topic.share.high
        assert all(about[int(t.contact_id[1:])] == subject for t in topic.typical)
    assert recovered == set(range(_PLANTED))
    assert sum(topic.contacts for topic in found.topics) + round(found.none.value * found.used) == found.used


def test_the_number_chosen_is_the_one_on_which_random_halves_agree_best(planted: Any) -> None:
    found, _, _ = planted
    best = max(found.stability, key=lambda trial: trial.agreement)
    assert best.topics == _PLANTED
    others = [trial.agreement for trial in found.stability if trial.topics != _PLANTED]
    assert max(others) < best.agreement - 0.05
    assert [t.topics for t in found.stability] == [10, 12, 15, 18, 20, 25, 30]


def test_candidates_say_that_a_person_has_to_name_them_and_show_no_text_unasked(planted: Any) -> None:
    found, _, _ = planted
    assert "candidates found by counting words, not contact reasons: a person has to read" in str(found)
    as_dict = json.loads(json.dumps(found.to_dict()))
    assert as_dict["status"] == "candidate"
    assert all(t["text"] is None for topic in as_dict["topics"] for t in topic["typical"])


def test_texts_of_typical_contacts_come_when_asked_for() -> None:
    texts, _, _ = _planted(300)
    found = candidate_reasons(texts, TopicSettings(rounds=1, most=12, with_examples=True, typical=2))
    shown = found.topics[0].typical[0]
    assert shown.text == texts[int(shown.contact_id)]
    assert shown.text in str(found)


def test_the_same_seed_gives_the_same_candidates_and_a_sample_is_said() -> None:
    texts, _, _ = _planted(600)
    settings = TopicSettings(rounds=1, most=12, most_texts=400, seed=7)
    first, again = (candidate_reasons(texts, settings).to_dict() for _ in range(2))
    assert first == again
    assert first["used"] == 400
    assert "400 of them were drawn at random." in first["facts"]


def test_when_the_time_is_up_it_stops_and_says_so() -> None:
    texts, _, _ = _planted(300)
    ticks = iter(range(1000))
    found = candidate_reasons(texts, TopicSettings(max_seconds=3.0), clock=lambda: float(next(ticks)))
    assert found.stopped_early
    assert 1 <= sum(trial.pairs for trial in found.stability) <= 3
    assert "The time was up after" in str(found)


def test_too_few_or_too_short_texts_are_a_result_that_says_why() -> None:
    short = candidate_reasons(["hello", None, "", "thank you"] * 200)
    assert short.why == "only 0 of 800 texts have three words or more; 200 are needed"
    assert short.columns()["words"] == []
    same = candidate_reasons(["where is my parcel now"] * 300)
    assert "too few different words (0) for 10 candidates" in str(same)
    letters = "abcdefghijklmnopqrstuvwxyz"
    unlike = [" ".join(a + b + c for c in letters[:4]) for a in letters for b in letters[:10]]
    assert "too few different words (0)" in str(candidate_reasons(unlike))


def test_agreement_matches_topics_whatever_their_order() -> None:
    one = np.zeros((3, 40))
    for topic in range(3):
        one[topic, topic * 10 : topic * 10 + 10] = np.arange(10, 0, -1)
    assert agreement(one, one[[2, 0, 1]]) == 1.0
    other = one.copy()
    other[0, 5:10], other[0, 30:35] = 0, 1  # five of ten words in common: Jaccard 5 / 15
    assert agreement(one, other) == pytest.approx((1 / 3 + 1 + 1) / 3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"least": 20, "most": 10}, "least is 20 and most is 10: give numbers of candidates from 2 to 100"),
        ({"most_texts": 50}, "most_texts is 50: at least 200 texts are needed"),
        ({"rounds": 0}, "rounds has to be at least 1"),
        ({"max_seconds": 0}, "max_seconds above 0"),
    ],
)
def test_bad_settings_are_refused_in_words(given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        TopicSettings(**given)
    assert says in str(caught.value)


def test_ids_have_to_match_the_texts() -> None:
    with pytest.raises(UsageError, match=r"There are 2 texts and 1 ids\. Give one id for each text"):
        candidate_reasons(["a", "b"], ids=["1"])


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.analysis.demand.topics.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'headwater\[text\]'"):
        candidate_reasons(["where is my parcel"])


def test_the_result_leaves_as_frame_and_chart(planted: Any) -> None:
    found, _, _ = planted
    assert list(found.to_frame("pandas")["candidate"]) == list(range(1, len(found.topics) + 1))
    assert len(found.chart().to_dict()["layer"]) == 2


@pytest.mark.real_data
def test_public_support_messages_give_candidates_in_bounded_time(real_file: Callable[[str], Path]) -> None:
    with gzip.open(real_file("spotify_support_2017.csv.gz"), "rt", encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    started = time.monotonic()
    settings = TopicSettings(rounds=1, most=20, max_seconds=20)
    found = candidate_reasons(texts, settings, clock=time.monotonic)
    assert time.monotonic() - started < 40
    assert 10 <= found.chosen <= 20
    leading = {word for topic in found.topics for word in topic.words}
    assert {"songs", "android", "iphone"} <= leading
    assert not leading & {"the", "i", "to", "it", "and"}
    assert found.none.value is not None
    assert found.none.value < 0.5
