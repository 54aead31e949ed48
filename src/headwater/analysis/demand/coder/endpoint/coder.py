"""A language model as a coder, behind the same protocol as every other."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Self

from headwater.analysis.demand.coder.endpoint.answers import Answer, KeptAnswers
from headwater.analysis.demand.coder.endpoint.client import Client, Reply
from headwater.analysis.demand.coder.endpoint.prompt import (
    ANSWER_TOKENS,
    Question,
    UnreadableError,
    read_answer,
)
from headwater.analysis.demand.coder.endpoint.settings import EndpointSettings
from headwater.analysis.demand.coder.terms import JOINER, MARKS
from headwater.analysis.errors import UsageError, nearest

if TYPE_CHECKING:
    from headwater.analysis.demand.coder.protocol import Probabilities

_ASKED = 2
"""How often a text is asked about when the answer cannot be read."""


@dataclass(frozen=True)
class CostEstimate:
    """What reading some texts will take, before it starts.

    Attributes
    ----------
    requests : int
        Texts that no answer is kept for.
    kept : int
        Texts with a kept answer.
    cost : float
        In the currency of the prices; rather too high.
    """

    requests: int
    kept: int
    tokens_in: int
    tokens_out: int
    cost: float

    def __str__(self) -> str:
        return (
            f"{self.requests:,} requests ({self.kept:,} answers are kept), about {self.tokens_in:,} "
            f"tokens sent and {self.tokens_out:,} received: about {self.cost:,.2f}"
        )


class Account:
    """What was spent and what could not be read, over all coders that share it."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.requests = 0
        self.unreadable = 0
        self._lock = Lock()

    def __str__(self) -> str:
        return (
            f"{self.requests:,} requests, about {self.spent:,.2f} spent; {self.unreadable:,} texts got no "
            "answer that could be read, and are taken as unknown"
        )

    def add(self, *, spent: float = 0.0, requests: int = 0, unreadable: int = 0) -> None:
        """Add to it, from any thread."""
        with self._lock:
            self.spent += spent
            self.requests += requests
            self.unreadable += unreadable


