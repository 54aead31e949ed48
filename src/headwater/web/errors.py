"""Answers when something goes wrong, in plain words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from headwater.analysis.errors import HeadwaterError
from headwater.apps.statuses import STATUS


class DeliberateErrors:
    """Turns an error that Headwater raised on purpose into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a deliberate error; leave every other one to Django."""
        if not isinstance(error, HeadwaterError):
            return None
        status = STATUS.get(error.code, 500)
        return _page(request, status, error.message)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return _page(request, 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not carry this browser's token."""
    return _page(
        request,
        403,
        "The form was open for too long, or cookies are off. Go back, load the page anew and send it again.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a person who may not do that."""
    return _page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is not there, or is not there for this person."""
    return _page(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of Headwater, leaning on nothing that may be broken."""
    return HttpResponse(render_to_string("500.html"), status=500)


_TITLES = {
    400: "This request cannot be read",
    403: "You may not do that",
    404: "There is no such page",
    422: "These data cannot be taken as they are",
    501: "A part is not installed",
    503: "Not now",
}
_ADVICE = {
    400: "Go back and try again. If you followed a link, it may be cut off.",
    403: "Your role does not cover this. An administrator can say who may.",
    404: "The address may be mistyped, the page may have moved, or your role does not show it.",
}


def _page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    context = {
        "title": _TITLES.get(status, "Something went wrong"),
        "message": message or _ADVICE.get(status, ""),
    }
    return render(request, "error.html", context, status=status)
