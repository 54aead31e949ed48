"""Codebooks and readings as tests need them."""

from headwater.analysis.demand.codebook.freezing import next_text
from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.apps.coding.models import Study
from headwater.apps.coding.selectors.deciding import deciding_desk
from headwater.apps.coding.selectors.desk import desk_of
from headwater.apps.coding.services.answering import answer_question
from headwater.apps.coding.services.deciding import answer_decision
from headwater.apps.coding.services.drafts import Given
from headwater.apps.people.models import User

VALUE = ("value", "Change the delivery address", "")
LATE = ("failure", "progress_chasing", "Parcel is late", "yes", "process", "Depot operations", "")


def say(user: User, study: Study, *answers: str, note: str | None = None) -> None:
    """Answer the questions about the contact before a coder."""
    for answer in answers:
        desk = desk_of(user, study.pk)
        assert desk.reading is not None
        assert desk.asked is not None
        given = Given(desk.reading.revision, desk.asked.field, answer, note)
        answer_question(acting_user=user, study_pk=study.pk, reading_pk=desk.reading.pk, given=given)


def say_all(user: User, study: Study, *answers: str) -> None:
    """Give every contact of a coder the same codes."""
    while desk_of(user, study.pk).reading is not None:
        say(user, study, *answers)


def decide(user: User, study: Study, *answers: str, note: str | None = "They say so.") -> None:
    """Answer the questions about the contact before a person who decides."""
    for answer in answers:
        desk = deciding_desk(user, study.pk)
        assert desk.contact is not None
        assert desk.asked is not None
        given = Given(desk.decision.revision, desk.asked.field, answer, note)
        answer_decision(acting_user=user, study=study, contact_pk=desk.contact.pk, given=given)


def next_version(text: str) -> str:
    """Return the version after a frozen one: a reason renamed, and said so; another reworded, and not."""
    made = next_text(text, parse_codebook(text, "before.yaml"))
    made = made.replace("  Parcel is late:\n", "  Parcel has not come:\n", 1)
    made = made.replace(
        "changes: []",
        "changes: [{field: reason, from: Parcel is late, to: Parcel has not come, why: clearer}]",
    )
    return made.replace('meaning: "Holds the shipment', 'meaning: "Keeps the shipment')
