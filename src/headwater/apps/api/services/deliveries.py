"""Deliveries: one event to one webhook, tried again with growing pauses until it arrives or is given up."""

import http.client
import secrets
import ssl
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.api import limits, outside, signing
from headwater.apps.api.models import Delivery, Webhook
from headwater.apps.api.services.webhooks import DELIVER, switch_off_failing
from headwater.apps.tasks.kinds import Report
from headwater.apps.tasks.services import ensure_task

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Between one try and the next: ten tries over three days, as the specification suggests."""
OFF_AFTER = timedelta(days=5)
"""A webhook to which nothing arrived for that long is switched off."""
LEASE = timedelta(minutes=2)
"""After that a delivery is tried again whose worker died while it sent."""
KEPT = timedelta(days=30)
LONGEST_RUN = 60.0
"""Seconds after which other work of this worker has its turn."""


def deliver_due(report: Report) -> dict[str, int]:
    """Send what is due, one after the other."""
    begun, tried, arrived = monotonic(), 0, 0
    while monotonic() - begun < LONGEST_RUN:
        delivery = _claim(timezone.now())
        if delivery is None:
            break
        report("Telling other systems", tried)
        tried += 1
        arrived += _try(delivery)
    following = _open().aggregate(at=Min("next_at"))["at"]
    if following is not None:
        ensure_task(kind=DELIVER, not_before=max(following, timezone.now()))
    return {"tried": tried, "arrived": arrived}


def tidy() -> int:
    """Forget deliveries that ended long ago."""
    ended = Delivery.objects.filter(next_at=None, created_at__lt=timezone.now() - KEPT)
    return ended.delete()[0]


def _open() -> QuerySet[Delivery]:
    return Delivery.objects.filter(next_at__isnull=False, webhook__off_since=None)


def _claim(now: datetime) -> Delivery | None:
    """Take the delivery that is due first; of two workers only one changes its row."""
    while True:
        found = _open().select_related("webhook").filter(next_at__lte=now).order_by("next_at", "pk").first()
        if found is None:
            return None
        mine = Delivery.objects.filter(pk=found.pk, next_at=found.next_at)
        if mine.update(next_at=now + LEASE, attempts=F("attempts") + 1):
            found.attempts += 1
            return found


def _try(delivery: Delivery) -> bool:
    webhook = delivery.webhook
    secret = signing.secret_of(webhook.salt)
    if signing.mark_of(secret) != webhook.secret_mark:
        switch_off_failing(webhook, "The key of this installation is another now: make the webhook anew.")
        return False
    status, wait, problem = _send(delivery, secret)
    if status is not None and 200 <= status < 300:
        _note_arrival(delivery, status)
        return True
    _note_failure(delivery, status, problem, wait)
    if status == http.client.GONE:
        switch_off_failing(webhook, "The receiver answered 410: it wants no more messages.")
    elif webhook.failing_since is not None and webhook.failing_since < timezone.now() - OFF_AFTER:
        switch_off_failing(webhook, f"Nothing arrived for {OFF_AFTER.days} days.")
    return False


def _send(delivery: Delivery, secret: str) -> tuple[int | None, timedelta, str]:
    """Send it; return the status, how long the receiver asks to be left alone, and what went wrong."""
    none = timedelta()
    name = f"msg_{delivery.number.hex}"
    head = signing.headers(secret, name, int(timezone.now().timestamp()), delivery.body)
    try:
        target = outside.resolve(delivery.webhook.url, limits.webhook_hosts())
        status, retry_after = outside.post(target, head, delivery.body)
    except UsageError as error:
        return None, none, error.message[:120]
    except TimeoutError:
        return None, none, "no answer in time"
    except ssl.SSLError:
        return None, none, "its certificate was not accepted"
    except (OSError, http.client.HTTPException):
        return None, none, "no answer"
    asked = (
        int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 7 else 0
    )
    return status, min(timedelta(seconds=asked), PAUSES[-1]), f"answered {status}"


def _note_arrival(delivery: Delivery, status: int) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        next_at=None, arrived_at=timezone.now(), last_status=status, last_problem=""
    )
    Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=None)


@transaction.atomic
def _note_failure(delivery: Delivery, status: int | None, problem: str, wait: timedelta) -> None:
    """Plan the next try; what else waits for the same receiver waits as long, and does not count as tried."""
    now = timezone.now()
    given_up = delivery.attempts > len(PAUSES)
    pause = max(PAUSES[min(delivery.attempts, len(PAUSES)) - 1] * (0.9 + secrets.randbelow(200) / 1000), wait)
    Delivery.objects.filter(pk=delivery.pk).update(
        next_at=None if given_up else now + pause, last_status=status, last_problem=problem
    )
    others = Delivery.objects.filter(webhook=delivery.webhook_id, next_at__lt=now + pause)
    others.exclude(pk=delivery.pk).update(next_at=now + pause)
    Webhook.objects.filter(pk=delivery.webhook_id, failing_since=None).update(failing_since=now)
