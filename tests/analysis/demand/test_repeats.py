"""Repeat figures against a reference read pair by pair, against known truth, and against their own laws."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import arro3.core
import narwhals as nw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.definitions import Definition, RepeatSettings
from headwater.analysis.demand.repeat_counts import overview, repeat_counts
from headwater.analysis.demand.repeats import repeats
from headwater.analysis.errors import UsageError

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = 86_400
Row = dict[str, Any]
ENGINE = DuckDBEngine(threads=1)
QUICK = RepeatSettings(windows=(7,), reasons=("any",), channels=("any",), bases=("gross",))


def a_contact(day: float, customer: str | None = "ann", **other: Any) -> Row:
    return {"opened_at": START + timedelta(days=day), "customer_id": customer, **other}


def chains_of(rows: Sequence[Row]) -> nw.LazyFrame[Any]:
    return next_contacts(contacts_from_rows(rows, engine=ENGINE))


def many(customers: int, days: Sequence[float], **other: Any) -> list[Row]:
    """Every customer's contacts on the same days."""
    return [a_contact(day, f"customer {n}", **other) for n in range(customers) for day in days]


# the definition, pair by pair


def counted_by_hand(rows: Sequence[Row], definition: Definition, wanted: RepeatSettings) -> tuple[int, int]:
    countable = [
        {**row, "at": int(row["opened_at"].timestamp()), "place": place}
        for place, row in enumerate(rows)
        if row["direction"] != "outbound" and row["merged_into"] is None
    ]
    end = max((row["at"] for row in countable), default=0)
    contacts = repeated = 0
    for one in countable:
        if one["customer_id"] is None or (definition.reason == "same" and one["reason_source"] is None):
            continue
        if definition.basis == "net" and (one["transfers"] or 0) > 0:
            continue
        if wanted.starts == "answered" and one["abandoned"]:
            continue
        if not (wanted.since or date.min) <= one["opened_at"].date() <= (wanted.until or date.max):
            continue
        if definition.estimator == "matured" and one["at"] + definition.seconds > end:
            continue
        contacts += 1
        repeated += any(
            other is not one
            and other["customer_id"] == one["customer_id"]
            and (definition.reason == "any" or other["reason_source"] == one["reason_source"])
            and (definition.channel == "any" or other["channel"] == one["channel"])
            and one["at"] < other["at"] <= one["at"] + definition.seconds
            for other in countable
        )
    return contacts, repeated


any_row = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["ann", "ben", "cem", None]),
        "reason_source": st.sampled_from(["parcel", "refund", None]),
        "channel": st.sampled_from(["phone", "email"]),
        "direction": st.sampled_from(["inbound", "inbound", "outbound", None]),
        "merged_into": st.sampled_from([None, None, None, "other"]),
        "abandoned": st.sampled_from([True, False, None]),
        "transfers": st.sampled_from([0, 1, None]),
    }
)
any_rows = st.lists(
    st.tuples(st.integers(0, 40 * 24), any_row), max_size=16, unique_by=lambda pair: pair[0]
).map(lambda pairs: [{**row, "opened_at": START + timedelta(hours=hour)} for hour, row in pairs])


@given(
    any_rows,
    st.builds(
        Definition,
        window_days=st.sampled_from([1, 3, 7, 14]),
        reason=st.sampled_from(["same", "any"]),
        channel=st.sampled_from(["any", "same"]),
        basis=st.sampled_from(["gross", "net"]),
        estimator=st.sampled_from(["matured", "naive"]),
    ),
    st.builds(
        RepeatSettings,
        starts=st.sampled_from(["all", "answered"]),
        since=st.sampled_from([None, date(2026, 3, 8)]),
        until=st.sampled_from([None, date(2026, 3, 28)]),
    ),
)
@settings(max_examples=25, deadline=None)
def test_engine_counts_what_comparing_every_pair_counts(
    rows: list[Row], definition: Definition, wanted: RepeatSettings
) -> None:
    chains = chains_of(rows)
    until = overview(chains, wanted).observed_until(wanted)
    found = collect(repeat_counts(chains, definition, observed_until=until, settings=wanted))
    assert (found["contacts"][0] or 0, found["repeats"][0] or 0) == counted_by_hand(rows, definition, wanted)


