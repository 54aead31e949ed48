"""The sample organisation's five interventions, judged by the work that judges real ones."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.sample_org import SampleSettings, simulate, three_years, write
from headwater.analysis.sample_org.weekly import weekly_series
from headwater.apps.interventions import sample, selectors, services
from headwater.apps.interventions.background import load
from headwater.apps.interventions.models import Comment, Intervention, Judgement, PlanRecord, Step
from headwater.apps.interventions.sample import load_sample, load_when_measured
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.people.models import Team, User
from headwater.apps.people.sample_people import create_sample_people
from headwater.apps.tasks.models import Task

pytestmark = pytest.mark.django_db

SETTINGS = replace(three_years(40_000, seed=4), agent_hours=1.7)
"""A fifth of the contacts the product shows, with as many agents, so that teams are large enough."""


def quiet(step: str, done: int = 0, total: int | None = None) -> None:
    pass


@pytest.fixture(scope="session")
def three_year_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with three years of contacts in its store."""
    folder = tmp_path_factory.mktemp("three-years")
    write(simulate(SETTINGS), folder / "sample")
    key = PseudonymKey.load_or_create(folder / "keys" / "pseudonym.key")
    for file, mapping in (("contacts.csv", "sample_org"), ("volumes.csv", "sample_org_volumes")):
        asked = ImportSettings(mapping=load_mapping(mapping), source="sample", timezone="Europe/Berlin")
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        import_files([folder / "sample" / file], folder / "store", asked, key, now=now)
    return folder


@pytest.fixture
def organisation(data: Path, three_year_folder: Path) -> Path:
    """The data folder of the sample organisation, with its people, measured."""
    shutil.copytree(three_year_folder, data, dirs_exist_ok=True)
    create_sample_people()
    measured_once()
    return data


def measured_once() -> None:
    """Measure the store the first time, and write the same points down again after that."""
    names = dict(Team.objects.values_list("pk", "name"))
    if not MEASURED:
        measure(quiet)
        for point in MeasuredPoint.objects.values():
            MEASURED.append(point | {"team": names.get(point["team_id"])})
        return
    teams = {name: pk for pk, name in names.items()}
    dropped = ("id", "team", "team_id")
    rows = [({k: v for k, v in one.items() if k not in dropped}, one["team"]) for one in MEASURED]
    MeasuredPoint.objects.bulk_create(
        [MeasuredPoint(**row, team_id=teams.get(team)) for row, team in rows], batch_size=500
    )


MEASURED: list[dict[str, Any]] = []


def words() -> dict[str, str]:
    head = User.objects.get(email="amara@sample.example")
    return {one.record.name: one.word for one in selectors.interventions_visible_to(head)}


def honest(folder: Path) -> dict[str, str]:
    truth = json.loads((folder / "sample" / "truth.json").read_text("utf-8"))
    return {one["name"]: one["honest_verdict"] for one in truth["programmes"]}


def test_the_five_are_judged_as_the_truth_says(organisation: Path) -> None:
    assert load(quiet) == {"registered": 5, "wait": []}
    services.judge_due(progress=lambda done, total: None)
    assert words() == honest(organisation)
    assert len(set(words().values())) == 5
    lasted = Judgement.objects.get(look=Judgement.Look.LASTED)
    assert (lasted.plan.intervention.kind, lasted.word) == ("fix", "worked")


def test_a_plan_is_locked_before_its_start_and_says_what_it_promises(organisation: Path) -> None:
    load_sample(quiet, organisation / "sample")
    plans = PlanRecord.objects.select_related("intervention")
    assert plans.count() == 5
    for record in plans:
        assert record.locked_at is not None
        assert record.locked_at.date() < record.starts_on
        assert record.made_at < record.locked_at
        assert record.intervention.created_at < record.made_at
        assert record.fingerprint == record.plan.fingerprint
        assert record.intervention.from_sample
    phone = Team.objects.get(name="Phone")
    script = plans.get(intervention__name="Script on the phone")
    assert script.measure == f"contacts.first_contact_resolution@{phone.pk}"
    assert [one.name for one in script.plan.others] == [
        "Hand-over scan at the failing depot",
        "No handle-time target on the phone",
    ]


