"""Pages of conflicts: load and authorise, show what was worked out, or ask for it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from headwater.analysis.errors import BadDataError
from headwater.analysis.policy.mistakes.finding import finding_from
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require, today
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import conflict_pages as pages
from headwater.apps.policy.forms.conflicts import ConflictsForm
from headwater.apps.policy.selectors.basis import OURS, TITLES
from headwater.apps.policy.selectors.conflicts import Seen, conflicts_visible_to, declared_as
from headwater.apps.policy.services import weigh_soon


@require_safe
def conflicts(request: SignedIn) -> HttpResponse:
    """List every set of policies that cannot all be met, arranged as asked."""
    form, day = _asked(request)
    by = str(form.cleaned_data.get("by") or "issuer") if hasattr(form, "cleaned_data") else "issuer"
    context: dict[str, Any] = {"form": form, "by": by, **_common(request)}
    seen = _seen(request, day, context)
    if seen is None or seen.study is None or seen.content is None:
        return render(request, "policy/conflicts.html", context)
    name = request.GET.get("of", "")
    found = pages.inside(seen.content, by, name) if name else None
    context |= {
        "study": seen.study,
        "sections": pages.sections_of(seen.content, by),
        "graph": pages.graph_in(seen.content),
        "corrections": pages.corrections_of(seen.content),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS),
        "of": pages.level_words(name) if by == "level" else name,
        "of_lines": found[0] if found else (),
        "of_policies": found[1] if found else (),
        "of_nothing": bool(name) and found is None,
    }
    return render(request, "policy/conflicts.html", context)


@require_safe
def conflict(request: SignedIn, known: str) -> HttpResponse:
    """Show one conflict: both sides, why they cannot be met together, and what would free them."""
    form, day = _asked(request)
    context: dict[str, Any] = {"form": form, **_common(request)}
    seen = _seen(request, day, context)
    found = None if seen is None else seen.conflict(known)
    if seen is None or seen.content is None or found is None:
        gone = seen is not None and seen.study is not None
        return render(request, "policy/conflict_gone.html", {**context, "gone": gone}, status=404)
    pks = declared_as(found["policies"]) if seen.basis.is_ours else {}
    sides = pages.sides_of(found, seen.content, seen.basis.name, pks)
    giving = found["joint_as_today"] or found["joint"]
    joint = "; ".join(change["words"] for change in giving)
    context |= {
        "conflict": found,
        "line": pages.line_of(found, seen.content),
        "sides": sides,
        "giving": giving,
        "joint_plan": pages.plan_query(found["sentence"], joint),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS),
        "may_act": may(request.user, Action.CHANGE_ACTIONS, Scope.ORGANISATION),
        "may_change": may(request.user, Action.CHANGE_POLICY),
    }
    return render(request, "policy/conflict.html", context)


@require_safe
def instructions(request: SignedIn) -> HttpResponse:
    """Show what is found of conflicting instructions, and what the floor says of it."""
    context: dict[str, Any] = _common(request)
    seen = _seen(request, None, context)
    if seen is not None and seen.content is not None:
        context["finding"] = finding_from(seen.content["finding"])
    return render(request, "policy/instructions.html", context)


@require_POST
def weigh(request: SignedIn) -> HttpResponse:
    """Have the policies of a day weighed."""
    form = ConflictsForm(request.POST)
    require(request.user, Action.READ_POLICY)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or today()
    weigh_soon(acting_user=request.user, day=day)
    by = form.cleaned_data.get("by") or "issuer"
    return redirect(f"{reverse('policy:conflicts')}?{urlencode({'by': by, 'on': day.isoformat()})}")


def _asked(request: SignedIn) -> tuple[ConflictsForm, date | None]:
    require(request.user, Action.READ_POLICY)
    form = ConflictsForm(request.GET)
    form.is_valid()
    return form, form.cleaned_data.get("on")


def _common(request: SignedIn) -> dict[str, Any]:
    require(request.user, Action.READ_POLICY)
    here = request.GET.get("in", "") or OURS
    choices = [(name, title, name == here) for name, title in TITLES.items()]
    return {"choices": choices, "in_name": here, "carried": _carried(request)}


def _carried(request: SignedIn) -> str:
    """Return what a link to another page of these conflicts carries on."""
    said = {name: request.GET[name] for name in ("in", "on") if request.GET.get(name)}
    return f"?{urlencode(said)}" if said else ""


def _seen(request: SignedIn, day: date | None, context: dict[str, Any]) -> Seen | None:
    """Load the conflicts into what the page shows; facts that cannot be read are said on the page."""
    try:
        seen = conflicts_visible_to(request.user, request.GET.get("in", ""), day)
    except BadDataError as error:
        context["refused"] = error.message
        return None
    context |= {"seen": seen, "basis": seen.basis, "day": seen.day, "refused": seen.refused}
    return seen
