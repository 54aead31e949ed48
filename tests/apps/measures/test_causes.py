"""A cause is a measure where the diagnosis says which reasons belong to it; its definition stays."""

import json
from pathlib import Path
from typing import Any

import pytest

from headwater.apps.coding.sample import load_sample
from headwater.apps.demand.background import diagnose
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Page
from headwater.apps.demand.selectors import current_basis
from headwater.apps.demand.selectors.reasons import reasons_of_causes, reasons_of_node
from headwater.apps.measures.background import measure
from headwater.apps.measures.models import FamilyMember
from headwater.apps.measures.registry import FAMILIES, Member
from headwater.apps.measures.selectors import measures_of_reasons, members_visible_to, series_visible_to
from headwater.apps.measures.services import keep_members, publish_together
from headwater.apps.tasks.models import Task

from ..world import World


def silent(*said: Any, **more: Any) -> None:
    """Report to nobody."""


@pytest.fixture
def diagnosed(world: World, stored: Path) -> World:
    load_sample(silent, stored / "sample")
    measure(silent)
    basis = current_basis()
    assert basis is not None
    diagnose(silent, asked=basis.key(Filters()))
    return world


def true_causes(folder: Path) -> dict[str, str]:
    """Return the planted cause of each reason."""
    truth = json.loads((folder / "sample" / "truth.json").read_text(encoding="utf-8"))
    return {one["reason"].casefold(): one["cause"] or "" for one in truth["reasons"]}


def test_reasons_are_put_under_the_cause_that_was_planted(diagnosed: World, stored: Path) -> None:
    truth = true_causes(stored)
    found = {one.cause: [reason.plain for reason in one.reasons] for one in reasons_of_causes()}
    assert {"it", "process", "information_flow"} <= set(found)
    placed = [(cause, plain) for cause, plains in found.items() for plain in plains]
    right = sum(truth[plain] == cause for cause, plain in placed)
    assert len(placed) > 15
    assert right >= 0.9 * len(placed)


def test_a_cause_is_measured_as_the_sum_of_its_reasons(diagnosed: World, stored: Path) -> None:
    assert Task.objects.filter(kind="measures.measure", state=Task.State.QUEUED).exists()
    measure(silent)
    series = series_visible_to(diagnosed.amara, "demand.cause:it")
    (it,) = [one for one in reasons_of_causes() if one.cause == "it"]
    keys = [one.key for one in measures_of_reasons(diagnosed.amara, [r.plain for r in it.reasons])]
    assert keys
    assert "at least half of the contacts have this cause" in series.measure.definition
    assert series.measure.title == "Contacts: IT"
    single = [series_visible_to(diagnosed.amara, key) for key in keys]
    for at, total in enumerate(series.values):
        assert total is not None
        assert total >= sum(one.values[at] or 0 for one in single)


def test_a_node_of_the_tree_says_its_reasons_to_whoever_may_read_it(diagnosed: World) -> None:
    measure(silent)
    found = reasons_of_node(diagnosed.amara, "cause=it")
    assert found is not None
    assert found.cause == "IT"
    assert 0 < found.covered <= 1
    keys = [one.key for one in measures_of_reasons(diagnosed.amara, [r.name for r in found.reasons])]
    one = publish_together(acting_user=diagnosed.amara, keys=keys, name=found.cause, basis=found.said)
    assert series_visible_to(diagnosed.amara, one.key).values
    assert reasons_of_node(diagnosed.amara, "cause=weather") is None


def test_the_same_codes_leave_a_cause_as_it_is_and_newer_ones_make_another_measure(
    diagnosed: World,
) -> None:
    measure(silent)
    before = {str(one): one.parts for one in FamilyMember.objects.filter(family="demand.cause")}
    page = Page.objects.get(diagnosis=Diagnosis.objects.get(), name="nodes")
    content = json.loads(page.content)
    for contact in content["contacts"]:
        contact["reason"] = {"Where is my parcel": "Moved"}.get(contact["reason"], contact["reason"])
    page.content = json.dumps(content)
    page.save()
    measure(silent)
    assert {str(one): one.parts for one in FamilyMember.objects.filter(family="demand.cause")} == before
    Diagnosis.objects.update(codes_version="another")
    measure(silent)
    newer = FamilyMember.objects.get(family="demand.cause", slug="it_2")
    assert "moved" in newer.parts
    assert FamilyMember.objects.get(family="demand.cause", slug="it").followed_by == newer
    shown = [one.key for one in members_visible_to(diagnosed.amara, FAMILIES["demand.cause"])]
    assert "demand.cause:it_2" in shown
    assert "demand.cause:it" not in shown
    assert series_visible_to(diagnosed.amara, "demand.cause:it").values, "plans that were locked on it go on"
    measure(silent)
    assert not FamilyMember.objects.filter(slug="it_3").exists()


def test_a_chain_of_newer_choices_is_followed_to_its_end(world: World) -> None:
    def member(parts: tuple[str, ...], made_from: str) -> Member:
        return Member("demand.cause", "it", "IT", parts, made_from=made_from)

    keep_members([member(("a",), "1")])
    keep_members([member(("b",), "2")])
    (third,) = keep_members([member(("c",), "3")])
    assert third.slug == "it_3"
    assert keep_members([member(("d",), "3")]) == [third]
