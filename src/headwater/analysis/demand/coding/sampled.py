"""Sampled contacts and what coders said of them, free of any file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Stratum:
    """One part of the contacts the sample was drawn from.

    Attributes
    ----------
    contacts : int
        Contacts in the stratum when the sample was drawn.
    drawn : int
        Contacts drawn from it by chance.
    """

    contacts: int
    drawn: int


@dataclass(frozen=True)
class Design:
    """How a sample was drawn: all that is needed to estimate from it and to draw more of it.

    Attributes
    ----------
    strata : mapping of str to Stratum
        By label, as `Strata` makes them.
    variables : tuple of str
        What the strata are made of, such as ("reason_source", "channel", "month"); empty for one stratum.
    store_version : int
        Version of the contact store that was sampled.
    since, until : date, optional
        First and last local day sampled from, both included.
    seed : int
        Seed of the contacts' permanent random numbers.
    """

    strata: Mapping[str, Stratum]
    variables: tuple[str, ...] = ()
    store_version: int = 1
    since: date | None = None
    until: date | None = None
    seed: int = 0

    @property
    def contacts(self) -> int:
        """Contacts the sample stands for."""
        return sum(stratum.contacts for stratum in self.strata.values())


@dataclass(frozen=True)
class Coding:
    """What one coder said of one contact.

    Attributes
    ----------
    codes : mapping of str to str
        Code by field of the frame; a field without a code is left out.
    codebook : str
        Name and version it was coded by, such as "delivery 2".
    adjudicates : bool
        Whether this reading decides between others.
    """

    coder: str
    codes: Mapping[str, str]
    codebook: str = ""
    evidence_quote: str = ""
    note: str = ""
    adjudicates: bool = False


CHOSEN_BY_CHANCE = "sample"
CHOSEN_AS_UNSURE = "unsure"
CHOSEN_AGAIN = "again"
"""Why a contact is in the sheet: drawn by chance, picked because the model was unsure of it, or a blind
second look at a contact of an earlier sample."""


@dataclass(frozen=True)
class SampledContact:
    """A contact in the sheet, coded or not yet.

    Attributes
    ----------
    item : str
        Source and contact id as one text: how the contact is called in the sheet and in messages.
    inclusion_probability : float
        Chance with which it was drawn, 0 to 1; 0 for contacts not drawn by chance.
    chosen : str
        One of CHOSEN_BY_CHANCE, CHOSEN_AS_UNSURE, CHOSEN_AGAIN.
    batch : int
        1 for the first draw, 2 for the first top-up and so on.
    codings : tuple of Coding
        Readings of independent coders, in the order of the sheet, and after them those that adjudicate.
    """

    item: str
    source: str
    contact_id: str
    stratum: str
    inclusion_probability: float
    chosen: str = CHOSEN_BY_CHANCE
    batch: int = 1
    codings: tuple[Coding, ...] = ()

    @property
    def readings(self) -> tuple[Coding, ...]:
        """What independent coders said."""
        return tuple(coding for coding in self.codings if not coding.adjudicates)

    @property
    def adjudicated(self) -> Coding | None:
        """What was decided between them; None where nobody decided."""
        return next((coding for coding in reversed(self.codings) if coding.adjudicates), None)

    @property
    def counting(self) -> tuple[Coding, ...]:
        """What was decided, or else what each of its coders said."""
        decided = self.adjudicated
        return self.readings if decided is None else (decided,)


@dataclass(frozen=True)
class CodedSample:
    """A sample and what is known of it so far.

    Attributes
    ----------
    contacts : tuple of SampledContact
        In the order of coding, each contact once.
    codebook : str
        Name and version all codings follow; empty when nothing is coded yet.
    notes : tuple of str
        What a reader of the estimates should know, such as contacts that were left uncoded.
    """

    contacts: tuple[SampledContact, ...]
    design: Design
    codebook: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def by_chance(self) -> tuple[SampledContact, ...]:
        """Contacts drawn by chance that somebody has coded: what estimates rest on."""
        return tuple(c for c in self.contacts if c.chosen == CHOSEN_BY_CHANCE and c.codings)
