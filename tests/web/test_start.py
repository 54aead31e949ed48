"""The first start, and the second: what is made, what is kept, what the terminal says."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from headwater.apps.demand.selectors import DIAGNOSIS, latest_diagnosis
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.measures.selectors import DRAWING, WEEKLY
from headwater.apps.people.models import AuditEntry, FirstRunToken, User
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.worker import Worker
from headwater.web.background import SAMPLE
from headwater.web.start import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)


def test_an_empty_start_prints_a_token_and_the_next_one_another() -> None:
    first, second = prepare(sample_contacts=0), prepare(sample_contacts=0)
    assert first.token
    assert first.token in str(first)
    assert first.token != second.token
    assert FirstRunToken.objects.count() == 1
    assert first.token not in str(list(FirstRunToken.objects.values()))


def test_the_sample_organisation_comes_with_people_contacts_and_a_diagnosis(tmp_path: Path) -> None:
    ready = prepare(sample_contacts=600)
    assert ready.token == ""
    told = str(ready)
    for name in ("amara", "olga", "bela", "chidi", "dana", "emre", "admin"):
        assert f"{name}@sample.example" in told
    password = told.partition("amara@sample.example")[2].split()[0]
    assert User.objects.get(email="amara@sample.example").check_password(password)
    assert ready.sign_ins is not None
    assert oct(ready.sign_ins.stat().st_mode & 0o777) == "0o600"
    assert AuditEntry.objects.filter(action="sample.loaded").exists()

    worker = Worker(Event())
    while worker.run_one():
        pass
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}
    assert {SAMPLE, DIAGNOSIS, WEEKLY, DRAWING} <= set(Task.objects.values_list("kind", flat=True))
    assert MeasuredPoint.objects.filter(measure="contacts.volume").exists()
    found = latest_diagnosis()
    assert found is not None
    assert "%" in found.headline

    tasks = Task.objects.count()
    again = prepare(sample_contacts=600)
    assert again.sign_ins == ready.sign_ins
    assert password in str(again)
    assert Task.objects.count() == tasks, "what is there is neither loaded, diagnosed nor measured again"


def test_a_sample_that_could_not_be_loaded_is_loaded_at_the_next_start() -> None:
    prepare(sample_contacts=600)
    Task.objects.update(state=Task.State.FAILED, error="The disk is full.")
    ready = prepare(sample_contacts=200_000)
    assert ready.loading == 600
    assert "600 contacts of the sample organisation are being loaded" in str(ready)
    assert list(Task.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "queued"]
    Task.objects.filter(state="queued").update(state=Task.State.CANCELLED)
    assert prepare(sample_contacts=600).loading == 0, "what somebody stopped stays stopped"


def test_an_installation_with_people_gets_no_sample() -> None:
    prepare(sample_contacts=0)
    User.objects.create(email="ada@parcels.example", name="Ada")
    ready = prepare(sample_contacts=600)
    assert (ready.sign_ins, ready.token) == (None, "")
    assert User.objects.count() == 1


def test_a_start_catches_up_on_what_follows_a_new_version_of_the_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[bool] = []
    monkeypatch.setattr("headwater.apps.contacts.changes._FOLLOWS", [lambda: told.append(True)])
    prepare(sample_contacts=0)
    assert told == [True], "whoever made it may have been killed before anybody was told"
