"""Webhooks: signed messages without words, tried until they arrive, and switched off when they never do."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.api import signing
from headwater.apps.api.models import Delivery, Webhook
from headwater.apps.api.services import deliveries, webhooks
from headwater.apps.events import happened
from headwater.apps.people.models import AuditEntry
from headwater.apps.tasks.models import Task
from headwater.apps.waiting import waiting_for

from ..world import World

pytestmark = pytest.mark.usefixtures("data")


class Receiver:
    """A system that is told, and answers as it was set to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.status, self.retry_after = 204, ""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.status)
                if receiver.retry_after:
                    self.send_header("Retry-After", receiver.retry_after)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    made = Receiver()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def told(world: World, receiver: Receiver) -> tuple[Webhook, str]:
    return webhooks.create_webhook(
        acting_user=world.person("amara"), url=receiver.url, kinds=["action.overdue", "import.finished"]
    )


def overdue(number: int = 7) -> None:
    happened("action.overdue", f"/actions/{number}/", action_id=number, due_on=date(2026, 3, 1))


def deliver() -> dict[str, int]:
    return deliveries.deliver_due(lambda step, done=0, total=None: None)


def make_due() -> None:
    Delivery.objects.filter(next_at__isnull=False).update(next_at=timezone.now())


def test_a_message_arrives_and_any_library_of_the_standard_can_check_it(
    told: tuple[Webhook, str], receiver: Receiver
) -> None:
    _, secret = told
    overdue()
    assert deliver() == {"tried": 1, "arrived": 1}
    [(headers, body)] = receiver.got
    # the check as the specification describes it, written apart from what signs
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert len(key) == 32
    said = json.loads(body)
    assert said["type"] == "action.overdue"
    assert said["data"] == {
        "action_id": 7, "due_on": "2026-03-01", "url": "http://127.0.0.1:8000/actions/7/"
    }  # fmt: skip
    assert headers["content-type"] == "application/json"


def test_only_what_was_asked_for_is_sent(told: tuple[Webhook, str], receiver: Receiver) -> None:
    happened("flag.answered", "/voices/1/", flag_id=1)
    assert deliver() == {"tried": 0, "arrived": 0}
    assert not receiver.got


def test_an_event_that_is_rolled_back_is_not_told(told: tuple[Webhook, str]) -> None:
    def roll_back() -> None:
        with transaction.atomic():
            overdue()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        roll_back()
    assert not Delivery.objects.exists()


def test_an_event_calls_for_its_delivery(
    told: tuple[Webhook, str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        overdue()
    task = Task.objects.get(kind=webhooks.DELIVER)
    assert task.not_before <= timezone.now()


def test_what_does_not_arrive_is_tried_again_with_growing_pauses_under_the_same_id(
    told: tuple[Webhook, str], receiver: Receiver
) -> None:
    overdue()
    receiver.status = 500
    pauses = []
    for _ in range(10):
        deliver()
        [delivery] = Delivery.objects.all()
        if delivery.next_at is not None:
            pauses.append(delivery.next_at - timezone.now())
        make_due()
    assert deliver() == {"tried": 0, "arrived": 0}
    assert len(receiver.got) == 10
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(pauses) == 9
    for pause, planned in zip(pauses, deliveries.PAUSES, strict=True):
        assert planned * 0.85 < pause < planned * 1.15
    assert delivery.last_problem == "answered 500"


def test_a_later_try_that_works_ends_it(told: tuple[Webhook, str], receiver: Receiver) -> None:
    overdue()
    receiver.status = 503
    deliver()
    assert Webhook.objects.get().failing_since is not None
    assert Task.objects.get(kind=webhooks.DELIVER, state=Task.State.QUEUED).not_before > timezone.now()
    receiver.status = 200
    make_due()
    assert deliver() == {"tried": 1, "arrived": 1}
    assert Webhook.objects.get().failing_since is None


def test_the_receiver_can_ask_for_more_time(told: tuple[Webhook, str], receiver: Receiver) -> None:
    overdue()
    receiver.status, receiver.retry_after = 429, "3000"
    deliver()
    pause = Delivery.objects.get().next_at - timezone.now()  # type: ignore[operator]
    assert timedelta(seconds=2_900) < pause <= timedelta(seconds=3_000)


def test_one_dead_receiver_holds_up_nobody_and_costs_one_try(
    told: tuple[Webhook, str], receiver: Receiver, world: World
) -> None:
    dead, _ = webhooks.create_webhook(
        acting_user=world.person("ada"), url="http://127.0.0.1:9/dead", kinds=["action.overdue"]
    )
    for number in range(4):
        overdue(number)
    assert deliver() == {"tried": 5, "arrived": 4}
    assert sorted(d.attempts for d in dead.deliveries.all()) == [0, 0, 0, 1]


def test_a_webhook_where_nothing_arrives_for_days_is_switched_off_and_somebody_hears(
    told: tuple[Webhook, str], receiver: Receiver, world: World
) -> None:
    overdue()
    overdue(8)
    receiver.status = 404
    deliver()
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=6))
    make_due()
    deliver()
    webhook = Webhook.objects.get()
    assert webhook.off_since is not None
    assert webhook.off_why == "Nothing arrived for 5 days."
    assert not Delivery.objects.filter(next_at__isnull=False).exists()
    overdue(9)
    assert Delivery.objects.count() == 2
    assert AuditEntry.objects.get(action="webhook.switched_off").actor is None
    waits = {name: [w.title for w in waiting_for(world.person(name))] for name in ("ada", "amara", "emre")}
    title = "Look at webhooks that were switched off"
    assert [title in waits[name] for name in ("ada", "amara", "emre")] == [True, True, False]


