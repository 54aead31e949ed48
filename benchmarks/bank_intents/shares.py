"""Draws 300 questions again and again, and counts how often the interval holds what all 13,083 say."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from statistics import mean, pstdev
from typing import Any

import numpy as np

from benchmarks.bank_intents.intents import Intent, Question
from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.coding.sampled import CodedSample, Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.prevalence.result import Method
from headwater.analysis.demand.prevalence.targets import FAILURE, Target
from headwater.analysis.demand.sampling.strata import EVERYTHING
from headwater.analysis.estimates import Estimate

LEAST_SHARE = 0.02
"""Failure codes rarer than this among all questions are left out."""

_SOURCE = "bank"


@dataclass(frozen=True)
class Coverage:
    """One share over many draws: coverage and mean width by method.

    Attributes
    ----------
    truth : float
        Share among all questions.
    holds, width : mapping of method to float
        Part of the draws whose interval holds the truth, and mean width of the interval. `reported` is the
        one Headwater quotes.
    powered : float
        Part of the draws in which the model's reading was used.
    off : mapping of method to float
        Mean of the share over the draws, less the truth; `naive` is the model's own count.
    honesty : mapping of method to float
        Mean half width of the interval over 1.96 standard deviations of the share: below 1 it is too narrow.
    """

    target: str
    truth: float
    draws: int
    holds: Mapping[str, float]
    width: Mapping[str, float]
    powered: float
    off: Mapping[str, float]
    honesty: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Drawn:
    """What one draw said of one share."""

    estimates: Mapping[Method, Estimate]
    reported: Method


def targets_worth_it(codes: Sequence[Mapping[str, str]]) -> list[tuple[Target, float]]:
    """Return failure demand and every failure code of two percent or more, with their true shares."""
    counted = Counter(own["failure_code"] for own in codes if "failure_code" in own)
    wanted = [
        FAILURE,
        *(Target.of(failure_code=code) for code, n in counted.most_common() if n / len(codes) >= LEAST_SHARE),
    ]
    return [(target, mean(float(target.holds(own)) for own in codes)) for target in wanted]


@dataclass(frozen=True)
class Draws:
    """How often to draw, how many questions each time, which model reads the others, and the first seed."""

    draws: int = 200
    labels: int = 300
    model: str = "fast"
    first_seed: int = 0


def cover(
    questions: list[Question], intents: Mapping[str, Intent], drawing: Draws, workers: int = 1
) -> tuple[list[Coverage], float]:
    """Return coverage and widths over many draws, and the seconds one draw takes."""
    codes = [intents[question.intent].codes for question in questions]
    wanted = targets_worth_it(codes)
    started = time.perf_counter()
    jobs = [
        (seed, drawing.labels, drawing.model)
        for seed in range(drawing.first_seed, drawing.first_seed + drawing.draws)
    ]
    if workers == 1:
        _prepare(questions, codes)
        made = [_one_draw(job) for job in jobs]
    else:
        # engines hold threads, which a forked process would inherit broken
        apart = get_context("spawn")
        with ProcessPoolExecutor(workers, apart, _prepare, (questions, codes)) as pool:
            made = list(pool.map(_one_draw, jobs, chunksize=5))
    seconds = (time.perf_counter() - started) * workers / drawing.draws
    return [
        _coverage(target, truth, [draw[at] for draw in made]) for at, (target, truth) in enumerate(wanted)
    ], seconds


def _coverage(target: Target, truth: float, drawn: Sequence[Drawn]) -> Coverage:
    named: dict[str, list[Estimate]] = {"reported": [d.estimates[d.reported] for d in drawn]}
    for method in ("people", "powered"):
        # where the powered estimate cannot be told, people's stands in for it: that is what is reported
        named[method] = [_known(d, method) for d in drawn]
    return Coverage(
        target=str(target),
        truth=truth,
        draws=len(drawn),
        holds={name: mean(float(_holds(e, truth)) for e in found) for name, found in named.items()},
        width={name: mean(_width(e) for e in found) for name, found in named.items()},
        powered=mean(float(d.reported == "powered") for d in drawn),
        off=_off(named | {"naive": [d.estimates["naive"] for d in drawn if "naive" in d.estimates]}, truth),
        honesty={
            name: mean(_width(e) for e in found) / (2 * 1.96 * pstdev(e.value or 0.0 for e in found))
            for name, found in named.items()
        },
    )


def _off(named: Mapping[str, Sequence[Estimate]], truth: float) -> dict[str, float]:
    return {name: mean(e.value or 0.0 for e in found) - truth for name, found in named.items() if found}


def _known(drawn: Drawn, method: Method) -> Estimate:
    found = drawn.estimates.get(method)
    return found if found is not None and found.known else drawn.estimates["people"]


def _holds(found: Estimate, truth: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def _width(found: Estimate) -> float:
    return found.high - found.low if found.low is not None and found.high is not None else 1.0


_HELD: dict[str, Any] = {}
"""What each worker process keeps between draws."""


def _prepare(questions: list[Question], codes: list[Mapping[str, str]]) -> None:
    _HELD["questions"], _HELD["codes"] = questions, codes
    _tables.cache_clear()


@cache
def _tables() -> ContactTables:
    return as_contacts(_HELD["questions"])


def as_contacts(questions: Sequence[Question]) -> ContactTables:
    """Return the questions as contacts with text; they have no customer and no handle time."""
    first = datetime(2026, 1, 5, 8, tzinfo=UTC)
    rows = [
        {
            "source": _SOURCE,
            "contact_id": str(n),
            "opened_at": first + timedelta(minutes=n),
            "channel": "chat",
        }
        for n in range(len(questions))
    ]
    texts = [
        {"source": _SOURCE, "contact_id": str(n), "body": question.text, "month": "2026-01"}
        for n, question in enumerate(questions)
    ]
    return ContactTables(contacts_from_rows(rows), texts_table=rows_as_frame(texts, "contact_texts"))


def sample_of(codes: Sequence[Mapping[str, str]], labels: int, seed: int) -> CodedSample:
    """Return a plain random sample of questions, coded as the mapping says."""
    places = np.random.default_rng(seed).choice(len(codes), labels, replace=False)
    contacts = tuple(
        SampledContact(
            item=f"{_SOURCE}/{place}",
            source=_SOURCE,
            contact_id=str(place),
            stratum=EVERYTHING,
            inclusion_probability=labels / len(codes),
            codings=(Coding("mapping", codes[place], "bank_intents 1"),),
        )
        for place in places
    )
    return CodedSample(contacts, Design({EVERYTHING: Stratum(len(codes), labels)}), "bank_intents 1")


def _one_draw(job: tuple[int, int, str]) -> list[Drawn]:
    seed, labels, model = job
    codes = _HELD["codes"]
    wanted = [target for target, _ in targets_worth_it(codes)]
    settings = PrevalenceSettings(fields=("demand_type", "failure_code"), model=model, seed=seed)
    found = prevalence(_tables(), sample_of(codes, labels, seed), settings, targets=wanted)
    shares = [found.share(target) for target in wanted]
    return [Drawn(share.estimates, share.reported) for share in shares]
