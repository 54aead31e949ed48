"""Agreement and the interval so far: from the readings, without names, and 'cannot tell' early on."""

from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.agreement import Reading as Said
from headwater.analysis.agreement import Readings, agreement
from headwater.analysis.demand.sampling.sizes import margin_of
from headwater.apps.coding import background
from headwater.apps.coding.background import compute_figures
from headwater.apps.coding.models import Figures, Reading, Study
from headwater.apps.coding.sample import load_sample
from headwater.apps.coding.selectors.figures import buys_more, so_far
from headwater.apps.coding.selectors.studies import progress_of
from headwater.apps.coding.services.figures import found_so_far

from ..world import World
from .made_coding import LATE, VALUE, say, say_all
from .things import silent, study_of


def test_before_two_read_the_same_contact_agreement_cannot_be_told(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=4)
    say(world.chidi, study, *LATE)
    compute_figures(silent, study=study.pk)
    found = so_far(study)
    assert found is not None
    assert found.fields == ()
    assert "No item has two demand_type readings" in found.left_out["demand_type"]
    assert not found.failure.contacts.known
    assert buys_more(found, progress_of(study), study) is None


def test_nothing_is_known_before_it_was_computed(world: World, stored: Path) -> None:
    assert so_far(study_of(world, "chidi", size=2)) is None


@pytest.fixture
def coded(world: World, stored: Path) -> Study:
    load_sample(silent, stored / "sample")
    return Study.objects.select_related("codebook").get(simulated=True)


def test_alpha_on_the_page_is_alpha_of_the_readings(coded: Study) -> None:
    found = so_far(coded)
    assert found is not None
    assert found.main is not None
    rows = [
        Said(str(contact), name, codes["demand_type"])
        for contact, name, codes in Reading.objects.filter(contact__study=coded).values_list(
            "contact", "coder_name", "codes"
        )
    ]
    expected = agreement(Readings.from_rows(rows), np.random.default_rng(1))["alpha"]
    assert found.main.alpha.value == pytest.approx(expected.value)
    assert found.main.items == 100
    assert found.main.differ == found.main.mixed_up[0]["items"]


def test_no_coder_is_named_in_what_is_kept(coded: Study) -> None:
    assert "Simulated coder" not in str(Figures.objects.get(study=coded).found)


def test_the_interval_covers_the_truth_of_the_sample_organisation(coded: Study, stored: Path) -> None:
    found = so_far(coded)
    assert found is not None
    share = found.failure.contacts
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.76 < share.high
    assert found.failure.time.known
    assert (found.coded, found.contacts) == (400, 1946)


def test_a_hundred_more_buy_what_the_size_of_a_sample_says(coded: Study) -> None:
    found, progress = so_far(coded), progress_of(coded)
    bought = buys_more(found, progress, coded)
    assert found is not None
    assert bought is not None
    share = found.failure.contacts.value
    assert share is not None
    ratio = margin_of(500, 1946, share=share) / margin_of(400, 1946, share=share)
    assert bought.then / bought.now == pytest.approx(ratio)
    assert bought.hours == pytest.approx(125 * 90 / 3600)


def test_figures_stay_as_they_are_until_they_are_computed_again(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", "bela", size=4, double=1.0)
    say_all(world.chidi, study, *VALUE)
    compute_figures(silent, study=study.pk)
    say_all(world.bela, study, *VALUE)
    before = so_far(study)
    compute_figures(silent, study=study.pk)
    after = so_far(study)
    assert before is not None
    assert after is not None
    assert (before.readings, after.readings) == (4, 8)
    assert "All labels are equal" in after.fields[0].notes[0]


def test_the_last_contact_coded_while_figures_are_computed_is_in_them(
    world: World, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of(world, "chidi", size=2)
    say(world.chidi, study, *VALUE)
    looked: list[int] = []

    def slow(found: Study) -> tuple[dict[str, object], int, int]:
        figures = found_so_far(found)
        if not looked:
            say_all(world.chidi, study, *VALUE)
        looked.append(figures[1])
        return figures

    monkeypatch.setattr(background, "found_so_far", slow)
    compute_figures(silent, study=study.pk)
    assert looked == [1, 2]
    assert Figures.objects.get(study=study).readings == 2
