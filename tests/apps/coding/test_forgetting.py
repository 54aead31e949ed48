"""Words that are removed from the store do not live on in quotes."""

from pathlib import Path

import pytest

from headwater.apps.coding import background
from headwater.apps.coding.background import forget_removed_words
from headwater.apps.coding.models import Reading
from headwater.apps.coding.selectors import words
from headwater.apps.coding.selectors.desk import desk_of
from headwater.apps.coding.services.forgetting import FORGET
from headwater.apps.contacts.changes import store_changed
from headwater.apps.people.models import AuditEntry
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import Task

from ..world import World
from .made_coding import VALUE, say
from .things import silent, study_of


def test_a_quote_goes_with_its_words_and_codes_stay(
    world: World, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of(world, "chidi", size=3)
    store_changed()
    assert not Task.objects.filter(kind=FORGET).exists()
    quote = " ".join(desk_of(world.chidi, study.pk).shown["body"].split()[:4])
    say(world.chidi, study, *VALUE[:2], quote)
    store_changed()
    looking = Task.objects.get(kind=FORGET)
    assert looking.started_by is None
    Task.objects.update(state=Task.State.RUNNING)
    store_changed()
    store_changed()
    again = Task.objects.filter(kind=FORGET).exclude(pk=looking.pk)
    assert again.get().state == Task.State.QUEUED, "the one that runs may have looked before these words went"
    assert forget_removed_words(silent) == {"looked": 1, "forgotten": 0}

    Task.objects.filter(kind=FORGET).update(state=Task.State.RUNNING)  # it may have passed the quote already
    store_changed()
    assert Task.objects.filter(kind=FORGET, state=Task.State.QUEUED).count() == 1
    assert KINDS[FORGET].hour is not None  # a task that somebody stopped is made up for

    with monkeypatch.context() as gone:
        gone.setattr(background, "open_store", lambda: None)
        assert forget_removed_words(silent) == {"looked": 0, "forgotten": 0}

    monkeypatch.setattr(words, "shown", lambda store, some: {})  # as after a purge
    assert forget_removed_words(silent) == {"looked": 1, "forgotten": 1}
    reading = Reading.objects.get(finished_at__isnull=False)
    assert (reading.evidence_quote, reading.codes["demand_type"]) == ("", "value")
    assert quote not in str(list(Reading.objects.values()))
    assert AuditEntry.objects.get(action="reading.quote_forgotten").object_id == reading.pk
