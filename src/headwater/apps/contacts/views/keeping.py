"""Pages that take things away: an import taken back, words removed."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.apps.contacts import forms, selectors, services
from headwater.apps.contacts.views.tabs import tabs
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.tasks.selectors import last_result, open_task, title_of

_AGES = ((90, "three months ago"), (180, "half a year ago"), (365, "a year ago"), (730, "two years ago"))


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: SignedIn, version: int) -> HttpResponse:
    """Take an import back, after a page that says what that means."""
    shown = selectors.take_back_visible_to(request.user, version)
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            done = services.take_back_import(acting_user=request.user, version=version)
            messages.success(request, f"Taken back. The contacts are now at version {done.version}.")
            return redirect("contacts:imports")
        except (UsageError, TryAgainError) as error:
            form.add_error(None, str(error))
    context = {"shown": shown, "form": form, "tabs": tabs(request.user, "")}
    return render(request, "contacts/take_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def purge(request: SignedIn) -> HttpResponse:
    """Remove the words of old contacts: choose an age, see how many, confirm."""
    require(request.user, Action.PURGE_TEXT)
    form = forms.PurgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.queue_purge(acting_user=request.user, before=form.cleaned_data["before"])
            return redirect("contacts:purge")
        except UsageError as error:
            form.add_error(None, str(error))
    day = _day(request, form)
    age = forms.AgeForm(initial={"before": day or selectors.days_ago(365)})
    if request.GET.get("before") and day is None:
        age = forms.AgeForm(request.GET)
    if not form.is_bound and day is not None:
        form = forms.PurgeForm(initial={"before": day})
    if day is not None:
        form.fields["typed"].label = f"Type {day} to confirm"
    task = open_task(services.PURGE)
    context = {
        "age": age,
        "ages": [(selectors.days_ago(days), said) for days, said in _AGES],
        "day": day,
        "form": form,
        "counted": None if day is None or task is not None else selectors.words_before(day),
        "task": task,
        "task_title": "" if task is None else title_of(task),
        "last": last_result(services.PURGE),
        "words_from": selectors.words_from(),
        "tabs": tabs(request.user, "contacts:purge"),
    }
    return render(request, "contacts/purge.html", context)


def _day(request: SignedIn, form: forms.PurgeForm) -> date | None:
    """Return the day that was asked for, in the address or in the form that came back."""
    if form.is_bound:
        return form.cleaned_data.get("before") if hasattr(form, "cleaned_data") else None
    asked = forms.AgeForm(request.GET)
    return asked.cleaned_data["before"] if asked.is_valid() else None
