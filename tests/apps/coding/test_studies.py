"""Studies: set up, drawn, topped up, handed over, closed, and who may."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.errors import NotAllowedError, TryAgainError, UsageError
from headwater.apps.coding.background import compute_figures, draw_study
from headwater.apps.coding.models import CodebookVersion, DrawnContact, Reading, Study
from headwater.apps.coding.selectors.studies import coders_of, progress_of, work_of
from headwater.apps.coding.services.answering import undo_answer
from headwater.apps.coding.services.codebooks import add_shipped_codebook
from headwater.apps.coding.services.counting import count_codes, end_count
from headwater.apps.coding.services.drawing import draw, keep_sample
from headwater.apps.coding.services.handing import hand_over
from headwater.apps.coding.services.refreshing import refresh_figures
from headwater.apps.coding.services.sheets import export_sheet, import_sheet
from headwater.apps.coding.services.studies import (
    Asked,
    close_study,
    create_study,
    reopen_study,
    top_up_study,
)
from headwater.apps.people.models import AuditEntry, User
from headwater.apps.tasks.models import Task
from headwater.apps.waiting import waiting_for

from ..world import World
from .made_coding import LATE, VALUE, decide, say, say_all
from .things import silent, study_of


def drawn(study: Study) -> set[str]:
    return {contact.item for contact in study.contacts.all()}


def test_the_sample_is_drawn_and_shared_out_evenly(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", "bela", "emre", size=30, double=0.2)
    assert (study.state, study.contacts.count()) == (Study.State.OPEN, 30)
    shares = [coder.left for coder in coders_of(world.emre, study)]
    assert (sum(shares), max(shares) - min(shares)) == (36, 0)
    assert progress_of(study).twice == 6
    assert study.design is not None
    assert sum(count for _, count in study.design["strata"].values()) == 30
    assert [(one.title, one.count) for one in waiting_for(world.person("chidi"))] == [
        ("Code 12 contacts", 12)
    ]


def test_a_worker_that_is_killed_and_begins_again_draws_nothing_twice(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=8)
    before = drawn(study), Reading.objects.count()
    draw_study(silent, study=study.pk, asked=study.asked)
    assert (drawn(study), Reading.objects.count()) == before


def test_a_top_up_keeps_contacts_codes_and_draws_new_ones_only(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=8)
    say(world.chidi, study, *LATE)
    before = drawn(study)
    task = top_up_study(acting_user=world.emre, study=study, more=12, coders=[world.bela.pk])
    draw_study(silent, **task.arguments)
    study.refresh_from_db()
    assert before < drawn(study)
    assert study.contacts.count() == 20
    assert Reading.objects.filter(contact__study=study, coder=world.bela).count() == 12
    assert Reading.objects.get(finished_at__isnull=False).codes["reason"] == "Parcel is late"
    assert set(study.contacts.values_list("batch", flat=True)) == {1, 2}
    probability = DrawnContact.objects.filter(study=study).values_list("inclusion_probability", flat=True)
    assert study.design is not None
    strata = study.design["strata"]
    assert all(
        contact.inclusion_probability == strata[contact.stratum][1] / strata[contact.stratum][0]
        for contact in study.contacts.all()
    )
    assert min(probability) > 0


def test_of_two_draws_at_once_the_second_begins_again(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=8)
    asked = Asked(size=12, strata=("channel",), double_share=0.0, coders=(world.chidi.pk,))
    late = Study.objects.select_related("codebook").get(pk=study.pk)
    sample = draw(late, asked)
    draw_study(silent, study=study.pk, asked={**asked.plain(), "size": 16})
    with pytest.raises(TryAgainError, match="drawn meanwhile"):
        keep_sample(late, asked, sample)
    assert study.contacts.count() == 16


def test_a_study_says_what_it_lacks(world: World, stored: Path) -> None:
    book = add_shipped_codebook(acting_user=world.emre, name="delivery")

    def refused(**asked: Any) -> str:
        with pytest.raises(UsageError) as caught:
            create_study(acting_user=world.emre, title="Calls", codebook=book, asked=Asked(**asked))
        return caught.value.message

    two = (world.chidi.pk, world.bela.pk)
    assert "at least one person" in refused(size=10)
    assert "needs two people" in refused(size=10, coders=two[:1])
    assert "may not code" in refused(size=10, coders=(*two, world.dana.pk))
    assert "at most 5,000" in refused(size=6_000, coders=two)
    assert not Study.objects.exists()
    book.refresh_from_db()
    assert book.frozen_at is None


def test_before_an_import_there_is_nothing_to_draw_from(world: World, data: Path) -> None:
    book = add_shipped_codebook(acting_user=world.emre, name="delivery")
    with pytest.raises(UsageError, match="Import contacts first"):
        create_study(
            acting_user=world.emre,
            title="Calls",
            codebook=book,
            asked=Asked(size=5, coders=(world.chidi.pk,), double_share=0.0),
        )


def test_contacts_that_are_not_begun_change_hands_and_nobody_reads_one_twice(
    world: World, stored: Path
) -> None:
    study = study_of(world, "chidi", "bela", size=8, double=0.5)
    say(world.chidi, study, *VALUE)
    say(world.chidi, study, "failure")
    shared = Reading.objects.filter(coder=world.bela, contact__readings__coder=world.chidi).count()
    moved = hand_over(acting_user=world.emre, study=study, giver=world.chidi, taker=world.bela)
    kept = Reading.objects.filter(coder=world.chidi)
    assert moved + kept.count() == 6
    assert kept.filter(finished_at=None, state=Reading.State.ASSIGNED).count() <= shared
    assert Reading.objects.filter(coder=world.bela).count() == 6 + moved
    assert AuditEntry.objects.get(action="readings.handed_over").details["readings"] == moved


def test_closed_studies_leave_the_desk_and_open_again(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=4)
    close_study(acting_user=world.emre, study=study)
    assert work_of(world.person("chidi")) == []
    with pytest.raises(UsageError, match="Only an open study can be closed"):
        close_study(acting_user=world.emre, study=study)
    reopen_study(acting_user=world.emre, study=study)
    assert [work.left for work in work_of(world.person("chidi"))] == [4]


CALLS: dict[str, tuple[str, Callable[[Study, User], object]]] = {
    "close": ("amara emre", lambda s, by: close_study(acting_user=by, study=s)),
    "top up": (
        "amara emre",
        lambda s, by: top_up_study(acting_user=by, study=s, more=2, coders=[by.pk, s.created_by_id or 0]),
    ),
    "count": ("amara emre", lambda s, by: count_codes(acting_user=by, study=s)),
    "end": ("amara emre", lambda s, by: end_count(acting_user=by, study=s)),
    "export": ("amara emre", lambda s, by: export_sheet(acting_user=by, study=s)),
    "import": ("amara emre", lambda s, by: import_sheet(acting_user=by, study=s, content=b"item\n")),
    "hand over": ("amara emre", lambda s, by: hand_over(acting_user=by, study=s, giver=by, taker=by)),
    "names": ("amara emre", lambda s, by: coders_of(by, s)),
    "figures": ("amara olga bela emre", lambda s, by: refresh_figures(acting_user=by, study=s)),
    "codebook": ("amara emre", lambda s, by: add_shipped_codebook(acting_user=by, name="generic")),
}


@pytest.mark.parametrize("call", CALLS)
def test_only_those_the_table_names_may(world: World, stored: Path, call: str) -> None:
    study = study_of(world, "chidi", size=4)
    allowed, do = CALLS[call]
    for name in ("amara", "olga", "bela", "chidi", "dana", "emre", "ada", "femi"):
        try:
            do(Study.objects.get(pk=study.pk), world.person(name))
        except NotAllowedError:
            assert name not in allowed.split(), f"{name} may"
        except Exception:  # whatever else stands in the way comes after the permission
            assert name in allowed.split(), f"{name} may not"
        else:
            assert name in allowed.split(), f"{name} may not"


def test_a_codebook_is_frozen_with_its_first_study(world: World, stored: Path) -> None:
    study_of(world, "chidi", size=4)
    kept = CodebookVersion.objects.get()
    assert kept.frozen_at is not None
    assert "status: frozen" in kept.text
    assert AuditEntry.objects.filter(action="codebook.frozen", object_id=kept.pk).count() == 1


def test_figures_are_queued_when_all_is_read(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=2)
    say(world.chidi, study, *VALUE)
    assert not Task.objects.filter(kind="coding.figures").exists()
    say(world.chidi, study, *VALUE)
    assert Task.objects.get(kind="coding.figures").arguments == {"study": study.pk}


def test_a_mean_time_is_told_only_where_it_is_not_that_of_one_or_two(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", "bela", "olga", size=6)
    for name in ("chidi", "bela"):
        say(world.person(name), study, *VALUE)
    assert progress_of(study).seconds is None
    say(world.olga, study, *VALUE)
    assert progress_of(study).seconds is not None


def test_decisions_and_second_thoughts_have_the_figures_made_anew(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", "bela", size=2, double=1.0)
    say_all(world.chidi, study, *VALUE)
    say_all(world.bela, study, *LATE)

    def made() -> None:
        compute_figures(silent, study=study.pk)
        Task.objects.all().delete()

    made()
    decide(world.amara, study, *VALUE)
    assert Task.objects.filter(kind="coding.figures").count() == 1, "shares rest on what was decided"
    made()
    undo_answer(acting_user=world.chidi, study_pk=study.pk, reading_pk=None, revision=0)
    assert not Task.objects.filter(kind="coding.figures").exists()
    say(world.chidi, study, VALUE[-1])
    assert Task.objects.filter(kind="coding.figures").count() == 1, "a reading says something else now"
