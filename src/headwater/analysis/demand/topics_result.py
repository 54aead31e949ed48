"""The result of `candidate_reasons`: what it holds, and how it reads."""

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.text_table import text_table
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Backend, to_frame

if TYPE_CHECKING:
    from headwater.analysis.demand.topic_fit import Stability

NOT_REASONS_YET = (
    "These are candidates found by counting words, not contact reasons: a person has to read the typical "
    "contacts, and then name, merge or drop each."
)
_SHAKY = 0.5


@dataclass(frozen=True)
class Typical:
    """A contact near the middle of a candidate; `text` only when it was asked for."""

    contact_id: str
    text: str | None = None


@dataclass(frozen=True)
class CandidateReason:
    """One candidate for a contact reason.

    Attributes
    ----------
    number : int
        1 is the most frequent.
    words : tuple of str
        Leading words and pairs of words.
    share : Estimate
        Share of the texts it fits best; `n` is the number of texts.
    contacts : int
        How many of these texts that is.
    """

    number: int
    words: tuple[str, ...]
    share: Estimate
    contacts: int
    typical: tuple[Typical, ...]


@dataclass(frozen=True)
class CandidateReasons:
    """Candidates for contact reasons.

    Attributes
    ----------
    texts, long_enough, used : int
        Texts given, those with three words or more, and those of them that were sampled.
    none : Estimate
        Share of the texts used that no candidate fits.
    chosen : int
        Number of topics that was fitted.
    stability : tuple of Stability
        How well each number tried agreed between random halves of the texts.
    stopped_early : bool
        The time was up before every trial was made.
    why : str
        Why there are no candidates; empty when there are.
    """

    texts: int
    long_enough: int
    used: int = 0
    topics: tuple[CandidateReason, ...] = ()
    none: Estimate = field(default_factory=lambda: cannot_tell("there are no candidates"))
    chosen: int = 0
    stability: "tuple[Stability, ...]" = ()
    stopped_early: bool = False
    why: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """What the candidates rest on, a sentence each."""
        if self.why:
            return (f"No candidate reasons: {self.why}.",)
        facts = [f"{self.long_enough:,} of {self.texts:,} texts have three words or more."]
        if self.used < self.long_enough:
            facts.append(f"{self.used:,} of them were drawn at random.")
        facts.append(f"No candidate fits {self.none.percent()} of these texts.")
        agreement = next(trial.agreement for trial in self.stability if trial.topics == self.chosen)
        said = f"{self.chosen} topics agree best between random halves of the texts ({agreement:.2f} of 1)"
        shaky = "; below 0.5 other texts would give partly other candidates" if agreement < _SHAKY else ""
        facts.append(said + shaky + ".")
        if self.stopped_early:
            made = sum(trial.pairs for trial in self.stability)
            facts.append(f"The time was up after {made} trials; with more time the number may differ.")
        return tuple(facts)

    def __str__(self) -> str:
        if self.why:
            return f"Candidate reasons: cannot tell, {self.why}."
        rows = [
            [f"{topic.number}. {', '.join(topic.words[:6])}", f"{topic.contacts:,}", topic.share.percent()]
            for topic in self.topics
        ]
        table = text_table(["candidate", "texts", "share"], rows, most=60)
        lines = [f"Candidate reasons ({len(self.topics)})", table]
        for topic in self.topics:
            lines += [
                f"  {topic.number}: {t.contact_id}: {t.text}" for t in topic.typical if t.text is not None
            ]
        return "\n".join([*lines, *self.facts, NOT_REASONS_YET])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data; texts only when they were asked for."""
        return asdict(self) | {"facts": list(self.facts), "status": "candidate", "note": NOT_REASONS_YET}

    def columns(self) -> dict[str, list[Any]]:
        """Return one row a candidate as columns."""
        return {
            "candidate": [topic.number for topic in self.topics],
            "words": [", ".join(topic.words) for topic in self.topics],
            "texts": [topic.contacts for topic in self.topics],
            "share": [topic.share.value for topic in self.topics],
            "low": [topic.share.low for topic in self.topics],
            "high": [topic.share.high for topic in self.topics],
            "typical_contacts": [", ".join(t.contact_id for t in topic.typical) for topic in self.topics],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a candidate as a data frame."""
        return to_frame(self.columns(), backend)

    def chart(self) -> Any:
        """Draw the share of texts each candidate fits best, with its interval."""
        import altair as alt

        values = [
            {
                "candidate": f"{topic.number}. {', '.join(topic.words[:3])}",
                "share": topic.share.value,
                "low": topic.share.low,
                "high": topic.share.high,
            }
            for topic in self.topics
        ]
        order = [str(value["candidate"]) for value in values]
        axis = alt.Axis(format="%")
        base = alt.Chart(alt.InlineData(values=values)).encode(
            y=alt.Y("candidate:N", sort=order, title="candidate, to be named")
        )
        bars = base.mark_bar().encode(x=alt.X("share:Q", title="share of texts", axis=axis))
        rules = base.mark_rule().encode(x=alt.X("low:Q", title="share of texts"), x2="high:Q")
        return alt.layer(bars, rules).properties(title="Candidate reasons")
