"""A few believable actions of the sample organisation, against what its truth says goes wrong."""

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.apps.actions import services
from headwater.apps.actions.models import Action
from headwater.apps.actions.services import Plan
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today
from headwater.apps.tasks.kinds import Report

_HEAD = "amara@sample.example"
_STATUS = Action.Status
_WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class _Told:
    """One action as the sample tells it.

    Attributes
    ----------
    owner : str
        E-mail address: of a sample person, or of somebody outside; empty for nobody.
    saves : tuple of float
        Low and high end, as parts of the contacts of the reason in a year.
    due : int
        Days from today.
    """

    reason: str
    title: str
    why: str
    owner: str = ""
    outside: str = ""
    status: Action.Status = _STATUS.PROPOSED
    status_why: str = ""
    saves: tuple[float, float] | None = None
    cost: int | None = None
    started: int = -60
    due: int | None = None
    comment: str = ""


_TOLD = (
    _Told(
        reason="Parcel is late",
        title="Scan every parcel at the other depots too",
        why="Where parcels are scanned at hand-over, one sees by noon which will miss their day, and they "
        "leave with the afternoon tour. One depot does it; the other five still find out in the evening.",
        owner="lena.berg@logistics.example",
        outside="Lena Berg",
        status=_STATUS.RUNNING,
        saves=(0.25, 0.5),
        cost=12_000,
        due=-9,
        comment="Support sends the list of the ten worst tours every Monday until the scanners are there.",
    ),
    _Told(
        reason="Where is my parcel",
        title="Show the last scan in the app within ten minutes",
        why="Most of these customers have a parcel that is on time. They cannot see it, so they ask.",
        owner="olga@sample.example",
        status=_STATUS.AGREED,
        saves=(0.3, 0.6),
        cost=30_000,
        due=40,
    ),
    _Told(
        reason="Item arrived damaged",
        title="Pack fragile goods with corner guards",
        why="The warehouse does not hear what breaks. Which goods, and in which box?",
        saves=(0.2, 0.4),
        due=30,
    ),
    _Told(
        reason="Refund has not arrived",
        title="Tell the customer on which day the refund leaves",
        why="Refunds are paid out on Fridays. Who cancels on a Saturday waits for a week and writes twice.",
        owner="sam.oduya@finance.example",
        outside="Sam Oduya",
        status=_STATUS.REFUSED,
        status_why="The day is not known before the bank run. Ask the web shop to show the rule instead.",
        due=21,
    ),
    _Told(
        reason="Case closed without an answer",
        title="Stop closing cases that wait for the customer after three days",
        why="The rule closes cases while people look for their invoice. They open a new one, angrier.",
        owner="bela@sample.example",
        status=_STATUS.RUNNING,
        saves=(0.3, 0.5),
        due=5,
    ),
    _Told(
        reason="Told two different things",
        title="One page on returns, for phone and chat alike",
        why="Phone and chat looked things up in two places that said different things.",
        owner="bela@sample.example",
        status=_STATUS.DONE,
        saves=(0.2, 0.5),
        cost=1_500,
        started=-260,
        due=-190,
    ),
)
_DONE_DAYS_AGO = 185


def load_sample(report: Report, folder: Path) -> None:
    """Write the sample's actions into the ledger, once; they send no reminders."""
    report("Writing down who does what about causes")
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    reasons = {one["reason"]: one for one in truth["reasons"]}
    years = truth["about"]["weeks"] / _WEEKS_A_YEAR
    with transaction.atomic():
        head = User.objects.filter(email=_HEAD, is_active=True).first()
        if head is None or Action.objects.filter(from_sample=True).exists():
            return
        for told in _TOLD:
            if told.reason in reasons:
                _tell(head, told, reasons[told.reason], years)


def _tell(head: User, told: _Told, reason: dict[str, Any], years: float) -> None:
    a_year = reason["contacts"] / years
    low, high = (None, None) if told.saves is None else (int(a_year * part) for part in told.saves)
    plan = Plan(
        saved_low=low,
        saved_high=high,
        cost=None if told.cost is None else Decimal(told.cost),
        starts_on=today() + timedelta(days=told.started),
        due_on=None if told.due is None else today() + timedelta(days=told.due),
    )
    action = services.create_action(
        acting_user=head,
        title=told.title,
        why=told.why,
        reason=told.reason,
        owner_unit=reason["cause_owner"],
        plan=plan,
    )
    began = timezone.now() + timedelta(days=told.started)
    Action.objects.filter(pk=action.pk).update(from_sample=True, created_at=began)
    action.status_changes.update(at=began)
    link = None
    if told.outside:
        link = services.give_to_outside(
            acting_user=head, action=action, name=told.outside, email=told.owner, mail=False
        )
    elif owner := User.objects.filter(email=told.owner).first():
        services.give_to_person(acting_user=head, action=action, owner=owner)
    if told.comment:
        services.add_comment(acting_user=head, action=action, text=told.comment, shown_outside=True)
    if link is not None:
        services.set_status_by_link(link=link, status=told.status, why=told.status_why)
    elif told.status != _STATUS.PROPOSED:
        services.change_status(acting_user=head, action=action, status=told.status, why=told.status_why)
    if told.status == _STATUS.DONE:
        action.refresh_from_db()
        action.finish(today() - timedelta(days=_DONE_DAYS_AGO))
        action.save(update_fields=["done_on", "follow_up_on"])
        done = timezone.now() - timedelta(days=_DONE_DAYS_AGO)
        action.status_changes.filter(after=_STATUS.DONE).update(at=done)
