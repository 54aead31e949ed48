"""Imports as records: who may ask, what the worker makes of them, and what a killed worker leaves."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.utils import timezone

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import BadDataError, NotAllowedError, UsageError
from headwater.apps.contacts import changes, services
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.services import running
from headwater.apps.contacts.services.imports import IMPORT
from headwater.apps.people.models import AuditEntry
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import open_task
from headwater.apps.tasks.services import cancel_task
from headwater.apps.tasks.worker import Worker

from ..world import World

pytestmark = pytest.mark.django_db

MAPPING = """\
mapping: shop
timezone: UTC
columns:
  contact_id: id
  customer_id: who
  opened_at: at
  channel: {constant: email}
  team: team
text:
  body: words
"""
ROWS = [
    "1,ann,2026-03-01 10:00,Phone,where is my parcel",
    "2,ben,2026-03-02 10:00,Digital,please stop the letters",
    "3,ann,yesterday,Digital,bad row",
]


@pytest.fixture(autouse=True)
def _no_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    # a thread has its own connection, which does not see a test's open transaction
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)
    monkeypatch.setattr(changes, "_FOLLOWS", [])  # what follows an import would be this worker's next task


@pytest.fixture
def ask(data: Path, world: World) -> Callable[..., Import]:
    def queue(**said: Any) -> Import:
        file = data / "uploads" / "0f0f.csv"
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(["id,who,at,team,words", *said.pop("rows", ROWS)]) + "\n")
        asked: dict[str, Any] = {
            "acting_user": world.amara,
            "files": [file],
            "mapping": MAPPING,
            "source": "shop",
        }
        asked |= {"kind": "page", "names": ["my export.csv"], "most_rejects": 0.5}
        return services.queue_import(**(asked | said))

    return queue


def work() -> None:
    """Run tasks until no import waits; other rooms' work may come before it."""
    worker = Worker(Event())
    assert worker.run_one()
    while open_task(IMPORT) is not None:
        assert worker.run_one()


def counts_of(made: Import) -> dict[str, Any]:
    assert made.result is not None
    found: dict[str, Any] = made.result["reconciliation"]
    return found


