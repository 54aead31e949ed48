"""Pages of imports: upload, look, import, see what came of it."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.contacts.suggesting.shipped_fit import shipped_text
from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps import installation
from headwater.apps.contacts import forms, selectors, services
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.uploads import KeptFile, KeptUpload
from headwater.apps.contacts.views.tabs import tabs
from headwater.apps.csv_export import csv_response
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.tasks.selectors import title_of

_MOST_REJECTS_SHOWN = 100_000


@require_safe
def imports(request: SignedIn) -> HttpResponse:
    """Show all that happened to the store, newest first."""
    page = Paginator(selectors.history_visible_to(request.user), 50).get_page(request.GET.get("page"))
    return render(
        request, "contacts/imports.html", {"page": page, "tabs": tabs(request.user, "contacts:imports")}
    )


@csrf_exempt  # the body may be read only once it is known where its file goes; `_upload` checks the token
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """Take a file to look at."""
    require(request.user, Action.IMPORT_CONTACTS)
    handler = KeptUpload(installation.most_upload())
    if request.method == "POST":
        request.upload_handlers = [handler]
    answer: HttpResponse = _upload(request, handler)
    return answer


@csrf_protect
def _upload(request: SignedIn, handler: KeptUpload) -> HttpResponse:
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    file = request.FILES.get("file")
    if handler.problem:
        handler.discard()
        form = forms.UploadForm()
    elif form.is_valid() and isinstance(file, KeptFile):
        try:
            made = services.keep_upload(
                acting_user=request.user, path=file.path, name=file.name or "export", size=file.size or 0
            )
            return redirect("contacts:preview", made.pk)
        except (UsageError, BadDataError) as error:
            form.add_error("file", str(error))
    context = {
        "form": form,
        "problem": handler.problem,
        "most": installation.most_upload() >> 20,
        "tabs": tabs(request.user, ""),
    }
    return render(request, "contacts/upload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """Show what the first rows would become; import when told so."""
    made = selectors.import_visible_to(request.user, pk)
    if not made.can_begin:
        return redirect("contacts:import", pk)
    chosen = request.GET.get("from", "")
    zone = selectors.store_timezone()
    form = forms.PreviewForm(
        request.POST or None, initial=_initial(made, chosen), zones=selectors.time_zones(), kept_zone=zone
    )
    if request.method == "POST" and form.is_valid() and "import" in request.POST:
        said = {"timezone": "", **form.cleaned_data}
        try:
            services.begin_import(acting_user=request.user, made=made, **said)
            return redirect("contacts:import", pk)
        except UsageError as error:
            form.add_error(None, str(error))
    valid = form.is_bound and form.is_valid()
    said = {**form.initial, **(form.cleaned_data if valid else {})}
    if form.is_bound and not valid:
        said["mapping"] = request.POST.get("mapping", "")
    looked = selectors.previewed(
        request.user,
        made,
        mapping=said["mapping"],
        timezone=said.get("timezone", ""),
        with_text=bool(said["with_text"]),
    )
    context = {
        "made": made,
        "form": form,
        "looked": looked,
        "suggestion": made.suggestion,
        "mappings": selectors.mappings(),
        "chosen": chosen or ("" if made.mapping_text != made.suggestion.get("text") else "proposal"),
        "kept_zone": zone,
        "tabs": tabs(request.user, ""),
    }
    return render(request, "contacts/preview.html", context)


def _initial(made: Import, chosen: str) -> dict[str, object]:
    text = made.mapping_text
    if chosen == "proposal":
        text = made.suggestion.get("text", "")
    elif chosen:
        if chosen not in selectors.shipped_names():
            raise Http404
        text = shipped_text(chosen)
    return {
        "mapping": text,
        "source": made.source,
        "timezone": made.timezone,
        "with_text": made.with_text,
        "most_rejects": made.most_rejects,
    }


@require_safe
def one(request: SignedIn, pk: int) -> HttpResponse:
    """Show an import: how far it is, or what came of it."""
    made = selectors.import_visible_to(request.user, pk)
    if made.shown_state == Import.State.WAITING:
        return redirect("contacts:preview", pk)
    counts = (made.result or {}).get("reconciliation")
    context = {
        "made": made,
        "state": made.shown_state,
        "task_title": "" if made.task is None else title_of(made.task),
        "lines": _lines(counts) if counts else [],
        "counts": counts,
        "entry": selectors.entry_of(made),
        "again": made.can_begin and selectors.files_are_there(made),
        "has_rejects": selectors.rejects_of(made).is_file(),
        "tabs": tabs(request.user, ""),
    }
    return render(request, "contacts/import.html", context)


def _lines(counts: dict[str, object]) -> list[tuple[str, object]]:
    lines = [(name.capitalize(), counts[name]) for name in ("loaded", "updated", "unchanged")]
    for kind, heading in (("excluded", "Left out"), ("rejected", "Rejected")):
        named = counts[kind]
        assert isinstance(named, dict)
        lines += [(f"{heading}: {name}", number) for name, number in named.items()]
    return lines


@require_safe
def rejects(request: SignedIn, pk: int) -> HttpResponse:
    """Answer with the rejected rows of an import as a file."""
    made = selectors.import_visible_to(request.user, pk)
    listed = selectors.rejects_of(made)
    if not listed.is_file():
        raise Http404
    with listed.open(encoding="utf-8", newline="") as file:
        rows = [row for _, row in zip(range(_MOST_REJECTS_SHOWN), csv.DictReader(file), strict=False)]
    names = ("row", "column", "value", "reason")
    columns = {"file": [selectors.own_words(made, row["file"]) for row in rows]}
    return csv_response(f"rejected-{made.pk}", columns | {n: [row[n] for row in rows] for n in names})


@require_POST
def discard(request: SignedIn, pk: int) -> HttpResponse:
    """Throw an upload away."""
    made = selectors.import_visible_to(request.user, pk)
    try:
        services.discard_upload(acting_user=request.user, made=made)
        messages.success(request, "The uploaded file is removed.")
    except UsageError as error:
        messages.error(request, str(error))
    return redirect("contacts:imports")
