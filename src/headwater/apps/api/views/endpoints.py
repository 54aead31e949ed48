"""What programs can ask: one function an address."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import UnreadablePostError
from django.urls import reverse
from ninja import Header, NinjaAPI, Path, Query
from ninja.responses import Status
from pydantic import Field

from headwater import __version__
from headwater.analysis.errors import UsageError
from headwater.apps.api import limits, rows, selectors
from headwater.apps.api.door import Asked, TokenDoor
from headwater.apps.api.errors import NotFoundError, TooLargeError, UnsupportedError
from headwater.apps.api.json_errors import handle_errors
from headwater.apps.api.schemas import (
    SOURCE,
    DiagnosisSaid,
    FlagMade,
    FlagSent,
    Measures,
    MeasureSaid,
    Problem,
    PushSaid,
    SeriesSaid,
    Text,
)
from headwater.apps.api.scopes import TokenScope
from headwater.apps.api.services import pushes
from headwater.apps.api.services.answers import answer_once
from headwater.apps.api.views import interventions
from headwater.apps.api.views.answers import describe_rows, push_said, series_said
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors import diagnosis_visible_to
from headwater.apps.measures.selectors import (
    measures_visible_to,
    reading_visible_to,
    team_visible_to,
)
from headwater.apps.voices.services import raise_flag

api = NinjaAPI(
    title="Headwater",
    version=__version__,
    description="Push contacts and events in, raise flags, read measures, the diagnosis and verdicts.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="v1",
)
handle_errors(api)
api.add_router("", interventions.router)

_READ = dict.fromkeys((400, 401, 403, 404, 422, 429, 503), Problem)
_WRITE = _READ | dict.fromkeys((413, 415), Problem)
_MOST_ID = 2**31 - 1

Source = Annotated[str, Query(pattern=SOURCE, description="Name of the system the rows are from.")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="A request that comes again with the same key and content is only answered again.",
    ),
]


@api.post(
    "contacts",
    auth=TokenDoor(TokenScope.PUSH),
    response={202: PushSaid, **_WRITE},
    url_name="contacts",
    operation_id="push_contacts",
    summary="Push contacts",
    tags=["Push"],
    openapi_extra=describe_rows("contacts"),
)
def push_contacts(request: Asked, source: Source, key: Key = None) -> Status[Any]:
    """Take up to 10,000 contacts, as a list or one a line.

    They are imported within seconds, in a steady stream every five minutes. A row whose `contact_id` the
    source sent before replaces the earlier one. Customers and agents become pseudonyms at once.

    Rows that cannot be taken are listed with the reason; the others are kept.
    """
    return _push(request, "contacts", source, key)


@api.post(
    "events",
    auth=TokenDoor(TokenScope.PUSH),
    response={202: PushSaid, **_WRITE},
    url_name="events",
    operation_id="push_events",
    summary="Push events of cases",
    tags=["Push"],
    openapi_extra=describe_rows("events"),
)
def push_events(request: Asked, source: Source, key: Key = None) -> Status[Any]:
    """Take up to 10,000 events of cases, as a list or one a line; as contacts are taken."""
    return _push(request, "events", source, key)


@api.get(
    "pushes/{number}",
    auth=TokenDoor(TokenScope.PUSH),
    response={200: PushSaid, **_READ},
    url_name="push",
    operation_id="read_push",
    summary="See what became of a push",
    tags=["Push"],
)
def read_push(request: Asked, number: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """Return where the rows of a push are, and how they were reconciled; only to whoever pushed them."""
    found = selectors.push_visible_to(request.auth.user, number)
    if found is None:
        raise NotFoundError("You have no push of this id.")
    return push_said(found)


@api.post(
    "flags",
    auth=TokenDoor(TokenScope.FLAG),
    response={201: FlagMade, **_WRITE},
    url_name="flags",
    operation_id="raise_flag",
    summary="Say what stands in the way",
    tags=["Voices"],
)
def send_flag(request: Asked, flag: FlagSent, key: Key = None) -> Status[Any]:
    """Raise a flag for the person who made the token."""
    user = request.auth.user

    def made(_: None) -> dict[str, Any]:
        raised = raise_flag(acting_user=user, **flag.model_dump())
        return {"id": raised.pk, "contact_known": raised.contact_known}

    content = request.body
    answer = answer_once(
        acting_user=user, endpoint="flags", key=key, content=content, prepare=lambda: None, do=made
    )
    return Status(201, answer)


@api.get(
    "measures",
    auth=TokenDoor(TokenScope.MEASURES),
    response={200: Measures, **_READ},
    url_name="measures",
    operation_id="list_measures",
    summary="List measures",
    tags=["Measures"],
)
def list_measures(request: Asked) -> dict[str, Any]:
    """Return the measures this token may read."""
    found = measures_visible_to(request.auth.user)
    return {"measures": [MeasureSaid(**series_said(one)) for one in found]}


@api.get(
    "measures/{key}",
    auth=TokenDoor(TokenScope.MEASURES),
    response={200: SeriesSaid, **_READ},
    url_name="measure",
    operation_id="read_measure",
    summary="Read a measure",
    tags=["Measures"],
)
def read_measure(
    request: Asked,
    key: Annotated[str, Path(max_length=80)],
    grain: Annotated[Literal["week", "month"], Query()] = "week",
    team: Annotated[
        int | None, Query(ge=1, le=_MOST_ID, description="Id of a team; without it, everyone.")
    ] = None,
) -> dict[str, Any]:
    """Return a measure with its values, one a complete week or month."""
    user = request.auth.user
    reading = reading_visible_to(user, key, team=team_visible_to(user, team), grain=grain)
    return series_said(reading.published) | {"grain": grain, "team": team, "points": list(reading.points)}


@api.get(
    "diagnosis",
    auth=TokenDoor(TokenScope.DIAGNOSIS),
    response={200: DiagnosisSaid, **_READ},
    url_name="diagnosis",
    operation_id="read_diagnosis",
    summary="Read the diagnosis",
    tags=["Diagnosis"],
)
def read_diagnosis(
    request: Asked,
    since: Annotated[date | None, Query()] = None,
    until: Annotated[date | None, Query()] = None,
    team: Annotated[Text, Query(), Field(max_length=120)] = "",
    channel: Annotated[Text, Query(), Field(max_length=40)] = "",
) -> dict[str, Any]:
    """Return the newest diagnosis of a part of the contacts; one that nobody asked for yet is not there."""
    found = diagnosis_visible_to(request.auth.user, Filters(since, until, team, channel))
    if found is None:
        raise NotFoundError("There is no diagnosis of this part yet. Ask for it once on the page Diagnosis.")
    said = ("store_version", "codes_version", "made_at", "outdated")
    content = {name: part for name, part in found.items() if name not in said}
    return {**{name: found[name] for name in said}, "content": content}


def _push(request: Asked, kind: str, source: str, key: str | None) -> Status[Any]:
    caller, content = request.auth, _content(request)
    listed = rows.read_rows(content, request.headers.get("Content-Type", ""))
    answer = answer_once(
        acting_user=caller.user,
        endpoint=reverse(f"api:v1:{kind}"),
        key=key,
        content=source.encode() + b"\n" + content,
        prepare=lambda: pushes.prepare_push(acting_user=caller.user, kind=kind, source=source, rows=listed),
        do=lambda prepared: push_said(
            pushes.receive_push(acting_user=caller.user, token=caller.token, prepared=prepared)
        ),
    )
    return Status(202, answer)


def _content(request: Asked) -> bytes:
    """Return the content of a request, or say that it is too large before all of it is read."""
    most = limits.push_bytes()
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedError("Send the content as it is, not packed.")
    said = request.META.get("CONTENT_LENGTH") or "0"
    try:
        too_large = len(said) > 12 or (said.isdecimal() and int(said) > most)
        content = b"" if too_large else request.read(most + 1)
    except UnreadablePostError:
        raise UsageError("The content broke off.") from None
    if too_large or len(content) > most:
        raise TooLargeError(f"This is more than {most:,} bytes: send less at once.", most=most)
    return content
