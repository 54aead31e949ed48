"""The pages of declared policies: what is shown, what is refused on which field, and that nothing is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headwater.analysis.policy import SAMPLES, sample
from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.reading import parse_policies
from headwater.analysis.policy.samples import sample_text
from headwater.apps.policy import services
from headwater.apps.policy.background import read
from headwater.apps.policy.forms.own_fields import DESCRIBED, GROUPS
from headwater.apps.policy.models import Document
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.selectors import key_of_now, our_policies

from ..world import World
from .things_declare import things

Visit = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _folder(data: Any) -> None:
    """Every test has a data folder of its own."""


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def typed(**said: Any) -> dict[str, Any]:
    begin = {
        "issuer": "Operations",
        "level": "director",
        "operator": "<=",
        "value": "4",
        "unit": "min",
        "consequence": "bonus",
        "weight": "1",
    }
    return {**begin, **said}


def new(metric: str) -> str:
    return f"{reverse('policy:new_policy')}?metric={metric}"


def test_every_metric_can_be_chosen_once() -> None:
    offered = [key for _, keys in GROUPS for key in keys]
    assert sorted(offered) == sorted(METRICS)
    assert set(DESCRIBED) == set(METRICS)


def test_a_policy_is_declared_from_the_form_in_the_units_people_use(visit: Visit) -> None:
    answer = visit("olga").post(new("aht_s"), typed(channel="phone, chat", percentile="90%"))
    made = Record.objects.get()
    assert answer.headers["Location"] == reverse("policy:policy", args=[made.pk])
    policy = made.policy
    assert (policy.id, policy.value, policy.percentile) == ("operations-aht", 240, 0.9)
    assert policy.scope == {"channel": ("phone", "chat")}
    assert "Operations wants handle time of at most 240 s in 90% of contacts" in text_of(
        visit("bela").get(answer.headers["Location"])
    )


@pytest.mark.parametrize(
    ("metric", "said", "value"),
    [
        ("occupancy_frac", {"value": "85", "unit": "%"}, 0.85),
        ("service_level", {"value": "80%", "unit": "%", "threshold_s": 20, "short_s": 5,
                           "definition": "answered_of_answered"}, 0.8),
        ("authority", {"value": "25,5", "unit": "EUR", "remedy_type": "refund", "latency_s": 90}, 25.5),
        ("script_step", {"operator": ">=", "value": "30", "unit": "s", "step": "greet", "order": 1}, 30),
        ("shrinkage_frac", {"operator": ">=", "value": "48", "unit": "minutes", "shift_minutes": 480}, 0.1),
        ("shrinkage_frac", {"operator": ">=", "value": "5", "unit": "%", "shift_minutes": 480,
                            "kind": "training"}, 0.05),
        ("fcr_frac", {"operator": ">=", "value": "80", "unit": "%", "window_days": 14}, 0.8),
        ("agents_scheduled", {"value": "60", "unit": "agents"}, 60),
        ("concurrency", {"value": "3", "unit": "chats"}, 3),
    ],
)  # fmt: skip
def test_each_kind_of_metric_takes_what_it_needs(
    visit: Visit, metric: str, said: dict[str, Any], value: float
) -> None:
    answer = visit("olga").post(new(metric), typed(**said))
    assert answer.status_code == 302, answer.context["form"].errors
    policy = Record.objects.get().policy
    assert policy.value == pytest.approx(value)
    for name in ("definition", "remedy_type", "step", "kind", "window_days"):
        if name in said:
            assert getattr(policy, name) == said[name]


@pytest.mark.parametrize(
    ("metric", "said", "field", "message"),
    [
        ("aht_s", {"value": "four"}, "value", "Has to be a number, not 'four'."),
        ("aht_s", {"value": "-1"}, "value", "Is -1: a negative value is not possible."),
        ("occupancy_frac", {"value": "140", "unit": "%"}, "value", "Is 140: it cannot be over 100."),
        ("aht_s", {"unit": "weeks"}, "unit",
         "Select a valid choice. weeks is not one of the available choices."),
        ("aht_s", {"percentile": "half"}, "percentile",
         "Give a share of contacts such as 90%, or leave it empty for the mean."),
        ("aht_s", {"weight": "0"}, "weight",
         "Is 0: a policy that may change at no loss is no policy. Leave it out."),
        ("authority", {"unit": "eur", "remedy_type": "any", "latency_s": 0}, "unit",
         "An amount needs a currency such as EUR, not 'eur'."),
        ("aht_s", {"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "effective_to",
         "It ends on 2026-01-01, before it starts on 2026-02-01. Swap them."),
        ("aht_s", {"issuer": ""}, "issuer", "This field is required."),
    ],
)  # fmt: skip
def test_what_cannot_be_stands_on_its_field_and_nothing_is_lost(
    visit: Visit, metric: str, said: dict[str, Any], field: str, message: str
) -> None:
    answer = visit("olga").post(new(metric), typed(says="Average handle time", **said))
    assert message in answer.context["form"].errors[field]
    assert "Average handle time" in text_of(answer)
    assert not Record.objects.exists()


def test_an_unknown_metric_leads_back_to_the_choice(visit: Visit) -> None:
    assert "What is the policy about?" in text_of(visit("olga").get(new("happiness")))


def test_a_policy_is_changed_from_a_day_on_and_both_stand_in_the_history(world: World, visit: Visit) -> None:
    pk = things(world)["policy:policy"][0]
    address = reverse("policy:change_policy", args=[pk])
    seen = visit("olga").get(address).context["form"]["seen"].value()
    sent = typed(value="5", effective_from="2026-09-07", why="It was gamed", seen=seen)
    answer = visit("olga").post(address, sent)
    page = text_of(visit("emre").get(answer.headers["Location"]))
    assert "It was gamed" in page
    assert "It replaced" in page
    old = text_of(visit("emre").get(reverse("policy:policy", args=[pk])))
    assert "Replaced by" in old
    assert "Change it from a day on" not in old
    listed = text_of(visit("emre").get(f"{reverse('policy:policies')}?when=ever"))
    assert "replaced four-minutes (240 s became 300 s)" in listed


def test_of_two_tabs_the_second_is_told(world: World, visit: Visit) -> None:
    pk = things(world)["policy:policy"][0]
    address = reverse("policy:mend_policy", args=[pk])
    seen = visit("olga").get(address).context["form"]["seen"].value()
    sent = typed(value="3", effective_from="2026-01-05", why="It says three", seen=seen)
    assert visit("olga").post(address, sent).status_code == 302
    answer = visit("emre").post(address, {**sent, "value": "5"})
    assert "Somebody changed this policy while you had the page open" in text_of(answer)
    assert {one.id: one.value for one in our_policies()}["four-minutes"] == 180


def test_mending_says_in_words_what_differed(world: World, visit: Visit) -> None:
    pk = things(world)["policy:policy"][0]
    sent = typed(
        value="3", effective_from="2026-01-05", why="It says three", consequence="none", level="exec"
    )
    visit("olga").post(reverse("policy:mend_policy", args=[pk]), sent)
    page = text_of(visit("emre").get(reverse("policy:policy", args=[pk])))
    for name, before, after in (("Value", "240 s", "180 s"), ("What hangs on it", "a bonus", "nothing")):
        assert f'{name}: <span class="replaced-value">{before}</span> became {after}' in page


def test_a_policy_is_ended_and_taken_out_on_their_pages(world: World, visit: Visit) -> None:
    pk = things(world)["policy:policy"][0]
    visit("olga").post(reverse("policy:end_policy", args=[pk]), {"last_day": "2026-09-30", "why": "Lifted"})
    assert Record.objects.get(pk=pk).effective_to == date(2026, 9, 30)
    answer = visit("olga").post(reverse("policy:end_policy", args=[pk]), {"last_day": "2025-01-01"})
    assert "It starts on 2026-01-05, so it cannot end on 2025-01-01" in text_of(answer)
    visit("olga").post(reverse("policy:take_out_policy", args=[pk]), {"why": "A draft of the board"})
    page = text_of(visit("emre").get(reverse("policy:policy", args=[pk])))
    assert "It never was a policy" in page
    assert "A draft of the board" in page


def test_the_list_is_filtered_and_saved_as_it_is_shown(world: World, visit: Visit) -> None:
    services.import_policies(acting_user=world.olga, text=sample_text("telecom", "policies"), name="t.yaml")
    address = reverse("policy:policies")
    page = text_of(visit("bela").get(f"{address}?level=HR"))
    assert "2 of 14 policies in force" in page
    assert "Declare a policy" not in page
    saved = visit("bela").get(f"{reverse('policy:export_policies')}?level=HR").content.decode()
    assert {one.id for one in parse_policies(saved)} == {"breathing-space", "time-away"}
    whole = visit("bela").get(reverse("policy:export_policies")).content.decode()
    assert set(parse_policies(whole)) == set(our_policies())
    early = text_of(visit("bela").get(f"{address}?day=2024-06-01&metric=aht_s"))
    assert "1 of 14 policies in force" in early


def test_a_part_of_the_policies_is_saved_so_that_it_reads_back(world: World, visit: Visit) -> None:
    services.import_policies(acting_user=world.olga, text=sample_text("telecom", "policies"), name="t.yaml")
    saved = visit("bela").get(f"{reverse('policy:export_policies')}?metric=aht_s&day=2026-06-01")
    assert [one.id for one in parse_policies(saved.content.decode())] == ["four-minutes"]


def test_a_policy_names_the_conflicts_it_is_in(world: World, visit: Visit) -> None:
    services.import_policies(acting_user=world.olga, text=sample_text("telecom", "policies"), name="t.yaml")
    services.declare_facts(acting_user=world.olga, content=sample("telecom")[1].to_dict())
    read(quietly, asked=key_of_now())
    for key in ("four-minutes", "explain"):
        page = text_of(visit("bela").get(reverse("policy:policy", args=[Record.objects.get(key=key).pk])))
        assert "and both cannot be met" in page
    other = Record.objects.get(key="credit")
    assert "no conflict that was found" in text_of(
        visit("bela").get(reverse("policy:policy", args=[other.pk]))
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_looked_at_and_copied_where_nothing_is_declared(visit: Visit, name: str) -> None:
    page = text_of(visit("olga").get(f"{reverse('policy:policies')}?in={name}"))
    assert "Its figures are invented" in page
    assert "Declare a policy" not in page
    visit("olga").post(reverse("policy:copy_sample", args=[name]))
    assert set(our_policies()) == set(sample(name)[0])
    visit("olga").post(reverse("policy:copy_sample", args=["worked"]))
    assert set(our_policies()) == set(sample(name)[0])


def test_an_import_shows_first_what_it_would_do(world: World, visit: Visit) -> None:
    address, text = reverse("policy:import_policies"), sample_text("telecom", "policies")
    sent = SimpleUploadedFile("rules.yaml", text.encode())
    answer = visit("olga").post(address, {"file": sent})
    page = text_of(answer)
    assert "This is what rules.yaml would do. Nothing has changed yet." in page
    assert "14 new" in page
    assert not Record.objects.exists()
    found = answer.context["preview"]
    answer = visit("olga").post(
        address,
        {"step": "take", "text": text.replace("\n", "\r\n"), "name": found.name, "basis": found.basis},
    )
    assert answer.status_code == 302
    assert set(our_policies()) == set(sample("telecom")[0])


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"", "Paste the text, or choose a file."),
        (b"\xff\xfe", "The file has to be UTF-8; byte 0 is not."),
        (b"x" * 1_000_001, "The file is larger than 1 MB; no file of policies is."),
        (b"targets: 4", "rules.yaml: a file of policies begins with `policies:`"),
        (b"policies: [", "rules.yaml, line 1: this is not YAML"),
        (b"policies:\n  - {id: a, issuer: O, metric: aht_s, value: 4, unit: weeks, operator: <=}",
         "rules.yaml, line 2: policy &#x27;a&#x27;, unit: aht_s cannot be in &#x27;weeks&#x27;."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(visit: Visit, sent: bytes, message: str) -> None:
    file = SimpleUploadedFile("rules.yaml", sent)
    assert message in text_of(visit("olga").post(reverse("policy:import_policies"), {"file": file}))
    assert not Record.objects.exists()


def test_a_document_is_handed_out_as_a_file_that_runs_nothing(world: World, visit: Visit) -> None:
    sent = SimpleUploadedFile("rules.html", b"<script>alert(1)</script>", content_type="text/html")
    answer = visit("olga").post(reverse("policy:documents"), {"file": sent, "title": "House rules"})
    assert answer.status_code == 302
    page = text_of(visit("bela").get(reverse("policy:documents")))
    assert "House rules" in page
    found = visit("bela").get(reverse("policy:document", args=[Document.objects.get().pk]))
    assert found.headers["Content-Disposition"] == 'attachment; filename="rules.html"'
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert found.content == b"<script>alert(1)</script>"


def test_a_document_that_cannot_be_taken_says_why(world: World, visit: Visit) -> None:
    sent = SimpleUploadedFile("rules.exe", b"MZ")
    answer = visit("olga").post(reverse("policy:documents"), {"file": sent, "title": "House rules"})
    assert "A document is one of pdf, docx" in text_of(answer)


def test_every_page_takes_few_queries_however_much_is_declared(world: World, visit: Visit) -> None:
    made = things(world)
    services.import_policies(acting_user=world.olga, text=sample_text("telecom", "policies"), name="t.yaml")
    browser, counted = visit("olga"), {}
    pages = {name: reverse(f"policy:{name}") for name in ("policies", "documents", "facts", "change_facts")}
    pages |= {
        name: reverse(f"policy:{name}", args=made[f"policy:{name}"]) for name in ("policy", "mend_policy")
    }
    for name, address in {**pages, "new": new("service_level")}.items():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counted[name] = len(queries)
    assert {name: count for name, count in counted.items() if count > 14} == {}
