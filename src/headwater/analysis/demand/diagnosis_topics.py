"""The texts of the contacts that count, for candidate reasons."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.coverage import Coverage
from headwater.analysis.demand.diagnosis_result import DiagnosisSettings
from headwater.analysis.demand.scope import countable
from headwater.analysis.demand.topics import TopicSettings, candidate_reasons
from headwater.analysis.demand.topics_result import CandidateReasons

MOST_TEXTS = 20_000


def topics_wanted(filled: Coverage, settings: DiagnosisSettings) -> bool:
    """Say whether to look for candidate reasons: as asked, or where texts are there and reasons of no use.

    Unasked, nobody has to install what it takes.
    """
    if settings.topics is not None:
        return settings.topics and filled.texts
    return filled.texts and not filled.reasons_usable and find_spec("sklearn") is not None


def topics_of(
    source: ContactSource,
    filled: Coverage,
    settings: DiagnosisSettings,
    clock: Callable[[], float] | None = None,
) -> CandidateReasons | None:
    """Return candidates from the texts of counted contacts; above 20,000 from a random part of them.

    The part is drawn by the contacts' keys, which are hashes, so it is the same on every engine.
    """
    texts = source.texts()
    if texts is None:
        return None
    counted = countable(source.contacts(), settings.since, settings.until)
    keys = counted.select("source", "contact_id", "contact_key").with_columns(
        nw.col("source").cast(nw.String), nw.col("contact_id").cast(nw.String)
    )
    joined = (
        texts.select("source", "contact_id", "subject", "body")
        .with_columns(nw.col("source").cast(nw.String))
        .join(keys, on=["source", "contact_id"], how="inner")
        .sort("contact_key")
        .head(MOST_TEXTS)
        .select("contact_id", "subject", "body")
    )
    found = collect(joined)
    return candidate_reasons(
        [_words(*parts) for parts in zip(found["subject"], found["body"], strict=True)],
        TopicSettings(most_texts=MOST_TEXTS, level=settings.level),
        ids=found["contact_id"],
        clock=clock,
    )


def _words(subject: Any, body: Any) -> str | None:
    parts = [part for part in (subject, body) if part]
    return "\n".join(parts) or None
