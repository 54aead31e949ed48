"""How well and how fast the coder reads the published split."""

import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any

import numpy as np

from benchmarks.bank_intents.intents import Question
from headwater.analysis.demand.coder.tfidf import Setting, TfidfCoder

FEW = 10
"""Labels a class in the harder task, as in the paper."""

_TEXTS_TIMED = 60_000


@dataclass(frozen=True)
class Reading:
    """What one setting of the coder does; seconds of processor time, rows a second of one thread."""

    setting: str
    labels: str
    accuracy: float
    spread: float
    fit_seconds: float
    rows_a_second: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_split(train: list[Question], test: list[Question], draws: int = 5) -> list[Reading]:
    """Learn from the whole training part, and from ten questions an intent drawn several times."""
    found = []
    for setting in ("fast", "full"):
        found.append(_reading(setting, "all", [train], test))
        few = [few_of(train, seed) for seed in range(draws)]
        found.append(_reading(setting, f"{FEW} a class", few, test))
    return found


def few_of(train: list[Question], seed: int, each: int = FEW) -> list[Question]:
    """Return as many questions of every intent, drawn by chance."""
    draw = np.random.default_rng(seed)
    by_intent: dict[str, list[Question]] = defaultdict(list)
    for question in train:
        by_intent[question.intent].append(question)
    return [
        questions[at]
        for _, questions in sorted(by_intent.items())
        for at in draw.choice(len(questions), min(each, len(questions)), replace=False)
    ]


def _reading(setting: Setting, labels: str, trainings: list[list[Question]], test: list[Question]) -> Reading:
    texts, codes = [q.text for q in test], np.array([q.intent for q in test])
    accuracies, fits, rates = [], [], []
    for seed, training in enumerate(trainings):
        coder = TfidfCoder(setting, seed=seed, workers=1)
        started = time.process_time()
        coder.fit([q.text for q in training], [q.intent for q in training])
        fits.append(time.process_time() - started)
        said = np.array(coder.classes_)[coder.predict_proba(texts).argmax(axis=1)]
        accuracies.append(float((said == codes).mean()))
        if seed == 0:
            many = (texts * (_TEXTS_TIMED // len(texts) + 1))[:_TEXTS_TIMED]
            # the processor's own time: other work on the machine does not count against the coder
            started = time.process_time()
            coder.predict_proba(many)
            rates.append(len(many) / (time.process_time() - started))
    return Reading(
        setting, labels, mean(accuracies), max(accuracies) - min(accuracies), mean(fits), mean(rates)
    )
