"""What counts in the diagnosis: only what somebody let count, as it was then."""

from pathlib import Path

import pytest

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.prevalence.prevalence import PrevalenceSettings, prevalence
from headwater.analysis.errors import UsageError
from headwater.apps.coding import changes
from headwater.apps.coding.models import Count, Study
from headwater.apps.coding.selectors import counting_codes
from headwater.apps.coding.selectors.counting import counting_version
from headwater.apps.coding.services.counting import count_codes, end_count
from headwater.apps.people.models import AuditEntry

from ..world import World
from .made_coding import LATE, VALUE, decide, say, say_all
from .things import study_of


@pytest.fixture
def study(world: World, stored: Path) -> Study:
    return study_of(world, "chidi", "bela", size=6, double=0.5)


def test_nothing_counts_before_somebody_says_so(world: World, study: Study) -> None:
    say_all(world.chidi, study, *LATE)
    assert counting_codes() is None
    assert counting_version() == ""


def test_without_a_single_code_nothing_can_count(world: World, study: Study) -> None:
    with pytest.raises(UsageError, match="Nothing is coded"):
        count_codes(acting_user=world.emre, study=study)


def test_readings_and_decisions_become_the_sample_a_diagnosis_reads(
    world: World, study: Study, stored: Path
) -> None:
    say_all(world.chidi, study, *VALUE)
    say_all(world.bela, study, *LATE)
    decide(world.amara, study, *LATE)
    count_codes(acting_user=world.emre, study=study)
    found = counting_codes()
    assert found is not None
    assert (found.codebook.title, found.sample.codebook, found.simulated) == (
        "delivery 1",
        "delivery 1",
        False,
    )
    assert len(found.sample.contacts) == 6
    decided = [contact for contact in found.sample.contacts if contact.adjudicated]
    assert len(decided) == 1
    assert len(decided[0].readings) == 2
    assert decided[0].counting[0].codes["reason"] == "Parcel is late"
    shares = prevalence(
        ContactStore(stored / "store"), found.sample, PrevalenceSettings(fields=("cause",), model="none")
    )
    assert shares.share().estimate.n == 6


def test_neither_names_nor_words_of_customers_are_in_what_counts(world: World, study: Study) -> None:
    say(world.chidi, study, *VALUE, note="Ask Bela about this one")
    count_codes(acting_user=world.emre, study=study)
    found = counting_codes()
    assert found is not None
    assert "Bela" not in str(Count.objects.get().contacts)
    coders = {coding.coder for contact in found.sample.contacts for coding in contact.codings}
    assert coders == {f"coder {world.chidi.pk}"}


def test_what_is_coded_later_counts_when_somebody_says_so_again(world: World, study: Study) -> None:
    say(world.chidi, study, *VALUE)
    count_codes(acting_user=world.emre, study=study)
    first = counting_codes()
    say(world.chidi, study, *LATE)
    second = counting_codes()
    assert first is not None
    assert second is not None
    assert (len(second.sample.by_chance), second.version) == (1, first.version)
    count_codes(acting_user=world.emre, study=study)
    third = counting_codes()
    assert third is not None
    assert len(third.sample.by_chance) == 2
    assert third.version != first.version
    assert counting_version() == third.version
    assert Count.objects.filter(ended_at=None).count() == 1


def test_everybody_who_asked_is_told_and_the_trail_says_who(
    world: World,
    study: Study,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: type,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(changes, "_FOLLOWS", [lambda: told.append(counting_version())])
    say(world.chidi, study, *VALUE)
    with django_capture_on_commit_callbacks(execute=True):
        count_codes(acting_user=world.emre, study=study)
    assert told == [counting_version()]
    with django_capture_on_commit_callbacks(execute=True):
        end_count(acting_user=world.emre, study=study)
    assert told[1:] == [""]
    assert counting_codes() is None
    entries = AuditEntry.objects.filter(action__startswith="codes.").order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("codes.counted", world.emre),
        ("codes.uncounted", world.emre),
    ]
