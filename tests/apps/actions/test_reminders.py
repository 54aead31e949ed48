"""Reminders: the right one on the right day, to the right person, and none twice, whatever breaks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from headwater.analysis.errors import TryAgainError
from headwater.apps.actions import services
from headwater.apps.actions.models import Action, Letter, OwnerLink
from headwater.apps.actions.selectors import letters_owed, token_of
from headwater.apps.people.models import AuditEntry, User
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import Task

from ..world import World
from .making import an_action, outside

pytestmark = pytest.mark.django_db
DUE = date(2026, 5, 4)


def remind(day: date) -> list[tuple[str, str]]:
    """Send what a day owes; return to whom and the subject up to the title."""
    mail.outbox.clear()
    services.send_reminders(day=day, progress=lambda done, total: None)
    return [(message.to[0].partition("@")[0], message.subject.split(": ")[1]) for message in mail.outbox]


def known_since(action: Action, day: date) -> None:
    Action.objects.filter(pk=action.pk).update(created_at=datetime(day.year, day.month, day.day, tzinfo=UTC))


@pytest.fixture
def action(world: World) -> Action:
    action = an_action(world.bela, due=DUE, owner=world.chidi)
    known_since(action, date(2026, 3, 2))
    return action


def test_a_year_of_days_brings_one_mail_before_one_on_the_day_and_one_each_week_after(
    world: World, action: Action
) -> None:
    sent = {}
    for n in range(-60, 40):
        found = remind(DUE + timedelta(days=n))
        if found:
            sent[n] = found
    chidi = [("chidi", "overdue")]
    assert sent == {
        -7: [("chidi", "due soon")],
        0: [("chidi", "due today")],
        7: chidi,
        14: [*chidi, ("bela", "long overdue")],
        21: chidi,
        28: chidi,
        35: chidi,
    }


def test_asking_twice_sends_nothing_twice(action: Action) -> None:
    assert remind(DUE) == [("chidi", "due today")]
    assert remind(DUE) == []
    assert remind(DUE + timedelta(days=3)) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (-3, [("chidi", "due soon")]),
        (4, [("chidi", "overdue")]),
        (10, [("chidi", "overdue")]),
        (30, [("chidi", "overdue"), ("bela", "long overdue")]),
    ],
)
def test_after_days_of_silence_the_newest_reminder_is_sent_and_no_heap_of_them(
    action: Action, day: int, expected: list[tuple[str, str]]
) -> None:
    assert remind(DUE + timedelta(days=day)) == expected
    assert remind(DUE + timedelta(days=day)) == []


def test_what_was_added_in_its_last_week_is_not_announced_again(world: World, action: Action) -> None:
    known_since(action, DUE - timedelta(days=3))
    assert remind(DUE - timedelta(days=2)) == []
    assert remind(DUE) == [("chidi", "due today")]


def test_another_due_day_brings_its_own_reminders(world: World, action: Action) -> None:
    assert remind(DUE) == [("chidi", "due today")]
    Action.objects.update(due_on=DUE + timedelta(days=30))
    assert remind(DUE + timedelta(days=1)) == []
    assert remind(DUE + timedelta(days=23)) == [("chidi", "due soon")]


@pytest.mark.parametrize("status", [Action.Status.DONE, Action.Status.STOPPED])
def test_nobody_is_reminded_of_what_is_over(world: World, action: Action, status: Action.Status) -> None:
    services.change_status(acting_user=world.amara, action=action, status=status, why="The depot closed")
    assert remind(DUE + timedelta(days=14)) == []


@pytest.mark.parametrize("who", ["nobody", "closed", "refused"])
def test_what_has_no_owner_who_could_act_goes_to_who_added_it(world: World, action: Action, who: str) -> None:
    if who == "nobody":
        services.give_to_nobody(acting_user=world.amara, action=action)
    elif who == "closed":
        User.objects.filter(pk=world.chidi.pk).update(is_active=False)
    else:
        refused = Action.Status.REFUSED
        services.change_status(acting_user=world.chidi, action=action, status=refused, why="No scanners")
    assert remind(DUE) == [("bela", "due today")]
    assert remind(DUE + timedelta(days=14)) == [("bela", "overdue"), ("amara", "long overdue")]


def test_a_head_of_support_answers_where_who_added_it_is_gone(world: World, action: Action) -> None:
    User.objects.filter(pk=world.bela.pk).update(is_active=False)
    assert remind(DUE + timedelta(days=14)) == [("chidi", "overdue"), ("amara", "long overdue")]


def test_who_owns_what_they_added_is_reminded_and_the_head_told(world: World, action: Action) -> None:
    Action.objects.update(owner=world.bela)
    assert remind(DUE + timedelta(days=14)) == [("bela", "overdue"), ("amara", "long overdue")]


def test_an_owner_outside_gets_the_link_and_later_the_same_one_in_each_reminder(
    world: World, action: Action
) -> None:
    link = outside(world.amara, action)
    task = Task.objects.get(kind=services.MAIL_LINK)
    for _ in range(2):
        KINDS[task.kind].work(lambda step, done=0, total=None: None, **task.arguments)
    first, *more = mail.outbox
    assert more == []
    assert first.to == ["lena@logistics.example"]
    assert f"/actions/link/{token_of(link)}/" in first.body
    assert "nothing else" in first.body
    assert remind(DUE) == [("lena", "due today")]
    assert f"/actions/link/{token_of(link)}/" in mail.outbox[0].body
    assert [letter.to_link for letter in Letter.objects.all()] == [link, link]


def test_a_link_that_grew_too_old_is_made_anew_by_the_next_reminder(world: World, action: Action) -> None:
    old = outside(world.amara, action)
    OwnerLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    remind(DUE)
    fresh = OwnerLink.objects.order_by("-pk")[0]
    assert fresh.pk != old.pk
    assert token_of(fresh) in mail.outbox[0].body
    assert AuditEntry.objects.filter(action="action.link_made", actor=None).count() == 1
    assert Task.objects.filter(kind=services.MAIL_LINK).count() == 1, "one mail is enough"


def test_a_link_that_somebody_withdrew_is_not_made_anew(world: World, action: Action) -> None:
    outside(world.amara, action)
    services.revoke_link(acting_user=world.amara, action=action)
    assert remind(DUE) == [("bela", "due today")]
    assert OwnerLink.objects.count() == 1


def test_a_link_that_was_withdrawn_before_its_mail_left_is_not_mailed(world: World, action: Action) -> None:
    link = outside(world.amara, action)
    services.revoke_link(acting_user=world.amara, action=action)
    assert services.mail_link(link=link.pk) == {"sent": 0}
    assert mail.outbox == []


def test_mail_is_short_plain_and_says_nothing_of_what_was_written(world: World, action: Action) -> None:
    Action.objects.update(why="Mrs Example of Ghent wrote twice")
    services.add_comment(acting_user=world.bela, action=action, text="She was furious")
    remind(DUE)
    (message,) = mail.outbox
    assert message.subject == "Headwater: due today: Scan at hand-over"
    assert message.body == (
        "Hello Chidi,\n\nAn action that you own is due today:\n\n  Scan at hand-over\n  due on 4 May 2026\n\n"
        f"Say where it stands, or what is in the way, here:\nhttp://127.0.0.1:8000/actions/{action.pk}/\n\n"
        "Headwater"
    )
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_title_of_two_lines_makes_one_line_of_a_mail(world: World, action: Action) -> None:
    broken = services.change_action(
        acting_user=world.amara, action=action, title="Scan\r\nBcc: all@x.example"
    )
    assert broken.title == "Scan Bcc: all@x.example"


# What breaks


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the mail server fail in a way, at the first mail only."""

    def fail(error: Exception, where: str = "send_messages") -> None:
        real = getattr(EmailBackend, where)
        failures = iter([error])

        def once(self: EmailBackend, *args: Any) -> Any:
            for failure in failures:
                raise failure
            return real(self, *args)

        monkeypatch.setattr(EmailBackend, where, once)

    return fail


