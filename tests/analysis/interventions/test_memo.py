"""The decision memo: every line with its certainty, and what to decide now."""

from datetime import date

from headwater.analysis.interventions.ledger import NEVER
from headwater.analysis.interventions.memo import Memo, memo_of
from headwater.analysis.interventions.paid_words import amount
from headwater.analysis.interventions.spending import Paid, spending_of

from .made_judged import judged, paid

WORKED = paid(1, "Depot scans", "fix", "worked", 4000, 30, found=judged(-40), lasted="worked")
USELESS = paid(2, "Workshop", "training", "no effect that matters", 18_000, 200, found=judged(0))
WORSE = paid(3, "Script", "policy", "made it worse", 2000, found=judged(40))
EARLY = paid(4, "New interviews", "hiring", "too early", 5000, due=date(2026, 3, 2))
NOTHING = paid(5, "Talks", "training", NEVER, 700)


def memo(*entries: Paid) -> Memo:
    return memo_of(spending_of(entries))


def decided(found: Memo) -> dict[str, str]:
    return {one.line.name: one.verb for one in found.decide}


def test_the_opening_says_what_of_the_money_worked_what_did_not_and_what_nobody_knows() -> None:
    found = memo(WORKED, USELESS, WORSE, EARLY, NOTHING)
    assert found.opening == (
        "29,700 EUR and 230 hours went into 5 interventions.",
        "Of the money, 13% went to what worked, 67% to what did not, and 19% has no verdict.",
    )


def test_every_line_carries_its_certainty() -> None:
    found = memo(WORKED, USELESS, WORSE, EARLY, NOTHING)
    lines = [*found.worked, *found.did_not, *found.unknown, *found.between, *(d.line for d in found.decide)]
    assert all(line.certainty for line in lines)
    (worked,) = found.worked
    assert worked.certainty.startswith("95% interval -2")
    assert worked.certainty.endswith("gates hold")
    assert "After its cost" in worked.text
    assert "It lasted." in worked.text
    assert [line.certainty for line in found.unknown] == [
        "nothing is known before the registered date",
        "nothing is known: no plan was locked before the start",
    ]


def test_what_to_decide_follows_from_the_verdicts_what_to_stop_first() -> None:
    found = memo(WORKED, USELESS, WORSE, EARLY, NOTHING)
    assert decided(found) == {
        "Workshop": "Stop",
        "Script": "Stop",
        "Depot scans": "Keep",
        "Talks": "Measure",
        "New interviews": "Wait",
    }
    assert [one.verb for one in found.decide] == ["Stop", "Stop", "Keep", "Measure", "Wait"]
    wait = found.decide[-1].line.text
    assert wait == "Decide nothing before 2 Mar 2026."


def test_what_worked_at_a_price_or_did_not_last_or_cost_more_than_it_gave_is_to_be_weighed() -> None:
    def one(**options: object) -> Paid:
        return paid(1, "Scans", "fix", "worked", **{"money": 1000, "found": judged(-40), **options})  # type: ignore[arg-type]

    assert decided(memo(one())) == {"Scans": "Keep"}
    assert decided(memo(one(worse=("Satisfaction",)))) == {"Scans": "Weigh"}
    assert decided(memo(one(lasted="no effect that matters"))) == {"Scans": "Weigh"}
    assert decided(memo(one(money=10_000_000))) == {"Scans": "Weigh"}
    assert "are lost" in memo(one(money=10_000_000)).worked[0].text
    assert "At a price: Satisfaction got worse." in memo(one(worse=("Satisfaction",))).worked[0].text


def test_what_cannot_be_told_says_what_would_make_it_clearer() -> None:
    unclear = judged(-6, smallest=judged(0).plan.smallest, launch="bad_weeks")
    assert unclear.verdict.word == "cannot tell"
    found = memo(paid(1, "Scans", "fix", "cannot tell", 1000, found=unclear))
    (decision,) = found.decide
    assert decision.verb == "Measure"
    assert decision.line.text == unclear.verdict.clearer[0]
    assert found.unknown[0].text.startswith("1,000 EUR. Cannot tell: Contacts that come back: -")


def test_what_is_stopped_is_still_in_the_money_and_asks_for_no_decision() -> None:
    found = memo(paid(1, "Talks", "training", NEVER, 700, stopped=True))
    assert found.decide == ()
    assert found.unknown[0].text == "700 EUR. Stopped, and never measured."


def test_training_stands_against_fixing_the_cause_even_where_one_was_not_tried() -> None:
    training, fix = memo(USELESS, NOTHING).between
    assert (training.name, fix.name) == ("Training", "Fixing the cause")
    assert training.text.startswith(
        "18,700 EUR and 200 hours, 2 in all. 0% of the money went to what worked."
    )
    assert training.certainty == "1 of 2 judged; 4% of the money without a verdict"
    assert fix.text == "Nothing was tried."
    assert memo(EARLY).between == (), "neither was tried"


def test_the_memo_stays_on_its_page_and_names_the_rest() -> None:
    many = [paid(n, f"Talk {n}", "training", NEVER, 100 * n) for n in range(1, 13)]
    found = memo(*many)
    assert len(found.unknown) == 4
    assert found.unknown[0].name == "Talk 12", "what cost most comes first"
    assert found.unknown[-1].name == "9 more"
    assert found.unknown[-1].text == "4,500 EUR: Talk 9, Talk 8 and 7 more."
    assert (len(found.decide), found.later) == (6, 6)


def test_no_verb_crowds_out_the_others() -> None:
    useless = [
        paid(n, f"Talk {n}", "training", "no effect that matters", 9000, found=judged(0)) for n in range(9)
    ]
    found = memo(*useless, WORKED, EARLY, NOTHING)
    assert [one.verb for one in found.decide] == ["Stop", "Stop", "Stop", "Keep", "Measure", "Wait"]
    assert found.later == 6


def test_what_came_back_is_said_of_those_that_say_what_a_unit_is_worth() -> None:
    silent = paid(9, "Signs", "fix", "worked", 1000, found=judged(-40, value_per_unit=None))
    fix = memo(WORKED, silent).between[1]
    assert "Of 1, which say what a unit is worth: After its cost it gave back" in fix.text
    assert "which say" not in memo(WORKED).between[1].text


def test_a_verdict_that_waits_for_data_is_not_called_too_early() -> None:
    late = paid(1, "Scans", "fix", "too early", 100, due=date(2026, 3, 2))
    before = memo_of(spending_of([late]), date(2026, 3, 1))
    after = memo_of(spending_of([late]), date(2026, 3, 2))
    assert (before.decide[0].verb, after.decide[0].verb) == ("Wait", "Measure")
    assert "the measure does not reach that day" in after.unknown[0].text


def test_an_amount_reads_as_people_say_it_and_says_when_nobody_said_one() -> None:
    assert amount(0, 0, "EUR") == "no cost said"
    assert amount(1234.4, 0, "GBP") == "1,234 GBP"
