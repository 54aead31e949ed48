"""The list of contacts, one contact, and the list as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from headwater.apps.contacts import forms, selectors
from headwater.apps.contacts.links import contact_url
from headwater.apps.contacts.views.tabs import tabs
from headwater.apps.csv_export import csv_response
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn


@require_safe
def contacts(request: SignedIn) -> HttpResponse:
    """List contacts, newest first, as asked in the address."""
    require(request.user, Action.READ_CONTACTS, Scope.TEAM)
    form = forms.FilterForm(request.GET, choices=selectors.choices_for(request.user))
    after = request.GET.get("after", "")
    listed = selectors.Listed([], "")
    if form.is_valid():
        listed = selectors.contacts_visible_to(request.user, form.cleaned_data, after=after)
    asked = {name: str(value) for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form,
        "rows": [(row, contact_url(row["source"], row["contact_id"])) for row in listed.rows],
        "following": urlencode({**asked, "after": listed.following}) if listed.following else "",
        "newest": urlencode(asked) if after else None,
        "asked": urlencode(asked),
        "filtered": bool(asked),
        "empty": not selectors.has_contacts(),
        "may_import": may(request.user, Action.IMPORT_CONTACTS, Scope.ORGANISATION),
        "most_exported": selectors.MOST_EXPORTED,
        "tabs": tabs(request.user, "contacts:contacts"),
    }
    return render(request, "contacts/contacts.html", context)


@require_safe
def export(request: SignedIn) -> HttpResponse:
    """Answer with the list, as asked in the address, as a file."""
    require(request.user, Action.READ_CONTACTS, Scope.TEAM)
    form = forms.FilterForm(request.GET, choices=selectors.choices_for(request.user))
    if not form.is_valid():
        raise Http404
    return csv_response("contacts", selectors.contacts_to_export(request.user, form.cleaned_data))


@require_safe
def contact(request: SignedIn) -> HttpResponse:
    """Show one contact."""
    shown = selectors.contact_visible_to(
        request.user, request.GET.get("source", ""), request.GET.get("id", "")
    )
    others = [(row, contact_url(row["source"], row["contact_id"])) for row in shown.others]
    context = {
        "contact": shown,
        "others": others,
        "days": selectors.NEAR_DAYS,
        "may_flag": may(request.user, Action.FLAG),
        "may_see_causes": may(request.user, Action.READ_DIAGNOSIS),
    }
    return render(request, "contacts/contact.html", context)
