"""What changes an intervention beside its plans: what it is, whose, what is said of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Comment, Cost, Intervention, Step
from headwater.apps.interventions.services.costs import CostSaid, checked_cost, checked_currency
from headwater.apps.interventions.services.drafts import renew_draft
from headwater.apps.interventions.services.holding import held, said_why, was_promised
from headwater.apps.people.audit import record
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import require, today


@transaction.atomic
def create_intervention(
    *,
    acting_user: User,
    name: str,
    kind: str,
    problem: str = "",
    origin: str = Intervention.Origin.FREE,
    origin_key: str = "",
    owner: User | None = None,
    teams: Iterable[Team] = (),
    costs: Sequence[CostSaid] = (),
    currency: str = "EUR",
    from_sample: bool = False,
) -> Intervention:
    """Register an intervention; whoever registers one owns it unless somebody else is named.

    Parameters
    ----------
    origin, origin_key : str
        What made somebody think of it, and which: a reason or a cause by its name, a voice by its id.
    """
    require(acting_user, Action.PLAN_INTERVENTIONS, Scope.OWN)
    found = Intervention(
        name=_named(name),
        kind=_of(Intervention.Kind, kind, "kind of intervention"),
        problem=problem.strip(),
        origin=_of(Intervention.Origin, origin, "origin"),
        origin_key=origin_key.strip(),
        owner=owner or acting_user,
        currency=checked_currency(currency),
        from_sample=from_sample,
        created_by=acting_user,
    )
    if found.origin != Intervention.Origin.FREE and not found.origin_key:
        raise UsageError(f"Say which it is: {found.get_origin_display()} needs a name or a number.")
    if len(found.origin_key) > 200:
        raise UsageError("What it comes from has more than 200 letters: put the words into the problem.")
    _check_owner(owner or acting_user)
    said = [checked_cost(one) for one in costs]
    found.save()
    found.teams.set(teams)
    for one in said:
        Cost.objects.create(
            intervention=found, what=one.what, unit=one.unit, planned=one.planned, spent=one.spent
        )
    Step.objects.create(intervention=found, kind=Step.Kind.CREATED, author=acting_user)
    record(
        acting_user,
        "intervention.created",
        found,
        kind=found.kind,
        origin=found.origin,
        owner=found.owner_id,
        teams=sorted(team.pk for team in found.teams.all()),
    )
    return found


@transaction.atomic
def change_intervention(
    *,
    acting_user: User,
    intervention: Intervention,
    name: str,
    kind: str,
    problem: str = "",
    teams: Iterable[Team] | None = None,
) -> Intervention:
    """Change what an intervention is; once a plan was locked its kind and its teams stay as they are.

    Parameters
    ----------
    teams : iterable of Team, optional
        Left alone by default.
    """
    found = held(acting_user, intervention)
    said: dict[str, str] = {
        "name": _named(name),
        "kind": _of(Intervention.Kind, kind, "kind of intervention"),
        "problem": problem.strip(),
    }
    changed = [part for part, value in said.items() if getattr(found, part) != value]
    wanted = None if teams is None else {team.pk for team in teams}
    if wanted is not None and wanted != set(found.teams.values_list("pk", flat=True)):
        changed.append("teams")
    fixed = [part for part in changed if part in ("kind", "teams")]
    if fixed and was_promised(found):
        raise UsageError(
            f"A plan was locked, so {' and '.join(fixed)} can no longer be changed: it would be another "
            "intervention. Register that one."
        )
    if not changed:
        return found
    for part, value in said.items():
        setattr(found, part, value)
    found.save(update_fields=list(said))
    if wanted is not None:
        found.teams.set(wanted)
    renew_draft(found)
    Step.objects.create(
        intervention=found, kind=Step.Kind.CHANGED, author=acting_user, details={"changed": changed}
    )
    record(acting_user, "intervention.changed", found, changed=changed)
    return found


@transaction.atomic
def give_owner(*, acting_user: User, intervention: Intervention, owner: User | None) -> Intervention:
    """Make somebody else answer for an intervention; None leaves it without an owner."""
    found = held(acting_user, intervention)
    if owner is not None:
        _check_owner(owner)
    if found.owner_id == (None if owner is None else owner.pk):
        said = "Nobody owns this intervention" if owner is None else f"{owner.name} owns this intervention"
        raise UsageError(f"{said} already.")
    ids = {"before": found.owner_id, "to": None if owner is None else owner.pk}
    found.owner = owner
    found.save(update_fields=["owner"])
    Step.objects.create(intervention=found, kind=Step.Kind.OWNED, author=acting_user, details=ids)
    record(acting_user, "intervention.owned", found, **ids)
    return found


@transaction.atomic
def stop_intervention(*, acting_user: User, intervention: Intervention, why: str) -> Intervention:
    """End an intervention. What is due later is not judged any more, and its money has no verdict then."""
    found = held(acting_user, intervention)
    if found.stopped_on is not None:
        raise UsageError("This intervention is stopped already.")
    found.stopped_on, found.stopped_why = today(), said_why(why, "it is stopped")
    found.save(update_fields=["stopped_on", "stopped_why"])
    _step(found, Step.Kind.STOPPED, acting_user, why=found.stopped_why)
    record(acting_user, "intervention.stopped", found)
    return found


@transaction.atomic
def add_comment(*, acting_user: User, intervention: Intervention, text: str) -> Comment:
    """Say something about an intervention: whoever may read it may."""
    if not selectors.sees(acting_user, intervention):
        raise NotAllowedError("You can comment on interventions that you may read.")
    if not text.strip():
        raise UsageError("Write what you want to say.")
    found = Comment.objects.create(intervention=intervention, text=text.strip(), author=acting_user)
    record(acting_user, "intervention.commented", intervention, comment=found.pk)
    return found


@transaction.atomic
def keep_consideration(
    *, acting_user: User, intervention: Intervention, shown: Mapping[str, Any], why: str
) -> Step:
    """Keep why training is bought although fixing the cause was shown beside it.

    Parameters
    ----------
    shown : mapping
        What the page showed, as plain data: shares, causes, what fixing them would cost and save.
    """
    found = held(acting_user, intervention)
    kept = {"shown": dict(shown), "why": said_why(why, "training is the right answer all the same")}
    step = _step(found, Step.Kind.CONSIDERED, acting_user, **kept)
    record(acting_user, "intervention.considered", found, step=step.pk)
    return step


def _step(found: Intervention, kind: Step.Kind, author: User, **details: Any) -> Step:
    return Step.objects.create(intervention=found, kind=kind, author=author, details=details)


def _named(name: str) -> str:
    said = " ".join(name.split())  # it becomes the subject of a mail, which is one line
    if not said:
        raise UsageError("Say in a few words what is tried: an intervention needs a name.")
    if len(said) > 200:
        raise UsageError("The name has more than 200 letters: put the rest into the problem.")
    return said


def _of(choices: Any, value: str, what: str) -> str:
    if value not in choices.values:
        raise UsageError(f"{value!r} is no {what}: {', '.join(choices.values)}.")
    return str(value)


def _check_owner(owner: User) -> None:
    if not selectors.possible_owners().filter(pk=owner.pk).exists():
        raise UsageError("This person's role does not let them see interventions: choose somebody else.")
