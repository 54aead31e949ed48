"""Which codes count in the diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.analysis.demand.coding.sampled import CodedSample, Coding, SampledContact
from headwater.apps.coding.models import CodebookVersion, Count, Reading
from headwater.apps.coding.selectors.designs import from_plain


@dataclass(frozen=True)
class CountingCodes:
    """The codes a diagnosis rests on.

    Attributes
    ----------
    sample : CodedSample
        As it was when somebody let it count; what is coded since is not in it.
    version : str
        Changes when other codes count.
    simulated : bool
        Whether coders were simulated, as in the sample organisation.
    """

    sample: CodedSample
    codebook: Codebook
    version: str
    simulated: bool = False


def counting_codes() -> CountingCodes | None:
    """Return the codes that count; None while nobody has let any count."""
    found = Count.objects.filter(ended_at=None).select_related("study__codebook").first()
    if found is None:
        return None
    codebook = book_of(found.study.codebook)
    sample = CodedSample(
        tuple(_contact(kept, codebook.title) for kept in found.contacts),
        from_plain(found.design),
        codebook.title,
        tuple(_notes(found)),
    )
    return CountingCodes(sample, codebook, f"{found.pk}", found.study.simulated)


def counting_version() -> str:
    """Return the version of the codes that count, without reading them; empty while none do."""
    found = Count.objects.filter(ended_at=None).values_list("pk", flat=True).first()
    return "" if found is None else str(found)


def anything_is_coded() -> bool:
    """Return whether anybody has coded a contact, whether it counts or not."""
    return Reading.objects.filter(finished_at__isnull=False).exists()


def book_of(kept: CodebookVersion) -> Codebook:
    """Return a codebook from its record, read once a process."""
    return _parsed(kept.text, f"{kept}.yaml")


@lru_cache(maxsize=16)
def _parsed(text: str, name: str) -> Codebook:
    return parse_codebook(text, name)


def _contact(kept: Mapping[str, Any], title: str) -> SampledContact:
    return SampledContact(
        item=f"{kept['source']}/{kept['contact_id']}",
        source=kept["source"],
        contact_id=kept["contact_id"],
        stratum=kept["stratum"],
        inclusion_probability=kept["inclusion_probability"],
        chosen=kept["chosen"],
        batch=kept["batch"],
        codings=tuple(
            Coding(one["coder"], one["codes"], title, adjudicates=one["adjudicates"])
            for one in kept["codings"]
        ),
    )


def _notes(found: Count) -> list[str]:
    notes = []
    if found.study.simulated:
        notes.append("Codes were made by simulated coders from the truth of the sample organisation.")
    coded = sum(bool(contact["codings"]) for contact in found.contacts)
    if coded < len(found.contacts):
        notes.append(
            f"{coded:,} of the {len(found.contacts):,} contacts drawn were coded when these codes began "
            "to count."
        )
    return notes
