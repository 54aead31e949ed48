"""A sheet that is topped up: codes stay, and the whole is one sample of the larger size."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import pytest
from tests.analysis.demand.sampling.made_store import START, coded, codes, contact, contacts, items, tables

from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.coding.sheet import write_sheet
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.sampling.earlier import Earlier, reach, read_earlier
from headwater.analysis.demand.sampling.numbers import number_of
from headwater.analysis.demand.sampling.sample import Sample, draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.demand.sampling.strata import stratum_of
from headwater.analysis.errors import BadDataError, UsageError

SETTINGS = SampleSettings(n=100, variables=("reason_source", "channel"), double_share=0.2, least=1)
MORE = SampleSettings(n=200, double_share=0.2)


@pytest.fixture(scope="module")
def source() -> ContactTables:
    return tables(contacts())


@pytest.fixture(scope="module")
def first(source: ContactTables) -> Earlier:
    return coded(draw_sample(source, SETTINGS))


def by_chance(sample: Sample) -> dict[str, tuple[str, float]]:
    return {
        row.contact.item: (row.contact.stratum, row.contact.inclusion_probability)
        for row in sample.rows
        if row.contact.chosen == "sample"
    }


def key_of(number: int) -> int:
    return contact_key("crm", f"c{number}")


def import_rows(folder: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Import contacts into a store, or more of them into the same one."""
    file = folder / "export.csv"
    names = ("contact_id", "opened_at", "channel", "handle_seconds", "reason_source")
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "opened_at": row["opened_at"].isoformat()} for row in rows)
    settings = ImportSettings(load_mapping("generic"), source="crm", timezone="UTC")
    now = datetime(2026, 6, 1, tzinfo=UTC)
    import_files([file], folder / "store", settings, PseudonymKey(bytes(32)), now=now)
    return folder / "store"


def is_the_smallest_of_each_stratum(sample: Sample, stratum: Callable[[int], str], n: int) -> None:
    """Check the sample against the contacts' numbers, stratum by stratum."""
    seed, drawn = sample.design.seed, by_chance(sample)
    for label, found in sample.design.strata.items():
        own = sorted(
            (i for i in range(n) if stratum(i) == label),
            key=lambda i: number_of(key_of(i), seed),
        )
        assert found.contacts == len(own)
        assert {f"crm/c{i}" for i in own[: found.drawn]} == {i for i, (s, _) in drawn.items() if s == label}


def test_a_hundred_topped_up_to_two_hundred_is_a_draw_of_two_hundred(
    source: ContactTables, first: Earlier
) -> None:
    topped = draw_sample(source, MORE, earlier=first)
    at_once = draw_sample(source, replace(SETTINGS, n=200))
    assert by_chance(topped) == by_chance(at_once)
    assert topped.design == at_once.design


def test_rows_and_codes_stay_and_every_row_has_its_new_chance(source: ContactTables, first: Earlier) -> None:
    sample = draw_sample(source, MORE, earlier=first)
    kept = sample.rows[: len(first.rows)]
    for row, before in zip(kept, first.rows, strict=True):
        assert row.coding == before.coding
        assert row.shown == before.shown
        assert row.contact.batch == 1
        stratum = sample.design.strata[row.contact.stratum]
        assert row.contact.inclusion_probability == stratum.drawn / stratum.contacts
        assert row.contact.inclusion_probability > before.contact.inclusion_probability
    assert {row.contact.batch for row in sample.rows[len(kept) :]} == {2}
    assert all(row.coding is None for row in sample.rows[len(kept) :])
    assert sample.plan.kept == 100
    assert sample.plan.to_read == 100 + sample.plan.doubles
    assert "200 of 600 contacts (100 of them from the earlier sheet)" in str(sample.plan)


def test_a_third_draw_is_batch_three(source: ContactTables, first: Earlier) -> None:
    second = draw_sample(source, MORE, earlier=first)
    third = draw_sample(source, replace(MORE, n=230), earlier=Earlier(second.rows, second.design))
    assert {row.contact.batch for row in third.rows} == {1, 2, 3}
    assert sum(row.contact.batch == 3 for row in third.rows) == 30 + third.plan.doubles


def test_after_the_store_has_grown_it_is_still_the_smallest_numbers_of_each_stratum(first: Earlier) -> None:
    grown = contacts() + [contact(n, ("Refund", "Brand new")[n % 5 == 0]) for n in range(600, 900)]
    sample = draw_sample(tables(grown), MORE, earlier=first)
    assert set(items(sample)) > {row.contact.item for row in first.rows}
    assert {label for label in sample.design.strata if label.startswith("Brand new")}
    assert sample.design.contacts == 900
    labels = sample.design.strata

    def label(number: int) -> str:
        own = f"{grown[number]['reason_source']} / {grown[number]['channel']}"
        return own if own in labels else f"{grown[number]['reason_source']} / *"

    is_the_smallest_of_each_stratum(sample, label, 900)


