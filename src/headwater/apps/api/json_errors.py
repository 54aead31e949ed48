"""Errors as programs read them: code, message, data; always in this shape, whatever went wrong."""

import logging
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from headwater.analysis.errors import HeadwaterError
from headwater.apps.statuses import STATUS

log = logging.getLogger(__name__)
_CODES = {status: code for code, status in STATUS.items()} | {405: "usage"}


def answer(status: int, code: str, message: str, **data: Any) -> HttpResponse:
    """Return an error as an answer."""
    response = JsonResponse({"code": code, "message": message, "data": data}, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        response["Retry-After"] = str(data.get("retry_after", 30))
    return response


def handle_errors(api: NinjaAPI) -> None:
    """Have every error of an API answered in our shape."""
    api.add_exception_handler(HeadwaterError, _deliberate)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, partial(_plain, 404, "There is no such thing, or not for this token."))
    api.add_exception_handler(RequestDataTooBig, partial(_plain, 413, "The content is too large."))
    api.add_exception_handler(SuspiciousOperation, partial(_plain, 400, "The request cannot be read."))
    api.add_exception_handler(UnreadablePostError, partial(_plain, 400, "The content broke off."))
    api.add_exception_handler(Exception, _fault)


def for_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that asks for no session, and whose refusal of a method has our shape too."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = view(request, *args, **named)
        if response.status_code != 405:
            return response
        refused = answer(405, "usage", f"{request.method} is not for this address.")
        refused["Allow"] = ", ".join(sorted(response["Allow"].split(", ")))
        return refused

    # LoginRequiredMiddleware and the protection of forms are for browsers: here a token decides
    shown.login_required = False  # type: ignore[attr-defined]
    shown.csrf_exempt = True  # type: ignore[attr-defined]
    return shown


def _deliberate(request: HttpRequest, error: HeadwaterError | type[HeadwaterError]) -> HttpResponse:
    assert isinstance(error, HeadwaterError)
    return answer(STATUS.get(error.code, 500), error.code, error.message, **error.data)


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    problems = [{"at": _place(one["loc"]), "problem": one["msg"]} for one in error.errors]
    first = problems[0]
    return answer(422, "bad_data", f"{first['at']}: {first['problem']}.", problems=problems)


def _place(loc: tuple[Any, ...]) -> str:
    """Return where something is wrong: `query.source`; the name of our own parameter is left out."""
    kind, *rest = [str(part) for part in loc]
    names = rest[1:] if kind == "body" and len(rest) > 1 else rest
    return ".".join([kind, *names])


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)
    message = "The content is not JSON." if error.status_code == 400 else str(error)
    return answer(error.status_code, _CODES.get(error.status_code, "usage"), message)


def _plain(status: int, message: str, request: HttpRequest, error: Any) -> HttpResponse:
    return answer(status, _CODES[status], message)


def _fault(request: HttpRequest, error: Any) -> HttpResponse:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    # the words of an unforeseen error may hold what was sent
    log.error("%s failed: %s at %s", request.path, type(error).__name__, place)
    return answer(500, "error", "A fault of Headwater itself; its log says where.")
