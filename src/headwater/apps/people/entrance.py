"""The pages before sign-in: the first run, and an invitation's link."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.analysis.errors import UsageError
from headwater.apps.doing import done
from headwater.apps.people import forms, selectors, services


@login_not_required
@rate_limit(action="entrance")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the organisation and its first administrator, with the token from the terminal."""
    if not selectors.awaits_first_administrator():
        raise Http404
    form = forms.FirstRunForm(request.POST or None)
    if form.is_valid():
        try:
            services.set_up_organisation(**form.cleaned_data)
        except UsageError as error:
            form.add_error("token", str(error))
        else:
            messages.success(request, "You are the first administrator. Sign in to invite others.")
            return redirect("account_login")
    return render(request, "people/first_run.html", {"form": form})


@login_not_required
@rate_limit(action="entrance")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account an invitation promises."""
    invitation = selectors.invitation_behind(token)
    if invitation is None:
        return render(request, "people/invitation_closed.html", status=404)
    form = forms.AcceptForm(request.POST or None, initial={"name": invitation.name})
    if form.is_valid() and done(form, lambda: services.accept_invitation(token=token, **form.cleaned_data)):
        messages.success(request, "Your account is ready. Sign in.")
        return redirect("account_login")
    return render(request, "people/accept.html", {"form": form, "invitation": invitation})