class EndpointCoder:
    """Asks a language model for the code of each text.

    Parameters
    ----------
    settings : EndpointSettings
        Where to, by whose key, at what cost at most.
    codes : mapping of field to mapping of str to str
        For each field of the frame its codes and what they mean, as a codebook says.
    field : str
        The field asked about.
    examples : int
        Coded texts shown with every question; 0 learns nothing from codes. They come from the texts it was
        fitted to, so that a cross-fitted one never shows the contact it asks about, nor its customer's.
    client : Client, optional
        By default a new one.
    account : Account, optional
        What is spent is added up here; coders that share it share `max_cost`.

    Attributes
    ----------
    learns : bool
        Whether it learns from codes.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        codes: Mapping[str, Mapping[str, str]],
        field: str = "demand_type",
        *,
        examples: int = 0,
        client: Client | None = None,
        account: Account | None = None,
    ) -> None:
        if not codes.get(field):
            raise UsageError(f"There are no codes of {field!r} to ask for.{nearest(field, [*codes])}")
        self.settings, self.codes, self.field, self.examples = settings, codes, field, examples
        self.client = client or Client(settings)
        self.account = account or Account()
        self.name = f"{settings.model} at {settings.host}"
        self.learns = examples > 0
        self.classes_: tuple[str, ...] = tuple(codes[field])
        self.question = Question(field, codes[field])

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields that there are codes to ask for."""
        return tuple(name for name, codes in self.codes.items() if codes)

    def for_field(self, field: str) -> "EndpointCoder":
        """Return a coder for another field, with the same account."""
        return EndpointCoder(
            self.settings, self.codes, field, examples=self.examples, client=self.client, account=self.account
        )

    def fit(self, texts: Sequence[str], codes: Sequence[str]) -> Self:
        """Choose the examples to show, the codes in turn; without examples there is nothing to learn."""
        known = [(t, c) for t, c in zip(texts, codes, strict=True) if t.strip() and c in self.classes_]
        chosen: list[tuple[str, str]] = []
        by_code = {code: [each for each in known if each[1] == code] for code in self.classes_}
        while len(chosen) < self.examples and any(by_code.values()):
            for rest in by_code.values():
                if rest and len(chosen) < self.examples:
                    text, code = rest.pop(0)
                    chosen.append((_plain(text), code))
        self.question = Question(self.field, self.codes[self.field], tuple(chosen))
        return self

    def estimate(self, texts: Sequence[str]) -> CostEstimate:
        """Return what reading these texts will take; sends nothing."""
        asked = self._asked(texts)
        kept = KeptAnswers(self.settings.cache)
        try:
            known = kept.known(asked)
        finally:
            kept.close()
        rest = [text for key, text in asked.items() if key not in known]
        sent, received = sum(map(self.question.tokens, rest)), ANSWER_TOKENS * len(rest)
        return CostEstimate(len(rest), len(known), sent, received, self._price(sent, received))

    def foresee(self, texts: Sequence[str], contacts: int, fields: int) -> None:
        """Refuse before anything is sent if reading so many contacts would cost more than allowed.

        Parameters
        ----------
        texts : sequence of str
            Some of them, drawn by chance: what these take is taken for the rest.
        contacts, fields : int
            Contacts to be read, and fields to be asked about of each.

        Raises
        ------
        UsageError
            It would cost more than allowed.
        """
        sent = sum(self.question.tokens(_plain(text)) for text in texts) / max(len(texts), 1)
        times = contacts * fields
        cost = self._price(sent * times, ANSWER_TOKENS * times)
        self._check(CostEstimate(times, 0, round(sent * times), ANSWER_TOKENS * times, cost))

    def predict_proba(self, texts: Sequence[str]) -> "Probabilities":
        """Return the chance of each code for each text, as the model put it.

        Raises
        ------
        UsageError
            It would cost more than allowed, or the service refuses.
        TryAgainError
            The service does not answer.
        """
        import numpy as np

        self._check(self.estimate(texts))
        asked = self._asked(texts)
        kept = KeptAnswers(self.settings.cache)
        try:
            answers: dict[str, Answer | None] = dict(kept.known(asked))
            rest = {key: text for key, text in asked.items() if key not in answers}
            answers |= self._answers(rest, kept)
        finally:
            kept.close()
        codes = len(self.classes_)
        made = np.full((len(texts), codes), 1 / codes)
        for row, text in enumerate(texts):
            plain = _plain(text)
            answer = answers.get(self.question.key(self.settings.model, plain)) if plain else None
            if answer is not None and codes > 1:
                code, certainty = answer
                made[row] = (1 - certainty) / (codes - 1)
                made[row, self.classes_.index(code)] = certainty
        return made

    def _asked(self, texts: Sequence[str]) -> dict[str, str]:
        """Return the different texts by the hash of what would be sent; nothing is asked of an empty one."""
        plain = dict.fromkeys(filter(None, map(_plain, texts)))
        return {self.question.key(self.settings.model, text): text for text in plain}

    def _answers(self, rest: Mapping[str, str], kept: KeptAnswers) -> dict[str, Answer | None]:
        if not rest:
            return {}
        found: dict[str, Answer | None] = {}
        failed = Event()

        def one(key: str, text: str) -> Answer | None:
            if failed.is_set():
                return None
            try:
                answer = self._ask(text)
            except Exception:
                failed.set()  # the others do not begin
                raise
            if answer is not None:  # kept before the next request, which may fail
                kept.keep(key, answer)
            return answer

        pool = ThreadPoolExecutor(self.settings.concurrency)
        try:
            for key, answer in zip(rest, pool.map(one, *zip(*rest.items(), strict=True)), strict=True):
                found[key] = answer
        finally:
            pool.shutdown(cancel_futures=True)
        return found

    def _ask(self, text: str) -> Answer | None:
        """Ask about one text, twice when the answer cannot be read; None where that does not help."""
        messages = self.question.messages(text)
        for _ in range(_ASKED):
            if self.account.spent > self.settings.max_cost:
                raise UsageError(
                    f"Stopped: {self.account.spent:,.2f} was spent, more than --max-cost "
                    f"{self.settings.max_cost:,.2f}. The answers so far are kept."
                )
            reply = self.client.ask(messages)
            self.account.add(spent=self._cost(reply, text), requests=1)
            try:
                return read_answer(reply.content, self.classes_)
            except UnreadableError:
                continue
        self.account.add(unreadable=1)
        return None

    def _check(self, estimate: CostEstimate) -> None:
        most = self.settings.max_cost
        if self.account.spent + estimate.cost > most:
            spent = f" and {self.account.spent:,.2f} is spent already" if self.account.spent else ""
            raise UsageError(
                f"{estimate}{spent}. That is above --max-cost {most:,.2f}; nothing was sent. Raise it, or "
                "read fewer contacts."
            )

    def _price(self, sent: float, received: float) -> float:
        return (sent * self.settings.price_in + received * self.settings.price_out) / 1_000_000

    def _cost(self, reply: Reply, text: str) -> float:
        sent = self.question.tokens(text) if reply.tokens_in is None else reply.tokens_in
        received = ANSWER_TOKENS if reply.tokens_out is None else reply.tokens_out
        return self._price(sent, received)


def _plain(text: str) -> str:
    """Return a text without the marks of recorded values."""
    for name, mark in MARKS.items():
        text = text.replace(mark, f"[{name}] ")
    return text.replace(JOINER, " ").strip()
