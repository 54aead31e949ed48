"""Drawn samples: by chance alone, exactly as designed, in an order in which coding may stop early."""

from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from tests.analysis.demand.sampling.made_store import (
    CHANNELS,
    Store,
    coded,
    codes,
    contact,
    contacts,
    items,
    tables,
    texts,
)

from headwater.analysis.contacts.frames import contact_key, contacts_from_rows, rows_as_frame
from headwater.analysis.demand.coding.sampled import CHOSEN_AGAIN, CHOSEN_AS_UNSURE, Stratum
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.sampling.additions import to_see_again
from headwater.analysis.demand.sampling.numbers import number_of
from headwater.analysis.demand.sampling.planning import plan_sample
from headwater.analysis.demand.sampling.sample import draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.errors import BadDataError, UsageError

BY_CHANNEL = SampleSettings(n=60, variables=("channel",), double_share=0)


@pytest.fixture(scope="module")
def source() -> ContactTables:
    return tables(contacts())


def test_each_stratum_gives_the_contacts_with_the_smallest_numbers(source: ContactTables) -> None:
    sample = draw_sample(source, replace(BY_CHANNEL, seed=5))
    expected = set()
    for channel, n in (("phone", 30), ("chat", 15), ("email", 15)):
        own = [f"c{i}" for i in range(600) if CHANNELS[i % 4] == channel]
        own.sort(key=lambda name: number_of(contact_key("crm", name), 5))
        expected |= {f"crm/{name}" for name in own[:n]}
    assert set(items(sample)) == expected


def test_every_row_says_how_its_contact_was_drawn(source: ContactTables) -> None:
    sample = draw_sample(source, replace(BY_CHANNEL, n=61))
    assert sample.design.strata == {
        "chat": Stratum(150, 15),
        "email": Stratum(150, 15),
        "phone": Stratum(300, 31),
    }
    for row in sample.rows:
        stratum = sample.design.strata[row.contact.stratum]
        assert row.contact.inclusion_probability == stratum.drawn / stratum.contacts
        assert row.shown["channel"] == row.contact.stratum
        assert (row.contact.chosen, row.contact.batch) == ("sample", 1)
    assert sum(1 / row.contact.inclusion_probability for row in sample.rows) == pytest.approx(600)


def test_weighted_totals_are_unbiased_over_seeds(source: ContactTables) -> None:
    # 40 draws of the whole way through the engine; the total is that of contacts whose number is small
    settings = SampleSettings(n=30, variables=("reason_source",), double_share=0)
    estimates = []
    for seed in range(40):
        rows = draw_sample(source, replace(settings, seed=seed)).rows
        estimates.append(
            sum(1 / r.contact.inclusion_probability for r in rows if int(r.contact.contact_id[1:]) % 7 < 3)
        )
    true = sum(n % 7 < 3 for n in range(600))
    error = np.std(estimates, ddof=1) / np.sqrt(len(estimates))
    assert abs(np.mean(estimates) - true) < 3.3 * error
    assert error < 10


def test_the_same_seed_draws_the_same_and_another_seed_others(source: ContactTables) -> None:
    first, again = (draw_sample(source, BY_CHANNEL).rows for _ in range(2))
    assert first == again
    other = set(items(draw_sample(source, replace(BY_CHANNEL, seed=2))))
    assert len(other & {row.contact.item for row in first}) < 25


def test_a_larger_sample_contains_the_smaller_one(source: ContactTables) -> None:
    small = items(draw_sample(source, BY_CHANNEL))
    assert set(small) < set(items(draw_sample(source, replace(BY_CHANNEL, n=200))))


def test_any_first_part_of_the_rows_is_close_to_proportional(source: ContactTables) -> None:
    rows = draw_sample(source, replace(BY_CHANNEL, n=200)).rows
    for first in (40, 100, 150):
        seen = Counter(row.contact.stratum for row in rows[:first])
        assert abs(seen["phone"] - first / 2) < 4 * np.sqrt(first / 4)
        assert min(seen["chat"], seen["email"]) > first / 4 - 4 * np.sqrt(first * 3 / 16)


def test_a_margin_gives_its_size(source: ContactTables) -> None:
    sample = draw_sample(source, replace(BY_CHANNEL, n=None, margin=0.05))
    assert sample.plan.n == len(items(sample)) == 235
    assert sample.plan.margins[0.5] == pytest.approx(0.05, abs=2e-4)