def test_an_import_is_queued_done_counted_and_its_upload_removed(
    ask: Callable[..., Import], data: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(changes, "_FOLLOWS", [lambda: told.append(True)])
    made = ask()
    assert (made.state, made.task is not None) == ("queued", True)
    work()
    made.refresh_from_db()
    counts = counts_of(made)
    assert (made.state, made.version_after, counts["loaded"], counts["rejected_rows"]) == (
        "imported",
        1,
        2,
        1,
    )
    assert counts["accounted"] == counts["source_rows"] == 3
    assert told == [True]
    assert list((data / "uploads").iterdir()) == []
    rejects = (data / "rejects" / f"import-{made.pk}.csv").read_text()
    assert "yesterday" in rejects
    store = ContactStore(data / "store")
    assert store.history()[-1].import_["record"] == str(made.pk)
    trail = AuditEntry.objects.filter(object_kind="import").order_by("pk")
    assert [e.action for e in trail] == ["import.queued", "import.imported"]
    assert "my export" not in str([e.details for e in trail])


def test_the_same_rows_again_change_nothing_and_make_no_version(
    ask: Callable[..., Import], data: Path
) -> None:
    ask()
    work()
    again = ask()
    work()
    again.refresh_from_db()
    assert (again.state, again.version_after) == ("unchanged", None)
    assert counts_of(again)["unchanged"] == 2
    assert ContactStore(data / "store").version == 1


def test_too_many_rejects_refuse_the_import_and_keep_the_upload(
    ask: Callable[..., Import], data: Path
) -> None:
    made = ask(most_rejects=0.01)
    work()
    made.refresh_from_db()
    assert (made.state, made.can_begin) == ("refused", True)
    assert len(list((data / "uploads").iterdir())) == 1
    assert not (data / "store" / "versions").exists()


def test_a_worker_killed_behind_the_commit_finds_its_version_and_its_counts(
    ask: Callable[..., Import], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask()
    from headwater.analysis.contacts.importing import import_files

    class Killed(BaseException):
        pass

    def killed_after(*args: Any, **options: Any) -> Any:
        import_files(*args, **options)
        raise Killed

    monkeypatch.setattr(running, "import_files", killed_after)
    with pytest.raises(Killed):
        work()
    monkeypatch.setattr(running, "import_files", import_files)
    Task.objects.update(state="queued", not_before=timezone.now())
    work()
    made.refresh_from_db()
    assert (made.state, made.version_after, counts_of(made)["loaded"]) == ("imported", 1, 2)
    assert ContactStore(data / "store").version == 1


def test_a_worker_killed_behind_its_last_word_still_tells_everybody_of_the_new_version(
    ask: Callable[..., Import], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed() -> None:
        raise Killed

    made = ask()
    monkeypatch.setattr(changes, "_FOLLOWS", [killed])
    with pytest.raises(Killed):
        work()
    made.refresh_from_db()
    assert made.state == "imported"
    told: list[bool] = []
    monkeypatch.setattr(changes, "_FOLLOWS", [lambda: told.append(True)])
    Task.objects.update(state="queued", not_before=timezone.now())
    work()
    assert told == [True]
    assert Task.objects.get().state == "done"


def test_of_two_workers_with_one_import_both_end_with_the_counts_of_the_commit(
    ask: Callable[..., Import], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask()
    from headwater.analysis.contacts.importing import import_files

    def after_another(*args: Any, **options: Any) -> Any:
        import_files(*args, **options)  # what the worker does that was taken for dead
        return import_files(*args, **options)

    monkeypatch.setattr(running, "import_files", after_another)
    work()
    made.refresh_from_db()
    assert (made.state, made.version_after, counts_of(made)["loaded"]) == ("imported", 1, 2)


def test_the_samples_files_are_imported_on_record_once(data: Path, world: World) -> None:
    file = data / "sample" / "contacts.csv"
    file.parent.mkdir()
    file.write_text("\n".join(["id,who,at,team,words", *ROWS[:2]]) + "\n")

    def silent(step: str, done: int = 0, total: int | None = None) -> None:
        pass

    for _ in range(2):
        made = services.import_now(
            report=silent,
            file=file,
            mapping=MAPPING,
            source="sample",
            timezone_name="Europe/Berlin",
            kind="sample",
        )
    assert (made.state, made.version_after, made.names) == ("imported", 1, ["contacts.csv"])
    assert Import.objects.count() == 1
    assert file.exists()


def test_a_file_that_cannot_be_taken_says_why_under_its_own_name(
    ask: Callable[..., Import], data: Path
) -> None:
    made = ask(rows=[])
    work()
    made.refresh_from_db()
    assert made.state == "failed"
    assert made.error == "my export.csv has a header but no rows: there is nothing to import."
    assert "0f0f" not in Task.objects.get().error


def test_stopping_the_task_stops_the_import(ask: Callable[..., Import], world: World) -> None:
    made = ask()
    assert made.task is not None
    cancel_task(acting_user=world.amara, task=made.task)
    made.refresh_from_db()
    assert made.shown_state == "stopped"
    assert made.can_begin


def test_who_may_not_import_is_refused(ask: Callable[..., Import], world: World) -> None:
    for person in (world.bela, world.chidi, world.dana, world.ada, world.femi):
        with pytest.raises(NotAllowedError):
            ask(acting_user=person)
    with pytest.raises(NotAllowedError):
        ask(acting_user=world.olga, kind="api")
    assert ask(acting_user=world.ada, kind="api").kind == "api"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"mapping": "zendesc"}, "no mapping 'zendesc' that ships"),
        ({"mapping": "mapping: x\ncolums: {}\n"}, "mapping, line"),
        ({"timezone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        ({"files": []}, "no file to import"),
    ],
)
def test_what_cannot_be_imported_is_refused_before_anything_is_queued(
    ask: Callable[..., Import], said: dict[str, Any], message: str
) -> None:
    with pytest.raises((UsageError, BadDataError), match=message):
        ask(**said)
    assert not Import.objects.exists()
    assert not Task.objects.exists()


def test_another_time_zone_than_the_stores_is_refused(ask: Callable[..., Import]) -> None:
    ask()
    work()
    with pytest.raises(UsageError, match="kept in the time zone UTC"):
        ask(timezone="Europe/Berlin")
