"""Sheets that leave and come back, so that page and command line can exchange work."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from headwater.analysis.demand.coding.matching import matched, problems_with
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps.coding.models import Answers, Decision, DrawnContact, Reading, Study
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.coding.selectors.designs import from_plain
from headwater.apps.coding.selectors.sheets import coder_labels, contacts_of, sampled, sheet_of
from headwater.apps.coding.services import drafts
from headwater.apps.coding.services.refreshing import queue_figures
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

_FILE = Path("the sheet")


@dataclass(frozen=True)
class Taken:
    """What came in with a sheet."""

    readings: int
    decisions: int
    there: int


@transaction.atomic
def export_sheet(*, acting_user: User, study: Study) -> bytes:
    """Return a study as the CSV file of `headwater demand sample`, with words and names of coders."""
    require(acting_user, Action.MANAGE_CODING)
    require(acting_user, Action.READ_TEXT)
    if study.design is None:
        raise UsageError("The sample is still being drawn.")
    sheet = sheet_of(study, with_words=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        write_sheet(path, sheet.rows, sheet.design, population=sheet.population)
        written = path.read_bytes()
    record(acting_user, "sheet.exported", study, rows=len(sheet.rows))
    return written


@transaction.atomic
def import_sheet(*, acting_user: User, study: Study, content: bytes) -> Taken:
    """Take codings from a sheet of this study's draw; what was said here is never written over.

    A coder's name that is one of this study's coders is that person; any other name is kept as it stands.

    Raises
    ------
    BadDataError
        No sheet, another draw, unknown codes, or codes other than those that are here; all such rows.
    UsageError
        The study is closed.
    """
    require(acting_user, Action.MANAGE_CODING)
    study = Study.objects.select_for_update().select_related("codebook").get(pk=study.pk)
    if study.state != Study.State.OPEN:
        raise UsageError("Only an open study takes codings. Open it again first.")
    sheet = _read(content)
    _check_draw(sheet, study)
    contacts = {contact.item: contact for contact in contacts_of(study)}
    taking = _Taking(study, contacts)
    for row in sheet.rows:
        if row.is_coded:
            taking.take(row)
    taking.problems.settle()
    taken = taking.write()
    record(acting_user, "sheet.imported", study, readings=taken.readings, decisions=taken.decisions)
    if taken.readings or taken.decisions:
        queue_figures(acting_user, study)
    return taken


def _read(content: bytes) -> Sheet:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        path.write_bytes(content)
        try:
            return read_sheet(path)
        except BadDataError as error:
            raise BadDataError(error.message.replace(str(path), str(_FILE))) from error


def _check_draw(sheet: Sheet, study: Study) -> None:
    design = from_plain(study.design) if study.design else None
    if (
        design is None
        or sheet.design.seed != design.seed
        or any(design.strata.get(label) != stratum for label, stratum in sheet.design.strata.items())
    ):
        raise BadDataError(
            "The sheet is of another draw than this study, or was exported before more contacts were drawn. "
            "Export the sheet anew and move the codes over."
        )


class _Taking:
    """Collects what comes in, and what stands in its way."""

    def __init__(self, study: Study, contacts: Mapping[str, DrawnContact]) -> None:
        self.study, self.contacts = study, contacts
        self.book = book_of(study.codebook)
        self.accounts = {name.strip().casefold(): pk for pk, name in coder_labels(study).items()}
        self.problems, self.there = Problems(), 0
        self.seen: dict[tuple[str, str], int] = {}
        self.new: list[tuple[Answers, SheetRow]] = []

    def take(self, row: SheetRow) -> None:
        """Take one coded row, or note what is wrong with it."""
        contact = self.contacts.get(row.contact.item)
        if contact is None or sampled(contact) != row.contact:
            self._wrong(row, "item", "the contact is not of this study, or was drawn in another way.")
            return
        coding = row.coding
        assert coding is not None
        codes = matched(coding.codes, self.book)
        said = problems_with(codes, self.book)
        if row.codebook and row.codebook != self.book.title:
            said.append(f"the row is coded by {row.codebook!r}, and this study by {self.book.title!r}.")
        if not row.coder.strip():
            said.append("the row is coded and nobody is named. Write who coded it.")
        who = "" if coding.adjudicates else row.coder.strip().casefold()
        before = self.seen.setdefault((contact.item, who), row.number)
        if before != row.number:
            said.append(f"row {before:,} says the same person coded this contact. Keep one of the two.")
        for message in said:
            self._wrong(row, "", message)
        if said:
            return
        kept = self._decision(contact, row) if coding.adjudicates else self._reading(contact, row)
        if kept.finished_at is not None:
            if kept.codes != codes:
                self._wrong(row, "coder", "it is coded otherwise here already. What is here stays.")
            self.there += 1
            return
        kept.codes, kept.evidence_quote, kept.note = codes, coding.evidence_quote, coding.note
        self.new.append((kept, row))

    def write(self) -> Taken:
        """Write what came in."""
        now = timezone.now()
        for kept, _ in self.new:
            kept.answers, kept.state = drafts.finished_answers(kept), Answers.State.DONE
            kept.started_at = kept.finished_at = now
            kept.revision += 1
            kept.save()
        decisions = sum(isinstance(kept, Decision) for kept, _ in self.new)
        return Taken(len(self.new) - decisions, decisions, self.there)

    def _reading(self, contact: DrawnContact, row: SheetRow) -> Reading:
        name = row.coder.strip()
        account = self.accounts.get(name.casefold())
        for reading in contact.readings.all():
            if account is not None and reading.coder_id == account:
                return reading
            if account is None and reading.coder_name.casefold() == name.casefold():
                return reading
        turn = contact.place
        if account is not None:
            return Reading(contact=contact, coder_id=account, turn=turn)
        return Reading(contact=contact, coder_name=name[:120], turn=turn)

    def _decision(self, contact: DrawnContact, row: SheetRow) -> Decision:
        here = getattr(contact, "decision", None)
        account = self.accounts.get(row.coder.strip().casefold())
        return here or Decision(contact=contact, decided_by_id=account)

    def _wrong(self, row: SheetRow, column: str, message: str) -> None:
        self.problems.add(_FILE, row.number, column, message)