def test_more_than_there_are_is_a_census(source: ContactTables) -> None:
    sample = draw_sample(source, replace(BY_CHANNEL, n=10_000))
    assert len(items(sample)) == 600
    assert all(row.contact.inclusion_probability == 1 for row in sample.rows)
    assert sample.plan.margins == {0.5: 0.0, 0.1: 0.0}
    assert "a census" in str(sample.plan)


def test_small_strata_are_merged_and_told(source: ContactTables) -> None:
    sample = draw_sample(source, SampleSettings(n=40, variables=("reason_source", "channel", "month")))
    assert min(stratum.drawn for stratum in sample.design.strata.values()) >= 2
    assert sum(stratum.contacts for stratum in sample.design.strata.values()) == 600
    assert f"{sample.plan.merged} combinations of values were too small" in str(sample.plan)


def test_neyman_for_time_draws_more_where_contacts_take_longer(source: ContactTables) -> None:
    settings = SampleSettings(n=100, variables=("reason_source",), allocation="neyman", aim="time")
    neyman = draw_sample(source, settings)
    even = draw_sample(source, replace(settings, allocation="proportional"))
    assert neyman.design.strata["Refund"].drawn > 2 * even.design.strata["Refund"].drawn
    assert neyman.plan.time_margin
    assert even.plan.time_margin
    assert neyman.plan.time_margin < 0.95 * even.plan.time_margin


def test_neyman_for_contacts_draws_more_where_a_pilot_found_codes_to_differ(source: ContactTables) -> None:
    settings = SampleSettings(n=120, variables=("reason_source",), seed=3)
    first = coded(
        draw_sample(source, replace(settings, seed=4)),
        lambda row: row.shown["reason_source"] == "Parcel is late" and row.shown["channel"] == "phone",
    )
    found = draw_sample(source, replace(settings, allocation="neyman"), pilot=codes(first))
    rates = {label: s.drawn / s.contacts for label, s in found.design.strata.items()}
    assert rates["Parcel is late"] == max(rates.values())
    assert rates["Parcel is late"] > 1.5 * rates["Refund"]
    with pytest.raises(UsageError, match=r"needs codes of an earlier sample.*--pilot"):
        draw_sample(source, replace(settings, allocation="neyman"))


def test_a_pilot_of_the_same_contacts_is_noticed(source: ContactTables) -> None:
    settings = SampleSettings(n=100, variables=("reason_source", "channel"), allocation="neyman")
    first = codes(coded(draw_sample(source, replace(settings, n=50, allocation="proportional"))))
    note = "a stratum's own codes do not decide how many more are drawn from it"
    assert note in str(draw_sample(source, settings, pilot=first).plan)
    # with 10,000 contacts another seed draws others
    many = tables([contact(n, "Refund") for n in range(10_000)])
    few = replace(settings, n=60, variables=("channel",))
    first = codes(coded(draw_sample(many, replace(few, allocation="proportional", seed=2))))
    assert note not in str(draw_sample(many, few, pilot=first).plan)


def test_coders_see_what_the_store_holds_in_local_time() -> None:
    rows = contacts()
    source = Store(contacts_from_rows(rows), texts_table=rows_as_frame(texts(rows[:300]), "contact_texts"))
    sample = draw_sample(source, replace(BY_CHANNEL, codebook="delivery 2"))
    assert sample.design.store_version == 4
    assert {row.codebook for row in sample.rows} == {"delivery 2"}
    wordless = 0
    for row in sample.rows:
        number = int(row.contact.contact_id[1:])
        opened = rows[number]["opened_at"].astimezone(ZoneInfo("Europe/Berlin"))
        assert row.shown["opened_at"] == opened.isoformat()
        assert row.shown["reason_source"] == rows[number]["reason_source"]
        assert (row.shown["subject"], row.shown["body"]) == (
            ("Help", "=Where is it?") if number < 300 else ("", "")
        )
        wordless += number >= 300
    assert f"{wordless} of the 60 contacts to read have no words" in str(sample.plan)


def test_a_store_without_words_is_told(source: ContactTables) -> None:
    assert "holds no words of contacts" in str(draw_sample(source, BY_CHANNEL).plan)


