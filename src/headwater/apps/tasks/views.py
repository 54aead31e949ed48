"""Pages that follow and stop tasks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from headwater.analysis.errors import UsageError
from headwater.apps.people.signed_in import SignedIn
from headwater.apps.tasks import selectors, services

STOP_POLLING = 286
"""htmx's own status: the last answer of a poll."""


@require_safe
def tasks(request: SignedIn) -> HttpResponse:
    """List the tasks this person may follow."""
    page = Paginator(selectors.tasks_visible_to(request.user), 50).get_page(request.GET.get("page"))
    listed = [(task, selectors.title_of(task)) for task in page]
    return render(request, "tasks/tasks.html", {"page": page, "listed": listed})


@require_safe
def task(request: SignedIn, pk: int) -> HttpResponse:
    """Show one task; its progress follows by itself."""
    shown = selectors.task_visible_to(request.user, pk)
    return render(request, "tasks/task.html", {"task": shown, "title": selectors.title_of(shown)})


@require_safe
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """Answer the poll of a page that follows a task."""
    shown = selectors.task_visible_to(request.user, pk)
    context = {"task": shown, "title": selectors.title_of(shown)}
    response = render(request, "tasks/progress.html", context)
    if not shown.is_open:
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = "true"  # the page around it may have news to show
    return response


@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Stop a task."""
    shown = selectors.task_visible_to(request.user, pk)
    try:
        services.cancel_task(acting_user=request.user, task=shown)
        messages.success(request, "The task is being stopped.")
    except UsageError as error:
        messages.error(request, str(error))
    return redirect("tasks:task", pk)
