"""Pages on which a change is tried before it is made."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from headwater.apps.doing import done
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy.forms.what_if import ChangeForm, KeepForm
from headwater.apps.policy.selectors import scenarios as selectors
from headwater.apps.policy.selectors.basis import TITLES
from headwater.apps.policy.selectors.ground import Ground, ground_of, ground_visible_to
from headwater.apps.policy.selectors.readings import reading_of
from headwater.apps.policy.services import trying as services
from headwater.apps.policy.what_if_comparing import compared
from headwater.apps.policy.what_if_simulated import shown_simulation
from headwater.apps.policy.what_if_telling import query_of, told_again, told_of
from headwater.apps.tasks.selectors import tasks_visible_to

ON_A_PAGE = 20


@require_safe
def what_if(request: SignedIn) -> HttpResponse:
    """Show the sliders, and what would come of what they are moved to."""
    ground = ground_visible_to(request.user, request.GET.get("in", ""))
    form = ChangeForm(ground.ranges, request.GET, ground.facts.currency)
    return _desk(request, ground, form, KeepForm())


@require_safe
def what_if_answer(request: SignedIn) -> HttpResponse:
    """Answer a slider that moves: only what would come of it."""
    ground = ground_visible_to(request.user, request.GET.get("in", ""))
    form = ChangeForm(ground.ranges, request.GET, ground.facts.currency)
    context = {"ground": ground, "told": told_of(ground, form.change, form.errors), "keeps": True}
    return render(request, "policy/what_if_answer.html", context)


@require_POST
def keep_scenario(request: SignedIn) -> HttpResponse:
    """Keep what was tried under a name."""
    ground = ground_visible_to(request.user, request.POST.get("in", ""))
    change = ChangeForm(ground.ranges, request.POST, ground.facts.currency)
    form = KeepForm(request.POST)
    for error in change.errors:
        form.add_error(None, error)
    kept = []
    if form.is_valid() and done(
        form,
        lambda: kept.append(
            services.keep_scenario(
                acting_user=request.user, ground=ground, change=change.change, **form.cleaned_data
            )
        ),
    ):
        messages.success(request, "It is kept. Its answer stays as it is now, whatever changes later.")
        return redirect("policy:scenario", kept[0].pk)
    return _desk(request, ground, change, form)


@require_safe
def scenario(request: SignedIn, pk: int) -> HttpResponse:
    """Show a change that was kept: the answer of then, that of now, and what a simulation found."""
    record = selectors.scenario_visible_to(request.user, pk)
    kept = selectors.kept_by(request.user, record)
    ground = ground_of(record)
    task = None if kept.simulated else selectors.task_of(record)
    context = {
        "basis": ground,
        "kept": kept,
        "record": record,
        "told": told_again(kept.answer, ground),
        "simulated": None if kept.simulated is None else shown_simulation(kept.simulated, kept.answer),
        "now": None
        if kept.now is None
        else told_again(kept.now, ground_visible_to(request.user, record.basis)),
        "query": query_of(ground, record.change),
        "task": task,
        "may_follow": task is not None and tasks_visible_to(request.user).filter(pk=task.pk).exists(),
        "may_remove": selectors.may_remove(request.user, record),
        "may_plan": may(request.user, Action.PLAN_INTERVENTIONS),
    }
    return render(request, "policy/scenario.html", context)


@require_POST
def simulate_scenario(request: SignedIn, pk: int) -> HttpResponse:
    """Have a kept change simulated in the background."""
    record = selectors.scenario_visible_to(request.user, pk)
    services.simulate_scenario(acting_user=request.user, scenario=record)
    return redirect("policy:scenario", pk)


@require_POST
def remove_scenario(request: SignedIn, pk: int) -> HttpResponse:
    """Take a kept change off the list."""
    record = selectors.scenario_visible_to(request.user, pk)
    services.remove_scenario(acting_user=request.user, scenario=record)
    messages.success(request, "It is removed. The audit trail keeps that it was there.")
    return redirect("policy:what_if")


@require_safe
def compare_scenarios(request: SignedIn) -> HttpResponse:
    """Show two or three kept changes side by side."""
    chosen = selectors.scenarios_to_compare(request.user, request.GET.getlist("with"))
    beside = None
    if 2 <= len(chosen) <= selectors.MOST_COMPARED:
        beside = compared(chosen)
    return render(request, "policy/what_if_compare.html", {"chosen": chosen, "beside": beside})


def _desk(request: SignedIn, ground: Ground, form: ChangeForm, keep: KeepForm) -> HttpResponse:
    told = told_of(ground, form.change, form.errors)
    page = Paginator(selectors.scenarios_visible_to(request.user), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "basis": ground,
        "ground": ground,
        "grounds": TITLES.items(),
        "form": form,
        "told": told,
        "keep": keep,
        "page": page,
        "may_change": may(request.user, Action.CHANGE_POLICY),
        "is_old": ground.is_ours and _is_old(),
    }
    return render(request, "policy/what_if.html", context)


def _is_old() -> bool:
    read = reading_of("facts")
    return read is not None and read.is_old
