"""What programs send and are answered, as the description of the API says it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a character that is no text")
    return text


Text = Annotated[str, AfterValidator(_no_nul)]
SOURCE = r"^[a-z0-9][a-z0-9_.-]{0,59}$"


class Problem(Schema):
    """What is wrong: a code for the program, a sentence for the person, facts for both."""

    code: str
    message: str
    data: dict[str, Any]


class RejectedRow(Schema):
    """A row that was not taken."""

    index: int = Field(description="Place of the row in the request, from 0.")
    column: str = Field(description="The column that is wrong; empty when the row as a whole is.")
    reason: str


class Imported(Schema):
    """What became of the rows in the store, counted over all pushes that were imported together."""

    state: str
    pushes: int = Field(description="How many of your pushes were imported together.")
    rows: int
    loaded: int = Field(description="Rows that are new.")
    updated: int
    unchanged: int
    superseded: int = Field(description="Rows whose key came again in a later row.")
    rejected: int


class PushSaid(Schema):
    """A push, and where its rows are."""

    id: UUID
    kind: Literal["contacts", "events"]
    source: str
    received_at: datetime
    state: Literal["waiting", "importing", "done", "failed"]
    rows: int
    accepted: int
    rejected: int
    rejects: list[RejectedRow] = Field(description="The rejected rows, the first 1,000 of them.")
    imported: Imported | None
    problem: str = Field(description="Why the rows did not come in; empty otherwise.")


class FlagSent(Schema):
    """What stands in the way."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["avoidable", "not_allowed", "contradiction"]
    code: Text = Field(
        "", max_length=40, description="One of the reasons of the kind; empty is something else."
    )
    source: Text = Field("", max_length=100)
    contact_id: Text = Field("", max_length=100)
    words: Text = Field("", max_length=1000, description="Addresses, phone and card numbers are taken out.")
    needed: Text = Field("", max_length=300)
    amount: Decimal | None = Field(None, ge=0, le=1_000_000, max_digits=9, decimal_places=2)
    currency: str = Field("", pattern=r"^([A-Za-z]{3})?$")
    limit: Text = Field("", max_length=300)
    instruction_a: Text = Field("", max_length=300)
    origin_a: Text = Field("", max_length=40)
    instruction_b: Text = Field("", max_length=300)
    origin_b: Text = Field("", max_length=40)
    may_name: bool = False


class FlagMade(Schema):
    """A flag that was taken."""

    id: int
    contact_known: bool | None = Field(
        description="Whether the store knows the contact; null when none was given."
    )


class MeasureSaid(Schema):
    """A measure: what is counted or averaged the same way in every period."""

    key: str
    name: str
    unit: str
    kind: Literal["continuous", "count", "share", "bounded"]
    better: Literal["lower", "higher"]
    definition: str
    smallest_group: int


class Measures(Schema):
    """The measures this token may read."""

    measures: list[MeasureSaid]


class PointSaid(Schema):
    """One period."""

    starts_on: date
    value: float
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None


class SeriesSaid(MeasureSaid):
    """A measure with its values; periods without one are missing."""

    grain: Literal["week", "month"]
    team: int | None
    points: list[PointSaid]


class DiagnosisSaid(Schema):
    """The newest diagnosis of a part of the contacts."""

    store_version: int
    codes_version: str
    made_at: datetime
    outdated: bool = Field(description="Whether contacts, codes, prices or actions changed since.")
    content: dict[str, Any] = Field(description="Sentences and tables, as the pages show them.")


class InterventionSaid(Schema):
    """Something that is tried: where it stands, and what was found."""

    id: int
    name: str
    kind: Literal["fix", "training", "hiring", "policy"]
    standing: Literal[
        "draft",
        "waiting",
        "running",
        "due",
        "worked",
        "no_effect",
        "worse",
        "cannot_tell",
        "stopped",
    ]
    starts_on: date | None = Field(description="Of the plan that counts; null where none is locked.")
    due_on: date | None = Field(description="When the verdict is due.")
    measure: str = Field(description="What it is judged on; of a team with @ and its id.")
    verdict: Literal[
        "worked", "no effect that matters", "made it worse", "cannot tell", "too early", "never measured"
    ]
    sentence: str = Field(description="The verdict with its reason; empty until it is there.")
    judged_at: datetime | None
    lasted: str | None = Field(description="The verdict one year after the start.")
    money: float
    currency: str
    hours: float


class Interventions(Schema):
    """Everything that is tried."""

    interventions: list[InterventionSaid]


class PlanSaid(Schema):
    """A plan; once locked it never changes."""

    number: int
    fingerprint: str
    locked_at: datetime | None
    days_late: int = Field(description="Days from the start to the lock; 0 where it was locked in time.")
    withdrawn_at: datetime | None
    content: dict[str, Any]
    power: dict[str, Any] = Field(description="What the plan could find, as it was said at the lock.")


class JudgementSaid(Schema):
    """What was found on a registered date."""

    plan: int = Field(description="Number of the plan.")
    look: Literal["earlier", "verdict", "lasted", "again"]
    due_on: date
    judged_at: datetime
    data_until: date
    word: str
    sentence: str
    content: dict[str, Any] = Field(description="Effect, interval, gates, and the measure period by period.")
    guards: list[dict[str, Any]]
    terms: list[dict[str, Any]] = Field(description="The effect in contacts, hours, money or points.")


class Intervention(InterventionSaid):
    """An intervention with its plans and all that was found."""

    problem: str
    plans: list[PlanSaid]
    judgements: list[JudgementSaid]


def rows_body(kind: str, columns: dict[str, dict[str, Any]], required: list[str]) -> dict[str, Any]:
    """Return the description of a body of rows, which is read row by row and not by a schema."""
    row = {"type": "object", "properties": columns, "required": required, "additionalProperties": False}
    listed = {"type": "array", "items": row, "minItems": 1, "maxItems": 10_000}
    lines = {
        "type": "string",
        "description": f"One object a line, each as one of the {kind} of application/json.",
    }
    content = {"application/json": {"schema": listed}, "application/x-ndjson": {"schema": lines}}
    return {"requestBody": {"required": True, "content": content}}
