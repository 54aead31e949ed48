"""The door: signing in, and a sign of life."""

from allauth.account.views import login
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from headwater.apps.people.selectors import awaits_first_administrator


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
