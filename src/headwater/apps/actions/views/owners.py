"""Pages on which an action gets its owner, and an owner outside their link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from headwater.analysis.errors import UsageError
from headwater.apps import installation
from headwater.apps.actions import forms, selectors, services
from headwater.apps.actions.models import Action, OwnerLink
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn


@require_safe
def owner(request: SignedIn, pk: int) -> HttpResponse:
    """Choose who owns an action."""
    return _owner_page(request, _to_give(request, pk))


@require_POST
def owner_person(request: SignedIn, pk: int) -> HttpResponse:
    """Give an action to a person with an account."""
    shown = _to_give(request, pk)
    form = forms.PersonForm(request.POST)
    if form.is_valid() and done(
        form, lambda: services.give_to_person(acting_user=request.user, action=shown, **form.cleaned_data)
    ):
        messages.success(request, "The action has an owner.")
        return redirect("actions:action", pk)
    return _owner_page(request, shown, person_form=form)


@require_POST
def owner_outside(request: SignedIn, pk: int) -> HttpResponse:
    """Give an action to a person outside, and show the link once."""
    shown = _to_give(request, pk)
    form = forms.OutsideForm(request.POST)
    made: list[OwnerLink | None] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(
            services.give_to_outside(acting_user=request.user, action=shown, **form.cleaned_data)
        ),
    ):
        if made[0] is not None:
            return _link_page(request, made[0])
        messages.success(request, "The name is changed; the link stays as it is.")
        return redirect("actions:action", pk)
    return _owner_page(request, shown, outside_form=form)


@require_POST
def owner_nobody(request: SignedIn, pk: int) -> HttpResponse:
    """Take an action from its owner."""
    services.give_to_nobody(acting_user=request.user, action=_to_give(request, pk))
    messages.success(request, "Nobody owns this action now.")
    return redirect("actions:action", pk)


@require_POST
def new_link(request: SignedIn, pk: int) -> HttpResponse:
    """Make a new link for the owner outside, and show it once."""
    shown = _to_give(request, pk)
    try:
        return _link_page(request, services.issue_link(acting_user=request.user, action=shown))
    except UsageError as error:
        messages.error(request, str(error))
        return redirect("actions:action", pk)


@require_POST
def revoke_link(request: SignedIn, pk: int) -> HttpResponse:
    """Make the link of the owner outside useless."""
    shown = _to_give(request, pk)
    try:
        services.revoke_link(acting_user=request.user, action=shown)
        messages.success(request, "The link is withdrawn: it shows nothing any more.")
    except UsageError as error:
        messages.error(request, str(error))
    return redirect("actions:action", pk)


def _to_give(request: SignedIn, pk: int) -> Action:
    shown = selectors.action_visible_to(request.user, pk)
    require(request.user, Right.CHANGE_ACTIONS)
    return shown


def _owner_page(
    request: SignedIn,
    shown: Action,
    *,
    person_form: forms.PersonForm | None = None,
    outside_form: forms.OutsideForm | None = None,
) -> HttpResponse:
    outside = {"name": shown.outside_name, "email": shown.outside_email}
    context = {
        "action": shown,
        "person_form": person_form or forms.PersonForm(initial={"owner": shown.owner_id}),
        "outside_form": outside_form or forms.OutsideForm(initial=outside),
        "days": services.LINK_DAYS,
    }
    return render(request, "actions/owner.html", context)


def _link_page(request: SignedIn, link: OwnerLink) -> HttpResponse:
    address = installation.site_url() + reverse("actions:by_link", args=[selectors.token_of(link)])
    return render(request, "actions/link.html", {"action": link.action, "link": link, "address": address})
