"""Facts: what contacts say beside what people say, and the form in which people say it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from headwater.analysis.contacts.yaml_places import load_with_places
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy.facts_reading import parse_facts
from headwater.analysis.policy.writing import facts_text
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import services
from headwater.apps.policy.forms.fact_rows import LimitRows, RemedyRows, limits_in, remedies_in
from headwater.apps.policy.forms.facts import FactsForm
from headwater.apps.policy.forms.importing import FileForm
from headwater.apps.policy.selectors import basis_visible_to
from headwater.apps.policy.selectors.basis import OURS
from headwater.apps.policy.selectors.facts import facts_shown, latest_said, said_before
from headwater.apps.policy.selectors.importing import MOST_CHARACTERS
from headwater.apps.policy.told_facts import TITLES_OF
from headwater.apps.small_files import takes_a_file

_REFUSALS = (UsageError, BadDataError)


@require_safe
def facts(request: SignedIn) -> HttpResponse:
    """Show every fact: what contacts say, what people say, and who waits for what is missing."""
    basis = basis_visible_to(request.user, request.GET.get("in", OURS))
    latest = latest_said() if basis.is_ours else None
    said: Mapping[str, Any] = (latest.content if latest else {}) if basis.is_ours else basis.facts.to_dict()
    history = said_before() if basis.is_ours else []
    context = {
        "basis": basis,
        "shown": facts_shown(basis, said),
        "latest": latest,
        "history": [(one, [TITLES_OF.get(key, key) for key in keys]) for one, keys in history],
        "may_change": may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
    }
    return render(request, "policy/facts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_facts(request: SignedIn) -> HttpResponse:
    """Say what is so, in plain fields."""
    require(request.user, Action.CHANGE_POLICY)
    latest = latest_said()
    said: dict[str, Any] = {} if latest is None else latest.content
    seen = {"seen": 0 if latest is None else latest.pk}
    sent = request.POST or None
    form = FactsForm(sent, said=said, initial=seen)
    remedies = RemedyRows(sent, prefix="remedies", initial=remedies_in(said))
    limits = LimitRows(sent, prefix="limits", initial=limits_in(said))
    every_valid = [one.is_valid() for one in (form, remedies, limits)] if sent else [False]
    if all(every_valid) and form.check(remedies, limits):
        content = form.content(remedies, limits)
        if done(
            form,
            lambda: services.declare_facts(
                acting_user=request.user, content=content, seen=form.cleaned_data["seen"]
            ),
            _REFUSALS,
        ):
            messages.success(request, "The facts are said. The lab reads anew.")
            return redirect("policy:facts")
    context = {"form": form, "remedies": remedies, "limits": limits}
    return render(request, "policy/change_facts.html", context)


@require_safe
def export_facts(request: SignedIn) -> HttpResponse:
    """Write what people say, or the facts of a sample, into a file that reads back as it was."""
    basis = basis_visible_to(request.user, request.GET.get("in", OURS))
    latest = latest_said()
    ours = {} if latest is None else latest.content
    text = facts_text(ours if basis.is_ours else basis.facts.to_dict())
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{basis.name}.facts.yaml"'
    return answer


@takes_a_file(Action.CHANGE_POLICY, MOST_CHARACTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_facts(request: SignedIn) -> HttpResponse:
    """Say what a file says, in place of all that was said before."""
    require(request.user, Action.CHANGE_POLICY)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    faults: list[str] = []
    if form.is_valid():
        text, name = form.cleaned_data["text"], form.cleaned_data["name"]

        def change() -> None:
            parse_facts(text, name)
            content, _ = load_with_places(text, name)
            services.declare_facts(acting_user=request.user, content=content)

        try:
            if done(form, change):
                messages.success(request, f"{name} is taken: it counts from now on. The lab reads anew.")
                return redirect("policy:facts")
        except BadDataError as error:
            faults = error.message.splitlines()
    return render(request, "policy/import_facts.html", {"form": form, "faults": faults})
