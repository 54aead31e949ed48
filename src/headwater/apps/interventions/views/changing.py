"""Pages on which an intervention is changed, other than by its plan."""

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.apps.doing import done
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.forms import changing
from headwater.apps.interventions.models import PlanRecord
from headwater.apps.interventions.selectors import Seen
from headwater.apps.people.signed_in import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: SignedIn, pk: int) -> HttpResponse:
    """Give an intervention to somebody."""
    seen = selectors.intervention_to_change(request.user, pk)
    form = changing.OwnerForm(request.POST or None, initial={"owner": seen.record.owner_id})
    return _asked(
        request,
        seen,
        form,
        lambda: services.give_owner(
            acting_user=request.user, intervention=seen.record, owner=form.cleaned_data["owner"]
        ),
        title="Who answers for it?",
        lead="The owner plans it, and gets the verdict by mail on the day it is due.",
        button="Give it to this person",
        saved="The intervention has an owner.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: SignedIn, pk: int) -> HttpResponse:
    """End an intervention."""
    seen = selectors.intervention_to_change(request.user, pk)
    form = changing.StopForm(request.POST or None)
    return _asked(
        request,
        seen,
        form,
        lambda: services.stop_intervention(
            acting_user=request.user, intervention=seen.record, why=form.cleaned_data["why"]
        ),
        title="Stop this intervention",
        lead="It stays in the ledger with its money and its plans. A verdict that is due later is not given "
        "any more: what it cost then counts as money without a verdict.",
        button="Stop it",
        saved="The intervention is stopped.",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take back the plan that counts."""
    seen = selectors.intervention_to_change(request.user, pk)
    if seen.plan is None:
        messages.info(request, "No plan is locked, so there is none to withdraw.")
        return redirect("interventions:intervention", pk)
    plan: PlanRecord = seen.plan
    form = changing.WithdrawForm(request.POST or None)
    return _asked(
        request,
        seen,
        form,
        lambda: services.withdraw_plan(acting_user=request.user, plan=plan, why=form.cleaned_data["why"]),
        title=f"Withdraw plan {plan.number}",
        lead="A promise that is taken back is shown for ever, with your reason. Unless another plan is "
        "locked, what this costs counts as never measured.",
        button="Withdraw the plan",
        saved="The plan is withdrawn.",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def judge_again(request: SignedIn, pk: int) -> HttpResponse:
    """Judge once more, after data were corrected."""
    seen = selectors.intervention_to_change(request.user, pk)
    if seen.verdict is None:
        messages.info(request, "There is no verdict yet. It comes by itself on the day it is due.")
        return redirect("interventions:intervention", pk)
    plan = seen.verdict.plan
    form = changing.AgainForm(request.POST or None)
    return _asked(
        request,
        seen,
        form,
        lambda: services.judge_again(acting_user=request.user, plan=plan, why=form.cleaned_data["why"]),
        title="Judge it again",
        lead="Only after data were corrected: the same plan, the same date, the same rule. Both verdicts "
        "stay, with your reason between them.",
        button="Judge it again",
        saved="It is judged again. The verdict before stays in the history.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: SignedIn, pk: int) -> HttpResponse:
    """Say what an intervention costs: planned, and spent once that is known."""
    seen = selectors.intervention_to_change(request.user, pk)
    promised = any(plan.is_locked for plan in seen.plans)
    rows = changing.CostRows(
        request.POST or None,
        prefix="costs",
        initial=changing.rows_of(seen.record),
        form_kwargs={"promised": promised},
    )
    errors: list[str] = []
    if request.method == "POST" and rows.is_valid():
        asked = django_forms.Form({})
        said = tuple(row.said for row in rows if row.said is not None)
        if asked.is_valid() and done(
            asked,
            lambda: services.change_costs(acting_user=request.user, intervention=seen.record, costs=said),
        ):
            messages.success(request, "The costs are saved.")
            return redirect("interventions:intervention", pk)
        errors = [str(error) for error in asked.non_field_errors()]
    context = {"seen": seen, "record": seen.record, "rows": rows, "promised": promised, "errors": errors}
    return render(request, "interventions/costs.html", context)


def _asked(
    request: SignedIn,
    seen: Seen,
    form: django_forms.Form,
    change: Callable[[], object],
    *,
    title: str,
    lead: str,
    button: str,
    saved: str,
    danger: bool = False,
) -> HttpResponse:
    if form.is_valid() and done(form, change):
        messages.success(request, saved)
        return redirect("interventions:intervention", seen.record.pk)
    context = {
        "seen": seen,
        "record": seen.record,
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "danger": danger,
    }
    return render(request, "interventions/change.html", context)
