"""The page of mistake 1: pictures with their tables, files, and a reading in the background."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse

from headwater.analysis.policy.mistakes.finding import finding_from
from headwater.analysis.policy.policy import Policy as Declared
from headwater.apps.people.selectors import today
from headwater.apps.policy.background import read
from headwater.apps.policy.models import Policy, Revision
from headwater.apps.policy.selectors import key_of_now, reading_of

from ..world import World
from .made_volume import FOUND, keep

Visit = Callable[[str], Client]


def quietly(step: str, done: int = 0, total: int = 0) -> None:
    """Take a report."""


def declare(world: World, policy: Declared) -> None:
    """Declare a policy."""
    kept = Policy.objects.create(
        key=policy.id,
        content=policy.to_dict(),
        issuer=policy.issuer,
        level=policy.level,
        metric=policy.metric,
    )
    Revision.objects.create(policy=kept, kind="declared", content=kept.content, made_by=world.olga)


def test_without_a_reading_it_says_what_to_do(visit: Visit, data: Path) -> None:
    shown = visit("emre").get(reverse("policy:volume")).content.decode()
    assert "Nothing has been read yet" in shown
    assert visit("emre").get(reverse("policy:volume_export")).status_code == 404


def test_what_is_found_stands_with_pictures_and_their_tables(visit: Visit, data: Path) -> None:
    keep(FOUND)
    shown = visit("bela").get(reverse("policy:volume")).content.decode()
    assert "Contacts were ended early to meet the target of 240 s" in shown
    assert "Handle times around the target of 240 seconds" in shown
    assert "Customers who come back within a week, by handle time, phone" in shown
    assert shown.count("<svg") >= 4
    assert "314" in shown
    assert "Stop targeting handle time." in shown


def test_every_table_leaves_as_a_file(visit: Visit, data: Path) -> None:
    keep(FOUND)
    browser = visit("olga")
    targets = browser.get(reverse("policy:volume_export"))
    assert "240 s wanted by Operations" in targets.content.decode()
    bins = browser.get(reverse("policy:volume_export"), {"table": "bins aht"})
    assert bins.content.decode("utf-8-sig").splitlines()[:2] == [
        "from,to,contacts,expected",
        "210.0,220.0,90,92.0",
    ]
    assert 'filename="volume-bins-aht.csv"' in bins["Content-Disposition"]
    assert browser.get(reverse("policy:volume_export"), {"table": "effect_by_time"}).status_code == 404
    assert browser.get(reverse("policy:volume_export"), {"table": "nothing"}).status_code == 404


def test_the_background_reads_it_from_contacts_and_declared_targets(world: World, stored: Path) -> None:
    declare(world, Declared("aht", "Operations", "aht_s", "<=", 240, scope={"channel": ("phone",)}))
    read(quietly, asked=key_of_now())
    kept = reading_of("volume")
    assert kept is not None
    found = finding_from(kept.content)
    assert found.tables["targets"]["id"] == ["aht"]
    assert found.word in ("found", "no sign", "cannot tell")
    assert "240 s wanted by Operations" in found.sentence or "240 seconds" in found.sentence


def test_a_target_of_other_days_is_named_as_one_that_cannot_be_seen(world: World, stored: Path) -> None:
    later = today() + timedelta(days=4000)
    declare(world, Declared("aht", "Operations", "aht_s", "<=", 240, effective_from=later))
    read(quietly, asked=key_of_now())
    kept = reading_of("volume")
    assert kept is not None
    found = finding_from(kept.content)
    assert found.word == "cannot tell"
    assert "not in force on any day of the contacts" in found.missing[0]
