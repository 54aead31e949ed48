"""The page of an owner outside: one action, shown to whoever holds its link, and nothing beside it."""

from collections.abc import Callable
from functools import wraps

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from headwater.apps.actions import forms, selectors, services
from headwater.apps.actions.models import Action, OwnerLink
from headwater.apps.doing import done

_SAID = {"status": "Your answer is saved. Thank you.", "comment": "Your comment is saved. Thank you."}

View = Callable[..., HttpResponse]


def _for_link(view: View) -> View:
    """Hand a view the link of its token, or answer that there is none; nothing of the address leaks on."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        link = selectors.link_behind(token)
        if link is None:
            response = render(request, "actions/link_closed.html", status=404)
        else:
            response = view(request, link, token)
        # never the address, which holds the token; "no-referrer" would also blank the origin that forms need
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    guarded_and_limited: View = login_not_required(rate_limit(action="owner_link", limit_get=True)(guarded))
    return guarded_and_limited


@_for_link
@require_http_methods(["GET", "HEAD"])
def by_link(request: HttpRequest, link: OwnerLink, token: str) -> HttpResponse:
    """Show the action of a link."""
    services.use_link(link=link)
    said = _SAID.get(request.GET.get("saved", ""), "")
    return _page(request, link, token, said=said)


@_for_link
@require_POST
def status_by_link(request: HttpRequest, link: OwnerLink, token: str) -> HttpResponse:
    """Take down where the action stands."""
    form = forms.OutsideStatusForm(request.POST, now=link.action.status)
    if form.is_valid() and done(form, lambda: services.set_status_by_link(link=link, **form.cleaned_data)):
        return _back(token, "status")
    return _page(request, link, token, status_form=form)


@_for_link
@require_POST
def comment_by_link(request: HttpRequest, link: OwnerLink, token: str) -> HttpResponse:
    """Take down a comment."""
    form = forms.CommentForm(request.POST)
    if form.is_valid() and done(form, lambda: services.comment_by_link(link=link, **form.cleaned_data)):
        return _back(token, "comment")
    return _page(request, link, token, comment_form=form)


def _back(token: str, saved: str) -> HttpResponse:
    response = redirect("actions:by_link", token)
    response["Location"] += f"?saved={saved}"
    return response


def _page(
    request: HttpRequest,
    link: OwnerLink,
    token: str,
    *,
    said: str = "",
    status_form: forms.OutsideStatusForm | None = None,
    comment_form: forms.CommentForm | None = None,
) -> HttpResponse:
    action = link.action
    context = {
        "action": action,
        "token": token,
        "link": link,
        "said": said,
        "story": selectors.story_of(action, seen_by=link),
        "stopped": action.status == Action.Status.STOPPED,
        "closed": action.status == Action.Status.STOPPED or action.followed_up_on is not None,
        "status_form": status_form or forms.OutsideStatusForm(now=action.status),
        "comment_form": comment_form or forms.CommentForm(auto_id="comment_%s"),
    }
    return render(request, "actions/outside.html", context)
