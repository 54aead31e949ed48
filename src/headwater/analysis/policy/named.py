"""Which declared policies an instruction is about that people tell in their own words, by plain rules."""

import re
from collections.abc import Iterable, Sequence
from math import isclose

from headwater.analysis.policy.metrics import METRICS, Family
from headwater.analysis.policy.policy import Policy

WORDS: dict[str, tuple[str, ...]] = {
    "aht_s": ("handle time", "handling time", "aht", "call time", "call length", "time per call"),
    "talk_s": ("talk time",),
    "hold_s": ("hold time", "on hold"),
    "wrap_s": ("wrap up", "wrap ups", "after call", "after call work", "notes"),
    "script_s": ("script", "scripts", "call guide", "conversation guide"),
    "script_step": ("script", "scripts", "call guide", "conversation guide"),
    "occupancy_frac": ("occupancy", "utilisation", "utilization"),
    "service_level": ("service level", "answered within", "answer within"),
    "asa_s": ("speed of answer", "asa", "average wait"),
    "abandon_frac": ("abandonment", "abandoned", "abandon"),
    "agents_scheduled": ("scheduled staff", "headcount", "number of agents"),
    "shrinkage_frac": ("shrinkage", "time away", "time off the phone", "breaks", "training time"),
    "fcr_frac": ("first contact resolution", "first call resolution", "fcr", "solve it at once"),
    "repeat_frac": ("repeat contacts", "repeat calls", "repeats", "repeat rate"),
    "authority": ("authority", "refund", "refunds", "credit", "credits", "voucher", "vouchers", "goodwill"),
    "remedy_cost_per_contact": ("remedy cost", "cost of remedies"),
    "escalation_frac": ("escalation", "escalations", "escalate", "escalating"),
    "transfer_frac": ("transfer", "transfers", "transferring"),
    "concurrency": ("chats at once", "concurrent chats", "concurrency"),
    "qa_score_min": ("quality score", "qa score", "qa"),
    "contacts_per_agent_hour": ("calls an hour", "calls per hour", "contacts an hour", "contacts per hour"),
    "principle_review_frac": ("principle review", "principle reviews"),
    "confirmed_follow_up_frac": ("follow up", "follow ups", "followup"),
}
"""What people call each metric, in small letters and without hyphens."""

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)
_TENS = {"fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "sixty": 60.0, "ninety": 90.0}
_SPELT = {word: float(n) for n, word in enumerate(_NUMBERS)} | _TENS
_UNITS: dict[str, tuple[Family, float]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), ("time", 1.0)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), ("time", 60.0)),
    **dict.fromkeys(("h", "hour", "hours"), ("time", 3600.0)),
    **dict.fromkeys(("%", "percent", "per cent"), ("share", 0.01)),
    **dict.fromkeys(("€", "$", "£", "eur", "euro", "euros", "usd", "dollars", "gbp"), ("money", 1.0)),
    **dict.fromkeys(("agents", "people"), ("people", 1.0)),
    **dict.fromkeys(("chats", "points", "calls", "contacts"), ("score", 1.0)),
}
_AMOUNT = rf"(\d+(?:[.,]\d+)?|{'|'.join(_SPELT)})"
_AFTER = re.compile(
    rf"(?<![\w.,]){_AMOUNT}\s*({'|'.join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))})(?!\w)"
)
_BEFORE = re.compile(rf"([€$£])\s*{_AMOUNT}(?![\w.])")
_FEWEST_WORDS = 2
"""A quotation of one word could be anything."""


def named_in(text: str, policies: Iterable[Policy]) -> frozenset[str]:
    """Return the ids of the policies that an instruction names.

    Parameters
    ----------
    text : str
        What somebody was told, in their words.

    Notes
    -----
    A policy is named when the text holds (1) its id, the words of its step or what it says, of at least two
    words; or (2) the title of its document, or a word for its metric, unless the text gives an amount of
    that kind and none is its value; or (3), where neither names any, an amount with its unit that is the
    value of one policy alone.

    Examples
    --------
    >>> held = [Policy("aht", "Operations", "aht_s", "<=", 240), Policy("wrap", "QA", "wrap_s", ">=", 20)]
    >>> sorted(named_in("Keep calls to four minutes", held)), sorted(named_in("AHT of 300 seconds", held))
    (['aht'], [])
    """
    held = tuple(policies)
    plain = _plain(text)
    amounts = _amounts(text.casefold())
    found = {policy.id for policy in held if _quoted(policy, plain)}
    for policy in held:
        document = bool(policy.document_ref) and _holds(plain, _plain(policy.document_ref))
        by_metric = any(_holds(plain, word) for word in WORDS[policy.metric])
        if (document or by_metric) and not _other_amount(policy, amounts):
            found.add(policy.id)
    return frozenset(found or _by_amount_alone(held, amounts))


def _by_amount_alone(held: Sequence[Policy], amounts: Sequence[tuple[Family, float]]) -> set[str]:
    found = set()
    for amount in amounts:
        same = [policy for policy in held if _is_value(policy, amount)]
        if len(same) == 1:
            found.add(same[0].id)
    return found


def _quoted(policy: Policy, plain: str) -> bool:
    said = (policy.id, policy.step, policy.says)
    return any(
        len(words.split()) >= _FEWEST_WORDS and _holds(plain, words) for words in map(_plain, said) if words
    )


def _other_amount(policy: Policy, amounts: Sequence[tuple[Family, float]]) -> bool:
    """Say whether the text gives amounts of the policy's kind, none of them its value."""
    same_kind = [amount for amount in amounts if amount[0] == METRICS[policy.metric].family]
    return bool(same_kind) and not any(_is_value(policy, amount) for amount in same_kind)


def _is_value(policy: Policy, amount: tuple[Family, float]) -> bool:
    family, value = amount
    return family == METRICS[policy.metric].family and isclose(value, policy.value, rel_tol=1e-6)


def _amounts(text: str) -> list[tuple[Family, float]]:
    found = [(_UNITS[unit][0], _number(n) * _UNITS[unit][1]) for n, unit in _AFTER.findall(text)]
    return found + [(_UNITS[unit][0], _number(n)) for unit, n in _BEFORE.findall(text)]


def _number(text: str) -> float:
    return _SPELT[text] if text in _SPELT else float(text.replace(",", "."))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _holds(text: str, words: str) -> bool:
    return bool(words) and f" {words} " in f" {text} "