def test_a_fifth_is_read_twice_by_two_people(source: ContactTables) -> None:
    settings = replace(BY_CHANNEL, double_share=0.2, coders=("amara", "bela", "chidi"))
    sample = draw_sample(source, settings)
    by_item: dict[str, set[str]] = {}
    for row in sample.rows:
        by_item.setdefault(row.contact.item, set()).add(row.coder)
    assert len(sample.rows) == 72
    assert sum(len(names) == 2 for names in by_item.values()) == sample.plan.doubles == 12
    assert {name: len(rows) for name, rows in sample.by_coder().items()} == dict.fromkeys(settings.coders, 24)
    assert sample.plan.hours == 72 * 90 / 3600


def test_unsure_contacts_stand_at_the_end_and_have_no_chance(source: ContactTables) -> None:
    by_chance = items(draw_sample(source, BY_CHANNEL))
    others = [f"crm/c{n}" for n in range(600) if f"crm/c{n}" not in by_chance][:9]
    scores = {by_chance[0]: 9.0, "crm/none": 8.0} | {item: float(i) for i, item in enumerate(others)}
    sample = draw_sample(source, replace(BY_CHANNEL, unsure=4), unsure=scores)
    added = sample.rows[60:]
    assert [row.contact.item for row in added] == others[:5:-1]
    assert {(row.contact.chosen, row.contact.inclusion_probability) for row in added} == {
        (CHOSEN_AS_UNSURE, 0.0)
    }
    assert items(sample)[:60] == by_chance
    assert "3 contacts stand at the end because a model was unsure" in str(sample.plan)
    with pytest.raises(BadDataError, match="None of the contacts the model was unsure of"):
        draw_sample(source, BY_CHANNEL, unsure={"crm/none": 1.0, "nonsense": 0.5})


def test_earlier_contacts_are_mixed_in_blind_for_a_second_look(source: ContactTables) -> None:
    before = codes(coded(draw_sample(source, BY_CHANNEL)))
    sample = draw_sample(source, replace(BY_CHANNEL, seed=8, again_share=0.2), recheck=before)
    again = [place for place, row in enumerate(sample.rows) if row.contact.chosen == CHOSEN_AGAIN]
    looked = {sample.rows[place].contact.item for place in again}
    assert looked <= {contact_.item for contact_ in before.contacts}
    new = {row.contact.item for row in sample.rows if row.contact.chosen == "sample"}
    assert not looked & new
    chosen = set(to_see_again(before, 0.2, seed=8, known=set()))
    assert looked == chosen - new
    assert len(chosen) == 12
    assert all(sample.rows[place].coding is None for place in again)
    assert all(sample.rows[place].contact.inclusion_probability == 0 for place in again)
    assert min(again) < 30 < max(again)  # mixed in, neither first nor last
    assert len(new) == 60


def test_second_looks_of_another_store_are_refused(source: ContactTables) -> None:
    elsewhere = tables([contact(n, "Refund", source="other") for n in range(80)])
    before = codes(coded(draw_sample(elsewhere, replace(BY_CHANNEL, n=20))))
    with pytest.raises(BadDataError, match=r"so none can be looked at again. Give --recheck a sheet"):
        draw_sample(source, BY_CHANNEL, recheck=before)
    with pytest.raises(BadDataError, match=r"None of the pilot's coded contacts .*--pilot"):
        draw_sample(source, replace(BY_CHANNEL, allocation="neyman"), pilot=before)


def test_the_plan_without_a_draw_is_that_of_the_draw(source: ContactTables) -> None:
    settings = replace(BY_CHANNEL, double_share=0.2)
    planned, drawn = plan_sample(source, settings), draw_sample(source, settings).plan
    assert planned == replace(drawn, notes=planned.notes)


def test_the_default_strata_are_reason_channel_and_month(source: ContactTables) -> None:
    assert draw_sample(source, SampleSettings(n=30)).design.variables == ("reason_source", "channel", "month")


def test_one_stratum_is_a_simple_random_sample(source: ContactTables) -> None:
    sample = draw_sample(source, SampleSettings(n=30, variables=()))
    assert sample.design.strata == {"all contacts": Stratum(600, 30)}
    assert "from 1 stratum\n" in str(sample.plan)
