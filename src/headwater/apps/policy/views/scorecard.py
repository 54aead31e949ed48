"""The page of the redesigned scorecard: what to stop, what to keep, what to target instead."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.scorecard_result import Scorecard
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy.being_read import reading_state
from headwater.apps.policy.forms.adopting import StartForm
from headwater.apps.policy.redesigning import adopted_from, change_of, gamed_in, next_start, plain, redesigned
from headwater.apps.policy.selectors import Basis, basis_visible_to, reading_of
from headwater.apps.policy.selectors.readings import content_of
from headwater.apps.policy.services import adopt_policies
from headwater.apps.policy.views.scripts import yaml_file

REFUSALS = (UsageError, BadDataError)


@require_safe
def scorecard(request: SignedIn) -> HttpResponse:
    """Show which measures to stop targeting, and what to target instead."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    return _page(request, basis, StartForm(initial={"start": next_start(basis.day)}, day=basis.day))


@require_safe
def scorecard_policies(request: SignedIn) -> HttpResponse:
    """Give the policies as the new scorecard has them, as a file."""
    basis = basis_visible_to(request.user, request.GET.get("in", ""))
    form = StartForm({"start": request.GET.get("start") or next_start(basis.day).isoformat()}, day=basis.day)
    made: list[Scorecard] = []
    if form.is_valid() and done(
        form, lambda: made.append(_redesigned(basis, form.cleaned_data["start"])), REFUSALS
    ):
        return yaml_file(made[0].policies, "scorecard.policies.yaml")
    return _page(request, basis, form)


@require_POST
def adopt_scorecard(request: SignedIn) -> HttpResponse:
    """Adopt the new scorecard from a day on."""
    require(request.user, Action.CHANGE_POLICY)
    basis = basis_visible_to(request.user)
    form = StartForm(request.POST, day=basis.day)

    def adopt() -> None:
        before = adopted_from(basis.policies)
        if before is not None:
            raise UsageError(
                f"A new scorecard was adopted already, from {before}: change its policies instead."
            )
        wanted = _redesigned(basis, form.cleaned_data["start"]).policies
        adopt_policies(acting_user=request.user, wanted=wanted, why="The scorecard was redesigned")

    if form.is_valid() and done(form, adopt, REFUSALS):
        start = form.cleaned_data["start"]
        messages.success(request, f"The new scorecard holds from {start.day} {start:%B %Y} on.")
        return redirect("policy:scorecard")
    return _page(request, basis, form)


def _redesigned(basis: Basis, start: date) -> Scorecard:
    gamed = gamed_in(content_of("volume")) if basis.is_ours else ()
    return redesigned(basis.policies, basis.facts, start, gamed)


def _page(request: SignedIn, basis: Basis, form: StartForm) -> HttpResponse:
    read = reading_of("scorecard") if basis.is_ours else None
    content: dict[str, Any] = {} if read is None else dict(read.content)
    if not basis.is_ours:
        content = _of_sample(basis)
    shown = content if "groups" in content else None
    context = {
        "basis": basis,
        "refused": content.get("refused", ""),
        "shown": shown,
        "start": None if shown is None else date.fromisoformat(shown["start"]),
        "work": None if shown is None else Estimate(**shown["change"]["work"]),
        "contacts": None if shown is None else Estimate(**shown["change"]["contacts"]),
        "headline": None if shown is None else _headline(shown),
        "adopted": adopted_from(basis.policies),
        "declared": bool(basis.policies.in_force(basis.day)),
        "read": read,
        "form": form,
        "plan": None if shown is None else _plan(shown),
        "may_change": basis.is_ours and may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
        "may_plan": basis.is_ours and may(request.user, Action.PLAN_INTERVENTIONS, Scope.OWN),
        **reading_state(request.user),
    }
    return render(request, "policy/scorecard.html", context)


def _of_sample(basis: Basis) -> dict[str, Any]:
    try:
        found = redesigned(basis.policies, basis.facts, next_start(basis.day))
    except REFUSALS as error:
        return {"refused": error.message}
    return plain(found, change_of(found, basis.facts, None))


def _headline(shown: dict[str, Any]) -> str:
    first = shown["targets"][0]["demand"]
    if not shown["stopped"]:
        return f"Nothing on today's scorecard has to be stopped; add {first} as a target for teams."
    several = "targets" if shown["stopped"] > 1 else "target"
    return f"Stop {shown['stopped']} {several} of today, and hold teams to {first} instead."


def _plan(shown: dict[str, Any]) -> str:
    """Return the way to an intervention that the change is judged as."""
    asked = {"from": f"redesign:{shown['plan']['problem']}", "title": shown["plan"]["name"], "kind": "policy"}
    return f"{reverse('interventions:new')}?{urlencode(asked)}"
