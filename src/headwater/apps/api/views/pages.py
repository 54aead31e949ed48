"""Pages about tokens, and the description of the API."""

from functools import cache
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import UsageError
from headwater.apps import installation
from headwater.apps.api import forms, selectors
from headwater.apps.api.description import sections_of
from headwater.apps.api.json_errors import answer
from headwater.apps.api.services import tokens
from headwater.apps.api.views.endpoints import api
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: SignedIn) -> HttpResponse:
    """List tokens, and make one; it is shown once, in the answer to its making."""
    require(request.user, Action.MANAGE_TOKENS, Scope.OWN)
    form = forms.TokenForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            made, token = tokens.create_token(acting_user=request.user, **form.cleaned_data)
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            context = {"made": made, "token": token, "site": installation.site_url()}
            return render(request, "api/token_made.html", context)
    page = Paginator(selectors.tokens_visible_to(request.user), 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_webhooks": may_webhooks(request)}
    return render(request, "api/access.html", context)


@require_POST
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Make a token useless."""
    token = selectors.token_to_change(request.user, pk)
    try:
        tokens.revoke_token(acting_user=request.user, token=token)
        messages.success(request, f"{token.name} is revoked: the token stopped working.")
    except UsageError as error:
        messages.error(request, str(error))
    return redirect("api:access")


@require_safe
def docs(request: SignedIn) -> HttpResponse:
    """Show the description of the API as a page."""
    context = {
        "sections": sections_of(schema()),
        "site": installation.site_url(),
        "may_tokens": may(request.user, Action.MANAGE_TOKENS, Scope.OWN),
        "may_webhooks": may_webhooks(request),
    }
    return render(request, "api/docs.html", context)


@login_not_required
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Return the description of the API for programs; it holds nothing of this organisation."""
    return JsonResponse(schema() | {"servers": [{"url": installation.site_url()}]})


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for addresses that programs mistyped."""
    return answer(404, "not_found", "There is no such address; /api/docs lists those that are.")


def may_webhooks(request: SignedIn) -> bool:
    """Say whether to show the way to webhooks."""
    return may(request.user, Action.MANAGE_WEBHOOKS, Scope.ORGANISATION)


@cache
def schema() -> dict[str, Any]:
    """Return the description of the API in OpenAPI's words."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))
