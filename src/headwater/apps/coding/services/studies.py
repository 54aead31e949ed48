"""Studies: set up, drawn in the background, topped up, closed and opened again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.analysis.demand.sampling.settings import BY_DEFAULT, SampleSettings
from headwater.analysis.errors import UsageError
from headwater.apps.coding.models import CodebookVersion, Study
from headwater.apps.coding.selectors.studies import people_who_may_code
from headwater.apps.coding.services.codebooks import freeze
from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task

DRAW = "coding.draw"
MOST_CONTACTS = 5_000
"""Nobody reads more by hand, and all of it is kept in rows."""


@dataclass(frozen=True)
class Asked:
    """What sample is asked for.

    Attributes
    ----------
    size : int, optional
        Contacts to draw; or `margin`, half the width the interval of a share of one half may have.
    coders : tuple of int
        Accounts of the people who read; each contact is given to one of them, some to two.
    """

    size: int | None = None
    margin: float | None = None
    strata: tuple[str, ...] = BY_DEFAULT
    since: date | None = None
    until: date | None = None
    double_share: float = 0.2
    seed: int = 1
    coders: tuple[int, ...] = ()

    def settings(self, codebook: str = "") -> SampleSettings:
        """Return what the drawing of samples takes."""
        return SampleSettings(
            n=self.size,
            margin=self.margin,
            variables=self.strata,
            since=self.since,
            until=self.until,
            seed=self.seed,
            double_share=self.double_share,
            coders=tuple(str(pk) for pk in self.coders),
            codebook=codebook,
        )

    def plain(self) -> dict[str, Any]:
        """Return it as a record keeps it."""
        days = {
            name: day.isoformat() if (day := getattr(self, name)) else None for name in ("since", "until")
        }
        return {**asdict(self), **days, "strata": list(self.strata), "coders": list(self.coders)}

    @classmethod
    def from_plain(cls, kept: dict[str, Any]) -> "Asked":
        """Return it from its record."""
        days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("since", "until")}
        return cls(**{**kept, **days, "strata": tuple(kept["strata"]), "coders": tuple(kept["coders"])})


@transaction.atomic
def create_study(
    *, acting_user: User, title: str, codebook: CodebookVersion, asked: Asked
) -> tuple[Study, Task]:
    """Set up a study and have its sample drawn; its codebook is frozen from then on.

    Raises
    ------
    UsageError
        There are no contacts, there are too few coders, or the sample is too large.
    BadDataError
        The codebook is not ready to be frozen.
    """
    require(acting_user, Action.MANAGE_CODING)
    check_asked(asked)
    freeze(codebook, acting_user)
    study = Study.objects.create(title=title, codebook=codebook, asked=asked.plain(), created_by=acting_user)
    record(acting_user, "study.created", study, codebook=codebook.pk, coders=list(asked.coders))
    return study, _queue_draw(acting_user, study, asked)


@transaction.atomic
def top_up_study(*, acting_user: User, study: Study, more: int, coders: Sequence[int]) -> Task:
    """Have more contacts drawn for an open study: all that were drawn stay, and with them all codes."""
    require(acting_user, Action.MANAGE_CODING)
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state != Study.State.OPEN or study.design is None:
        raise UsageError("Only an open study can be topped up. Open it again first.")
    before = Asked.from_plain(study.asked)
    drawn = sum(count for _, count in study.design["strata"].values())
    if more < 1:
        raise UsageError("Draw at least one contact more.")
    asked = Asked(
        size=drawn + more,
        strata=before.strata,
        since=before.since,
        until=before.until,
        double_share=before.double_share,
        seed=before.seed,
        coders=tuple(coders),
    )
    check_asked(asked)
    record(acting_user, "study.topped_up", study, more=more, coders=list(coders))
    return _queue_draw(acting_user, study, asked)


@transaction.atomic
def close_study(*, acting_user: User, study: Study) -> None:
    """End the coding of a study: nobody codes or decides any more, and all that was said stays."""
    require(acting_user, Action.MANAGE_CODING)
    if not Study.objects.filter(pk=study.pk, state=Study.State.OPEN).update(
        state=Study.State.CLOSED, closed_at=timezone.now()
    ):
        raise UsageError("Only an open study can be closed.")
    record(acting_user, "study.closed", study)


@transaction.atomic
def reopen_study(*, acting_user: User, study: Study) -> None:
    """Let people code a closed study again."""
    require(acting_user, Action.MANAGE_CODING)
    if not Study.objects.filter(pk=study.pk, state=Study.State.CLOSED).update(
        state=Study.State.OPEN, closed_at=None
    ):
        raise UsageError("Only a closed study can be opened again.")
    record(acting_user, "study.reopened", study)


def check_asked(asked: Asked) -> None:
    """Refuse what cannot be drawn or read."""
    if open_store() is None:
        raise UsageError("There are no contacts to draw from yet. Import contacts first.")
    if not asked.coders:
        raise UsageError("Choose at least one person who codes.")
    if asked.double_share > 0 and len(asked.coders) < 2:
        raise UsageError(
            "A contact that is coded twice needs two people. Choose another coder, or code none twice: "
            "without double coding nobody can tell how far coders agree."
        )
    allowed = set(people_who_may_code().filter(pk__in=asked.coders).values_list("pk", flat=True))
    if set(asked.coders) - allowed:
        raise UsageError("One of the people chosen may not code. Choose again.")
    if asked.size is not None and asked.size > MOST_CONTACTS:
        raise UsageError(f"A study has at most {MOST_CONTACTS:,} contacts: people have to read them.")
    asked.settings()


def _queue_draw(user: User, study: Study, asked: Asked) -> Task:
    return start_task(
        acting_user=user,
        kind=DRAW,
        key=f"{DRAW} {study.pk} {asked.size}",
        study=study.pk,
        asked=asked.plain(),
    )
