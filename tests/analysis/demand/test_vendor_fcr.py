"""Vendors' rules reproduced on contacts whose answer is known."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.definitions import RepeatSettings
from headwater.analysis.demand.vendor_fcr import VendorFcr, VendorFigure, vendor_fcr
from headwater.analysis.errors import UsageError

START = datetime(2026, 3, 2, tzinfo=UTC)


def a_contact(number: int, minutes: float | None = 5, day: float = 0, **other: Any) -> dict[str, Any]:
    opened = START + timedelta(days=day)
    return {
        "customer_id": f"customer {number}",
        "reason_source": "parcel",
        "opened_at": opened,
        "first_resolved_at": None if minutes is None else opened + timedelta(minutes=minutes),
        "reopens": 0,
        "transfers": 0,
        "agent_replies": 1,
        **other,
    }


def found(rows: list[dict[str, Any]], **other: Any) -> VendorFcr:
    last = {**a_contact(10_000, None, day=60), "reopens": None, "transfers": None, "agent_replies": None}
    return vendor_fcr(contacts_from_rows([*rows, last]), **other)


def figure(result: VendorFcr, vendor: str) -> VendorFigure:
    return next(f for f in result.figures if f.vendor.startswith(vendor))


def test_zammad_counts_closed_in_less_than_fifteen_minutes_of_those_closed() -> None:
    minutes = [14.99, 15, 16, None]
    zammad = figure(found([a_contact(n, minutes[n % 4]) for n in range(40)]), "Zammad")
    assert zammad.share.value == pytest.approx(10 / 30)
    assert zammad.share.n == 30


def test_intercom_counts_closed_once_by_one_teammate() -> None:
    kinds = [(0, 0), (1, 0), (0, 1), (0, None), (None, 0)]
    rows = [a_contact(n, reopens=kinds[n % 5][0], transfers=kinds[n % 5][1]) for n in range(50)]
    intercom = figure(found(rows), "Intercom")
    assert intercom.share.value == pytest.approx(1 / 3)
    assert intercom.share.n == 30


def test_the_zendesk_package_counts_exactly_one_reply_of_those_solved() -> None:
    rows = [a_contact(n, None if n < 10 else 90, agent_replies=n % 4) for n in range(50)]
    zendesk = figure(found(rows), "Zendesk")
    assert (zendesk.share.value, zendesk.share.n) == (0.25, 40)


def test_all_of_them_call_resolved_what_came_back() -> None:
    """Every contact is closed at once, by one person, with one reply; half the customers return next day."""
    rows = [a_contact(n) for n in range(40)] + [a_contact(n, day=1) for n in range(20)]
    for vendor in found(rows).figures:
        assert vendor.share.value == 1
        assert vendor.same_contacts.value == 1
        assert vendor.fcr.value == pytest.approx(40 / 60)
        assert vendor.came_back.value == pytest.approx(20 / 60)


def test_the_comparison_takes_only_contacts_that_can_be_followed_up() -> None:
    rows = [a_contact(n) for n in range(20)] + [a_contact(n, customer_id=None) for n in range(5)]
    rows += [a_contact(n, day=59) for n in range(100, 107)] + [a_contact(200, reason_source=None)]
    zammad = figure(found(rows), "Zammad")
    assert (zammad.share.n, zammad.fcr.n) == (33, 20)
    assert figure(found(rows, reason="any"), "Zammad").fcr.n == 21


def test_outbound_and_merged_contacts_are_not_the_vendors_either() -> None:
    rows = [a_contact(n) for n in range(20)]
    rows += [a_contact(30, direction="outbound"), a_contact(31, merged_into="3")]
    assert figure(found(rows), "Zammad").share.n == 20


def test_a_missing_column_is_named_for_whom_it_matters() -> None:
    rows = [{**a_contact(n), "reopens": None, "transfers": None} for n in range(20)]
    result = found(rows)
    assert figure(result, "Intercom").share.why == "no contact has reopens or transfers"
    assert figure(result, "Zammad").share.known
    assert "cannot tell: no contact has reopens or transfers" in str(result)


def test_each_says_what_it_does_not_check_and_where_the_rule_comes_from() -> None:
    result = found([a_contact(n) for n in range(20)])
    for vendor in result.figures:
        assert vendor.blind in str(result)
        assert "does not check whether" in vendor.blind
        assert "/" in vendor.source


def test_dates_and_the_end_of_the_export_are_taken_from_the_settings() -> None:
    rows = [a_contact(n) for n in range(20)] + [a_contact(n, day=59) for n in range(100, 120)]
    first_day = RepeatSettings(until=START.date())
    assert figure(found(rows, settings=first_day), "Zammad").share.n == 20
    later = RepeatSettings(observed_until=START + timedelta(days=90))
    assert figure(found(rows, settings=later), "Zammad").fcr.n == 40


def test_an_unknown_reason_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"reasons cannot be 'sam'. Did you mean 'same'\?"):
        found([], reason="sam")


def test_it_is_plain_data_a_table_and_a_chart() -> None:
    result = found([a_contact(n, minutes=5 + n) for n in range(20)])
    assert json.loads(json.dumps(result.to_dict()))["figures"][0]["vendor"] == "Zammad"
    assert result.to_frame("polars")["share"].to_list()[0] == 0.5
    (rows,) = result.chart().to_dict()["datasets"].values()
    assert {row["by"] for row in rows} == {"the vendor", "who came back"}


def test_the_shares_of_teams_are_those_of_each_team_alone() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {
            "customer_id": f"{'ab'[n % 2]} {n % 26}",
            "team": "ab"[n % 2],
            "opened_at": first + timedelta(hours=5 * n),
            "first_resolved_at": first + timedelta(hours=5 * n, minutes=10 if n % 3 else 30),
        }
        for n in range(120)
    ]
    last = rows[-1]["opened_at"]
    settings = RepeatSettings(observed_until=last)
    split = vendor_fcr(contacts_from_rows(rows), reason="any", by="team", settings=settings)
    for team in "ab":
        own = contacts_from_rows([row for row in rows if row["team"] == team])
        alone = vendor_fcr(own, reason="any", settings=settings).figures[0]
        [figure] = [f for f in split.figures if f.group == (team,) and f.vendor == "Zammad"]
        assert (figure.share, figure.same_contacts, figure.fcr, figure.came_back) == (
            alone.share,
            alone.same_contacts,
            alone.fcr,
            alone.came_back,
        )
    assert split.columns["team"][:2] == ["a", "b"]
    assert "a · Zammad" in str(split)
