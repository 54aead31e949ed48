"""Pages about studies: which there are, how far one is, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.coding import forms
from headwater.apps.coding.models import Study
from headwater.apps.coding.selectors.deciding import undecided
from headwater.apps.coding.selectors.figures import buys_more, so_far
from headwater.apps.coding.selectors.offers import offer
from headwater.apps.coding.selectors.studies import (
    coders_of,
    count_of,
    may_manage,
    progress_of,
    studies_visible_to,
    study_to_manage,
    study_visible_to,
    work_of,
)
from headwater.apps.coding.services import counting, handing, refreshing, sheets, studies
from headwater.apps.coding.views.doing import done
from headwater.apps.coding.views.taking import takes_a_file
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.tasks.models import Task


@require_safe
def coding(request: SignedIn) -> HttpResponse:
    """Show a person's own contacts to code, and all studies to whoever may follow them."""
    reads = may(request.user, Action.READ_CODING)
    if not reads and not may(request.user, Action.CODE):
        raise NotAllowedError("Your role has no part in coding. An administrator can say who has.")
    context = {
        "work": work_of(request.user),
        "reads": reads,
        "studies": studies_visible_to(request.user) if reads else [],
        "manages": may_manage(request.user),
    }
    return render(request, "coding/coding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_study(request: SignedIn) -> HttpResponse:
    """Set up a study."""
    require(request.user, Action.MANAGE_CODING)
    form = forms.StudyForm(request.POST or None)
    made: list[Study] = []

    def make() -> None:
        study, _ = studies.create_study(
            acting_user=request.user,
            title=form.cleaned_data["title"],
            codebook=form.cleaned_data["codebook"],
            asked=form.asked(),
        )
        made.append(study)

    if form.is_valid() and done(form, make):
        messages.success(request, "The study is set up. Its contacts are drawn now.")
        return redirect("coding:study", made[0].pk)
    return render(
        request,
        "coding/new_study.html",
        {"form": form, "offer": offer(), "amounts": [form["points"], form["size"]]},
    )


@require_safe
def study(request: SignedIn, pk: int) -> HttpResponse:
    """Show how far a study is, and the interval it buys so far."""
    shown = study_visible_to(request.user, pk)
    progress, found = progress_of(shown), so_far(shown)
    decides = may(request.user, Action.DECIDE_CODES, Scope.ORGANISATION)
    context = {
        "study": shown,
        "progress": progress,
        "found": found,
        "buys": buys_more(found, progress, shown),
        "undecided": len(undecided(shown)) if progress.both else 0,
        "decides": decides,
        "manages": may_manage(request.user),
        "count": count_of(shown),
        **_tasks(shown),
    }
    return render(request, "coding/study.html", context)


@require_safe
def agreement(request: SignedIn, pk: int) -> HttpResponse:
    """Show how far coders agree, field by field, without saying who they are."""
    shown = study_visible_to(request.user, pk)
    progress = progress_of(shown)
    context = {"study": shown, "found": so_far(shown), "progress": progress, **_tasks(shown)}
    return render(request, "coding/agreement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: SignedIn, pk: int) -> HttpResponse:
    """Draw more contacts for a study."""
    shown = study_to_manage(request.user, pk)
    given = [one.user.pk for one in coders_of(request.user, shown) if one.user is not None]
    form = forms.TopUpForm(request.POST or None, initial={"coders": given})
    if form.is_valid() and done(
        form,
        lambda: studies.top_up_study(
            acting_user=request.user,
            study=shown,
            more=form.cleaned_data["more"],
            coders=sorted(person.pk for person in form.cleaned_data["coders"]),
        ),
    ):
        messages.success(request, "More contacts are drawn now. What was coded stays.")
        return redirect("coding:study", pk)
    found, progress = so_far(shown), progress_of(shown)
    context = {"study": shown, "form": form, "buys": buys_more(found, progress, shown)}
    return render(request, "coding/more.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def coders(request: SignedIn, pk: int) -> HttpResponse:
    """Show the coders of a study to whoever manages coding, and hand contacts over."""
    shown = study_to_manage(request.user, pk)
    found = coders_of(request.user, shown)
    form = forms.HandOverForm(request.POST or None, givers=[one.user for one in found if one.user])
    moved: list[int] = []
    if form.is_valid() and done(
        form,
        lambda: moved.append(handing.hand_over(acting_user=request.user, study=shown, **form.cleaned_data)),
    ):
        messages.success(request, f"Handed over: {moved[0]:,}.")
        return redirect("coding:coders", pk)
    return render(request, "coding/coders.html", {"study": shown, "coders": found, "form": form})


@takes_a_file
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: SignedIn, pk: int) -> HttpResponse:
    """Take codings from a sheet."""
    shown = study_to_manage(request.user, pk)
    form = forms.SheetForm(request.POST or None, request.FILES or None)
    taken: list[sheets.Taken] = []
    if form.is_valid() and done(
        form,
        lambda: taken.append(
            sheets.import_sheet(acting_user=request.user, study=shown, content=form.cleaned_data["file"])
        ),
    ):
        came = taken[0]
        messages.success(
            request,
            f"Taken: {came.readings:,} readings and {came.decisions:,} decisions. "
            f"Here already: {came.there:,}.",
        )
        return redirect("coding:study", pk)
    return render(request, "coding/sheet.html", {"study": shown, "form": form})


@require_POST
def export(request: SignedIn, pk: int) -> HttpResponse:
    """Hand out a study as a sheet."""
    shown = study_to_manage(request.user, pk)
    written = sheets.export_sheet(acting_user=request.user, study=shown)
    response = HttpResponse(written, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="study-{shown.pk}.csv"'
    return response


@require_POST
def count(request: SignedIn, pk: int) -> HttpResponse:
    """Let the codes of a study count in the diagnosis, as they are now."""
    shown = study_to_manage(request.user, pk)
    change = lambda: counting.count_codes(acting_user=request.user, study=shown)  # noqa: E731
    return _changed(request, pk, change, "These codes count in the diagnosis from now on.")


@require_POST
def uncount(request: SignedIn, pk: int) -> HttpResponse:
    """Take the codes of a study out of the diagnosis."""
    shown = study_to_manage(request.user, pk)
    change = lambda: counting.end_count(acting_user=request.user, study=shown)  # noqa: E731
    return _changed(request, pk, change, "These codes no longer count in the diagnosis.")


@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    """End the coding of a study."""
    shown = study_to_manage(request.user, pk)
    change = lambda: studies.close_study(acting_user=request.user, study=shown)  # noqa: E731
    return _changed(request, pk, change, "The study is closed. All that was said stays.")


@require_POST
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    """Open a closed study again."""
    shown = study_to_manage(request.user, pk)
    change = lambda: studies.reopen_study(acting_user=request.user, study=shown)  # noqa: E731
    return _changed(request, pk, change, "The study is open again.")


@require_POST
def refresh(request: SignedIn, pk: int) -> HttpResponse:
    """Compute agreement and intervals from all readings there are."""
    shown = study_visible_to(request.user, pk)
    change = lambda: refreshing.refresh_figures(acting_user=request.user, study=shown)  # noqa: E731
    return _changed(request, pk, change, "The figures are computed now.")


def _changed(request: SignedIn, pk: int, change: Callable[[], object], said: str) -> HttpResponse:
    try:
        change()
        messages.success(request, said)
    except UsageError as error:
        messages.error(request, error.message)
    return redirect("coding:study", pk)


def _tasks(shown: Study) -> dict[str, Any]:
    """Return what is under way for a study, newest first."""
    ours = Q(key__startswith=f"{studies.DRAW} {shown.pk} ") | Q(key=f"{refreshing.FIGURES} {shown.pk}")
    task = Task.objects.filter(ours).order_by("-pk").first()
    return {"task": task if task is not None and (task.is_open or task.error) else None}
