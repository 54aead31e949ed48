"""The lab's first page: the five mistakes in one look, and what is missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import overview
from headwater.apps.policy.selectors import OURS, basis_visible_to
from headwater.apps.policy.selectors.overview import (
    follows,
    mistakes_visible_to,
    running_task,
    said_of_rules,
)
from headwater.apps.policy.services import read_soon


@require_safe
def lab(request: SignedIn) -> HttpResponse:
    """Show what is found of the five mistakes, the worst first; of a sample, what can be tried in it."""
    require(request.user, Action.READ_POLICY)
    name = request.GET.get("in", OURS) or OURS
    if name != OURS:
        basis = basis_visible_to(request.user, name)
        return render(request, "policy/lab_sample.html", {"basis": basis})
    shown = mistakes_visible_to(request.user)
    task = running_task()
    dates = [one.read.made_at for one in shown if one.read is not None]
    context = {
        "rows": overview.rows_of(shown) if dates else [],
        "headline": overview.headline_of(shown),
        "made_at": min(dates, default=None),
        "is_old": any(one.read is not None and one.read.is_old for one in shown),
        "task": task,
        "follows": follows(request.user, task),
        "steps": overview.next_steps(shown),
        "said": said_of_rules(request.user),
        "may_change": may(request.user, Action.CHANGE_POLICY),
    }
    return render(request, "policy/lab.html", context)


@require_POST
def read_again(request: SignedIn) -> HttpResponse:
    """Have the lab read what changed."""
    require(request.user, Action.CHANGE_POLICY)
    task = read_soon(request.user)
    told = "The lab is being read." if task else "There is nothing new to read."
    messages.success(request, told)
    return redirect("policy:lab")
