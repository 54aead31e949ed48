"""Judges models by codes they had not seen."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.coder.calibration import calibration
from headwater.analysis.demand.coder.card import CodeCard, FieldCard, Mixup, ModelCard
from headwater.analysis.demand.coder.learning import Learned
from headwater.analysis.demand.coder.linear import LinearModel
from headwater.analysis.estimates import (
    ClusterSums,
    Estimate,
    cannot_tell,
    clustered_share,
    t_quantile,
    wilson,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Truths = NDArray[np.bool_]

FEWEST_EXAMPLES = 5
"""A code with fewer examples leaves four or less to learn from."""

_FEWEST_CUSTOMERS = 10
_HOLDING = 3
"""A term is shown only where this many coded contacts hold it: a rarer one may be somebody's name."""
_TERMS = 8
_MIXUPS = 20


def judged(learned: Learned) -> ModelCard:
    """Return the card of models: each field judged on contacts drawn by chance that carry a code in it."""
    from headwater.analysis.demand.coder.leading import leading_terms

    terms = leading_terms(learned.fitted, learned.words.texts, _TERMS, _HOLDING)
    fields = tuple(_field(learned, name, terms.get(name, {})) for name in learned.fitted.fields)
    kept = [words for words, chance in zip(learned.words.has_words, learned.by_chance, strict=True) if chance]
    return ModelCard(
        name=learned.fitted.name,
        learned_from=len(learned.contacts),
        judged_on=len(kept),
        without_text=sum(not words for words in kept),
        fields=tuple(card for card in fields if card is not None),
        cannot_see=_cannot_see(learned, kept),
        notes=(*learned.fitted.notes, *_unlearned(learned)),
        settings=learned.settings.to_dict(),
    )


def _field(learned: Learned, name: str, terms: dict[str, list[str]]) -> FieldCard | None:
    import numpy as np

    classes = learned.fitted.classes[name]
    coded = learned.codes[name]
    rows = [i for i, code in enumerate(coded) if code and learned.by_chance[i]]
    if not rows:
        return None
    chances = learned.fitted.held_out[name][rows]
    truth = np.array([classes.index(str(coded[i])) for i in rows], dtype=np.int64)
    said = chances.argmax(axis=1)
    customers = [_cluster(learned, i) for i in rows]
    counts = Counter(truth.tolist())
    commonest = min(counts, key=lambda at: (-counts[at], classes[at]))
    level = learned.settings.level
    examples = Counter(code for code in coded if code)
    return FieldCard(
        field=name,
        contacts=len(rows),
        accuracy=_share(said == truth, customers, level),
        commonest=classes[commonest],
        base_rate=_share(truth == commonest, customers, level),
        gain=mean_difference(said == truth, truth == commonest, customers, level),
        calibration=calibration(chances, truth, seed=learned.settings.seed, level=level),
        codes=_codes(classes, truth, said, terms, level),
        mixups=_mixups(classes, truth, said),
        too_rare=tuple(code for code in classes if examples[code] < FEWEST_EXAMPLES),
    )


def _cluster(learned: Learned, row: int) -> Hashable:
    customer = learned.words.customers[row]
    return ("alone", row) if customer is None else customer


def _share(holds: "Truths", customers: Sequence[Hashable], level: float) -> Estimate:
    sums: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0])
    for hold, customer in zip(holds.tolist(), customers, strict=True):
        sums[customer][0] += hold
        sums[customer][1] += 1
    pairs = list(sums.values())
    return clustered_share(
        ClusterSums(
            clusters=len(pairs),
            y=sum(y for y, _ in pairs),
            n=sum(n for _, n in pairs),
            yy=sum(y * y for y, _ in pairs),
            yn=sum(y * n for y, n in pairs),
            nn=sum(n * n for _, n in pairs),
        ),
        level,
    )


def mean_difference(one: "Truths", other: "Truths", customers: Sequence[Hashable], level: float) -> Estimate:
    """Return the difference of two shares of the same contacts, clustered by customer.

    Notes
    -----
    With d the sum of differences and n the contacts of a customer, and m customers, the variance of
    sum(d) / sum(n) is m / (m - 1) * sum((d - mean * n)^2) / sum(n)^2; the interval takes Student's t.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 3.12. Wiley.
    """
    sums: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0])
    for a, b, customer in zip(one.tolist(), other.tolist(), customers, strict=True):
        sums[customer][0] += int(a) - int(b)
        sums[customer][1] += 1
    n, m = len(customers), len(sums)
    if m < _FEWEST_CUSTOMERS:
        return cannot_tell(f"only {m} customers; {_FEWEST_CUSTOMERS} are needed", n)
    mean = sum(d for d, _ in sums.values()) / n
    spread = m / (m - 1) * sum((d - mean * count) ** 2 for d, count in sums.values()) / n**2
    half = t_quantile(0.5 + level / 2, m - 1) * sqrt(spread)
    return Estimate(mean, mean - half, mean + half, n=n, level=level, method="paired, clustered by customer")


def _codes(
    classes: Sequence[str], truth: "Places", said: "Places", terms: dict[str, list[str]], level: float
) -> tuple[CodeCard, ...]:
    made = []
    for at, code in enumerate(classes):
        coded, given = int((truth == at).sum()), int((said == at).sum())
        both = int(((truth == at) & (said == at)).sum())
        made.append(
            CodeCard(
                code,
                coded,
                given,
                found=wilson(both, coded, level),
                right=wilson(both, given, level),
                terms=tuple(terms.get(code, ())),
            )
        )
    return tuple(sorted(made, key=lambda card: (-card.coded, card.code)))


def _mixups(classes: Sequence[str], truth: "Places", said: "Places") -> tuple[Mixup, ...]:
    pairs = Counter((a, b) for a, b in zip(truth.tolist(), said.tolist(), strict=True) if a != b)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Mixup(classes[a], classes[b], count) for (a, b), count in ordered[:_MIXUPS])


def _unlearned(learned: Learned) -> list[str]:
    missing = [name for name in learned.settings.fields if name not in learned.fitted.classes]
    return (
        [f"Nothing was learned of {', '.join(missing)}: no coded contact has a code there."]
        if missing
        else []
    )


def _cannot_see(learned: Learned, words: Sequence[bool]) -> tuple[str, ...]:
    without = len(words) - sum(words)
    said = []
    if not any(words):
        said.append(
            "No contact it was judged on has text: it knows only channel and native reason, so all contacts "
            "that agree in both are read alike."
        )
    elif without:
        source = (
            "channel and native reason" if learned.settings.recorded else "nothing but how frequent codes are"
        )
        said.append(f"{without:,} of {len(words):,} contacts have no text; of these it knows {source}.")
    said.append("What is not in the contact's own text: what happened before it, after it, and elsewhere.")
    if _linear(learned):
        said.append("Word order beyond two words, irony, and who says it; it counts words.")
    said.append("Reasons that came up after the sample was coded: it gives them one of the codes it knows.")
    return tuple(said)


def _linear(learned: Learned) -> bool:
    models: list[Any] = [model for found in learned.fitted.models.values() for model in found]
    return any(isinstance(model, LinearModel) for model in models)
