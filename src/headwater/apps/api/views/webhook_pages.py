"""Pages about webhooks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import UsageError
from headwater.apps.api import forms, selectors
from headwater.apps.api.services import webhooks as services
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: SignedIn) -> HttpResponse:
    """List webhooks, and add one; its secret is shown once, in the answer to its making."""
    require(request.user, Action.MANAGE_WEBHOOKS)
    form = forms.WebhookForm(request.POST or None)
    if form.is_valid():
        try:
            made, secret = services.create_webhook(acting_user=request.user, **form.cleaned_data)
        except UsageError as error:
            form.add_error("url", str(error))
        else:
            return render(request, "api/webhook_made.html", {"made": made, "secret": secret})
    context = {"form": form, "webhooks": selectors.webhooks_visible_to(request.user)}
    return render(request, "api/webhooks.html", context)


@require_safe
def webhook(request: SignedIn, pk: int) -> HttpResponse:
    """Show a webhook with what was sent to it."""
    shown = selectors.webhook_to_change(request.user, pk)
    page = Paginator(selectors.deliveries_of(shown), 50).get_page(request.GET.get("page"))
    return render(request, "api/webhook.html", {"webhook": shown, "page": page})


@require_POST
def switch(request: SignedIn, pk: int) -> HttpResponse:
    """Switch a webhook off, or on again."""
    webhook = selectors.webhook_to_change(request.user, pk)
    on = webhook.off_since is not None
    try:
        services.switch_webhook(acting_user=request.user, webhook=webhook, on=on)
        messages.success(request, "The webhook is on again." if on else "The webhook is off.")
    except UsageError as error:
        messages.error(request, str(error))
    return redirect("api:webhook", pk)
