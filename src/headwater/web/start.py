"""What has to be in place before the first page: records, files, keys, people."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from headwater.apps import installation
from headwater.apps.people.sample_people import SignIn
from headwater.web.keys import write_once


@dataclass(frozen=True)
class Ready:
    """What to tell the person at the terminal.

    Attributes
    ----------
    sign_ins : Path or None
        File with the sign-ins of the sample people, when they are here.
    token : str
        For the first administrator; empty when there is one.
    loading : int
        How many contacts of the sample organisation are still to be loaded, by the worker.
    mail_is_printed : bool
        Whether mail ends at the terminal or in the log of a site that others reach.
    """

    url: str
    data: Path
    sign_ins: Path | None
    token: str
    loading: int = 0
    mail_is_printed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "url": self.url,
            "data": str(self.data),
            "sign_ins": None if self.sign_ins is None else str(self.sign_ins),
            "token": self.token,
            "loading": self.loading,
            "mail_is_printed": self.mail_is_printed,
        }

    def __str__(self) -> str:
        lines = [f"Headwater is at {self.url}", f"Everything it keeps is in {self.data}"]
        if self.token:
            lines += [
                f"Nobody has an account yet: open {self.url}/first-run/ and give this token, once:",
                f"  {self.token}",
            ]
        if self.sign_ins is not None:
            lines += ["Sign in as one of the sample people:", self.sign_ins.read_text("utf-8").rstrip()]
        if self.loading:
            lines.append(
                f"{self.loading:,} contacts of the sample organisation are being loaded; its first page says "
                "how far it is."
            )
        if self.mail_is_printed:
            lines.append(
                "Mail is printed here and sent to nobody, links for new passwords too: set "
                "HEADWATER_EMAIL_URL."
            )
        return "\n".join(lines)


def prepare(*, sample_contacts: int) -> Ready:
    """Bring records and files up to date; with sample contacts, an empty installation gets the sample people.

    Running it again continues: nothing that is there is replaced.
    """
    from headwater.apps.contacts.changes import store_changed
    from headwater.apps.people import selectors, services
    from headwater.apps.tasks.selectors import open_task
    from headwater.web.background import SAMPLE

    os.umask(0o077)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")
    call_command("collectstatic", interactive=False, verbosity=0)
    sign_ins = installation.data() / "sample-sign-ins.txt"
    token = ""
    if selectors.awaits_first_administrator():
        if sample_contacts and selectors.organisation() is None:
            _load_sample(sign_ins, sample_contacts)
        else:
            token = services.issue_first_run_token()
    _try_the_sample_again()
    store_changed()  # whoever was killed behind a new version of the store did not come to that
    loading = open_task(SAMPLE)
    return Ready(
        url=installation.site_url(),
        data=installation.data(),
        sign_ins=sign_ins if sign_ins.exists() else None,
        token=token,
        loading=0 if loading is None else loading.arguments["contacts"],
        mail_is_printed="console" in settings.EMAIL_BACKEND and settings.SESSION_COOKIE_SECURE,
    )


def _load_sample(sign_ins: Path, contacts: int) -> None:
    from django.db import transaction

    from headwater.apps.people.sample_people import create_sample_people
    from headwater.apps.tasks.services import start_task
    from headwater.web.background import SAMPLE

    with transaction.atomic():
        people = create_sample_people()
        start_task(acting_user=None, kind=SAMPLE, contacts=contacts)
        # the passwords are written before the people are committed: nobody is locked out by a crash between
        sign_ins.unlink(missing_ok=True)
        write_once(sign_ins, _as_table(people))


def _try_the_sample_again() -> None:
    """Queue the sample organisation once more when loading it failed, for want of room perhaps."""
    from headwater.apps.tasks.models import Task
    from headwater.apps.tasks.selectors import last_task
    from headwater.apps.tasks.services import start_task
    from headwater.web.background import SAMPLE

    last = last_task(SAMPLE)
    if last is not None and last.state == Task.State.FAILED:
        start_task(acting_user=None, kind=SAMPLE, **last.arguments)


def _as_table(people: list[SignIn]) -> str:
    wide = max(len(person.role) for person in people)
    return "\n".join(f"  {p.role:<{wide}}  {p.email:<22}  {p.password}" for p in people)
