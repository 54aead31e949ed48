"""The way of a file through the pages: upload, look, import, go back; and what is kept out."""

import gzip
import io
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from headwater.analysis.contacts.store import ContactStore
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.selectors import NOT_YOURS
from headwater.apps.people.models import AuditEntry
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.worker import Worker

from ..world import World

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]

EXPORT = """\
Ticketnummer;Erstellt am;Kanal;Kundennummer;Betreff;Nachricht
1;02.03.2026 09:15;Anruf;anna.schmidt@mail.example;Paket;Wo ist mein Paket geblieben?
2;13.03.2026 10:00;E-Mail;ben.meyer@mail.example;Rechnung;Die Rechnung ist nicht richtig
3;irgendwann;E-Mail;ben.meyer@mail.example;Rechnung;Noch einmal die falsche Rechnung
"""


@pytest.fixture(autouse=True)
def _no_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    # a thread has its own connection, which does not see a test's open transaction
    monkeypatch.setattr(Worker, "_beat", lambda self, task, over: None)


def work() -> None:
    assert Worker(Event()).run_one()


def send(browser: Client, content: str | bytes, name: str = "anrufe.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return browser.post("/contacts/imports/new/", {"file": SimpleUploadedFile(name, data)})


def said(response: Any) -> str:
    text: str = response.content.decode()
    return " ".join(text.split())


def uploads(data: Path) -> list[Path]:
    folder = data / "uploads"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_an_unknown_export_is_proposed_looked_at_imported_and_taken_back(
    visit: Visit, data: Path, world: World
) -> None:
    browser = visit("amara")
    made_at = send(browser, EXPORT).headers["Location"]
    made = Import.objects.get()
    [kept] = uploads(data)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "anrufe" not in kept.name
    assert made.names == ["anrufe.csv"]

    page = said(browser.get(made_at))
    assert "No mapping that ships fits this export. Below is a proposal" in page
    assert "2026-03-13 10:00:00" in page
    assert "anna.schmidt" not in page
    assert kept.name not in page
    assert not (data / "store").exists()

    form = {"mapping": made.mapping_text, "source": "helpdesk", "timezone": "Europe/Berlin"}
    form |= {"with_text": "on", "most_rejects": "0.01", "import": ""}
    assert browser.post(made_at, form).headers["Location"] == f"/contacts/imports/{made.pk}/"
    assert "Waits for the worker" in said(browser.get(f"/contacts/imports/{made.pk}/"))
    work()
    refused = said(browser.get(f"/contacts/imports/{made.pk}/"))
    assert "Refused: too many rows were rejected" in refused
    assert "Change the mapping and try again" in refused

    browser.post(made_at, form | {"most_rejects": "1000000000000000.0"})
    work()
    page = said(browser.get(f"/contacts/imports/{made.pk}/"))
    assert "every row of the source is accounted for" in page
    assert "irgendwann" in page
    assert uploads(data) == []
    rejects = browser.get(f"/contacts/imports/{made.pk}/rejects.csv").content.decode()
    assert "anrufe.csv,3,Erstellt am,irgendwann" in rejects
    assert "ben.meyer" not in rejects

    history = said(browser.get("/contacts/imports/"))
    assert f'<a href="/contacts/imports/{made.pk}/">anrufe.csv</a>' in history
    assert "2 loaded rows go, 0 updated ones get" in said(browser.get("/contacts/versions/1/take-back/"))
    browser.post("/contacts/versions/1/take-back/", {"confirmed": "yes"})
    assert ContactStore(data / "store").describe().contacts == 0
    assert "Taken back: version 1" in said(browser.get("/contacts/imports/"))
    assert "taken back since by version 2" in said(browser.get(f"/contacts/imports/{made.pk}/"))
    why = said(browser.get("/contacts/versions/1/take-back/"))
    assert "This cannot be done. Version 1 was taken back already" in why
    trail = [e.action for e in AuditEntry.objects.filter(action__startswith="import.").order_by("pk")]
    assert trail[0] == "import.uploaded"
    assert trail[-1] == "import.taken_back"


def test_a_shipped_mapping_is_found_and_another_can_be_chosen(visit: Visit, data: Path) -> None:
    browser = visit("emre")
    export = Path(__file__).parents[2] / "analysis" / "contacts" / "exports" / "freshdesk.json"
    made_at = send(browser, export.read_bytes(), export.name).headers["Location"]
    page = said(browser.get(made_at))
    assert "Its mapping ships with Headwater" in page
    other = said(browser.get(f"{made_at}?from=generic"))
    assert '<option value="generic" selected>' in other
    assert browser.get(f"{made_at}?from=../../etc/passwd").status_code == 404


def test_a_mapping_that_is_wrong_says_the_line_and_nothing_is_imported(visit: Visit, data: Path) -> None:
    browser = visit("amara")
    made_at = send(browser, EXPORT).headers["Location"]
    form = {"mapping": "mapping: x\ncolumns:\n  contactid: Ticketnummer\n", "most_rejects": "0.01"}
    for button in ("look", "import"):
        page = said(browser.post(made_at, form | {button: ""}))
        assert "mapping, line 3" in page
        assert "Did you mean &#x27;contact_id&#x27;?" in page
    assert not Task.objects.filter(kind="contacts.import").exists()


def test_words_are_not_shown_to_whoever_may_import_but_not_read_them(visit: Visit, data: Path) -> None:
    for who, shown in (("amara", True), ("olga", False)):
        browser = visit(who)
        made_at = send(browser, EXPORT).headers["Location"]
        page = said(browser.get(made_at))
        assert ("Wo ist mein Paket geblieben" in page) is shown
        assert ("your role does not show them" in page) is not shown


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("export.xlsx", b"PK\x03\x04", "This is a workbook: save it as CSV"),
        ("export.zip", b"PK\x03\x04", "This is a zip archive: unpack it"),
        ("export.exe", b"MZ", "Headwater reads .csv, .tsv"),
        ("export", b"a,b\n", "Headwater reads .csv, .tsv"),
        ("export.csv", b"", "export.csv is empty."),
        ("export.csv", b"PK\x03\x04 and so on", "export.csv is a zip archive"),
        ("export.csv.gz", gzip.compress(b"id,at\n1,2\n", mtime=0)[:-9], "export.csv.gz breaks off"),
        ("../../keys/pseudonym.key", b"a,b\n", "Headwater reads .csv, .tsv"),
        ("export.parquet", b"a,b\n1,2\n", "export.parquet is not a Parquet file"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(
    visit: Visit, data: Path, name: str, content: bytes, why: str
) -> None:
    answer = send(visit("amara"), content, name)
    assert answer.status_code == 200
    assert why in said(answer)
    assert str(data) not in said(answer)
    assert uploads(data) == []
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_stopped_while_it_comes_in(
    visit: Visit, data: Path, settings: Any
) -> None:
    settings.MOST_UPLOAD = 3 << 20
    answer = send(visit("amara"), b"id,at\n" + b"1,2\n" * (1 << 20))
    assert "The file is larger than 3 MB" in said(answer)
    assert uploads(data) == []


def test_a_bomb_is_refused_before_it_unfolds(
    visit: Visit, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headwater.analysis.contacts.readers import compression

    monkeypatch.setattr(compression, "_HARMLESS", 1 << 20)
    answer = send(visit("amara"), gzip.compress(b"id,at\n" + b"\n" * (8 << 20)), "export.csv.gz")
    assert "grows to more than 200 times its size" in said(answer)
    assert uploads(data) == []


def test_a_path_in_a_name_is_only_a_name(visit: Visit, data: Path) -> None:
    send(visit("amara"), EXPORT, "..\\..\\evil.csv")
    assert Import.objects.get().names == ["evil.csv"]
    assert [f.parent for f in uploads(data)] == [data / "uploads"]


def test_an_upload_needs_the_token_of_the_form_and_the_right(visit: Visit, data: Path, world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.amara, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send(strict, EXPORT).status_code == 403
    assert send(visit("chidi"), EXPORT).status_code == 403
    assert uploads(data) == []


def test_two_files_at_once_are_refused_and_neither_is_kept(visit: Visit, data: Path) -> None:
    files = [SimpleUploadedFile(f"{n}.csv", EXPORT.encode()) for n in range(2)]
    answer = visit("amara").post("/contacts/imports/new/", {"file": files})
    assert "One file at a time" in said(answer)
    assert uploads(data) == []


def test_no_other_page_takes_files(data: Path, world: World) -> None:
    answer = Client().post(
        "/account/login/", {"login": "a@b.example", "file": io.BytesIO(b"x" * 5000), "password": "x"}
    )
    assert answer.status_code in (200, 400)
    assert answer.wsgi_request.FILES == {}


def test_an_upload_is_thrown_away_on_request_and_after_a_day(
    visit: Visit, data: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    browser = visit("amara")
    send(browser, EXPORT)
    made = Import.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/contacts/imports/{made.pk}/discard/")
    assert uploads(data) == []
    assert browser.get(f"/contacts/imports/{made.pk}/preview/").status_code == 302

    send(browser, EXPORT)
    later = timezone.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    while Worker(Event()).run_one():
        pass
    assert uploads(data) == []
    assert Import.objects.first().state == "discarded"  # type: ignore[union-attr]


def test_an_upload_waits_for_the_person_who_sent_it(visit: Visit, data: Path, world: World) -> None:
    from headwater.apps.waiting import waiting_for

    made_at = send(visit("amara"), EXPORT).headers["Location"]
    assert [(w.title, w.url) for w in waiting_for(world.amara)] == [
        ("Import anrufe.csv, or throw it away", made_at)
    ]
    assert waiting_for(world.emre) == waiting_for(world.chidi) == []


def test_nobody_reads_words_by_mapping_what_somebody_else_sent(
    visit: Visit, data: Path, world: World
) -> None:
    made_at = send(visit("amara"), EXPORT).headers["Location"]
    made = Import.objects.get()
    carried = made.mapping_text + "\ncustom:\n  said: Notiz\n"
    form = {"mapping": carried, "timezone": "UTC", "most_rejects": "0.2", "source": ""}
    for asked in (form, form | {"import": ""}):
        answer = visit("olga").post(made_at, asked)
        assert "does not show" in said(answer)
        assert Import.objects.get().state == "waiting"
    assert NOT_YOURS not in said(visit("emre").post(made_at, form))


def test_uploads_are_looked_through_every_day_also_where_only_programs_push() -> None:
    assert KINDS["contacts.forget_uploads"].hour is not None


def test_an_upload_that_is_being_imported_is_not_forgotten(visit: Visit, data: Path) -> None:
    from headwater.apps.contacts import services

    browser = visit("amara")
    made_at = send(browser, EXPORT).headers["Location"]
    form = {"mapping": Import.objects.get().mapping_text, "timezone": "UTC", "most_rejects": "0.2"}
    browser.post(made_at, form | {"import": ""})
    for file in uploads(data):
        import os

        os.utime(file, (0, 0))
    assert services.forget_old_uploads() == {"removed": 0}
    assert len(uploads(data)) == 1


def test_imports_from_the_command_line_are_in_the_history(visit: Visit, stored: Path) -> None:
    page = said(visit("olga").get("/contacts/imports/"))
    assert "contacts.csv" in page
    assert "from the command line" in page
    shown = said(visit("olga").get("/contacts/versions/1/take-back/"))
    assert "these 2 imports" in shown
    assert visit("olga").get("/contacts/versions/99/take-back/").status_code == 404
