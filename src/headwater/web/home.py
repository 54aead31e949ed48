"""The first page: who you are, what your role may do, and what the contacts say in one sentence."""

from dataclasses import dataclass

from allauth.account.views import login
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from headwater.apps.demand.selectors import DIAGNOSIS, LatestDiagnosis, latest_diagnosis
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import (
    allowed_actions,
    awaits_first_administrator,
    may,
    memberships_now,
)
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import open_task, title_of
from headwater.web.background import SAMPLE


@dataclass(frozen=True)
class Latest:
    """The newest diagnosis, for a person who may read it, and what is under way."""

    found: LatestDiagnosis | None
    task: Task | None
    task_title: str


@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Show the first page."""
    context = {
        "memberships": memberships_now(request.user),
        "actions": allowed_actions(request.user),
        "latest": latest_visible_to(request.user),
    }
    return render(request, "home.html", context)


def latest_visible_to(user: User) -> Latest | None:
    """Return the newest diagnosis; None for whoever may not read it."""
    if not may(user, Action.READ_DIAGNOSIS, Scope.ORGANISATION):
        return None
    task = open_task(SAMPLE) or open_task(DIAGNOSIS)
    return Latest(latest_diagnosis(), task, "" if task is None else title_of(task))


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Show the sign-in, or the first run where nobody could sign in yet."""
    if awaits_first_administrator():
        return redirect("people:first_run")
    answer: HttpResponseBase = login(request)
    return answer


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say whether pages and records work; for whatever watches over the service."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
