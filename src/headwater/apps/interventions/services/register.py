"""What changes an intervention beside its plans: what it is, whose, what it costs, what is said of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Comment, Cost, Intervention, Step
from headwater.apps.interventions.services.drafts import renew_draft
from headwater.apps.people.audit import record
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import require, today

MOST_COST = Decimal("9999999999.99")


@dataclass(frozen=True)
class CostSaid:
    """One thing an intervention costs, as somebody says it.

    Attributes
    ----------
    unit : {'money', 'hours'}
    spent : Decimal or None
        What it really came to, once that is known.
    pk : int or None
        Which cost it is that stands there already; None for a new one.
    """

    what: str
    unit: str
    planned: Decimal
    spent: Decimal | None = None
    pk: int | None = None


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
        currency=_currency(currency),
        from_sample=from_sample,
        created_by=acting_user,
    )
    if found.origin != Intervention.Origin.FREE and not found.origin_key:
        raise UsageError(f"Say which it is: {found.get_origin_display()} needs a name or a number.")
    if len(found.origin_key) > 200:
        raise UsageError("What it comes from has more than 200 letters: put the words into the problem.")
    _check_owner(owner or acting_user)
    said = [_cost(one) for one in costs]
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
def change_costs(
    *,
    acting_user: User,
    intervention: Intervention,
    costs: Sequence[CostSaid],
    currency: str | None = None,
) -> Intervention:
    """Say anew what an intervention costs: all of its costs, in order.

    Before a lock anything may change. After one what was planned stays, and what was spent is said beside
    it; what comes on top was planned at 0.
    """
    found = held(acting_user, intervention)
    before = {cost.pk: cost for cost in found.costs.all()}
    said = [_cost(one) for one in costs]
    asked = found.currency if currency is None else _currency(currency)
    unknown = [one for one in said if one.pk is not None and one.pk not in before]
    if unknown or len({one.pk for one in said if one.pk}) < sum(one.pk is not None for one in said):
        raise UsageError("The costs were changed meanwhile: load the page again.")
    if was_promised(found):
        _as_promised(before, said, same_currency=asked == found.currency)
    kept = {one.pk for one in said if one.pk is not None}
    found.costs.exclude(pk__in=kept).delete()
    for one in said:
        row = before[one.pk] if one.pk is not None else Cost(intervention=found)
        row.what, row.unit, row.planned, row.spent = one.what, one.unit, one.planned, one.spent
        row.save()
    found.currency = asked
    found.save(update_fields=["currency"])
    renew_draft(found)
    Step.objects.create(intervention=found, kind=Step.Kind.COSTS, author=acting_user)
    record(acting_user, "intervention.costs_changed", found, costs=len(said))
    return found


@transaction.atomic
def stop_intervention(*, acting_user: User, intervention: Intervention, why: str) -> Intervention:
    """End an intervention. What is due later is not judged any more, and its money has no verdict then."""
    found = held(acting_user, intervention)
    if found.stopped_on is not None:
        raise UsageError("This intervention is stopped already.")
    found.stopped_on, found.stopped_why = today(), _why(why, "it is stopped")
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
    kept = {"shown": dict(shown), "why": _why(why, "training is the right answer all the same")}
    step = _step(found, Step.Kind.CONSIDERED, acting_user, **kept)
    record(acting_user, "intervention.considered", found, step=step.pk)
    return step


def held(acting_user: User, intervention: Intervention) -> Intervention:
    """Return an intervention to change, held until the end of the change, for whoever may change it."""
    found = Intervention.objects.select_for_update(of=("self",)).get(pk=intervention.pk)
    selectors.require_change(acting_user, found)
    return found


def was_promised(intervention: Intervention) -> bool:
    """Say whether a plan was ever locked."""
    return intervention.plans.filter(locked_at__isnull=False).exists()


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


def _currency(said: str) -> str:
    found = said.strip().upper()
    if len(found) != 3 or not found.isascii() or not found.isalpha():
        raise UsageError(f"{said!r} is no currency: three letters, such as EUR.")
    return found


def _why(said: str, what: str) -> str:
    if not said.strip():
        raise UsageError(f"Say why {what}: others read it later.")
    return said.strip()


def _check_owner(owner: User) -> None:
    if not selectors.possible_owners().filter(pk=owner.pk).exists():
        raise UsageError("This person's role does not let them see interventions: choose somebody else.")


def _cost(said: CostSaid) -> CostSaid:
    what = " ".join(said.what.split())
    if not what:
        raise UsageError("Say what each cost is for.")
    if len(what) > 120:
        raise UsageError(f"“{what[:40]}...” has more than 120 letters: say it shorter.")
    for amount in (said.planned, said.spent):
        if amount is not None and not (amount.is_finite() and 0 <= amount <= MOST_COST):
            raise UsageError(f"“{what}” costs no less than 0 and no more than {MOST_COST:,}.")
    return CostSaid(what, _of(Cost.Unit, said.unit, "unit of costs"), said.planned, said.spent, said.pk)


def _as_promised(before: Mapping[int, Cost], said: Sequence[CostSaid], *, same_currency: bool) -> None:
    """Raise where a change would touch what was promised."""
    stays = "A plan was locked, so what was planned stays as it is. Say what was spent beside it."
    by_id = {one.pk: one for one in said if one.pk is not None}
    if not same_currency or set(by_id) != set(before):
        raise UsageError(stays)
    for pk, cost in before.items():
        if (by_id[pk].what, by_id[pk].unit, by_id[pk].planned) != (cost.what, cost.unit, cost.planned):
            raise UsageError(stays)
    if any(one.planned for one in said if one.pk is None):
        raise UsageError(
            "A plan was locked, so a cost that comes on top was planned at 0: say what was spent on it."
        )
