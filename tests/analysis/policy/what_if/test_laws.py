"""Laws that every answer keeps, whatever is asked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.policy import Facts, Today
from headwater.analysis.policy.what_if import WhatIf, what_if

patience = st.one_of(st.none(), st.floats(30, 600))
ways = st.fixed_dictionaries(
    {
        "issues": st.floats(5, 800),
        "talk": st.floats(60, 600),
        "fcr": st.floats(0.3, 0.98),
        "agents": st.floats(2, 200),
        "shrinkage": st.floats(0, 0.5),
        "patience": patience,
    }
)


def facts_of(way: dict[str, float]) -> Facts:
    today = Today(
        talk_s=way["talk"],
        wrap_s=20,
        fcr_frac=way["fcr"],
        agents_scheduled=way["agents"],
        shrinkage_frac=way["shrinkage"],
    )
    return Facts(issues_per_hour=way["issues"], patience_s=way["patience"], today=today)


def value(told: WhatIf, key: str) -> float | None:
    return told.row(key).after.value


def before(told: WhatIf, key: str) -> float | None:
    return told.row(key).before.value


@settings(max_examples=60, deadline=None)
@given(ways, st.floats(1.01, 1.5))
def test_more_people_answer_sooner_and_need_no_more(way: dict[str, float], times: float) -> None:
    told = what_if(facts_of(way), {"agents_scheduled": way["agents"] * times})
    for key, sign in (("service_level", 1), ("wait_s", -1), ("occupancy_frac", -1), ("abandon_frac", -1)):
        now, then = before(told, key), value(told, key)
        if now is not None and then is not None:
            assert sign * (then - now) >= -1e-9 * max(abs(now), 1.0), key
    assert before(told, "agents_needed") == value(told, "agents_needed")


@settings(max_examples=60, deadline=None)
@given(ways, st.floats(0.001, 0.5))
def test_more_resolved_is_less_work(way: dict[str, float], part: float) -> None:
    told = what_if(facts_of(way), {"fcr_frac": way["fcr"] + (1 - way["fcr"]) * part})
    for key in ("contacts_per_hour", "repeat_frac", "customer_seconds", "agents_needed"):
        now, then = before(told, key), value(told, key)
        assert now is not None
        assert then is not None
        assert then <= now + 1e-9, key
    assert told.break_even is not None
    assert told.break_even.verdict in ("frees", "neutral")


@settings(max_examples=60, deadline=None)
@given(ways, st.floats(30, 900))
def test_the_break_even_says_what_the_work_says(way: dict[str, float], handle: float) -> None:
    told = what_if(facts_of(way), {"handle_s": handle})
    assert told.break_even is not None
    even = told.break_even.handle_seconds.value or 0.0
    work = (before(told, "customer_seconds") or 0.0, value(told, "customer_seconds") or 0.0)
    assert (handle > even * (1 + 1e-9)) == (work[1] > work[0] * (1 + 1e-9))
    assert even <= (told.break_even.ceiling_seconds.value or 0.0) + 1e-9


@settings(max_examples=60, deadline=None)
@given(ways)
def test_shares_are_shares_and_nothing_moved_changes_nothing(way: dict[str, float]) -> None:
    told = what_if(facts_of(way), {})
    for row in told.rows:
        if row.unit == "share" and row.after.value is not None:
            assert -1e-12 <= row.after.value <= 1 + 1e-12, row.key
        assert row.word in ("same", "cannot tell"), row.key