def test_a_second_run_and_one_after_a_kill_lead_to_the_same(
    organisation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*args: Any) -> None:
        if Intervention.objects.count() > 2:
            raise KeyboardInterrupt
        told(*args)

    told: Callable[..., None] = sample._date_back
    monkeypatch.setattr(sample, "_date_back", dies)
    with pytest.raises(KeyboardInterrupt):
        load_sample(quiet, organisation / "sample")
    assert Intervention.objects.count() == 2
    monkeypatch.undo()
    for _ in range(2):
        load_sample(quiet, organisation / "sample")
    assert Intervention.objects.count() == PlanRecord.objects.count() == 5
    assert Step.objects.filter(kind=Step.Kind.LOCKED).count() == 5
    assert Comment.objects.values("text").distinct().count() == Comment.objects.count() == 8


def test_one_that_was_renamed_is_not_written_down_again(organisation: Path) -> None:
    load_sample(quiet, organisation / "sample")
    head = User.objects.get(email="amara@sample.example")
    workshop = Intervention.objects.get(kind="training")
    services.change_intervention(
        acting_user=head, intervention=workshop, name="A day on empathy", kind="training"
    )
    assert load_sample(quiet, organisation / "sample")["registered"] == 0
    assert load_when_measured() is None


def test_nobody_gets_mail_about_the_sample(organisation: Path) -> None:
    load_sample(quiet, organisation / "sample")
    services.judge_due(progress=lambda done, total: None)
    services.send_letters(progress=lambda done, total: None)
    assert mail.outbox == []


def test_it_is_queued_once_there_are_measures_and_not_again_when_all_is_there(organisation: Path) -> None:
    measure(quiet)
    assert Task.objects.filter(kind=sample.LOADING).count() == 1
    load_sample(quiet, organisation / "sample")
    assert load_when_measured() is None


def test_an_intervention_whose_measure_has_no_values_comes_with_the_next_counting(
    organisation: Path,
) -> None:
    MeasuredPoint.objects.filter(measure="contacts.rate").delete()
    found = load_sample(quiet, organisation / "sample")
    assert found["registered"] == 4
    assert "There is no measure 'contacts.rate' that you can plan on" in found["wait"][0]
    measure(quiet)
    assert load_sample(quiet, organisation / "sample")["registered"] == 1


def test_the_store_is_measured_as_the_simulation_counts_itself(organisation: Path) -> None:
    simulated = simulate(SETTINGS)
    phone = Team.objects.get(name="Phone").pk
    for key, team, reference in (
        ("contacts.rate", "", "contacts.rate"),
        ("contacts.satisfaction", "", "contacts.satisfaction"),
        ("contacts.first_contact_resolution", "", "contacts.first_contact_resolution"),
        ("contacts.first_contact_resolution", "Phone", f"contacts.first_contact_resolution@{phone}"),
    ):
        stored, counted = selectors.series_of(reference), weekly_series(simulated, key, team)
        assert stored.days == counted.days
        rates = zip(stored.rates, counted.rates, strict=True)
        assert max(abs(a - b) for a, b in rates if a is not None and b is not None) < 1e-3


def one_year(folder: Path) -> None:
    write(simulate(SampleSettings(contacts=500, weeks=52)), folder)


def other_programmes(folder: Path) -> None:
    planted = SETTINGS.programmes
    assert planted is not None
    moved = replace(planted, script_week=120)
    write(simulate(replace(SETTINGS, contacts=500, programmes=moved)), folder)


def nothing(folder: Path) -> None:
    pass


@pytest.mark.parametrize("made", [one_year, other_programmes, nothing])
def test_another_organisation_has_none_of_them(data: Path, made: Callable[[Path], None]) -> None:
    create_sample_people()
    made(data / "sample")
    assert load_when_measured() is None
    assert load_sample(quiet, data / "sample")["registered"] == 0
    assert not Intervention.objects.exists()


def test_without_sample_people_there_are_none(data: Path, three_year_folder: Path) -> None:
    shutil.copytree(three_year_folder / "sample", data / "sample")
    assert load_when_measured() is None
    assert load_sample(quiet, data / "sample")["registered"] == 0
