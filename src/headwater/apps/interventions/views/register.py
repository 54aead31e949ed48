"""Registering an intervention: what is tried, against what, whose it is, what it costs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from headwater.apps.doing import done
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.forms import registering as forms
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.origins import beginning_of, teams_to_choose
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn

MAIN_CURRENCY = "EUR"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Register an intervention; a link to here may say what it is against."""
    require(request.user, Action.PLAN_INTERVENTIONS, Scope.OWN)
    form, rows = _forms(request)
    made: list[Intervention] = []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        said = {**form.cleaned_data, "costs": forms.costs_of(rows)}
        if done(form, lambda: made.append(services.create_intervention(acting_user=request.user, **said))):
            training = made[0].kind == Intervention.Kind.TRAINING
            return redirect(f"interventions:{'before_you_buy' if training else 'plan'}", made[0].pk)
    context = {"form": form, "rows": rows, "from_where": _from_where(form)}
    return render(request, "interventions/register.html", context)


@require_safe
def cost_row(request: SignedIn) -> HttpResponse:
    """Give one more empty row for a cost."""
    require(request.user, Action.PLAN_INTERVENTIONS, Scope.OWN)
    said = request.GET.get("costs-TOTAL_FORMS", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else forms.EMPTY_ROWS
    if number >= forms.MOST_ROWS:
        return HttpResponse(status=204)
    context = {"row": forms.next_row(number), "total": number + 1}
    return render(request, "interventions/cost_row.html", context)


def _forms(request: SignedIn) -> tuple[forms.RegisterForm, Any]:
    choices = {"owners": selectors.possible_owners(), "teams": teams_to_choose()}
    if request.method == "POST":
        return (
            forms.RegisterForm(request.POST, auto_id="id_%s", **choices),
            forms.CostForms(request.POST, prefix="costs"),
        )
    begin = beginning_of(request.user, request.GET.get("from", ""), request.GET.get("title", ""))
    initial = {
        "name": begin.name,
        "kind": begin.kind or request.GET.get("kind", ""),
        "problem": begin.problem,
        "origin": begin.origin,
        "origin_key": begin.origin_key,
        "owner": request.user.pk,
        "currency": begin.currency or MAIN_CURRENCY,
    }
    return forms.RegisterForm(initial=initial, **choices), forms.CostForms(prefix="costs")


def _from_where(form: forms.RegisterForm) -> str:
    """Say what it comes from, as the form holds it."""
    origin = str(form["origin"].value() or "")
    if origin in ("", Intervention.Origin.FREE):
        return ""
    return str(dict(Intervention.Origin.choices).get(origin, ""))
