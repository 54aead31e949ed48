"""Pushes: what comes in, what is turned away, and that no raw identifier stays on the way to the store."""

import json
import os
import stat
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation
from headwater.apps.api import inbox
from headwater.apps.api.models import FirstAnswer, Push
from headwater.apps.api.services import pushes
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.selectors import pseudonym_key
from headwater.apps.contacts.services import queue_import
from headwater.apps.people.models import AuditEntry, Membership
from headwater.apps.people.selectors import today
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.worker import Worker

from ..world import World
from .asking import CONTACT, Program, program

RAW = "jane.doe@example.org"


@pytest.fixture
def asked(world: World, data: Path, monkeypatch: Any) -> Program:
    """A program of Amara's, good for pushing; nothing follows a new version of the store."""
    monkeypatch.setattr("headwater.apps.contacts.changes._FOLLOWS", [])
    return program(world)


def work() -> None:
    """Let a worker do all that waits now."""
    Task.objects.filter(state=Task.State.QUEUED).update(not_before=timezone.now())
    worker = Worker(threading.Event())
    while worker.run_one():
        pass


def take_in() -> None:
    pushes.call_for_import()
    work()


def stored(column: str = "contact_id", table: str = "contacts") -> list[Any]:
    frame = getattr(ContactStore(installation.store()), table)()
    assert frame is not None
    rows = frame.select(column).collect(backend="pyarrow").to_native()
    return sorted(rows[column].to_pylist(), key=str)


