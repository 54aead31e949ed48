"""From a coded sample to models that read the rest, and to the card that says how well they do."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.coder.card import ModelCard
from headwater.analysis.demand.coder.crossfit import CrossFitted, cross_fit
from headwater.analysis.demand.coder.protocol import Coder
from headwater.analysis.demand.coder.reading import CodedTexts, has_texts, texts_of
from headwater.analysis.demand.coder.tfidf import Setting, TfidfCoder
from headwater.analysis.demand.coding.sampled import CHOSEN_BY_CHANCE, CodedSample, SampledContact
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import BadDataError, UsageError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NAMED = 5


@dataclass(frozen=True)
class CoderSettings:
    """How a coder model learns.

    Attributes
    ----------
    setting : {"fast", "full"}
        Of the default coder.
    fields : tuple of str
        Fields of the frame to learn.
    folds : int
    seed : int
        Seed of the folds and of the calibration: the same codes and seed give the same models.
    recorded : bool
        Whether it also learns from channel and native reason, as the helpdesk recorded them.
    level : float
        Confidence level of the card's intervals.
    """

    setting: Setting = "fast"
    fields: tuple[str, ...] = FIELDS
    folds: int = 5
    seed: int = 0
    recorded: bool = True
    level: float = 0.95

    def __post_init__(self) -> None:
        for name in self.fields:
            if name not in FIELDS:
                raise UsageError(f"The coding frame has no field {name!r}.{nearest(name, list(FIELDS))}")

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {**self.__dict__, "fields": list(self.fields)}


@dataclass(frozen=True)
class Learned:
    """Models that learned from coded contacts.

    Attributes
    ----------
    contacts : tuple of SampledContact
        What they learned from: the rows of `fitted.held_out`, in this order.
    by_chance : ndarray of bool
        Which of them were drawn by chance; only these tell how well the models read.
    words : CodedTexts
        What was read of each.
    codes : mapping of str to list
        The code learned from, by field; None where there is none.
    """

    settings: CoderSettings
    fitted: CrossFitted
    contacts: tuple[SampledContact, ...]
    by_chance: "NDArray[np.bool_]"
    words: CodedTexts
    codes: Mapping[str, list[str | None]]

    def card(self) -> ModelCard:
        """Return how well the models read."""
        from headwater.analysis.demand.coder.judging import judged

        return judged(self)


def codes_of(contact: SampledContact) -> dict[str, str]:
    """Return one code a field: the adjudicated one, else the one most readers gave, the first of equals.

    Examples
    --------
    >>> from headwater.analysis.demand.coding.sampled import Coding
    >>> readings = (Coding("a", {"cause": "it"}), Coding("b", {"cause": "people"}))
    >>> codes_of(SampledContact("crm/1", "crm", "1", "all contacts", 0.1, codings=readings))
    {'cause': 'it'}
    """
    if contact.adjudicated is not None:
        return {name: code for name, code in contact.adjudicated.codes.items() if code}
    given = {}
    for name in FIELDS:
        said = [coding.codes[name] for coding in contact.readings if coding.codes.get(name)]
        if said:
            given[name] = Counter(said).most_common(1)[0][0]
    return given


def learn_codes(
    source: ContactSource,
    sample: CodedSample,
    settings: CoderSettings | None = None,
    *,
    make_coder: Callable[[], Coder] | None = None,
) -> Learned:
    """Fit a coder to a coded sample, so that no coded contact is read by a model that saw its label.

    Parameters
    ----------
    source : ContactSource
        Where the contacts and their words are.
    sample : CodedSample
        What people said of some. Contacts picked because a model was unsure are learned from too; they do not
        count in the card.
    settings : CoderSettings, optional
    make_coder : callable, optional
        Returns a new coder; by default the TF-IDF coder of the settings.

    Raises
    ------
    BadDataError
        Nothing is coded, or coded contacts are not in the source.
    UsageError
        There is nothing to read, or nothing to learn.
    """
    import numpy as np

    settings = settings or CoderSettings()
    contacts = tuple(contact for contact in sample.contacts if contact.codings)
    if not contacts:
        raise BadDataError(
            "No contact of the sample is coded yet, so there is nothing to learn from. Code some with: "
            "headwater demand code SHEET --coder NAME"
        )
    recorded = settings.recorded
    words = texts_of(source, [(c.source, c.contact_id) for c in contacts], recorded=recorded)
    lost = [contact.item for contact, found in zip(contacts, words.found, strict=True) if not found]
    if lost:
        named = ", ".join(lost[:_NAMED]) + (" and others" if len(lost) > _NAMED else "")
        raise BadDataError(
            f"{len(lost):,} of the {len(contacts):,} coded contacts are not in the contact store ({named}). "
            "Give the store the sheet was drawn from."
        )
    if not any(words.texts):
        raise UsageError(_nothing_to_read(has_texts(source)))
    said = [codes_of(contact) for contact in contacts]
    codes = {name: [each.get(name) for each in said] for name in settings.fields}

    def default() -> Coder:
        return TfidfCoder(settings.setting, settings.seed)

    fitted = cross_fit(
        words.texts, codes, words.customers, make_coder or default, folds=settings.folds, seed=settings.seed
    )
    return Learned(
        settings=settings,
        fitted=fitted,
        contacts=contacts,
        by_chance=np.array([c.chosen == CHOSEN_BY_CHANCE for c in contacts], dtype=bool),
        words=words,
        codes=codes,
    )


def _nothing_to_read(others_have: bool) -> str:
    if others_have:
        return "None of the coded contacts has text, so there is nothing to learn from. Code some with text."
    return (
        "There is no text to read: no contact has a subject or a body, nor a channel or native reason. "
        "Import an export with its texts."
    )
