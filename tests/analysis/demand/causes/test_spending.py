"""Today's spending and the judgements of reasons: files people write, and their mistakes by line."""

from pathlib import Path

import pytest

from headwater.analysis.demand.causes.judgements import Judgement, read_judgements
from headwater.analysis.demand.causes.spending import read_spending, with_hours
from headwater.analysis.errors import BadDataError

SPENT = """\
currency: EUR
hours_per_person_year: 1400
now:
  - what: De-escalation workshops
    kind: training
    cost_per_year: 40_000
  - what: Overtime
    kind: coping
    cost_per_year: 25000.50
"""


def spent(folder: Path, text: str, name: str = "budget.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_spending_adds_up_by_kind(tmp_path: Path) -> None:
    found = read_spending(spent(tmp_path, SPENT))
    assert (found.currency, found.hours_per_person_year) == ("EUR", 1400)
    assert found.of_kind("training") == 40_000
    assert found.per_year == 65_000.50


def test_a_spreadsheet_holds_the_lines_and_the_hours_are_given_apart(tmp_path: Path) -> None:
    path = spent(tmp_path, "what,kind,cost_per_year\nOvertime,coping,5000\n", "budget.csv")
    found = read_spending(path, hours_per_person_year=1500)
    assert (found.per_year, found.hours_per_person_year) == (5_000, 1500)
    assert read_spending(path).hours_per_person_year is None


def test_hours_alone_make_a_budget_of_nothing_spent() -> None:
    assert with_hours(None, None) is None
    made = with_hours(None, 1300.0)
    assert made is not None
    assert (made.per_year, made.hours_per_person_year) == (0, 1300)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind: training", "kind: trainin"), "line 4: kind cannot be 'trainin'. Did you mean 'training'?"),
        (("    kind: training\n", ""), "line 4: `kind` is missing. Say training or coping."),
        (("    cost_per_year: 40_000\n", ""), "line 4: `cost_per_year` is missing."),
        (("40_000", "-1"), "line 4: cost_per_year is -1: it cannot be below 0"),
        (("what: Overtime", "note: Overtime"), "line 7: `what` is missing."),
        (("1400", "0"), "hours_per_person_year is 0: give the hours of handling one person brings a year"),
        (("1400", "9000"), "above 0 and at most 8,760"),
        (("1400", "many"), "hours_per_person_year is 'many': give a plain number"),
    ],
)
def test_each_mistake_in_the_spending_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(BadDataError) as caught:
        read_spending(spent(tmp_path, SPENT.replace(*change, 1)))
    assert said in str(caught.value)


def test_judgements_may_leave_one_side_open(tmp_path: Path) -> None:
    path = spent(tmp_path, "reasons:\n  - reason: late\n    value_to_company: valuable\n", "q.yaml")
    assert read_judgements(path, ["late"]) == {"late": Judgement(None, "valuable")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  - reason: lat\n    value_to_company: valuable\n", "line 2: there is no reason 'lat'"),
        ("  - reason: late\n", "line 2: 'late' has no judgement."),
        ("  - value_to_company: valuable\n", "line 2: `reason` is missing."),
        (
            "  - reason: late\n    value_to_customer: nice\n",
            "value_to_customer cannot be 'nice'. Known: valuable",
        ),
        (2 * "  - reason: late\n    value_to_customer: irritant\n", "line 4: 'late' is judged twice."),
    ],
)
def test_each_mistake_in_the_judgements_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadDataError) as caught:
        read_judgements(spent(tmp_path, f"reasons:\n{text}", "q.yaml"), ["late"])
    assert said in str(caught.value)
