"""Codebooks: taken over, checked, frozen with their first study, and what a new version changes."""

from pathlib import Path

import pytest

from headwater.analysis.demand.codebook.reading import shipped_text
from headwater.analysis.errors import BadDataError, NotAllowedError, UsageError
from headwater.apps.coding.models import CodebookVersion
from headwater.apps.coding.selectors.codebooks import codebook_visible_to, starters
from headwater.apps.coding.services.codebooks import add_codebook, add_shipped_codebook
from headwater.apps.people.models import AuditEntry

from ..world import World
from .made_coding import next_version
from .things import study_of


def test_a_codebook_that_ships_is_taken_over_once(world: World) -> None:
    assert [one.name for one in starters()] == ["generic", "delivery"]
    one = add_shipped_codebook(acting_user=world.emre, name="delivery")
    assert add_shipped_codebook(acting_user=world.emre, name="delivery").pk == one.pk
    assert [starter.name for starter in starters()] == ["generic"]
    assert AuditEntry.objects.get(action="codebook.added").details == {"version": 1}


def test_an_open_version_nobody_codes_by_may_still_change(world: World) -> None:
    one = add_codebook(acting_user=world.emre, text=shipped_text("delivery"))
    changed = shipped_text("delivery").replace("Bad weather delay:", "Delay by weather:", 1)
    two = add_codebook(acting_user=world.emre, text=changed)
    assert two.pk == one.pk
    assert "Delay by weather:" in CodebookVersion.objects.get().text


def test_a_frozen_version_stays_as_it_is(world: World, stored: Path) -> None:
    study_of(world, "chidi", size=2)
    before = CodebookVersion.objects.get().text
    with pytest.raises(UsageError, match="Raise `version` to 2"):
        add_codebook(acting_user=world.emre, text=shipped_text("delivery"))
    assert CodebookVersion.objects.get().text == before


def test_the_next_version_says_what_changes(world: World, stored: Path) -> None:
    study_of(world, "chidi", size=2)
    two = add_codebook(acting_user=world.emre, text=next_version(CodebookVersion.objects.get().text))
    page = codebook_visible_to(world.olga, two.pk)
    assert str(two) == "delivery 2"
    assert page.changes is not None
    assert page.changes.becomes["reason", "Parcel is late"] == "Parcel has not come"
    assert {(one.code, one.kind) for one in page.changes.changes} >= {
        ("Parcel is late", "removed"),
        ("Parcel has not come", "added"),
    }


def test_what_is_wrong_is_told_with_its_line(world: World) -> None:
    with pytest.raises(BadDataError, match="the codebook, line 2: "):
        add_codebook(acting_user=world.emre, text="codebook: shop\nversion: many\n")
    with pytest.raises(BadDataError, match="has to be a set of keys"):
        add_codebook(acting_user=world.emre, text="just words")
    assert not CodebookVersion.objects.exists()


def test_a_text_as_long_as_a_book_is_no_codebook(world: World) -> None:
    with pytest.raises(UsageError, match="at most 500,000 letters"):
        add_codebook(acting_user=world.emre, text="x" * 500_001)


def test_a_frozen_file_that_was_changed_since_is_refused(world: World, stored: Path) -> None:
    study_of(world, "chidi", size=2)
    frozen = CodebookVersion.objects.get()
    text = frozen.text.replace("The announced day has passed", "The day has passed", 1)
    with pytest.raises(BadDataError, match=r"(?s)fingerprint|changed since"):
        add_codebook(acting_user=world.emre, text=text)


def test_only_who_manages_coding_adds_codebooks(world: World) -> None:
    for user in (world.olga, world.bela, world.chidi, world.ada):
        with pytest.raises(NotAllowedError):
            add_codebook(acting_user=user, text=shipped_text("generic"))
