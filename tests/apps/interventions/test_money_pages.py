"""The list, the ledger and the memo: money against verdicts, for whoever may read it."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.services import CostSaid

from ..world import World
from .made_interventions import an_intervention
from .made_states import every_state

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


@pytest.fixture
def made(world: World) -> dict[str, Intervention]:
    return every_state(world)


def shown(visit: Visit, address: str, who: str = "amara") -> str:
    answer = visit(who).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_has_what_needs_somebody_on_top_and_can_be_narrowed(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    whole = shown(visit, reverse("interventions:interventions"))
    order = ["Call backs on the day", "One page on returns", "Coaching by peers", "Empathy workshop", "A bot"]
    places = [whole.index(name) for name in order]
    assert places == sorted(places)
    judged = shown(visit, f"{reverse('interventions:interventions')}?standing=judged&kind=policy")
    assert "One script for every call" in judged
    assert "Empathy workshop" not in judged
    mine = shown(visit, f"{reverse('interventions:interventions')}?whose=mine", "bela")
    assert "Coaching by peers" in mine
    assert "Empathy workshop" not in mine
    none = shown(visit, f"{reverse('interventions:interventions')}?standing=waiting&kind=fix")
    assert "No intervention is like that." in none


def test_the_ledger_adds_up_what_every_page_says_and_keeps_other_currencies_apart(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    spent = selectors.accounts_visible_to(world.amara).of(None)
    assert (spent.total.money, spent.total.hours) == (42_000, 492.5)
    assert spent.on_what_did_not_work.money == 22_000
    assert spent.without_verdict.money == 16_000
    assert spent.apart["GBP"].money == 4000
    page = shown(visit, reverse("interventions:ledger"))
    assert "Another 4,000 GBP for 1 intervention is in no sum of money here" in page
    assert "22,000 EUR and 252.5 hours on 3 interventions. 0% of the money went to what worked." in page
    assert "Satisfaction got worse" in page
    assert "was due 7 Jul 2025" in page, "and not merely too early"


def test_the_ledger_of_a_year_holds_what_started_in_it(visit: Visit, made: dict[str, Intervention]) -> None:
    page = shown(visit, f"{reverse('interventions:ledger')}?year=2025")
    assert "Call backs on the day" in page
    assert "Scan at hand-over" not in page
    assert "Paid for what started in 2025" in page
    assert f"{reverse('interventions:export')}?year=2025" in page
    whole = shown(visit, f"{reverse('interventions:ledger')}?year=1999")
    assert "Scan at hand-over" in whole, "a year nobody offers is no year"


def test_the_file_of_the_ledger_has_plain_numbers_and_harmless_names(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    an_intervention(world.amara, "=1+1", costs=())
    answer = visit("amara").get(reverse("interventions:export"))
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert len(rows) == 11
    worked = rows["Scan at hand-over"]
    assert (worked["verdict"], worked["money"], worked["hours"]) == ("worked", "4000.0", "40.0")
    assert float(worked["change_low"]) < float(worked["change"]) < float(worked["change_high"]) < 0
    assert worked["guards_worse"] == "Satisfaction"
    assert "=1+1" not in rows


def test_the_memo_says_what_to_stop_weigh_measure_and_wait_for(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    page = shown(visit, reverse("interventions:memo"))
    decide = page.partition('id="decide"')[2].partition("</section>")[0]
    verbs = [part.partition("<")[0] for part in decide.split('<strong class="verb">')[1:]]
    assert verbs == ["Stop", "Stop", "Weigh", "Measure", "Measure", "Wait"]
    assert "Bring the data up to the day its verdict was due." in decide
    assert "A bot for returns" not in decide, "it is stopped"
    assert "And 3 more, of which" in decide
    assert page.count('class="certainty"') >= 14


def test_an_empty_ledger_and_memo_say_that_nothing_was_paid_for(world: World, visit: Visit) -> None:
    assert "Nothing was paid for yet" in shown(visit, reverse("interventions:ledger"))
    assert "Nothing was paid for yet" in shown(visit, reverse("interventions:memo"))
    assert "Nothing is registered yet" in shown(visit, reverse("interventions:interventions"))


def test_two_hundred_interventions_take_no_more_questions_than_ten(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    amara = visit("amara")

    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert amara.get(reverse(name)).status_code == 200
        return len(queries)

    pages = ("interventions:interventions", "interventions:ledger", "interventions:memo")
    few = [asked(name) for name in pages]
    Intervention.objects.bulk_create(
        Intervention(name=f"Talk {n}", kind="training", owner=world.amara, created_by=world.amara)
        for n in range(200)
    )
    assert [asked(name) for name in pages] == few
    assert max(few) <= 15


def costs_of(one: Intervention, *rows: dict[str, str], promised: int) -> dict[str, str]:
    said = {"costs-TOTAL_FORMS": str(len(rows)), "costs-INITIAL_FORMS": str(promised)}
    return said | {f"costs-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def rows_of(one: Intervention) -> list[dict[str, str]]:
    return [
        {"pk": str(c.pk), "what": c.what, "unit": c.unit, "planned": str(c.planned), "spent": ""}
        for c in one.costs.all()
    ]


def test_what_was_really_spent_is_said_beside_what_was_planned_and_counts_from_then_on(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    one = made["no_effect"]
    money, hours = rows_of(one)
    extra = {"pk": "", "what": "Rooms", "unit": "money", "planned": "999", "spent": "750.50"}
    asked = costs_of(one, money | {"spent": "21000", "planned": "1"}, hours, extra, promised=2)
    address = reverse("interventions:costs", args=[one.pk])
    assert visit("amara").post(address, asked).status_code == 302
    said = {c.what: (c.planned, c.spent) for c in one.costs.all()}
    assert said["Trainer"] == (Decimal(18000), Decimal(21000)), "what was promised stays, whatever is posted"
    assert said["Rooms"] == (Decimal(0), Decimal("750.50"))
    page = shown(visit, reverse("interventions:intervention", args=[one.pk]))
    assert '21,000 EUR<span class="beneath">spent; 18,000 planned</span>' in page
    spent = selectors.accounts_visible_to(world.amara).of(None)
    assert spent.sum_of("training", ("no effect that matters",)).money == pytest.approx(21_750.5)


def test_before_a_lock_costs_may_be_changed_added_and_emptied(
    visit: Visit, made: dict[str, Intervention]
) -> None:
    one = made["draft"]
    money, hours = rows_of(one)
    new = {"pk": "", "what": "Print", "unit": "money", "planned": "80", "spent": ""}
    asked = costs_of(one, money | {"planned": "4100"}, hours | {"what": ""}, new, promised=2)
    assert visit("amara").post(reverse("interventions:costs", args=[one.pk]), asked).status_code == 302
    assert [(c.what, c.planned) for c in one.costs.all()] == [
        ("Scanners", Decimal(4100)),
        ("Print", Decimal(80)),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"what": "Print", "planned": "", "spent": ""}, "How much is planned? Give 0 where nothing was."),
        ({"what": "", "planned": "80", "spent": ""}, "What is it for?"),
        ({"what": "Print", "planned": "-1", "spent": ""}, "greater than or equal to 0"),
        ({"what": "Print", "planned": "1e30", "spent": ""}, "no more than 12 digits"),
    ],
)
def test_half_a_row_of_costs_is_refused_on_its_field(
    visit: Visit, made: dict[str, Intervention], row: dict[str, str], said: str
) -> None:
    one = made["draft"]
    asked = costs_of(one, *rows_of(one), row | {"pk": "", "unit": "money"}, promised=2)
    answer = visit("amara").post(reverse("interventions:costs", args=[one.pk]), asked)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert one.costs.count() == 2


def test_costs_that_somebody_else_changed_meanwhile_are_not_written_over(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    one = made["draft"]
    asked = costs_of(one, *rows_of(one), promised=2)
    services.change_costs(
        acting_user=world.amara, intervention=one, costs=[CostSaid("Only this", "money", Decimal(1))]
    )
    answer = visit("amara").post(reverse("interventions:costs", args=[one.pk]), asked)
    assert "The costs were changed meanwhile: load the page again." in answer.content.decode()
    assert [cost.what for cost in one.costs.all()] == ["Only this"]


def test_owner_end_withdrawal_and_another_judgement_go_through_their_services(
    world: World, visit: Visit, made: dict[str, Intervention]
) -> None:
    amara = visit("amara")

    def post(name: str, state: str, **said: str) -> str:
        address = reverse(f"interventions:{name}", args=[made[state].pk])
        answer = amara.post(address, said, follow=True)
        return " ".join(answer.content.decode().split())

    assert "The intervention has an owner." in post("owner", "due", owner=str(world.olga.pk))
    assert "owns this intervention already" in post("owner", "due", owner=str(world.olga.pk))
    assert "The plan is withdrawn." in post("withdraw", "running", why="We begin anew.")
    assert "No plan is locked, so there is none to withdraw." in post("withdraw", "nothing")
    assert "This plan was judged. A verdict stays" in post("withdraw", "worked", why="It looks bad.")
    assert "There is no verdict yet." in post("judge_again", "waiting")
    assert "The data are the same as when it was judged" in post(
        "judge_again", "worked", why="A file was late."
    )
    assert "The intervention is stopped." in post("stop", "due", why="It is over.")
    assert "This field is required" in post("stop", "worked", why="")
    assert Intervention.objects.get(pk=made["due"].pk).stopped_why == "It is over."
