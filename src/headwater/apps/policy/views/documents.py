"""Files that policies stand in: listed, brought, handed out as attachments, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headwater.analysis.errors import UsageError
from headwater.apps.doing import done
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.policy import services
from headwater.apps.policy.forms.importing import DocumentForm
from headwater.apps.policy.selectors.declared import document_visible_to, documents_visible_to
from headwater.apps.policy.services.documents import MOST_BYTES
from headwater.apps.small_files import takes_a_file

_NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"


@takes_a_file(Action.CHANGE_POLICY, MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: SignedIn) -> HttpResponse:
    """List the documents, and take one more."""
    found = documents_visible_to(request.user)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid() and done(
        form, lambda: services.add_document(acting_user=request.user, **form.content())
    ):
        messages.success(request, "The document is there.")
        return redirect("policy:documents")
    context = {
        "documents": [(one, [p for p in one.policies.all() if p.taken_out_at is None]) for one in found],
        "form": form,
        "may_change": may(request.user, Action.CHANGE_POLICY, Scope.ORGANISATION),
    }
    return render(request, "policy/documents.html", context)


@require_safe
def document(request: SignedIn, pk: int) -> HttpResponse:
    """Hand out a document as it was given: to be saved, never shown by the browser as a page of ours."""
    found = document_visible_to(request.user, pk)
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.file_name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = _NOTHING_RUNS
    return answer


@require_POST
def remove_document(request: SignedIn, pk: int) -> HttpResponse:
    """Remove a document in which no policy stands."""
    require(request.user, Action.CHANGE_POLICY)
    found = document_visible_to(request.user, pk)
    try:
        services.remove_document(acting_user=request.user, document=found)
    except UsageError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The document is removed.")
    return redirect("policy:documents")
