"""Webhooks: other systems, and what they are told."""

import json
import secrets
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps import installation
from headwater.apps.api import limits, outside, selectors, signing
from headwater.apps.api.models import Delivery, ToldOverdue, Webhook
from headwater.apps.events import CARRIES, Event, happened
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.services import ensure_task

DELIVER = "api.deliver"
MOST_WEBHOOKS = 20


def create_webhook(*, acting_user: User, url: str, kinds: Iterable[str]) -> tuple[Webhook, str]:
    """Have another system told of some kinds of events; return its record, and its secret."""
    require(acting_user, Action.MANAGE_WEBHOOKS)
    asked = [kind for kind in CARRIES if kind in set(kinds)]
    if not asked:
        raise UsageError("Choose at least one kind of news.")
    outside.resolve(url, limits.webhook_hosts())  # may take a while: no transaction waits for it
    salt = secrets.token_hex(32)
    secret = signing.secret_of(salt)
    with transaction.atomic():
        open_ones = Webhook.objects.filter(off_since=None)
        if open_ones.count() >= MOST_WEBHOOKS:
            raise UsageError(f"There are {MOST_WEBHOOKS} webhooks already: switch one off first.")
        if open_ones.filter(url=url).exists():
            raise UsageError("This address is told already: switch that webhook off first.")
        made = Webhook.objects.create(
            url=url, kinds=asked, made_by=acting_user, salt=salt, secret_mark=signing.mark_of(secret)
        )
        record(acting_user, "webhook.made", made, kinds=asked)
    return made, secret


@transaction.atomic
def switch_webhook(*, acting_user: User, webhook: Webhook, on: bool) -> None:
    """Switch a webhook off, with what still waits to be sent; or on again, from now on."""
    webhook = selectors.webhook_to_change(acting_user, webhook.pk)
    if on:
        changed = Webhook.objects.filter(pk=webhook.pk, off_since__isnull=False).update(
            off_since=None, off_why="", failing_since=None
        )
    else:
        changed = Webhook.objects.filter(pk=webhook.pk, off_since=None).update(off_since=timezone.now())
        webhook.deliveries.filter(next_at__isnull=False).update(next_at=None)
    if not changed:
        raise UsageError("This webhook is on already." if on else "This webhook is off already.")
    record(acting_user, "webhook.switched_on" if on else "webhook.switched_off", webhook)


@transaction.atomic
def switch_off_failing(webhook: Webhook, why: str) -> None:
    """Switch a webhook off because nothing arrives there."""
    if Webhook.objects.filter(pk=webhook.pk, off_since=None).update(off_since=timezone.now(), off_why=why):
        webhook.deliveries.filter(next_at__isnull=False).update(next_at=None)
        record(None, "webhook.switched_off", webhook)


def note_event(event: Event) -> None:
    """Write down whom to tell of an event, in its transaction."""
    told = [w for w in Webhook.objects.filter(off_since=None) if event.kind in w.kinds]
    body = message(event)
    Delivery.objects.bulk_create(Delivery(webhook=webhook, kind=event.kind, body=body) for webhook in told)
    if told:
        transaction.on_commit(call_for_delivery)


def tell_overdue(day: date) -> int:
    """Tell of actions that passed their due day, once each; return how many there were."""
    told = 0
    for action in selectors.overdue_untold(day):
        due_on = action.due_on
        assert due_on is not None  # it is before a day
        with transaction.atomic():
            _, is_new = ToldOverdue.objects.get_or_create(action=action, due_on=due_on)
            if is_new:
                path = reverse("actions:action", args=[action.pk])
                happened("action.overdue", path, action_id=action.pk, due_on=due_on)
                told += 1
    return told


def call_for_delivery() -> None:
    """Have what is due sent now."""
    ensure_task(kind=DELIVER)


def message(event: Event) -> str:
    """Return what is sent of an event, as its receiver reads it."""
    facts = {name: v.isoformat() if isinstance(v, date) else v for name, v in event.facts.items()}
    said = {
        "type": event.kind,
        "timestamp": timezone.now().isoformat().replace("+00:00", "Z"),
        "data": {**facts, "url": installation.site_url() + event.path},
    }
    return json.dumps(said, separators=(",", ":"))
