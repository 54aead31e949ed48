"""Coding one contact after the other: whose turn it is, what was said, and what can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from headwater.analysis.demand.coding.changes import Meanwhile, changes_between
from headwater.analysis.demand.coding.form import Form
from headwater.analysis.demand.coding.progress import Progress, progress_of
from headwater.analysis.demand.coding.protocol import Manual
from headwater.analysis.demand.coding.queue import (
    decides,
    differing_fields,
    disagreements,
    same_person,
    waiting,
)
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import TryAgainError, UsageError


@dataclass(frozen=True)
class _Open:
    """The contact before the coder.

    Attributes
    ----------
    before : Coding, optional
        What its row said when it was opened.
    taken : bool
        Whether the row was nobody's and now carries the coder's name.
    """

    row: SheetRow
    form: Form
    before: Coding | None
    taken: bool
    since: float


class Session:
    """One coder at one sheet; knows of no file and no screen, and of no clock but the one it is given.

    Parameters
    ----------
    sheet : Sheet
        As it was read last; `refresh` brings in what happened to it since.
    codebook : Manual
        What the codes are and mean.
    coder : str
        Name under which the codes are kept.
    adjudicate : bool
        Decide between readings that differ, in place of making new ones.
    clock : callable, optional
        Seconds that pass, such as `time.monotonic`.

    Raises
    ------
    UsageError
        The coder has no name.

    Examples
    --------
    >>> from headwater.analysis.demand.codebook.reading import read_codebook
    >>> from headwater.analysis.demand.coding.sampled import Design, SampledContact
    >>> row = SheetRow(SampledContact("crm/1", "crm", "1", "all contacts", 0.1), {"body": "A new address."})
    >>> session = Session(Sheet((row,), Design({})), read_codebook("delivery"), "amara")
    >>> session.take()
    True
    >>> for answer in ["value", "Change the delivery address", "new address"]:
    ...     session.form.answer(answer)
    >>> session.finish()
    >>> session.sheet.rows[0].coder, session.sheet.rows[0].is_coded, session.take()
    ('amara', True, False)
    """

    def __init__(
        self,
        sheet: Sheet,
        codebook: Manual,
        coder: str,
        *,
        adjudicate: bool = False,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.sheet, self.codebook, self.coder = sheet, codebook, coder.strip()
        if not self.coder:
            raise UsageError("Coding needs a name: it tells two readings of one contact apart.")
        self.adjudicate, self._clock = adjudicate, clock
        self.readings: tuple[Coding, ...] = ()
        self._open: _Open | None = None
        self._finished: list[str] = []
        self._skipped: set[str] = set()
        self._seconds: dict[str, float] = {}

    @property
    def row(self) -> SheetRow | None:
        """The row of the contact before the coder; None between contacts."""
        return self._open.row if self._open else None

    @property
    def form(self) -> Form:
        """The questions about the contact before the coder."""
        if self._open is None:
            raise UsageError("No contact is open. Take one first.")
        return self._open.form

    def checkpoint(self) -> Callable[[], None]:
        """Return the way back to this moment, for when the sheet cannot be written."""
        kept = dict(self.__dict__)
        kept["_finished"], kept["_skipped"] = list(self._finished), set(self._skipped)
        kept["_seconds"] = dict(self._seconds)
        if self._open is not None:
            kept["_open"] = replace(self._open, form=self._open.form.copy())
        return lambda: self.__dict__.update(kept)

    def refresh(self, sheet: Sheet) -> Meanwhile:
        """Go on with the sheet as it is now, and say what happened to it."""
        found = changes_between(self.sheet, sheet, self.coder)
        self.sheet = sheet
        return found

    def take(self) -> bool:
        """Put the next contact before the coder, and the coder's name on its row; False when none is left."""
        self.release()
        if self.adjudicate:
            return self._take_disagreement()
        places = waiting(self.sheet.rows, self.coder, self._skipped).places
        if not places:
            return False
        row = self.sheet.rows[places[0]]
        note = row.coding.note if row.coding else ""
        named = self._named(row, self.coder)
        self._start(named, Form(self.codebook, row.shown, note=note), not row.coder.strip())
        self._put(places[0], named)
        return True

    def finish(self) -> None:
        """Write what was said on the contact's row.

        Raises
        ------
        TryAgainError
            Its row was changed or taken meanwhile; the sheet is left as it is, and the contact is closed.
        """
        opened, self._open = self._open, None
        if opened is None or opened.form.question is not None:
            self._open = opened
            raise UsageError("Not all is said of this contact yet.")
        item = opened.row.contact.item
        place = self._place(item)
        if place is None and not self.adjudicate:
            place = next(
                (i for i in waiting(self.sheet.rows, self.coder).free if self._item(i) == item), None
            )
        if place is None:
            raise TryAgainError(
                f"The row of {item} is no longer there for {self.coder}: somebody removed or took it. "
                "What was said of it is not kept."
            )
        found = self.sheet.rows[place]
        if found.is_coded and (opened.before is None or found.coding != opened.before):
            raise TryAgainError(
                f"{item} has been coded as {self.coder} in another way meanwhile. The sheet keeps that; "
                "what was said of it here is not kept."
            )
        coding = opened.form.coding(self.coder, adjudicates=self.adjudicate)
        self._put(place, replace(found, coding=coding, coder=self.coder, codebook=coding.codebook))
        self._finished = [*(done for done in self._finished if done != item), item]
        self._seconds[item] = self._seconds.get(item, 0.0) + self._clock() - opened.since

    def skip(self) -> None:
        """Leave the contact for later, or for somebody else."""
        if self._open is not None:
            self._skipped.add(self._open.row.contact.item)
        self.release()

    def release(self) -> None:
        """Close the contact without a word: a row that was nobody's is nobody's again."""
        opened, self._open, self.readings = self._open, None, ()
        if opened is None or not opened.taken:
            return
        place = self._place(opened.row.contact.item)
        if place is None or self.sheet.rows[place].is_coded:
            return
        rows = self.sheet.rows
        left = () if self.adjudicate else (self._named(rows[place], ""),)
        self.sheet = replace(self.sheet, rows=(*rows[:place], *left, *rows[place + 1 :]))

    def undo(self) -> bool:
        """Take back the last answer; at the first question, open the contact before it again.

        The contact before keeps its codes in the sheet until it is finished anew. False when there is nothing
        of this session left to take back.
        """
        if self._open is not None and self._open.form.undo():
            return True
        while self._finished:
            item = self._finished.pop()
            place = self._place(item)
            if place is None or not self.sheet.rows[place].is_coded:
                continue
            self.release()
            place = self._place(item)
            assert place is not None
            row = self.sheet.rows[place]
            if self.adjudicate:
                self.readings = self._readings_of(item)
            self._start(row, Form(self.codebook, row.shown, coding=row.coding), False, row.coding)
            return self.form.undo()
        return False

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        taken = self._seconds.values()
        return progress_of(self.sheet.rows, self.coder, taken, adjudicate=self.adjudicate)

    def _take_disagreement(self) -> bool:
        found = next(iter(disagreements(self.sheet.rows, self.coder, self._skipped)), None)
        if found is None:
            return False
        item, readings = found
        place, taken = self._place(item), False
        if place is None:
            last = max(i for i, row in enumerate(self.sheet.rows) if row.contact.item == item)
            decision = Coding(self.coder, {}, self.codebook.title, adjudicates=True)
            made = replace(self.sheet.rows[last], coding=decision, coder=self.coder, number=0)
            rows = self.sheet.rows
            self.sheet = replace(self.sheet, rows=(*rows[: last + 1], made, *rows[last + 1 :]))
            place, taken = last + 1, True
        differing = differing_fields(readings)
        agreed = {name: "" if name in differing else readings[0].codes.get(name, "") for name in FIELDS}
        row = self.sheet.rows[place]
        self._start(row, Form(self.codebook, row.shown, agreed), taken)
        self.readings = readings
        return True

    def _start(self, row: SheetRow, form: Form, taken: bool, before: Coding | None = None) -> None:
        self._open = _Open(row, form, before, taken, self._clock())

    def _readings_of(self, item: str) -> tuple[Coding, ...]:
        rows = [row for row in self.sheet.rows if row.contact.item == item and not decides(row)]
        return next((found for _, found in disagreements(rows, self.coder)), ())

    def _place(self, item: str) -> int | None:
        """Return the place of this coder's own row of a contact."""
        return next(
            (
                place
                for place, row in enumerate(self.sheet.rows)
                if row.contact.item == item
                and decides(row) == self.adjudicate
                and same_person(row.coder, self.coder)
            ),
            None,
        )

    @staticmethod
    def _named(row: SheetRow, coder: str) -> SheetRow:
        """Return the row under another name; a note without codes goes with it."""
        coding = None if row.coding is None else replace(row.coding, coder=coder)
        return replace(row, coder=coder, coding=coding)

    def _item(self, place: int) -> str:
        return self.sheet.rows[place].contact.item

    def _put(self, place: int, row: SheetRow) -> None:
        rows = self.sheet.rows
        self.sheet = replace(self.sheet, rows=(*rows[:place], row, *rows[place + 1 :]))
