"""From a coded sample to a card that says how well the rest is read."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.analysis.demand.coder.made_sample import made_sample, made_source
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.demand.coder.card import ModelCard
from headwater.analysis.demand.coder.learning import CoderSettings, codes_of, learn_codes
from headwater.analysis.demand.coding.sampled import CHOSEN_AS_UNSURE, Coding
from headwater.analysis.errors import BadDataError, UsageError

pytest.importorskip("sklearn", reason="needs the extra `text`")

ONLY_REASON = CoderSettings(fields=("reason",))


def card_of(count: int = 240, noise: float = 0.0, **changed: Any) -> ModelCard:
    texts, codes = made_texts(count, noise=noise)
    learned = learn_codes(made_source(texts), made_sample([{"reason": c} for c in codes]), ONLY_REASON)
    return replace(learned, **changed).card()


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return card_of()


def test_what_can_be_told_is_told(card: ModelCard) -> None:
    (found,) = card.fields
    assert found.accuracy.value is not None
    assert found.accuracy.value > 0.97
    assert found.base_rate.value is not None
    assert found.base_rate.value < 0.45
    assert found.gain.low is not None
    assert found.gain.low > 0.5
    assert found.calibration.brier < 0.1 < found.calibration.brier_of_shares


def test_the_terms_that_speak_for_a_code_are_its_own(card: ModelCard) -> None:
    terms = {code.code: code.terms for code in card.of("reason").codes}
    assert {"parcel", "delayed"} & set(terms["late"])
    assert {"refund", "twice"} & set(terms["refund"])
    assert not {"refund", "hello"} & set(terms["late"])


def test_a_term_that_only_one_contact_holds_is_not_shown() -> None:
    texts, codes = made_texts(120)
    named = [f"{t} from Clementine Featherstone" if n == 3 else t for n, t in enumerate(texts)]
    learned = learn_codes(made_source(named), made_sample([{"reason": c} for c in codes]), ONLY_REASON)
    assert "clementine" not in json.dumps(learned.card().to_dict()).lower()


def test_a_model_that_learned_nothing_is_said_to_gain_nothing() -> None:
    card = card_of(300, noise=1.0)
    assert "it has not been shown to tell more than that" in str(card)
    found = card.of("reason").calibration
    assert found.brier < found.brier_of_shares + 0.1


def test_the_card_prints_and_is_plain_data(card: ModelCard) -> None:
    said = str(card)
    assert "Learned from 240 coded contacts and judged on the 240 of them" in said
    assert "what speaks for a code:" in said
    assert "What it cannot see:\n- What is not in the contact's own text" in said
    data = json.loads(json.dumps(card.to_dict()))
    assert data["fields"][0]["accuracy"]["n"] == 240
    assert sum(code["coded"] for code in data["fields"][0]["codes"]) == 240
    assert len(card.to_frame("pandas")) == 3


def test_mixups_are_counted_where_two_codes_cannot_be_told_apart() -> None:
    texts, codes = made_texts(200)
    two = [("late" if n % 2 else "lost") if c == "late" else c for n, c in enumerate(codes)]
    learned = learn_codes(made_source(texts), made_sample([{"reason": c} for c in two]), ONLY_REASON)
    worst = learned.card().of("reason").mixups[0]
    assert {worst.coded, worst.said} == {"late", "lost"}
    assert "most often mixed up: l" in str(learned.card())


def test_codes_with_few_examples_are_named_as_too_rare() -> None:
    texts, codes = made_texts(100)
    rare = ["once" if n == 7 else c for n, c in enumerate(codes)]
    learned = learn_codes(made_source(texts), made_sample([{"reason": c} for c in rare]), ONLY_REASON)
    assert learned.card().of("reason").too_rare == ("once",)


def test_the_charts_draw_and_carry_their_table(card: ModelCard) -> None:
    assert card.figure().columns["Field"] == ["reason", "reason"]
    assert "<svg" in card.figure().svg()
    assert "<svg" in card.reliability_figure("reason").svg()
    assert card.chart("reason") is not None
    with pytest.raises(UsageError, match=r"has not learned 'reson'\. Did you mean 'reason'"):
        card.chart("reson")


def test_contacts_picked_as_unsure_are_learned_from_and_not_judged_on() -> None:
    texts, codes = made_texts(100)
    sample = made_sample([{"reason": c} for c in codes], dict.fromkeys(range(80, 100), CHOSEN_AS_UNSURE))
    card = learn_codes(made_source(texts), sample, ONLY_REASON).card()
    assert (card.learned_from, card.judged_on) == (100, 80)
    assert card.of("reason").contacts == 80


def test_contacts_without_text_are_counted_and_read_by_what_was_recorded() -> None:
    texts, codes = made_texts(160)
    blank = [t if n % 2 else "" for n, t in enumerate(texts)]
    recorded = [{"reason_source": c} for c in codes]
    sample = made_sample([{"reason": c} for c in codes])
    with_it = learn_codes(made_source(blank, recorded), sample, ONLY_REASON).card()
    assert with_it.without_text == 80
    assert with_it.of("reason").accuracy.value == 1.0
    assert (
        "80 of 160 contacts have no text; of these it knows channel and native reason." in with_it.cannot_see
    )
    without = learn_codes(made_source(blank, recorded), sample, replace(ONLY_REASON, recorded=False)).card()
    blind = without.of("reason").accuracy.value
    assert blind is not None
    assert blind < 0.85


def test_native_reasons_alone_are_said_to_be_all_it_knows() -> None:
    codes = ["late", "refund"] * 30
    source = made_source([""] * 60, [{"reason_source": c} for c in codes])
    sample = made_sample([{"reason": c} for c in codes])
    card = learn_codes(source, sample, ONLY_REASON).card()
    assert "it knows only channel and native reason" in card.cannot_see[0]
    with pytest.raises(
        UsageError, match=r"There is no text to read.*Import an export with its texts, or let"
    ):
        learn_codes(source, sample, replace(ONLY_REASON, recorded=False))


def test_all_labels_equal_is_a_card_and_not_an_error() -> None:
    texts, _ = made_texts(40)
    card = learn_codes(made_source(texts), made_sample([{"reason": "late"}] * 40), ONLY_REASON).card()
    assert card.of("reason").accuracy.value == 1
    assert "every coded contact is 'late'" in card.notes[0]
    assert "it has not been shown to tell more" in str(card)


def test_fields_nobody_coded_are_named() -> None:
    texts, codes = made_texts(40)
    settings = CoderSettings(fields=("reason", "cause"))
    card = learn_codes(made_source(texts), made_sample([{"reason": c} for c in codes]), settings).card()
    assert card.notes == ("Nothing was learned of cause: no coded contact has a code there.",)


def test_a_sheet_of_another_store_is_refused_by_name() -> None:
    with pytest.raises(
        BadDataError, match=r"2 of the 3 coded contacts are not in the contact store \(memory/c1, "
    ):
        learn_codes(made_source(["one"]), made_sample([{"reason": "late"}] * 3))


def test_an_uncoded_sample_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadDataError, match=r"nothing to learn from.*headwater demand code SHEET"):
        learn_codes(made_source(["one"]), made_sample([{}]))


def test_an_unknown_field_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no field 'causes'\. Did you mean 'cause'"):
        CoderSettings(fields=("causes",))


def test_a_decision_goes_before_the_readings_and_a_majority_before_the_first() -> None:
    (contact,) = made_sample([{"cause": "it"}]).contacts
    readings = tuple(
        Coding(name, {"cause": cause}) for name, cause in (("a", "it"), ("b", "policy"), ("c", "policy"))
    )
    assert codes_of(replace(contact, codings=readings)) == {"cause": "policy"}
    assert codes_of(replace(contact, codings=readings[:2])) == {"cause": "it"}
    decided = Coding("d", {"cause": "people", "reason": ""}, adjudicates=True)
    assert codes_of(replace(contact, codings=(*readings, decided))) == {"cause": "people"}