# laws

dense = st.lists(
    st.tuples(
        st.integers(0, 60 * 24),
        st.sampled_from([f"customer {n}" for n in range(14)]),
        st.sampled_from(["parcel", "refund"]),
        st.sampled_from(["phone", "email"]),
    ),
    min_size=40,
    max_size=60,
    unique_by=lambda row: row[0],
).map(
    lambda rows: [
        {
            "contact_id": str(hour),
            "opened_at": START + timedelta(hours=hour),
            "customer_id": customer,
            "reason_source": reason,
            "channel": channel,
        }
        for hour, customer, reason, channel in rows
    ]
)


@given(dense)
@settings(max_examples=3, deadline=None)
def test_shares_keep_their_laws_whatever_the_contacts(rows: list[Row]) -> None:
    wanted = RepeatSettings(windows=(3, 14), bases=("gross",))
    found = repeats(chains_of(rows), wanted)
    counts = {f.definition: (f.repeats, f.share) for f in found.figures}
    for definition, (repeated, share) in counts.items():
        assert repeated >= 0
        if share.value is not None:
            assert share.low is not None
            assert share.high is not None
            assert -1e-9 <= share.low <= share.value + 1e-9 <= share.high + 2e-9 <= 1 + 3e-9
        if definition.window_days == 14 and definition.estimator != "matured":
            shorter = counts[Definition(3, *_rest(definition))][1]
            _never_more(shorter.value, share.value)
        if definition.reason == "same":
            wider = Definition(definition.window_days, "any", *_rest(definition)[1:])
            _never_more(share.value, counts[wider][1].value)
        if definition.channel == "same":
            wider = Definition(definition.window_days, definition.reason, "any", *_rest(definition)[2:])
            _never_more(share.value, counts[wider][1].value)
    assert repeats(chains_of(rows[::-1]), wanted).figures == found.figures


def _rest(definition: Definition) -> Any:
    return definition.reason, definition.channel, definition.basis, definition.estimator


def _never_more(less: float | None, more: float | None) -> None:
    assert less is None or more is None or less <= more + 1e-12


# the bias of looking too soon


