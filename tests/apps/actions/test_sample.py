"""The sample organisation's actions: something of everything, once, and no mail to anybody."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail

from headwater.apps.actions import selectors, services
from headwater.apps.actions.models import Action, Letter
from headwater.apps.actions.sample import load_sample
from headwater.apps.people.models import User
from headwater.apps.people.sample_people import create_sample_people
from headwater.apps.people.selectors import today
from headwater.apps.tasks.models import Task

pytestmark = pytest.mark.django_db


def load(folder: Path) -> None:
    load_sample(lambda step, done=0, total=None: None, folder)


def test_the_sample_has_something_of_everything_once(sample_folder: Path) -> None:
    create_sample_people()
    load(sample_folder / "sample")
    load(sample_folder / "sample")
    head = User.objects.get(email="amara@sample.example")
    counts = selectors.counts_visible_to(head)
    assert Action.objects.count() == 6
    assert (counts.open, counts.without_owner, counts.refused, counts.overdue, counts.to_check) == (
        5,
        1,
        1,
        1,
        1,
    )
    ledger = selectors.ledger_actions()
    assert ledger is not None
    assert "Depot operations" in {action.owner for action in ledger.actions}
    assert ledger.currency == "EUR"
    lead = User.objects.get(email="bela@sample.example")
    assert selectors.counts_with_own(lead, today())[1:] == (1, today() + timedelta(days=5))


def test_nobody_gets_mail_about_the_sample(sample_folder: Path) -> None:
    create_sample_people()
    load(sample_folder / "sample")
    assert not Task.objects.filter(kind=services.MAIL_LINK).exists()
    for days in range(0, 60, 5):
        services.send_reminders(day=today() + timedelta(days=days), progress=lambda done, total: None)
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_without_sample_people_there_are_no_sample_actions(sample_folder: Path) -> None:
    load(sample_folder / "sample")
    assert not Action.objects.exists()
