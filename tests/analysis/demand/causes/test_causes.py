"""From coded contacts to causes: planted shares, owners, changes and knock-on are found again."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from headwater.analysis.demand.causes.actions import Action, Actions
from headwater.analysis.demand.causes.causes import causes
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.judgements import Judgement
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.settings import CausesSettings
from headwater.analysis.demand.causes.spending import Expense, Spending
from headwater.analysis.demand.coding.sampled import CodedSample
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.report import render_html
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.estimates import Estimate

from .made_codes import DAYS, Book, drawn, made_world

RATES = CostRates("EUR", per_hour=30.0)
ACTIONS = Actions(
    (
        Action(
            reason="Parcel is late",
            owner="Depot",
            action="Scan",
            saved_low=500.0,
            saved_high=900.0,
            cost=900.0,
        ),
        Action(
            cause="policy",
            owner="Support",
            action="Drop the check",
            saved_low=50.0,
            saved_high=90.0,
            cost=100.0,
        ),
    ),
    "EUR",
)


def traced(n: int = 400, *, sample: CodedSample | None = None, **options: Any) -> Causes:
    settings = options.pop("settings", CausesSettings(rates=RATES, model="none"))
    options.setdefault("codebook", Book())
    return causes(made_world().tables, sample or drawn(made_world(), n, seed=3), settings, **options)


@cache
def found() -> Causes:
    spending = Spending((Expense("Workshops", "training", 1_000.0),), "EUR", 1_400.0)
    return traced(actions=ACTIONS, spending=spending)


def node(level: str, name: str, result: Causes | None = None) -> Node:
    return next(n for n in (result or found()).views[level] if n.name == name)


@pytest.mark.parametrize(
    "reason", ["Parcel is late", "Where is my parcel", "Parcel is damaged", "Proof of identity"]
)
def test_planted_shares_lie_in_their_intervals(reason: str) -> None:
    world, made = made_world(), node("reason", reason)
    true = world.share(reason=reason)
    assert made.share.contacts.low is not None
    assert made.share.contacts.high is not None
    assert made.share.contacts.low <= true <= made.share.contacts.high
    of_time = world.hours(reason=reason) / world.hours()
    assert made.share.time.low is not None
    assert made.share.time.high is not None
    assert made.share.time.low <= of_time <= made.share.time.high


def test_a_year_is_the_share_of_the_total_at_the_pace_of_the_days() -> None:
    made, world = node("reason", "Parcel is late"), made_world()
    share = made.share.time.value
    assert share is not None
    assert found().found.days in range(DAYS, DAYS + 12)
    expected = share * world.hours() * 365 / found().found.days
    assert made.yearly.time.value == pytest.approx(expected)
    assert made.yearly.cost.value == pytest.approx(30 * expected)


def test_levels_of_the_tree_add_up_to_failure_demand() -> None:
    top = found().failure
    for parent in (top, *(child for child in top.children if not child.folded)):
        assert sum(child.coded for child in parent.children) == parent.coded
        assert sum(child.share.contacts.value or 0 for child in parent.children) == pytest.approx(
            parent.share.contacts.value
        )
    path = [child.name for child in top.children[0].children[0].children]
    assert [name for name, _ in top.children[0].codes] == ["demand_type", "failure_code"]
    assert path


def test_a_reason_too_rare_to_be_told_is_folded_and_counted() -> None:
    last = found().views["reason"][-1]
    assert (last.name, last.folded) == ("1 other reason", 1)
    assert 1 <= last.coded < 5
    assert found().rankings["reason"].of(last.name) is None


def test_owners_are_measured_inside_and_outside_and_those_nobody_placed_are_said() -> None:
    world, sides = made_world(), found().outside
    failure = world.having(demand_type="failure")
    for side, owner in (("outside", "Depot"), ("inside", "Support"), ("not_said", "Tracking IT")):
        true = world.having(cause_owner=owner).sum() / failure.sum()
        made = getattr(sides, side).contacts
        assert made.low <= true <= made.high
    assert {n.name: n.side for n in found().named("cause_owner")} == {
        "Depot": "outside",
        "Support": "inside",
        "Tracking IT": "not said",
    }
    total = sum(getattr(sides, side).contacts.value for side in ("outside", "inside", "not_said"))
    assert total == pytest.approx(1)


def test_named_units_are_inside_and_the_others_then_outside() -> None:
    made = traced(codebook=None, settings=CausesSettings(inside=("Support",), model="none"))
    assert {n.name: n.side for n in made.named("cause_owner")} == {
        "Depot": "outside",
        "Support": "inside",
        "Tracking IT": "outside",
    }


def test_a_unit_of_support_that_nobody_knows_is_refused_with_the_nearest() -> None:
    """Else all of failure demand would read as caused outside support."""
    with pytest.raises(UsageError, match=r"No unit is called 'Suport'.* Did you mean 'Support'\?"):
        traced(codebook=None, settings=CausesSettings(inside=("Suport",), model="none"))


def test_where_nobody_placed_a_unit_the_side_cannot_be_told() -> None:
    made = traced(codebook=None, settings=CausesSettings(model="none"))
    assert "inside_support" in made.outside.outside.contacts.why
    assert "cannot be told" in str(made)
    assert made.report().cannot_say[0].question == "How much is caused outside support?"


def test_the_largest_owner_leads_and_the_order_of_the_others_is_as_uncertain_as_it_is() -> None:
    ranking = found().rankings["cause_owner"]
    assert ranking.standings[0].name == "Depot"
    assert ranking.standings[0].rank == "1st"
    true = [made_world().hours(cause_owner=s.name) for s in ranking.standings]
    for standing, hours in zip(ranking.standings, true, strict=True):
        place = 1 + sum(other > hours for other in true)
        assert standing.best <= place <= standing.worst


def test_a_planted_fall_is_seen_and_a_steady_reason_is_not_said_to_move() -> None:
    late = node("reason", "Parcel is late")
    assert late.trend.verdict == "falling"
    first = [
        r for r, h in zip(made_world().rows, made_world().having(reason="Parcel is late"), strict=True) if h
    ]
    opened = sorted(r["opened_at"] for r in made_world().rows)
    middle = opened[0] + (opened[-1] - opened[0]) / 2
    later = sum(r["opened_at"] > middle for r in first)
    true = later / (len(first) - later) - 1
    assert late.trend.change.low is not None
    assert late.trend.change.high is not None
    assert late.trend.change.low <= true <= late.trend.change.high
    assert node("reason", "Proof of identity").trend.verdict != "falling"


def test_what_brings_customers_back_is_found() -> None:
    late = node("reason", "Parcel is late").knock_on
    assert late.difference.low is not None
    assert late.difference.low > 0.1
    assert found().largest_knock_on[0].name == "Parcel is late"
    assert late.hours.low is not None
    assert late.hours.low > 0


def test_a_rating_gap_has_its_sign_and_its_number() -> None:
    late = node("reason", "Parcel is late").satisfaction
    assert late.high is not None
    assert late.high < 0
    assert late.n > 5


def test_without_rates_there_is_no_money_and_time_decides_the_order() -> None:
    made = traced(settings=CausesSettings(model="none"))
    assert made.measure == "time"
    assert made.failure.yearly.cost.why == "no rates were given: --cost-per-hour or --cost-per-contact"
    assert made.failure.yearly.time.known
    assert "EUR" not in str(made)


def test_without_handle_times_contacts_decide() -> None:
    world = made_world()
    rows = [{k: v for k, v in row.items() if k != "handle_seconds"} for row in world.rows]
    bare = replace(world, rows=rows)
    made = causes(bare.tables, drawn(bare, 200, seed=1), CausesSettings(model="none"))
    assert made.measure == "contacts"
    assert made.failure.share.time.why == "no contact has a handle time"
    assert made.failure.knock_on.hours.why == "no contact has a handle time"
    assert render_html(made.report())


def test_channels_with_rates_of_their_own_make_cost_a_measure_of_its_own() -> None:
    rates = CostRates("EUR", per_hour={"phone": 60.0, "chat": 10.0})
    made = traced(settings=CausesSettings(rates=rates, model="none"))
    assert made.shown == ("contacts", "time", "cost")
    assert found().shown == ("contacts", "time")
    assert "of cost" in str(made)


def test_two_coders_are_corrected_by_what_was_decided() -> None:
    sample = drawn(made_world(), 400, seed=5, double=0.3, noise=0.1)
    made = traced(sample=sample)
    assert made.failure.share.contacts.low is not None
    assert made.failure.share.contacts.high is not None
    true = made_world().share(demand_type="failure")
    assert made.failure.share.contacts.low <= true <= made.failure.share.contacts.high


def test_quadrants_hold_every_reason_on_enough_contacts_and_say_what_is_left_out() -> None:
    placed = {p.reason: p.quadrant for p in found().quadrants.placed}
    assert placed == {
        "Parcel is late": "eliminate",
        "Where is my parcel": "eliminate",
        "Parcel is damaged": "eliminate",
        "Proof of identity": "simplify",
        "Change the address": "automate",
        "Advice on a product": "leverage",
    }
    sums = {s.quadrant: s.share.contacts.value for s in found().quadrants.sums}
    assert sum(value or 0 for value in sums.values()) < 1
    assert found().quadrants.left_out > 0


def test_a_judgement_moves_a_reason() -> None:
    made = traced(judgements={"Proof of identity": Judgement("irritant", "irritant")})
    moved = next(p for p in made.quadrants.placed if p.reason == "Proof of identity")
    assert (moved.quadrant, moved.said_by, moved.derived) == ("eliminate", "organisation", False)


def test_the_ledger_lists_what_lacks_an_action_first_and_the_budget_prices_the_rest() -> None:
    ledger = found().ledger
    assert ledger.lines[-1].lacks == ()
    assert "Parcel is late" not in [line.reason for line in ledger.open]
    assert ledger.open[0].lacks
    made = found().budget
    assert made is not None
    assert made.cost == 1_000
    assert made.hours.low is not None
    assert made.hours.value is not None
    assert made.money.value == pytest.approx(30 * made.hours.value)
    assert made.people.value == pytest.approx(made.hours.value / 1_400)


def test_a_ledger_that_saves_more_than_there_is_is_refused() -> None:
    much = Actions((replace(ACTIONS.actions[0], saved_high=1e6, where="a.yaml, line 2"),))
    with pytest.raises(BadDataError, match=r"a.yaml, line 2: saved_high is 1,000,000 contacts a year"):
        traced(actions=much)


def test_the_same_seed_gives_the_same_result_and_all_of_it_is_plain_data() -> None:
    import json

    one, two = traced(200).to_dict(), traced(200).to_dict()
    assert json.loads(json.dumps(one)) == json.loads(json.dumps(two))
    text = json.dumps(found().to_dict())
    assert "customer 1" not in text
    assert "memory/c" not in text


def test_the_frame_has_a_row_for_each_node_and_ranks_for_the_named() -> None:
    table = found().columns
    assert len({len(values) for values in table.values()}) == 1
    at = next(n for n, v in enumerate(table["view"]) if v == "cause_owner" and table["name"][n] == "Depot")
    assert (table["rank_best"][at], table["side"][at]) == (1, "outside")
    assert table["hours_a_year_low"][at] < table["hours_a_year"][at] < table["hours_a_year_high"][at]


def test_coders_who_found_no_failure_leave_an_empty_tree_and_a_page() -> None:
    sample = drawn(made_world(), 60, seed=2)
    value = tuple(
        replace(c, codings=tuple(replace(k, codes={"demand_type": "value"}) for k in c.codings))
        for c in sample.contacts
    )
    made = traced(sample=replace(sample, contacts=value))
    assert made.failure.share.contacts.value == 0
    assert made.failure.children == ()
    assert made.ledger.lines == ()
    assert "No reason rests on enough coded contacts" in str(made)
    assert render_html(made.report())


def test_a_handful_of_coded_contacts_claims_nothing() -> None:
    sample = drawn(made_world(), 60, seed=2)
    made = traced(sample=replace(sample, contacts=sample.contacts[:6]))
    assert "cannot be told: only 6 coded contacts" in str(made)


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UsageError, match="window_days is 0"):
        CausesSettings(window_days=0)
    with pytest.raises(UsageError, match=r"within is 1\.2"):
        CausesSettings(within=1.2)


def test_planted_shares_are_found_in_most_samples() -> None:
    world, held, seen = made_world(), 0, 0
    for seed in range(8):
        made = traced(sample=drawn(world, 250, seed=100 + seed), settings=CausesSettings(model="none"))
        for view in made.named("reason"):
            true = world.share(reason=view.name)
            share = view.share.contacts
            held += share.low is not None and share.high is not None and share.low <= true <= share.high
            seen += 1
    assert held / seen >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / seen)


def test_with_many_reasons_looked_at_one_of_them_has_to_stand_out_further() -> None:
    late = node("reason", "Parcel is late")
    apart = Estimate(0.2, 0.05, 0.35, n=30)
    near = replace(late, knock_on=replace(late.knock_on, difference=apart))
    one = replace(found(), views={**found().views, "reason": (near,)})
    assert [n.name for n in one.largest_knock_on] == ["Parcel is late"]
    many = replace(found(), views={**found().views, "reason": (near,) + 39 * (replace(near, name="other"),)})
    assert many.largest_knock_on == ()