def every_file(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_push_is_answered_at_once_and_its_rows_reach_the_store(asked: Program) -> None:
    answer = asked.push([CONTACT, {**CONTACT, "contact_id": "4712"}])
    assert answer.status_code == 202
    said = answer.json()
    assert (said["state"], said["rows"], said["accepted"], said["rejects"]) == ("waiting", 2, 2, [])
    take_in()
    after = asked.get(f"pushes/{said['id']}").json()
    assert after["state"] == "done"
    assert after["imported"] == {
        "state": "imported", "pushes": 1, "rows": 2,
        "loaded": 2, "updated": 0, "unchanged": 0, "superseded": 0, "rejected": 0,
    }  # fmt: skip
    assert stored() == ["4711", "4712"]


def test_many_small_pushes_become_one_version_of_the_store(asked: Program) -> None:
    for number in range(7):
        asked.push([{**CONTACT, "contact_id": str(number)}])
    take_in()
    assert ContactStore(installation.store()).version == 1
    assert len(stored()) == 7
    assert Import.objects.get().names == ["7 pushes of contacts"]
    assert not list(inbox.folder().iterdir())
    assert not list((installation.data() / "uploads").iterdir())


def test_the_same_contact_again_replaces_the_earlier_one(asked: Program) -> None:
    asked.push([CONTACT])
    take_in()
    asked.push([{**CONTACT, "handle_seconds": 60}])
    last = asked.push([{**CONTACT, "handle_seconds": 90}]).json()["id"]
    take_in()
    assert stored("handle_seconds") == [90.0]
    imported = asked.get(f"pushes/{last}").json()["imported"]
    assert (imported["pushes"], imported["updated"], imported["superseded"]) == (2, 1, 1)
    asked.push([{**CONTACT, "handle_seconds": 90}])
    take_in()
    assert ContactStore(installation.store()).version == 2


def test_sources_and_people_are_imported_apart(asked: Program, world: World) -> None:
    asked.push([CONTACT])
    asked.push([CONTACT], source="phone-system")
    program(world, "ada").push([CONTACT], source="phone-system")
    take_in()
    assert {(i.source, i.created_by) for i in Import.objects.select_related("created_by")} == {
        ("helpdesk", world.amara),
        ("phone-system", world.amara),
        ("phone-system", world.ada),
    }
    assert stored("source") == ["helpdesk", "phone-system"]


def test_bad_rows_are_turned_away_one_by_one_and_good_ones_kept(asked: Program) -> None:
    rows: list[Any] = [
        CONTACT,
        {**CONTACT, "contact_id": "b", "opened_at": "soon"},
        {**CONTACT, "contact_id": "c", "chanel": "email"},
        "4711",
        {**CONTACT, "contact_id": "e", "channel": "pigeon"},
        {"contact_id": "f", "channel": "email"},
        {**CONTACT, "contact_id": "g", "tags": "late"},
        {**CONTACT, "contact_id": "h", "customer_id": {"mail": RAW}},
        {**CONTACT, "contact_id": "i", "team": "a\0b"},
        {**CONTACT, "contact_id": "j", "team": "\ud800"},
        {**CONTACT, "contact_id": "k", "subject": "x" * 2_001},
        {**CONTACT, "contact_id": "l", RAW: 1},
        {**CONTACT, "contact_id": "m", "wait_seconds": -3},
        {**CONTACT, "contact_id": "n"},
    ]
    answer = asked.push(rows)
    assert answer.status_code == 202
    said = answer.json()
    assert (said["rows"], said["accepted"], said["rejected"]) == (14, 2, 12)
    assert [r["index"] for r in said["rejects"]] == list(range(1, 13))
    reasons = {r["index"]: r["reason"] for r in said["rejects"]}
    assert reasons[2] == "contacts do not have a column 'chanel'. Did you mean 'channel'?"
    assert reasons[3] == "a text, not an object with columns"
    assert reasons[5] == "opened_at is empty"
    assert reasons[6] == "tags is not a list of texts"
    assert reasons[7] == "customer_id is not a single value"
    assert reasons[8] == reasons[9] == "team holds something that is no text"
    assert reasons[10] == "subject has more than 2,000 characters"
    assert reasons[11] == "contacts do not have one of its columns"
    assert RAW not in answer.content.decode()
    assert said["rejects"][0]["column"] == "opened_at"
    take_in()
    assert stored() == ["4711", "n"]


def test_a_push_of_bad_rows_only_is_done_and_leaves_no_file(asked: Program) -> None:
    said = asked.push([{"contact_id": 1}]).json()
    assert (said["state"], said["accepted"], said["rejected"]) == ("done", 0, 1)
    assert not list(inbox.folder().iterdir())


def test_rows_may_come_one_a_line(asked: Program) -> None:
    lines = (
        "\ufeff"
        + json.dumps(CONTACT)
        + "\n\n"
        + "{broken\n"
        + json.dumps({**CONTACT, "contact_id": 5})
        + "\r\n"
    )
    said = asked.post("contacts?source=helpdesk", lines.encode(), kind="application/x-ndjson").json()
    assert said["accepted"] == 2
    assert said["rejects"] == [{"index": 1, "column": "", "reason": "this line is not JSON"}]


@pytest.mark.parametrize(
    ("content", "kind", "status", "words"),
    [
        ("[1, 2", "application/json", 400, "not JSON at line 1"),
        ("[NaN]", "application/json", 400, "not JSON"),
        ("[" * 100_000, "application/json", 400, "not JSON"),
        ("[" + "9" * 5_000 + "]", "application/json", 400, "not JSON"),
        ('{"contact_id": 1}', "application/json", 400, "put the rows between"),
        ("[]", "application/json", 400, "no rows"),
        ("\n", "application/x-ndjson", 400, "no rows"),
        ("", "application/json", 415, "a list of objects"),
        (b'["\xff"]', "application/json", 400, "byte 2 does not fit"),
        ("id;when", "text/csv", 415, "application/x-ndjson"),
        ("[" + "0," * 10_000 + "0]", "application/json", 413, "10,001 rows: send at most 10,000"),
    ],
)
def test_content_that_cannot_be_read_is_refused_as_a_whole(
    asked: Program, content: str | bytes, kind: str, status: int, words: str
) -> None:
    answer = asked.post("contacts?source=helpdesk", content, kind=kind)
    assert answer.status_code == status
    assert words in answer.json()["message"]
    assert not Push.objects.exists()


def test_more_than_the_limit_is_not_even_read(asked: Program, settings: Any) -> None:
    settings.API_PUSH_BYTES = 100
    answer = asked.push([{**CONTACT, "contact_id": "x" * 200}])
    assert answer.status_code == 413
    assert answer.json()["data"] == {"most": 100}


def test_packed_content_is_refused(asked: Program) -> None:
    assert asked.push([CONTACT], Content_Encoding="gzip").status_code == 415


@pytest.mark.parametrize("source", ["", "Help Desk", "../x", "a" * 61, "x%00"])
def test_a_source_is_a_plain_name(asked: Program, source: str) -> None:
    answer = asked.push([CONTACT], source=source)
    assert answer.status_code == 422
    assert answer.json()["data"]["problems"][0]["at"] == "query.source"


def test_no_file_ever_holds_the_identifier_of_a_person(asked: Program, data: Path) -> None:
    asked.push([{**CONTACT, "customer_id": f" {RAW} ", "agent_id": "agent-seventeen", "merged_into": "9"}])
    asked.push([{"event_id": "1", "case_id": "2", "at": "2026-03-01", "type": "x", "actor_type": "customer",
                 "actor_id": RAW}], kind="events")  # fmt: skip
    before = every_file(data)
    assert any(file.parent.name == "inbox" for file in before)
    take_in()
    for files in (before, every_file(data)):
        assert not [file for file, content in files.items() if RAW.encode() in content]
        assert not [file for file, content in files.items() if b"agent-seventeen" in content]
    assert stored("customer_id") == [pseudonym_key().pseudonym(RAW)]
    assert stored("agent_id") == [pseudonym_key().pseudonym("agent-seventeen", "agent")]
    assert stored("actor_id", "case_events") == [pseudonym_key().pseudonym(RAW)]


def test_what_waits_can_be_read_by_this_account_only(asked: Program, data: Path) -> None:
    asked.push([{**CONTACT, "body": "Where is my parcel?"}])
    [file] = inbox.folder().iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_pushed_contact_is_the_same_as_one_from_a_file(asked: Program, world: World, data: Path) -> None:
    row = {
        **CONTACT, "customer_id": 88, "case_id": "c-1", "first_resolved_at": "2026-03-01T10:00:00.5Z",
        "direction": "Inbound", "wait_seconds": 3.25, "handle_seconds": 61, "abandoned": False,
        "transfers": 2,
        "agent_id": "a-7", "team": "Phone", "reason_source": "late", "satisfaction": 0.75,
        "subject": "Parcel", "body": "Where is it?\nIt was due.",
    }  # fmt: skip
    asked.push([row], source="pushed")
    take_in()
    file = data / "uploads" / "one.jsonl"
    file.write_text(json.dumps(row) + "\n")
    queue_import(
        acting_user=world.person("amara"), files=[file], mapping="generic", source="file", kind="page"
    )
    work()
    frame = ContactStore(installation.store()).contacts().collect(backend="pyarrow").to_native().to_pylist()
    own = {"source", "contact_key"}
    one, other = ({name: value for name, value in each.items() if name not in own} for each in frame)
    assert one == other
    assert one["satisfaction"] == 0.75
    assert stored("body", "texts") == [row["body"]] * 2


def test_the_same_key_is_answered_the_same_and_done_once(asked: Program) -> None:
    first = asked.push([CONTACT], Idempotency_Key="night-1")
    take_in()
    again = asked.push([CONTACT], Idempotency_Key="night-1")
    assert again.json() == first.json()
    assert again.status_code == 202
    assert Push.objects.count() == 1
    other = asked.push([CONTACT], Idempotency_Key="night-2")
    assert other.json()["id"] != first.json()["id"]


def test_a_key_with_other_content_is_refused(asked: Program) -> None:
    asked.push([CONTACT], Idempotency_Key="night-1")
    for answer in (
        asked.push([{**CONTACT, "contact_id": "9"}], Idempotency_Key="night-1"),
        asked.push([CONTACT], source="other", Idempotency_Key="night-1"),
    ):
        assert answer.status_code == 422
        assert "came before with other content" in answer.json()["message"]


def test_a_key_is_its_maker_s_own(asked: Program, world: World) -> None:
    first = asked.push([CONTACT], Idempotency_Key="night-1").json()
    assert program(world, "ada").push([CONTACT], Idempotency_Key="night-1").json()["id"] != first["id"]


def test_a_push_that_failed_is_not_remembered_under_its_key(asked: Program) -> None:
    assert asked.push([], Idempotency_Key="night-1").status_code == 400
    assert asked.push([CONTACT], Idempotency_Key="night-1").status_code == 202


def test_nobody_reads_the_pushes_of_others(asked: Program, world: World) -> None:
    number = asked.push([CONTACT]).json()["id"]
    assert asked.get(f"pushes/{number}").status_code == 200
    for person in ("emre", "ada"):
        refused = program(world, person).get(f"pushes/{number}")
        assert refused.status_code == 404
        assert refused.json()["message"] == "You have no push of this id."
    assert asked.get("pushes/1").status_code == 404
    assert asked.get("pushes/" + "9" * 41).status_code == 422


def test_a_push_is_in_the_audit_trail_without_its_rows(asked: Program, world: World) -> None:
    asked.push([{**CONTACT, "customer_id": RAW, "subject": "secret words"}])
    entry = AuditEntry.objects.get(action="push.received")
    assert entry.actor == world.amara
    assert entry.details == {"kind": "contacts", "rows": 1, "accepted": 1}


def test_rows_whose_maker_lost_the_right_are_not_imported(asked: Program, world: World) -> None:
    emre = program(world, "emre")
    number = emre.push([CONTACT]).json()["id"]
    Membership.objects.filter(user=world.emre).update(ends_on=today() - timedelta(days=1))
    take_in()
    push = Push.objects.get(number=number)
    assert "Your role does not allow this" in push.error
    assert not list(inbox.folder().iterdir())
    assert not Import.objects.exists()


def test_a_take_in_that_is_killed_leaves_the_rows_waiting(asked: Program, monkeypatch: Any) -> None:
    number = asked.push([CONTACT]).json()["id"]

    def killed(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pushes, "queue_import", killed)
        with pytest.raises(KeyboardInterrupt):
            pushes.take_in_waiting()
    assert asked.get(f"pushes/{number}").json()["state"] == "waiting"
    take_in()
    assert asked.get(f"pushes/{number}").json()["state"] == "done"
    assert stored() == ["4711"]


def test_rows_that_vanished_from_the_inbox_are_said_to_be_gone(asked: Program) -> None:
    number = asked.push([CONTACT]).json()["id"]
    inbox.forget([file.name for file in inbox.folder().iterdir()])
    take_in()
    said = asked.get(f"pushes/{number}").json()
    assert said["state"] == "failed"
    assert "push them again" in said["problem"]


def test_an_import_that_failed_is_told(asked: Program) -> None:
    number = asked.push([CONTACT]).json()["id"]
    pushes.take_in_waiting()
    Import.objects.update(state=Import.State.FAILED, error="The disk is full.")
    said = asked.get(f"pushes/{number}").json()
    assert (said["state"], said["problem"]) == ("failed", "The disk is full.")


def test_rows_are_taken_in_after_a_short_wait_by_one_task(
    asked: Program, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            asked.push([{**CONTACT, "contact_id": str(number)}])
    task = Task.objects.get(kind=pushes.TAKE_IN)
    assert timedelta(seconds=10) < task.not_before - timezone.now() <= pushes.GATHER
    Task.objects.filter(pk=task.pk).update(state=Task.State.RUNNING)
    with django_capture_on_commit_callbacks(execute=True):
        asked.push([CONTACT])
    assert Task.objects.filter(kind=pushes.TAKE_IN, state=Task.State.QUEUED).count() == 1


def test_a_steady_stream_is_imported_every_few_minutes(
    asked: Program, django_capture_on_commit_callbacks: Any
) -> None:
    asked.push([CONTACT])
    take_in()
    with django_capture_on_commit_callbacks(execute=True):
        asked.push([CONTACT])
    waits = Task.objects.get(kind=pushes.TAKE_IN, state=Task.State.QUEUED).not_before - timezone.now()
    assert pushes.BETWEEN - timedelta(minutes=1) < waits <= pushes.BETWEEN


def test_old_answers_and_files_nobody_knows_are_tidied_up(asked: Program, data: Path) -> None:
    asked.push([CONTACT], Idempotency_Key="old")
    FirstAnswer.objects.update(created_at=timezone.now() - timedelta(days=3))
    left = inbox.folder() / "left.jsonl"
    left.write_text("{}")
    old = (timezone.now() - timedelta(hours=2)).timestamp()
    for file in inbox.folder().iterdir():
        os.utime(file, (old, old))
    assert pushes.tidy() == {"answers": 1, "files": 1}
    assert not left.exists()
    assert Push.objects.get().file in {file.name for file in inbox.folder().iterdir()}
