"""Candidate reasons: what customers write about, for a person to read and to name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.topic_words import empty_words, normalised, words_of
from headwater.analysis.demand.topics_result import CandidateReason, CandidateReasons, Typical
from headwater.analysis.errors import MissingExtraError, UsageError
from headwater.analysis.estimates import cannot_tell, wilson

if TYPE_CHECKING:
    from headwater.analysis.demand.topic_fit import Array, Stability

LEAST_TEXTS = 200
LEAST_WORDS = 3
LEAST_LIKENESS = 0.1
"""A text whose cosine with every topic is lower fits none of them."""

_TERMS_SHOWN = 8
_FOR_TRIALS = 0.8


@dataclass(frozen=True)
class TopicSettings:
    """How candidate reasons are looked for.

    Attributes
    ----------
    least, most : int
        Fewest and most candidates.
    most_texts : int
        Larger sets are sampled at random.
    rounds : int
        Pairs of random halves on which each number of candidates is tried.
    max_seconds : float, optional
        Time for all of it; by default 20 seconds and 4 more for each thousand texts. Only kept when a
        clock is given, and then a slower machine may try less.
    typical : int
        Typical contacts named for each candidate.
    with_examples : bool
        Whether the texts of the typical contacts come along; texts may hold personal data.
    seed : int
        Seed of sampling, halves and starts: the same texts and seed give the same result.
    """

    least: int = 10
    most: int = 60
    most_texts: int = 20_000
    rounds: int = 3
    max_seconds: float | None = None
    typical: int = 5
    with_examples: bool = False
    seed: int = 0
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 2 <= self.least <= self.most <= 100:
            raise UsageError(
                f"least is {self.least} and most is {self.most}: give numbers of candidates "
                "from 2 to 100, the fewest first."
            )
        if self.most_texts < LEAST_TEXTS:
            raise UsageError(f"most_texts is {self.most_texts}: at least {LEAST_TEXTS} texts are needed.")
        if self.rounds < 1 or self.typical < 0 or (self.max_seconds is not None and self.max_seconds <= 0):
            raise UsageError("rounds has to be at least 1, typical at least 0, max_seconds above 0.")


def candidate_reasons(
    texts: Iterable[str | None],
    settings: TopicSettings | None = None,
    *,
    ids: Iterable[str] | None = None,
    clock: Callable[[], float] | None = None,
) -> CandidateReasons:
    """Group what customers wrote into candidates for contact reasons.

    Parameters
    ----------
    texts : iterable of str or None
        One text a contact.
    settings : TopicSettings
        How to look.
    ids : iterable of str, optional
        The contacts' ids, in the same order; positions when not given.
    clock : callable, optional
        Seconds that only go forward, such as `time.monotonic`; with it the time is bounded.

    Returns
    -------
    CandidateReasons
        The candidates, the most frequent first; none, and why, when the texts are too few or too short.

    Raises
    ------
    MissingExtraError
        scikit-learn (the extra `text`) is not installed.
    UsageError
        There are more or fewer ids than texts.

    Notes
    -----
    Words and pairs of words are weighted by TF-IDF and factorised (NMF). The number of candidates is the
    one whose leading words agree best between fits on random halves of the texts. A text belongs to the
    candidate with which it has the highest cosine, or to none below 0.1.

    References
    ----------
    Lee, D. D. and Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization.
    Nature, 401, 788-791.
    Greene, D., O'Callaghan, D. and Cunningham, P. (2014). How many topics? Stability analysis for topic
    models. ECML PKDD 2014, 498-513.

    Examples
    --------
    >>> print(candidate_reasons(["where is my parcel", "hello"]))
    Candidate reasons: cannot tell, only 1 of 2 texts have three words or more; 200 are needed.
    """
    settings = settings or TopicSettings()
    given = [text or "" for text in texts]
    names = [str(i) for i in range(len(given))] if ids is None else [str(name) for name in ids]
    if len(names) != len(given):
        raise UsageError(f"There are {len(given)} texts and {len(names)} ids. Give one id for each text.")
    if find_spec("sklearn") is None:
        raise MissingExtraError("Finding candidate reasons", "text")
    plain = [normalised(text) for text in given]
    long_enough = [i for i, text in enumerate(plain) if len(words_of(text)) >= LEAST_WORDS]
    if len(long_enough) < LEAST_TEXTS:
        why = (
            f"only {len(long_enough):,} of {len(given):,} texts have three words or more; "
            f"{LEAST_TEXTS} are needed"
        )
        return CandidateReasons(texts=len(given), long_enough=len(long_enough), why=why)
    chosen = _sampled(long_enough, settings)
    return _Search(settings, [plain[i] for i in chosen], clock).result(
        given=[given[i] for i in chosen],
        names=[names[i] for i in chosen],
        texts=len(given),
        long_enough=len(long_enough),
    )


def _sampled(places: list[int], settings: TopicSettings) -> list[int]:
    import numpy as np

    if len(places) <= settings.most_texts:
        return places
    random = np.random.default_rng(settings.seed)
    return sorted(random.choice(places, settings.most_texts, replace=False).tolist())


class _Search:
    """One search: weights, trials, the final fit."""

    def __init__(self, settings: TopicSettings, plain: list[str], clock: Callable[[], float] | None) -> None:
        from headwater.analysis.demand.topic_fit import term_weights

        self._settings, self._plain, self._clock = settings, plain, clock
        self._started = clock() if clock else 0.0
        self.budget = settings.max_seconds or 20 + len(plain) / 250
        self.stopped = False
        self._tried = 0
        self._weights, self._terms = term_weights(plain, empty_words(plain))

    def result(
        self, *, given: Sequence[str], names: Sequence[str], texts: int, long_enough: int
    ) -> CandidateReasons:
        from headwater.analysis.demand.topic_fit import factorised, likeness, stability_by_number

        numbers = self._numbers()
        if not numbers:
            why = (
                f"the texts use too few different words ({len(self._terms)}) "
                f"for {self._settings.least} candidates"
            )
            return CandidateReasons(texts=texts, long_enough=long_enough, why=why)
        seed = self._settings.seed
        tried: tuple[Stability, ...] = stability_by_number(
            self._weights, numbers, rounds=self._settings.rounds, seed=seed, goes_on=self._goes_on
        )
        best = max(tried, key=lambda trial: (trial.agreement, -trial.topics))
        components = factorised(self._weights, best.topics, seed)
        cosines = likeness(self._weights, components)
        topics, none = self._topics(components, cosines, given, names)
        return CandidateReasons(
            texts=texts,
            long_enough=long_enough,
            used=len(self._plain),
            topics=topics,
            none=none,
            chosen=best.topics,
            stability=tried,
            stopped_early=self.stopped,
        )

    def _numbers(self) -> list[int]:
        from headwater.analysis.demand.topic_fit import NUMBERS

        low, high = self._settings.least, self._settings.most
        most = min(len(self._plain) // 10, len(self._terms) // 4)
        return [n for n in sorted({low, high, *NUMBERS}) if low <= n <= high and n <= most]

    def _goes_on(self) -> bool:
        self._tried += 1
        if self._clock and self._tried > 1:
            self.stopped = self.stopped or self._clock() - self._started > _FOR_TRIALS * self.budget
        return not self.stopped

    def _topics(
        self, components: "Array", cosines: "Array", given: Sequence[str], names: Sequence[str]
    ) -> "tuple[tuple[CandidateReason, ...], Any]":
        import numpy as np

        best = cosines.argmax(axis=1)
        fits = cosines[np.arange(len(best)), best] >= LEAST_LIKENESS
        found = []
        for topic, row in enumerate(components):
            own = np.flatnonzero((best == topic) & fits)
            if not len(own):
                continue
            leading = [self._terms[i] for i in np.argsort(-row, kind="stable")[:_TERMS_SHOWN] if row[i] > 0]
            nearest_first = own[np.argsort(-cosines[own, topic], kind="stable")]
            share = wilson(len(own), len(best), self._settings.level)
            found.append((share, leading, self._typical(nearest_first.tolist(), given, names)))
        found.sort(key=lambda item: (-item[0].value, item[1]))  # type: ignore[operator]
        topics = tuple(
            CandidateReason(number, tuple(leading), share, round(share.value * share.n), typical)  # type: ignore[operator]
            for number, (share, leading, typical) in enumerate(found, start=1)
        )
        none = int((~fits).sum())
        return topics, wilson(none, len(best), self._settings.level) if len(best) else cannot_tell("no texts")

    def _typical(self, places: list[int], given: Sequence[str], names: Sequence[str]) -> tuple[Typical, ...]:
        """Take the nearest texts, the same words only once."""
        seen: set[str] = set()
        found: list[Typical] = []
        for place in places:
            if len(found) == self._settings.typical:
                break
            if self._plain[place] not in seen:
                seen.add(self._plain[place])
                text = given[place] if self._settings.with_examples else None
                found.append(Typical(names[place], text))
        return tuple(found)
