"""The sample organisation has flags of its people, tied to its contacts, and some answers."""

from pathlib import Path
from typing import Any

import pytest

from headwater.apps.actions.models import Action
from headwater.apps.people.models import User
from headwater.apps.people.sample_people import create_sample_people
from headwater.apps.tasks.models import Task
from headwater.apps.voices.models import Answer, Flag
from headwater.apps.voices.sample import load_sample
from headwater.apps.voices.sample.said import ANSWERS, FLAGS
from headwater.apps.voices.selectors.affected import COUNT_REASONS
from headwater.apps.waiting import waiting_for


def quiet(step: str, done: int = 0, total: int | None = None) -> None:
    return None


@pytest.fixture
def loaded(db: None, stored: Path) -> Path:
    create_sample_people()
    load_sample(quiet, stored / "sample")
    return stored


def test_the_sample_people_flag_real_contacts_and_are_answered(loaded: Path) -> None:
    flags = Flag.objects.filter(by_sample=True)
    assert 40 <= flags.count() == len(FLAGS) <= 60
    assert flags.filter(contact_known=True).count() > 30
    assert all(flag.source == "sample" and flag.contact_reason for flag in flags.filter(contact_known=True))
    assert set(flags.values_list("team__name", flat=True)) == {"Phone", "Digital", "Written", "Business"}
    assert Answer.objects.count() == len(ANSWERS)
    assert set(Action.objects.values_list("from_voices", "from_sample")) == {(True, True)}
    assert Action.objects.get(status="done").done_on is not None
    assert Task.objects.filter(kind=COUNT_REASONS).exists()


def test_each_role_of_the_sample_has_its_main_task_here(loaded: Path) -> None:
    def waits(name: str) -> list[str]:
        return [
            one.title for one in waiting_for(User.objects.get(name=name)) if one.url.startswith("/voices/")
        ]

    assert len(waits("Chidi")) == len(waits("Bela")) == len(waits("Amara")) == 1
    assert "answer" in waits("Chidi")[0]
    assert "flagged over a week ago" in waits("Bela")[0]


def test_loading_again_changes_nothing(loaded: Path) -> None:
    before = (list(Flag.objects.values()), list(Answer.objects.values()), Action.objects.count())
    load_sample(quiet, loaded / "sample")
    assert (list(Flag.objects.values()), list(Answer.objects.values()), Action.objects.count()) == before


def test_a_load_that_was_killed_leaves_nothing_and_the_next_one_all(
    db: None, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_sample_people()

    def killed(**said: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("headwater.apps.voices.sample.answer_cluster", killed)
        with pytest.raises(SystemExit):
            load_sample(quiet, stored / "sample")
    assert not Flag.objects.exists()
    load_sample(quiet, stored / "sample")
    assert Flag.objects.count() == len(FLAGS)


def test_an_installation_without_sample_people_gets_no_flags(db: None, stored: Path) -> None:
    load_sample(quiet, stored / "sample")
    assert not Flag.objects.exists()