def an_export_of_90_days(customers: int, seed: int) -> nw.LazyFrame[Any]:
    """Any contact is followed by another with probability .3, after 0 to 30 days, all equally likely.

    The customers' histories began 90 days before the export, so that it opens in the middle of them."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(-90, 90, customers)
    customer = np.arange(customers)
    all_at, all_customers = [at], [customer]
    while len(at):
        again = rng.random(len(at)) < 0.3
        at, customer = at[again] + rng.uniform(0, 30, int(again.sum())), customer[again]
        all_at.append(at)
        all_customers.append(customer)
    opened, who = np.concatenate(all_at), np.concatenate(all_customers)
    inside = (opened >= 0) & (opened < 90)
    epoch = (opened[inside] * DAY).astype(np.int64) + int(START.timestamp())
    integers = arro3.core.DataType.int64()
    given_rows = arro3.core.Table(
        {
            "customer_key": arro3.core.Array(who[inside].tolist(), type=integers),
            "opened_epoch": arro3.core.Array(epoch.tolist(), type=integers),
        }
    )
    ENGINE.connection.register(f"export_{seed}", given_rows)
    relation = ENGINE.connection.sql(
        f"""SELECT customer_key, opened_epoch, row_number() OVER () AS contact_key, '2026-03' AS month,
        DATE '2026-03-01' AS local_date, 'phone' AS channel, 'north' AS team, 'parcel' AS reason_source,
        NULL::VARCHAR AS agent_id, 'agent' AS handled_by, false AS abandoned, 0::INTEGER AS transfers,
        0::INTEGER AS reopens, NULL::DOUBLE AS satisfaction, 240.0 AS handle_seconds,
        'inbound' AS direction, NULL::VARCHAR AS merged_into FROM export_{seed}"""
    )
    return next_contacts(nw.from_native(relation), variants=["next_same_reason"])


def test_a_short_export_hides_repeats_from_the_naive_share_only() -> None:
    """A contact watched for c < 30 of its 30 days shows c/30 of its repeats. Contacts are spread evenly over
    90 days, so the naive share is .3 (1 - 30 / (2 x 90)) = .250; matured and Kaplan-Meier stay at .300."""
    wanted = RepeatSettings(windows=(30,), reasons=("same",), channels=("any",), bases=("gross",))
    found = repeats(an_export_of_90_days(60_000, seed=1), wanted)
    shares = {name: found.figure(window_days=30, estimator=name).share for name in wanted.estimators}
    expected_naive = 0.3 * (1 - 30 / (2 * 90))
    assert expected_naive == pytest.approx(0.25)
    assert shares["naive"].value == pytest.approx(expected_naive, abs=0.006)
    assert shares["matured"].value == pytest.approx(0.3, abs=0.006)
    assert shares["kaplan_meier"].value == pytest.approx(0.3, abs=0.006)
    for name in ("matured", "kaplan_meier"):
        share = shares[name]
        assert share.low is not None
        assert share.high is not None
        assert share.low < 0.3 < share.high
        assert share.high - share.low < 0.02


def test_where_every_window_fits_kaplan_meier_is_the_matured_share() -> None:
    rows = many(15, [0, 5]) + many(15, [2]) + [a_contact(60, "late")]
    found = repeats(chains_of(rows), QUICK)
    matured = found.figure(reason="any")
    followed = found.figure(reason="any", estimator="kaplan_meier")
    assert matured.share.n == 45
    assert followed.share.value == pytest.approx(matured.share.value)


# who counts


def test_a_follow_up_at_the_very_end_of_the_window_is_a_repeat_and_one_second_later_is_not() -> None:
    late = 7 + 1 / DAY
    rows = [*many(10, [0, 7]), *[a_contact(day, f"other {n}") for n in range(10) for day in (0, late)]]
    rows.append(a_contact(60, "last"))
    found = repeats(chains_of(rows), QUICK).figure(reason="any")
    assert (found.repeats, found.share.n) == (10, 40)


def test_abandoned_contacts_may_be_kept_from_starting_and_still_follow() -> None:
    rows = [row for n in range(12) for row in (a_contact(0, str(n)), a_contact(1, str(n), abandoned=True))]
    rows.append(a_contact(60, "last"))
    answered = RepeatSettings(windows=(7,), starts="answered", reasons=("any",), bases=("gross",))
    figure = repeats(chains_of(rows), answered).figure(reason="any")
    assert (figure.repeats, figure.share.n) == (12, 12)
    assert repeats(chains_of(rows), QUICK).figure(reason="any").share.n == 24


def test_dates_restrict_who_starts_and_not_who_follows() -> None:
    rows = [*many(12, [0, 5]), a_contact(60, "last")]
    first_day = RepeatSettings(windows=(7,), reasons=("any",), bases=("gross",), until=date(2026, 3, 1))
    found = repeats(chains_of(rows), first_day)
    assert found.figure(reason="any").share.value == 1
    assert found.excluded.outside_dates == 13


def test_net_leaves_out_what_was_passed_on() -> None:
    rows = [a_contact(day, f"{n}", transfers=n % 2) for n in range(24) for day in (0, 1)]
    rows.append(a_contact(60, "last", transfers=0))
    found = repeats(chains_of(rows), RepeatSettings(windows=(7,), reasons=("any",)))
    assert found.figure(reason="any").share.n == 48
    assert found.figure(reason="any", basis="net").share.n == 24
    assert found.excluded.transferred == 24


def test_whatever_is_left_out_is_counted() -> None:
    rows = [
        *many(12, [0, 5], reason_source="parcel"),
        *many(3, [1]),
        a_contact(2, None),
        a_contact(2, direction="outbound"),
        a_contact(3, merged_into="7"),
        a_contact(60, "last", reason_source="parcel"),
    ]
    contacts = contacts_from_rows(rows, engine=ENGINE)
    found = repeats(next_contacts(contacts), contacts=contacts)
    left = found.excluded
    assert (left.outbound, left.merged, left.unidentified, left.no_reason) == (1, 1, 1, 3)
    assert found.contacts == len(rows) - 2
    assert "1 outbound, 1 merged into another, 1 without a customer, 3 without a reason" in str(found)
    assert repeats(next_contacts(contacts), QUICK).excluded.outbound is None


# what cannot be told


def test_without_reasons_same_reason_cannot_be_told_and_any_reason_can() -> None:
    found = repeats(chains_of([*many(12, [0, 5]), a_contact(60)]))
    assert found.missing[0] == "Same reason cannot be told: no contact has a reason. Map reason_source."
    assert not found.figure().share.known
    assert found.figure(reason="any").share.known
    assert found.headline == Definition(reason="any")


def test_without_customers_nothing_can_be_told() -> None:
    found = repeats(chains_of([a_contact(day, None) for day in range(20)]))
    assert found.headline is None
    assert "No contact has a customer, so nobody can be seen coming back. Map customer_id." in str(found)
    assert all(not figure.share.known for figure in found.figures)


def test_without_transfers_net_cannot_be_told() -> None:
    found = repeats(chains_of([*many(12, [0, 5]), a_contact(60)]), RepeatSettings(reasons=("any",)))
    why = "Net cannot be told: no contact says how often it was passed on. Map transfers."
    assert found.figure(reason="any", basis="net").share.why == why


def test_two_days_of_data_cannot_tell_a_week() -> None:
    found = repeats(chains_of(many(40, [0, 1, 2])), QUICK)
    why = "no contact could be watched for 7 days; 10 are needed"
    assert found.figure(reason="any").share.why == why
    assert found.figure(reason="any", estimator="kaplan_meier").share.why == why


def test_ten_contacts_of_nine_customers_cannot_tell() -> None:
    found = repeats(chains_of([*many(9, [0]), a_contact(1, "customer 0"), a_contact(60, "last")]), QUICK)
    assert "only 9 customers" in found.figure(reason="any").share.why


def test_no_contacts_at_all_say_so() -> None:
    found = repeats(chains_of([a_contact(0, direction="outbound")]))
    assert found.contacts == 0
    assert found.missing == ("There are no contacts that could start a repeat.",)
    assert "no contacts" in str(found)


def test_chains_made_without_a_gap_name_it() -> None:
    chains = next_contacts(contacts_from_rows(many(12, [0])), variants=["next_any_reason"])
    found = repeats(chains, RepeatSettings(windows=(7,), reasons=("any",), bases=("gross",)))
    why = found.figure(reason="any", channel="same").share.why
    assert why == "The chains were made without next_any_reason_same_channel. Ask next_contacts() for it."


def test_an_observation_that_ends_before_the_last_contact_is_refused() -> None:
    early = RepeatSettings(observed_until=START + timedelta(days=3))
    with pytest.raises(UsageError, match=r"the last contact is of 2026-03-06.*Give the time the export was"):
        repeats(chains_of(many(12, [0, 5])), early)


def test_a_later_end_of_the_export_lets_more_windows_fit() -> None:
    rows = many(12, [0, 5])
    later = RepeatSettings(windows=(7,), reasons=("any",), observed_until=START + timedelta(days=30))
    assert repeats(chains_of(rows), later).figure(reason="any").share.n == 24


def test_an_unknown_figure_says_where_to_look() -> None:
    found = repeats(chains_of(many(12, [0, 5])), QUICK)
    with pytest.raises(UsageError, match=r"no figure of 2 days, any reason.*Look into \.figures"):
        found.figure(window_days=2, reason="any")


# groups, quick counts, and how it reads


def grouped_rows() -> list[Row]:
    rows = [a_contact(day, f"north {n}", team="north") for n in range(12) for day in (0, 5)]
    rows += [a_contact(day, f"none {n}") for n in range(11) for day in (0, 20)]
    return [*rows, a_contact(40, "last", team="south")]


def test_each_group_has_its_figure_and_contacts_without_a_value_are_a_group() -> None:
    found = repeats(chains_of(grouped_rows()), QUICK, by="team")
    shares = {f.group: (f.repeats, f.share.n) for f in found.of(Definition(reason="any"))}
    assert shares == {("north",): (12, 24), ("south",): (0, 0), ("(none)",): (0, 22)}
    assert [f.group[0] for f in found.of(Definition(reason="any"))] == ["north", "south", "(none)"]
    assert found.figure("north", reason="any").share.value == 0.5
    assert "(none)" in str(found)


def test_groups_may_be_crossed() -> None:
    found = repeats(chains_of(grouped_rows()), QUICK, by=["week", "team"])
    assert found.by == ("week", "team")
    assert found.figure(("2026-02-23", "north"), reason="any").share.n == 12
    assert found.figure(("2026-03-02", "north"), reason="any").repeats == 0


def test_splitting_by_something_unknown_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"cannot be split by 'taem'. Did you mean 'team'\?"):
        repeats(chains_of(grouped_rows()), by="taem")


def test_the_quick_way_gives_the_same_counts() -> None:
    quick = RepeatSettings(
        windows=(7,), reasons=("any",), channels=("any",), bases=("gross",), intervals=False
    )
    slow, fast = (repeats(chains_of(grouped_rows()), chosen, by="team") for chosen in (QUICK, quick))
    for one, other in zip(slow.figures, fast.figures, strict=True):
        assert (one.repeats, one.share.n, one.share.value) == (
            other.repeats,
            other.share.n,
            other.share.value,
        )
    assert all(figure.share.low is None and figure.share.high is None for figure in fast.figures)
    table = collect(
        repeat_counts(
            chains_of(grouped_rows()),
            Definition(reason="any"),
            observed_until=int(START.timestamp()) + 40 * DAY,
            by="team",
        ).sort("by_team")
    )
    assert dict(zip(table["by_team"], table["repeats"], strict=True)) == {"north": 12, None: 0}


def test_very_many_contacts_keep_exact_counts_and_nearly_the_same_interval(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chains = an_export_of_90_days(4_000, seed=3)
    wanted = RepeatSettings(windows=(30,), reasons=("same",), channels=("any",), bases=("gross",))
    whole = repeats(chains, wanted)
    monkeypatch.setattr("headwater.analysis.demand.repeat_counts.PART_OF_CUSTOMERS_ABOVE", 1_000)
    part = repeats(chains, wanted)
    for one, other in zip(whole.figures, part.figures, strict=True):
        assert (one.repeats, one.share.n, one.share.value) == (
            other.repeats,
            other.share.n,
            other.share.value,
        )
        assert one.share.low == pytest.approx(other.share.low, abs=0.004)
    assert whole.figures != part.figures


def test_kaplan_meier_is_more_than_a_count() -> None:
    with pytest.raises(UsageError, match="Ask repeats"):
        repeat_counts(chains_of([]), Definition(estimator="kaplan_meier"), observed_until=0)


def test_fcr_is_what_is_left_with_its_bounds_turned() -> None:
    figure = repeats(chains_of(grouped_rows()), QUICK).figure(reason="any")
    assert figure.share.value is not None
    assert figure.fcr.value == 1 - figure.share.value
    assert figure.share.high is not None
    assert figure.fcr.low == 1 - figure.share.high


def test_the_text_shows_definitions_side_by_side_with_the_headline_and_its_interval() -> None:
    text = str(repeats(chains_of([*many(12, [0, 5], reason_source="parcel"), a_contact(60, "last")])))
    assert "Repeat contacts: 25 contacts that may start one, 2026-03-01 to 2026-04-30." in text
    assert "50% (30% to 70%) are followed by another (7 days, same reason, any channel, gross" in text
    assert "naive (biased)" in text
    assert "first-contact resolution is 50% (30% to 70%)" in text


def test_a_rule_that_changes_nothing_is_not_repeated_in_the_text() -> None:
    one_channel = str(repeats(chains_of([*many(12, [0, 5]), a_contact(60, "last")])))
    assert "same channel" not in one_channel.split("followed by another within")[1]
    rows = [a_contact(day, f"{n}", channel=c) for n in range(12) for day, c in ((0, "phone"), (5, "email"))]
    assert "any reason, same channel, gross" in str(repeats(chains_of([*rows, a_contact(60)])))


def test_everything_is_plain_data_and_a_tidy_table() -> None:
    found = repeats(chains_of(grouped_rows()), QUICK, by="team")
    told = json.loads(json.dumps(found.to_dict()))
    assert told["headline"]["window_days"] == 7
    assert told["first"] == "2026-03-01T00:00:00+00:00"
    frame = found.to_frame("polars")
    assert frame.columns[:6] == ["team", "window_days", "reason", "channel", "basis", "estimator"]
    assert len(frame) == len(found.figures)
