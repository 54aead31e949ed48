"""Candidates for contact reasons, where the export has texts and no usable reason."""

from headwater.analysis.charts import Figure, ranked_bars
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Section, Sentence, Table
from headwater.analysis.demand.report.words import compact, listed
from headwater.analysis.demand.topics_result import NOT_REASONS_YET, CandidateReason

_MOST_BARS = 15
_WORDS_ON_A_BAR = 3


def topics_section(found: Diagnosis) -> Section | None:
    """Return the section on candidate reasons; None where none were looked for."""
    topics = found.topics
    if topics is None:
        return None
    if not topics.topics:
        return Section("topics", "What customers write about", tuple(Sentence(fact) for fact in topics.facts))
    first = topics.topics[0]
    words = listed([f"“{word}”" for word in first.words[:_WORDS_ON_A_BAR]])
    return Section(
        "topics",
        "What customers write about",
        (
            Sentence(
                f"The texts fall into {len(topics.topics)} candidates for contact reasons. The most "
                f"frequent, around {words}, fits {first.share.percent()} of the texts.",
                topics.facts[0],
            ),
            Sentence(NOT_REASONS_YET),
        ),
        (_bars(topics.topics),),
        (
            Table(
                "Candidate reasons, to be named by a person",
                {
                    "Candidate": [f"{topic.number}. {', '.join(topic.words)}" for topic in topics.topics],
                    "Texts": [topic.contacts for topic in topics.topics],
                    "Share": [compact(topic.share) for topic in topics.topics],
                    "Typical contacts": [
                        ", ".join(typical.contact_id for typical in topic.typical) for topic in topics.topics
                    ],
                },
            ),
        ),
        topics.facts[1:],
    )


def _bars(topics: tuple[CandidateReason, ...]) -> Figure:
    shown = topics[:_MOST_BARS]
    rest = f" The {_MOST_BARS} most frequent of {len(topics)}." if len(topics) > _MOST_BARS else ""
    return ranked_bars(
        [
            {
                "label": f"{topic.number}. {', '.join(topic.words[:_WORDS_ON_A_BAR])}",
                "value": topic.share.value,
                "low": topic.share.low,
                "high": topic.share.high,
            }
            for topic in shown
            if topic.share.known
        ],
        title="Share of texts each candidate fits best",
        description=f"Named by its leading words.{rest}",
        heading="Candidate",
        measure="Share of texts",
        more={"Texts": [topic.contacts for topic in shown if topic.share.known]},
    )
