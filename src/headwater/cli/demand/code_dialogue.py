"""The conversation with a coder: keys in, codes out, every contact saved as it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from headwater.analysis.demand.coding.choosing import SINGLE_KEYS, choose, with_words
from headwater.analysis.demand.coding.form import EVIDENCE
from headwater.analysis.demand.coding.queue import differing_fields
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import HeadwaterError, TryAgainError, UsageError
from headwater.cli.demand.code_keys import Keys
from headwater.cli.demand.code_screen import KEYS, Screen

if TYPE_CHECKING:
    from headwater.analysis.demand.coding.desk import Desk
    from headwater.analysis.demand.coding.form import Question
    from headwater.analysis.demand.coding.rows import Sheet
    from headwater.analysis.demand.coding.session import Session

_COMMANDS = ("u", "s", "q", "n", "m", "?")


class _QuitError(Exception):
    """The coder wants to stop."""


class Dialogue:
    """Leads a coder through the contacts that wait.

    Parameters
    ----------
    limit : int, optional
        Contacts after which it ends by itself.
    """

    def __init__(
        self, desk: Desk, session: Session, screen: Screen, keys: Keys, limit: int | None = None
    ) -> None:
        self.desk, self.session, self.screen, self.keys, self.limit = desk, session, screen, keys, limit
        self._asked = ""

    def run(self) -> None:
        """Code until nothing is left, the limit is reached or the coder stops; all that is done is saved."""
        try:
            self._save(self._take_next)
            while self.session.row is not None:
                self._contact()
                self._save(self._finish_and_go_on)
            if not self._is_enough():
                self.screen.say(self._nothing_left())
        except (_QuitError, EOFError, KeyboardInterrupt, click.Abort):
            self._save(self.session.release, patient=False)

    def _is_enough(self) -> bool:
        return self.limit is not None and self.session.progress.here >= self.limit

    def _nothing_left(self) -> str:
        who = self.session.coder
        if self.session.adjudicate:
            return "No two readings that differ are left to decide."
        return f"Nothing is left for {who}; skipped contacts come again next time."

    # ---------------------------------------------------------------- one contact

    def _contact(self) -> None:
        """Ask until all is said of the contact, whatever contact undoing leads back to."""
        row = None
        while (question := self.session.form.question) is not None:
            if row is not self.session.row:
                row = self.session.row
                self._show()
                self._asked = ""
            if self._asked != question.field:
                self.screen.question(question)
                self._asked = question.field
            self._ask(question)
            if self.session.row is None:
                return

    def _show(self, whole: bool = False) -> None:
        row, progress = self.session.row, self.session.progress
        if row is None:
            return
        self.screen.contact(row, f"{row.contact.item} · {progress}", whole=whole)
        if self.session.readings:
            self.screen.readings(self.session.readings, differing_fields(self.session.readings), FIELDS)
        self.screen.say(KEYS)

    def _ask(self, question: Question) -> None:
        few = 0 < len(question.codes) < SINGLE_KEYS
        said = (self.keys.key if few else self.keys.line)(f"{question.field}:").strip()
        if said in _COMMANDS:
            self._command(said, question)
            return
        if said.startswith("?"):
            self._explain(question, said[1:].strip())
            return
        try:
            answer = self._answer(question, said)
            if answer is not None:
                self.session.form.answer(answer)
                if question.codes and answer:
                    self.screen.say(f"  = {self.session.form.answers[question.field]}")
        except UsageError as error:
            self.screen.say(f"  {error}")

    def _answer(self, question: Question, said: str) -> str | None:
        """Return the code that is meant; None where it cannot be told yet."""
        choice = choose(question, said)
        if choice.places:
            self.screen.codes(question.codes, choice.places)
        if not choice.is_new or choice.answer is None:
            return choice.answer
        problems = self.session.codebook.problems_with(
            {"demand_type": "failure", question.field: choice.answer}
        )
        if problems:
            raise UsageError(" ".join(problems))
        new = self.keys.line(f"No code has these words. Keep them as a new {question.field}? y/n:")
        return choice.answer if new.strip().casefold() in ("y", "yes") else None

    def _explain(self, question: Question, said: str) -> None:
        """Say what codes mean: all of them, the one with that number, or those with these words."""
        if question.field == EVIDENCE:
            self.screen.say("  Type words of the customer as they stand, or press Enter for none.")
            return
        places: Sequence[int] = with_words(question.codes, said)
        if said.isdecimal():
            places = [int(said) - 1] if 1 <= int(said) <= len(question.codes) else []
        if not places:
            self.screen.say("  No code has that number or these words.")
        self.screen.meanings(self.session.codebook, question.field, question.codes, places)

    def _command(self, key: str, question: Question) -> None:
        if key == "q":
            raise _QuitError
        if key == "?":
            self._explain(question, "")
        elif key == "m":
            self._show(whole=True)
            self._asked = ""
        elif key == "n":
            self.session.form.note = self.keys.line("note:")
        elif key == "s":
            self._save(self._skip)
        elif key == "u":
            self._save(self._undo)

    # ---------------------------------------------------------------- what is done under the lock

    def _take_next(self) -> None:
        self.session.take()

    def _finish_and_go_on(self) -> None:
        if self.session.row is None:
            return
        try:
            self.session.finish()
        except TryAgainError as error:
            self.screen.say(str(error))
        if not self._is_enough():
            self.session.take()

    def _skip(self) -> None:
        self.session.skip()
        self.session.take()

    def _undo(self) -> None:
        if not self.session.undo():
            self.screen.say("  Nothing of this session is left to undo.")

    def _save(self, action: Callable[[], None], *, patient: bool = True) -> None:
        """Do something to the sheet as it is now; where it cannot be read or written, wait for the coder."""

        def change(now: Sheet) -> Sheet:
            said = str(self.session.refresh(now))
            if said:
                self.screen.say(said)
            action()
            return self.session.sheet

        while True:
            back = self.session.checkpoint()
            try:
                self.desk.change(change)
            except KeyboardInterrupt:
                back()
                raise
            except HeadwaterError as error:
                back()
                if not patient:
                    raise
                self.screen.say(str(error))
                if self.keys.line("Put it right and press Enter to save again; q stops.").strip() == "q":
                    raise
            else:
                return