def test_after_growth_old_and_new_contacts_have_their_right_part_of_the_sample() -> None:
    # 2 of 60 drawn, then 60 more contacts: a draw that ended with the last old one would hold 54% of them
    random = Random(5)
    shares: list[float] = []
    ending_with_the_last: list[float] = []
    for _ in range(6000):
        old = [f"old {n}" for n in range(60)]
        numbers = {item: random.random() for item in [*old, *[f"new {n}" for n in range(60)]]}
        in_order = sorted(numbers, key=numbers.__getitem__)
        drawn = sorted(old, key=numbers.__getitem__)[:2]
        for found, before in ((shares, set(old)), (ending_with_the_last, None)):
            n = max(reach(in_order, drawn, before) or 120, 4)
            found.append(sum(item.startswith("old") for item in in_order[:n]) / n)
    assert mean(shares) == pytest.approx(0.5, abs=0.01)
    assert mean(ending_with_the_last) > 0.53


def test_a_grown_store_is_told_from_what_it_was_at_the_first_draw(tmp_path: Path) -> None:
    rows = contacts()
    first = [row for number, row in enumerate(rows) if number // 4 % 2]
    folder = import_rows(tmp_path, first)
    before = coded(draw_sample(ContactStore(folder), replace(SETTINGS, n=40)))
    assert {row.contact.source for row in before.rows} == {"crm"}
    import_rows(tmp_path, rows)
    sample = draw_sample(ContactStore(folder), SampleSettings(), earlier=before)
    assert sample.design.store_version == 2
    assert sample.design.contacts == 600
    assert set(items(sample)) > {row.contact.item for row in before.rows}
    assert 70 <= sample.plan.n <= 130  # twice the contacts take about twice the sample
    assert "contacts more than asked for: every contact that was drawn before stays" in str(sample.plan)
    labels = sample.design.strata

    def label(number: int) -> str:
        return stratum_of([rows[number]["reason_source"], rows[number]["channel"]], labels) or ""

    is_the_smallest_of_each_stratum(sample, label, 600)
    raised = []
    # each stratum that had to give more ends just before a contact that was left the first time
    drawn, old = by_chance(sample), {f"crm/{row['contact_id']}" for row in first}
    for name, stratum in labels.items():
        own = sorted((n for n in range(600) if label(n) == name), key=lambda n: number_of(key_of(n), 1))
        if max(stratum.contacts * 40 / 600 + 1, 2) < stratum.drawn < len(own):
            raised.append(name)
            assert f"crm/c{own[stratum.drawn]}" in old
    assert len(drawn) == sample.plan.n
    assert len(raised) > 3


def test_a_sheet_of_a_later_version_than_the_stores_is_refused(tmp_path: Path) -> None:
    folder = import_rows(tmp_path, contacts()[:100])
    before = coded(draw_sample(ContactStore(folder), replace(SETTINGS, n=20)))
    later = Earlier(before.rows, replace(before.design, store_version=7), "to_code.csv")
    with pytest.raises(
        BadDataError, match=r"to_code.csv was drawn from version 7 of a store, and this one has"
    ):
        draw_sample(ContactStore(folder), replace(MORE, n=40), earlier=later)


def test_neyman_allocation_never_drops_a_coded_contact(source: ContactTables, first: Earlier) -> None:
    pilot = codes(coded_where_refund(first))
    settings = replace(MORE, n=130, allocation="neyman")
    sample = draw_sample(source, settings, earlier=first, pilot=pilot)
    assert set(items(sample)) >= {row.contact.item for row in first.rows}
    anew = draw_sample(source, replace(settings, variables=first.design.variables), pilot=pilot)
    label, other = "Parcel is late / phone", "Refund / phone"
    before, found, free = (d.strata for d in (first.design, sample.design, anew.design))
    assert free[label].drawn < before[label].drawn == found[label].drawn
    assert before[other].drawn < found[other].drawn < free[other].drawn
    assert sample.plan.n == 130


def coded_where_refund(first: Earlier) -> Earlier:
    """Only refunds are coded now one way and now another."""
    rows = [
        replace(
            row,
            coding=Coding(
                "amara",
                {
                    "demand_type": "failure"
                    if row.shown["reason_source"] == "Refund" and number % 2
                    else "value"
                },
            ),
        )
        for number, row in enumerate(first.rows)
    ]
    return Earlier(tuple(rows), first.design)


def test_contacts_that_no_longer_count_leave_the_sample(first: Earlier) -> None:
    merged = first.rows[0].contact.contact_id
    rows = [row | ({"merged_into": "c1"} if row["contact_id"] == merged else {}) for row in contacts()]
    sample = draw_sample(tables(rows), replace(MORE, n=150), earlier=first)
    assert f"crm/{merged}" not in items(sample)
    assert "1 contact of the earlier sheet is left out: merged into another since" in str(sample.plan)
    assert sample.design.contacts == 599


def test_a_contact_that_was_an_unsure_one_may_come_by_chance_now(
    source: ContactTables, first: Earlier
) -> None:
    later = set(items(draw_sample(source, MORE, earlier=first))) - {r.contact.item for r in first.rows}
    picked = sorted(later)[0]
    doubted = draw_sample(source, replace(SETTINGS, unsure=1), unsure={picked: 1.0})
    assert doubted.rows[-1].contact.chosen == "unsure"
    sample = draw_sample(source, MORE, earlier=coded(doubted))
    [row] = [row for row in sample.rows if row.contact.item == picked]
    assert (row.contact.chosen, row.coding is not None) == ("sample", True)
    assert row.contact.inclusion_probability > 0
    assert len(by_chance(sample)) == 200


def test_unsure_contacts_are_added_to_a_sheet_without_a_larger_sample(
    source: ContactTables, first: Earlier
) -> None:
    have = {row.contact.item for row in first.rows}
    other = next(f"crm/c{n}" for n in range(600) if f"crm/c{n}" not in have)
    sample = draw_sample(source, SampleSettings(unsure=3), earlier=first, unsure={other: 0.9})
    assert len(sample.rows) == len(first.rows) + 1
    assert by_chance(sample) == {
        row.contact.item: (row.contact.stratum, row.contact.inclusion_probability) for row in first.rows
    }


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"seed": 2}, "drawn with --seed 1 and cannot be topped up with --seed 2.*Leave out --seed"),
        ({"variables": ("month",)}, "with --strata reason_source,channel and cannot be topped up with"),
        ({"since": date(2026, 1, 6)}, "with --since none and cannot be topped up with --since 2026-01-06"),
        ({"n": 50}, "holds 100 drawn contacts and a sample of 50 is asked for. --n counts all contacts"),
    ],
)
def test_a_draw_that_would_not_be_one_sample_is_refused(
    source: ContactTables, first: Earlier, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        draw_sample(source, replace(MORE, **asked), earlier=first)


def test_a_sheet_of_another_store_is_refused(first: Earlier) -> None:
    elsewhere = tables([contact(n, "Refund", source="other") for n in range(600)])
    with pytest.raises(
        BadDataError, match=r"100 of the 100 contacts .*was drawn from another store: give that"
    ):
        draw_sample(elsewhere, MORE, earlier=first)


def test_a_sheet_whose_seed_was_edited_is_refused(source: ContactTables, first: Earlier) -> None:
    edited = Earlier(first.rows, replace(first.design, seed=77), "to_code.csv")
    with pytest.raises(BadDataError, match=r"The contact crm/c\d+ of to_code.csv was not drawn with seed 77"):
        draw_sample(source, MORE, earlier=edited)


def test_rows_that_were_deleted_are_drawn_again(source: ContactTables, first: Earlier) -> None:
    lost = first.rows[0].contact.item
    rest = Earlier(tuple(row for row in first.rows if row.contact.item != lost), first.design)
    assert lost in items(draw_sample(source, MORE, earlier=rest))


def test_days_of_the_first_draw_hold_for_the_second(source: ContactTables) -> None:
    until = (START + timedelta(days=60)).date()
    before = draw_sample(source, replace(SETTINGS, n=40, until=until))
    after = draw_sample(source, replace(MORE, n=80), earlier=coded(before))
    assert after.design.until == until
    assert max(row.shown["opened_at"] for row in after.rows) < (until + timedelta(days=1)).isoformat()


def test_coders_own_sheets_are_read_as_one(source: ContactTables, tmp_path: Path) -> None:
    sample = draw_sample(source, replace(SETTINGS, coders=("amara", "bela")))
    paths = []
    for name, rows in sample.by_coder().items():
        paths.append(tmp_path / f"{name}.csv")
        write_sheet(paths[-1], rows, sample.design)
    earlier = read_earlier(paths)
    assert earlier.design == sample.design
    assert sorted(row.contact.item for row in earlier.rows) == sorted(row.contact.item for row in sample.rows)
    assert list(earlier.by_chance) == items(sample)
    write_sheet(tmp_path / "all.csv", sample.rows, sample.design)
    with pytest.raises(
        BadDataError, match=r"in row \d+ stands twice for the coder .* the whole sheet or the coders' own"
    ):
        read_earlier([*paths, tmp_path / "all.csv"])


def test_a_coders_sheet_that_is_not_named_is_missed_and_not_drawn_again(
    source: ContactTables, tmp_path: Path
) -> None:
    sample = draw_sample(source, replace(SETTINGS, coders=("amara", "bela")))
    paths = []
    for name, rows in sample.by_coder().items():
        paths.append(tmp_path / f"{name}.csv")
        write_sheet(paths[-1], rows, sample.design, population=sample.design.contacts)
    assert len(read_earlier(paths).by_chance) == 100
    with pytest.raises(BadDataError, match=r"rows were deleted, or this is one of several sheets: name them"):
        read_earlier(paths[:1])
