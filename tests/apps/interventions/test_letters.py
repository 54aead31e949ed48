"""Mail about interventions: the right one to the right person, and none twice, whatever breaks."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from headwater.analysis.errors import TryAgainError
from headwater.apps.interventions import services
from headwater.apps.interventions.models import Intervention, Judgement, Letter, PlanRecord
from headwater.apps.interventions.selectors.letters import letters_owed
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.people.models import AuditEntry, User
from headwater.apps.tasks.models import Task

from ..world import World
from .made_interventions import an_intervention, judge, locked, record_of

pytestmark = pytest.mark.django_db
DUE = date(2024, 7, 1)
LOCKED = date(2023, 12, 22)


def send(day: date) -> list[tuple[str, str]]:
    """Send what a day owes; return to whom and the subject up to the name."""
    mail.outbox.clear()
    services.send_letters(progress=lambda done, total: None, day=day)
    return [(message.to[0].partition("@")[0], message.subject.split(": ")[1]) for message in mail.outbox]


def judged_on(day: date) -> None:
    """Judge, as if the worker had done it on that day."""
    judge(day)
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    Judgement.objects.update(judged_at=at)


@pytest.fixture
def plan(world: World) -> PlanRecord:
    record_of(world, back=(0.32, 0.27))
    return locked(world.amara, an_intervention(world.amara, owner=world.bela))


def test_a_year_of_days_brings_each_mail_once(plan: PlanRecord) -> None:
    sent = {}
    for n in range(-10, 30):
        if n == 2:
            judged_on(DUE + timedelta(days=n))
        found = send(DUE + timedelta(days=n))
        if found:
            sent[n] = found
    assert sent == {-7: [("bela", "verdict due soon")], 2: [("bela", "worked")]}


def test_the_owner_learns_of_a_lock_by_somebody_else(world: World, plan: PlanRecord) -> None:
    assert Task.objects.filter(kind=services.JUDGE).count() == 1, "the lock queued it"
    assert send(LOCKED) == [("bela", "plan locked")]
    assert send(LOCKED + timedelta(days=1)) == []
    own = locked(world.bela, an_intervention(world.bela, "Mine"))
    assert send(LOCKED) == []
    assert not own.letters.exists()


def test_an_owner_is_told_once_that_the_data_do_not_reach_the_date(plan: PlanRecord) -> None:
    MeasuredPoint.objects.filter(starts_on__gte=DUE - timedelta(weeks=3)).delete()
    judge(DUE + timedelta(days=14))
    assert send(DUE + timedelta(days=13)) == []
    assert send(DUE + timedelta(days=14)) == [("bela", "no data for the verdict")]
    assert send(DUE + timedelta(days=60)) == []


def test_the_mail_of_a_verdict_says_it_and_where_to_read_on(plan: PlanRecord) -> None:
    judged_on(DUE)
    assert send(DUE) == [("bela", "worked")]
    (message,) = mail.outbox
    assert message.subject == "Headwater: worked: Scan at hand-over"
    assert message.body == (
        "Hello Bela,\n\nThe verdict is there, for an intervention that you own:\n\n  Scan at hand-over\n\n"
        f"{Judgement.objects.get().sentence}\n\n"
        "See what it rests on, and what would make it clearer, here:\n"
        f"http://127.0.0.1:8000/interventions/{plan.intervention_id}/\n\nHeadwater"
    )
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    details = AuditEntry.objects.get(action="intervention.mail_tried").details
    assert details["kind"] == "judged"
    assert "Scan" not in str(details)
    assert "@" not in str(details)


def test_what_has_no_owner_who_could_read_it_goes_to_who_registered_it_then_to_the_head(
    world: World, plan: PlanRecord
) -> None:
    services.give_owner(acting_user=world.amara, intervention=plan.intervention, owner=None)
    judged_on(DUE)
    assert [one.to for one in letters_owed(DUE)] == [world.amara]
    Intervention.objects.update(created_by=world.femi, owner=world.chidi)
    User.objects.filter(pk=world.chidi.pk).update(is_active=False)
    assert [one.to for one in letters_owed(DUE)] == [world.amara]


def test_nobody_is_mailed_of_what_is_withdrawn_stopped_old_or_of_the_sample(
    world: World, plan: PlanRecord
) -> None:
    soon = DUE - timedelta(days=3)
    assert len(letters_owed(soon)) == 1
    Intervention.objects.update(from_sample=True)
    assert letters_owed(soon) == []
    Intervention.objects.update(from_sample=False, stopped_on=soon)
    assert letters_owed(soon) == []
    Intervention.objects.update(stopped_on=None)
    judged_on(DUE)
    assert letters_owed(DUE + timedelta(days=15)) == []
    PlanRecord.objects.update(withdrawn_at=timezone.now())
    assert letters_owed(DUE) == []


def test_a_worker_killed_after_sending_sends_nothing_twice(
    plan: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_on(DUE)
    real = EmailMessage.send

    def die_after(self: EmailMessage, fail_silently: bool = False) -> int:
        real(self)
        raise SystemExit

    monkeypatch.setattr(EmailMessage, "send", die_after)
    with pytest.raises(SystemExit):
        send(DUE)
    assert len(mail.outbox) == 1
    monkeypatch.setattr(EmailMessage, "send", real)
    assert send(DUE) == []
    assert Letter.objects.get().get_state_display() == "may not have arrived"


@pytest.mark.parametrize(
    ("error", "state", "again"),
    [
        (SMTPServerDisconnected("gone"), "sending", []),
        (SMTPDataError(554, b"spam"), "refused", []),
        (SMTPDataError(451, b"later"), None, [("bela", "worked")]),
        (ConnectionRefusedError("mail.example.org"), "sending", []),
    ],
)
def test_what_a_mail_server_does_wrong_is_written_down_or_tried_again(
    plan: PlanRecord,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    state: str | None,
    again: list[tuple[str, str]],
) -> None:
    judged_on(DUE)
    real = EmailBackend.send_messages

    def fail(self: EmailBackend, messages: list[EmailMessage]) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    if state is None:
        with pytest.raises(TryAgainError, match="put 1 mails off"):
            send(DUE)
        assert not Letter.objects.exists()
    else:
        assert send(DUE) == []
        assert Letter.objects.get().state == state
    monkeypatch.setattr(EmailBackend, "send_messages", real)
    assert send(DUE) == again


def test_of_two_workers_that_owe_the_same_mail_one_sends_it(
    plan: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_on(DUE)
    seen_by_both = letters_owed(DUE)
    send(DUE)
    asked = "headwater.apps.interventions.services.mailing.letters_owed"
    monkeypatch.setattr(asked, lambda day: seen_by_both)
    assert send(DUE) == []