def test_a_receiver_that_is_gone_is_told_no_more(told: tuple[Webhook, str], receiver: Receiver) -> None:
    overdue()
    receiver.status = 410
    deliver()
    assert "410" in Webhook.objects.get().off_why


def test_a_redirect_is_a_failure(told: tuple[Webhook, str], receiver: Receiver) -> None:
    overdue()
    receiver.status = 302
    deliver()
    assert Delivery.objects.get().last_problem == "answered 302"


def test_an_address_that_turns_inwards_later_is_told_nothing(
    told: tuple[Webhook, str], receiver: Receiver, settings: Any
) -> None:
    overdue()
    settings.WEBHOOK_HOSTS = []
    deliver()
    assert not receiver.got
    assert Delivery.objects.get().last_problem.startswith("Only https")


def test_another_key_of_the_installation_switches_off_instead_of_signing_wrongly(
    told: tuple[Webhook, str], receiver: Receiver, settings: Any
) -> None:
    overdue()
    settings.SECRET_KEY = "another" * 10
    deliver()
    assert not receiver.got
    assert "make the webhook anew" in Webhook.objects.get().off_why


def test_the_secret_is_kept_nowhere(told: tuple[Webhook, str], visit: Any, receiver: Receiver) -> None:
    webhook, secret = told
    assert signing.secret_of(webhook.salt) == secret
    other, other_secret = webhooks.create_webhook(
        acting_user=webhook.made_by, url=f"{receiver.url}/2", kinds=["import.finished"]
    )
    assert other_secret != secret
    pages = [
        visit("amara").get(path).content.decode() for path in ("/api/webhooks/", f"/api/webhooks/{other.pk}/")
    ]
    core = secret.removeprefix("whsec_")
    assert not any(core in page for page in pages)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert core not in str(cursor.fetchall()), table


def test_the_page_shows_the_secret_once(world: World, visit: Any, receiver: Receiver) -> None:
    said = {"url": receiver.url, "kinds": ["import.finished"]}
    page = visit("ada").post("/api/webhooks/", said).content.decode()
    assert "whsec_" in page
    assert (
        signing.mark_of(page.partition("<code>")[2].partition("</code>")[0])
        == Webhook.objects.get().secret_mark
    )


def test_the_page_says_why_an_address_is_refused(world: World, visit: Any) -> None:
    said = {"url": "https://169.254.169.254/latest/meta-data", "kinds": ["import.finished"]}
    page = visit("ada").post("/api/webhooks/", said).content.decode()
    assert "no message belongs to" in page
    assert not Webhook.objects.exists()


def test_only_those_who_keep_webhooks_may(world: World, told: tuple[Webhook, str]) -> None:
    webhook, _ = told
    for person in ("olga", "bela", "chidi", "dana", "emre", "femi"):
        by = world.person(person)
        with pytest.raises(NotAllowedError):
            webhooks.create_webhook(acting_user=by, url="https://93.184.215.14/", kinds=["import.finished"])
        with pytest.raises(NotAllowedError):
            webhooks.switch_webhook(acting_user=by, webhook=webhook, on=False)


def test_switching_off_drops_what_waits_and_on_begins_anew(
    world: World, told: tuple[Webhook, str], receiver: Receiver
) -> None:
    webhook, _ = told
    ada = world.person("ada")
    overdue()
    webhooks.switch_webhook(acting_user=ada, webhook=webhook, on=False)
    with pytest.raises(UsageError, match="off already"):
        webhooks.switch_webhook(acting_user=ada, webhook=webhook, on=False)
    webhooks.switch_webhook(acting_user=ada, webhook=webhook, on=True)
    overdue(8)
    assert deliver() == {"tried": 1, "arrived": 1}
    actions = list(AuditEntry.objects.filter(object_kind="webhook").values_list("action", flat=True))
    assert actions == ["webhook.switched_on", "webhook.switched_off", "webhook.made"]


def test_the_same_address_is_not_told_twice(told: tuple[Webhook, str]) -> None:
    webhook, _ = told
    with pytest.raises(UsageError, match="told already"):
        webhooks.create_webhook(acting_user=webhook.made_by, url=webhook.url, kinds=["import.finished"])
    with pytest.raises(UsageError, match="at least one kind"):
        webhooks.create_webhook(acting_user=webhook.made_by, url=webhook.url, kinds=[])


def test_two_workers_do_not_send_the_same_at_once(told: tuple[Webhook, str]) -> None:
    overdue()
    first = deliveries._claim(timezone.now())
    assert first is not None
    assert deliveries._claim(timezone.now()) is None
    assert deliveries._claim(timezone.now() + deliveries.LEASE) is not None


def test_old_deliveries_are_forgotten(told: tuple[Webhook, str], receiver: Receiver) -> None:
    overdue()
    overdue(8)
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    Delivery.objects.filter(body__contains=":8,").update(next_at=None)
    assert deliveries.tidy() == 1
    assert Delivery.objects.count() == 1