def test_a_worker_killed_after_sending_sends_nothing_twice(
    action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailMessage.send

    def die_after(self: EmailMessage, fail_silently: bool = False) -> int:
        send(self)
        raise SystemExit

    monkeypatch.setattr(EmailMessage, "send", die_after)
    with pytest.raises(SystemExit):
        remind(DUE)
    assert len(mail.outbox) == 1
    monkeypatch.setattr(EmailMessage, "send", send)
    assert remind(DUE) == []
    assert Letter.objects.get().get_state_display() == "may not have arrived"


def test_a_server_that_cannot_be_reached_is_tried_again_and_nothing_is_lost(
    action: Action, breaking: Callable[..., None]
) -> None:
    breaking(ConnectionRefusedError("mail.example.org"), "open")
    with pytest.raises(TryAgainError, match="ConnectionRefusedError") as told:
        remind(DUE)
    assert "mail.example.org" not in str(told.value)
    assert not Letter.objects.exists()
    assert remind(DUE) == [("chidi", "due today")]


def test_a_refused_sign_in_does_not_tell_the_password(action: Action, breaking: Callable[..., None]) -> None:
    breaking(SMTPAuthenticationError(535, b"bad password hunter2 for post"), "open")
    with pytest.raises(TryAgainError, match="see HEADWATER_EMAIL_URL") as told:
        remind(DUE)
    assert "hunter2" not in str(told.value)


def test_a_line_that_breaks_while_sending_is_not_sent_again(
    world: World, action: Action, breaking: Callable[..., None]
) -> None:
    second = an_action(world.bela, due=DUE, owner=world.gita)
    breaking(SMTPServerDisconnected("gone"))
    assert remind(DUE) == [("gita", "due today")]
    assert remind(DUE) == []
    states = {letter.action_id: letter.state for letter in Letter.objects.all()}
    assert states == {action.pk: "sending", second.pk: "sent"}


@pytest.mark.parametrize(
    "error",
    [SMTPRecipientsRefused({"chidi@parcels.example": (550, b"no such user")}), SMTPDataError(554, b"spam")],
)
def test_a_refusal_is_written_down_and_not_tried_again(
    action: Action, breaking: Callable[..., None], error: Exception
) -> None:
    breaking(error)
    assert remind(DUE) == []
    assert remind(DUE) == []
    assert Letter.objects.get().get_state_display() == "refused by the mail server"


@pytest.mark.parametrize(
    "error",
    [SMTPRecipientsRefused({"chidi@parcels.example": (450, b"greylisted")}), SMTPDataError(451, b"later")],
)
def test_a_refusal_for_now_is_tried_again(
    action: Action, breaking: Callable[..., None], error: Exception
) -> None:
    breaking(error)
    with pytest.raises(TryAgainError, match="put 1 mails off"):
        remind(DUE)
    assert remind(DUE) == [("chidi", "due today")]


def test_of_two_workers_that_owe_the_same_mail_one_sends_it(
    action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_by_both = letters_owed(DUE)
    remind(DUE)
    monkeypatch.setattr("headwater.apps.actions.selectors.letters_owed", lambda day: seen_by_both)
    assert remind(DUE) == []


def test_reminders_are_work_of_every_day_at_seven() -> None:
    kind = KINDS["actions.remind"]
    assert kind.hour == 7
    assert kind.work(lambda step, done=0, total=None: None) == {"owed": 0, "sent": 0}
