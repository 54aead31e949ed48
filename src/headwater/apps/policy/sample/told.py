"""What the delivery company demands of its phone team, and where it is written.

The handle-time target and the script are those that the simulation knows: the one is gamed and was lifted,
the other makes calls longer and no better. All else is invented to go with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from headwater.analysis.policy import Policy
from headwater.analysis.policy.policy import Operator

PHONE = {"channel": ("phone",)}
LIMIT = 25.0
"""Euros an agent may give without asking."""


@dataclass(frozen=True)
class Told:
    """A document: who issued it, who brings it into the lab, and how it begins."""

    title: str
    file_name: str
    issuer: str
    level: str
    brings: str
    opening: str


DOCUMENTS = (
    Told(
        "Customer promise",
        "customer-promise.txt",
        "Executive board",
        "exec",
        "amara",
        "We solve it the first time. Who has to call twice, calls the competition the third time.",
    ),
    Told(
        "Conversation guide",
        "conversation-guide.txt",
        "Executive board",
        "exec",
        "amara",
        "Every caller is to have the same conversation. The steps below are done in every call.",
    ),
    Told(
        "Phone targets",
        "phone-targets.txt",
        "Operations",
        "director",
        "olga",
        "What the phone team is measured by. Team leads report it on the first Monday of the month.",
    ),
    Told(
        "Score sheet",
        "score-sheet.txt",
        "Quality assurance",
        "QA",
        "olga",
        "Five calls of everybody are scored each month. A call without complete notes is failed.",
    ),
    Told(
        "Service targets",
        "service-targets.txt",
        "Workforce management",
        "WFM",
        "olga",
        "How soon callers are answered, counted over the month.",
    ),
    Told(
        "Works agreement on workload",
        "works-agreement.txt",
        "Human resources",
        "HR",
        "emre",
        "Agreed with the works council. It can be ended with three months' notice, not changed by one side.",
    ),
    Told(
        "Budget and spending rules",
        "budget-and-spending-rules.txt",
        "Finance",
        "finance",
        "emre",
        "What may be spent, on people and on customers.",
    ),
)
_STEPS = (
    ("greet", "greet by name and check the address", 35, "listen",
     "Greet by name, then check name and address."),
    ("situation", "ask for the whole story", 60, "ask",
     "Let the caller tell the whole story before you look anything up."),
    ("explain", "explain what happens next", 95, "explain",
     "Say what happens next, by when, and who does it."),
    ("apologise", "apologise in the words of the guide", 40, "",
     "Apologise in the words on page 4."),
    ("offer", "mention the app and the parcel box", 45, "",
     "Mention the app and the parcel box near the caller."),
    ("rating", "sum up and ask for a rating", 25, "follow_up",
     "Sum up in one sentence and ask for a rating."),
)  # fmt: skip


def policies(truth: Mapping[str, Any], scheduled: float | None) -> list[Policy]:
    """Return what is demanded, each after what it replaces.

    Parameters
    ----------
    truth : mapping
        Of `truth.json`: the days of the handle-time target and of the script.
    scheduled : float, optional
        People on the roster at a time, to which the budget holds; no budget for them without it.
    """
    target = truth["handle_time_target"]
    first, last = (date.fromisoformat(target[name]) for name in ("first_day", "last_day"))
    script = _script_day(truth)
    found = [
        _of("Phone targets", "five-minutes", ("aht_s", "<=", 300), "Calls take five minutes on average.",
            consequence="report", effective_from=date(first.year - 2, 1, 4)),
        _of("Phone targets", "four-minutes", ("aht_s", "<=", float(target["seconds"])),
            "Calls take four minutes on average. Who keeps to it has the full bonus.", consequence="bonus",
            effective_from=first, effective_to=last, replaces="five-minutes"),
        _of("Phone targets", "short-notes", ("wrap_s", "<=", 30),
            "Notes are written within 30 seconds of the call.", consequence="report", effective_from=first),
        _of("Phone targets", "few-escalations", ("escalation_frac", "<=", 0.08),
            "At most eight calls in a hundred are handed up.", consequence="report", effective_from=first),
        _of("Customer promise", "solved-at-once", ("fcr_frac", ">=", 0.78),
            "78 in 100 are helped by the first contact.", effective_from=date(first.year, 7, 3)),
        _of("Score sheet", "complete-notes", ("wrap_s", ">=", 45),
            "Notes hold what was asked, done and promised: 45 seconds are the least.",
            consequence="discipline", effective_from=date(first.year, 3, 6)),
        _of("Service targets", "answered-in-time", ("service_level", ">=", 0.8),
            "80 in 100 callers are answered within 20 seconds.", threshold_s=20, consequence="report",
            effective_from=first),
        _of("Works agreement on workload", "breathing-space", ("occupancy_frac", "<=", 0.85),
            "Nobody is with callers for more than 85% of their time.", hard=True, scope={},
            effective_from=date(first.year - 1, 5, 2)),
        _of("Works agreement on workload", "time-away", ("shrinkage_frac", ">=", 0.3),
            "30% of working time is for breaks, training and talk among each other.", hard=True, scope={},
            effective_from=date(first.year - 1, 5, 2)),
        _of("Budget and spending rules", "credit-15", ("authority", "<=", 15),
            "Up to 15 euros without asking.", currency="EUR", scope={},
            effective_from=date(first.year - 1, 1, 3)),
        _of("Budget and spending rules", "credit-25", ("authority", "<=", LIMIT),
            "Up to 25 euros without asking; above it a team lead approves.", currency="EUR", scope={},
            effective_from=date(first.year + 1, 1, 8), replaces="credit-15", latency_s=90),
    ]  # fmt: skip
    if scheduled is not None:
        posts = ceil(10 * scheduled) / 10
        found.append(
            _of("Budget and spending rules", "posts", ("agents_scheduled", "<=", posts),
                f"The plan pays for {posts:g} people on the phone at a time.",
                effective_from=date(last.year, 1, 1))
        )  # fmt: skip
    if script is not None:
        found += [
            _of("Conversation guide", f"script-{key}", ("script_step", ">=", seconds), words, step=step,
                order=number, principle=principle, effective_from=script)
            for number, (key, step, seconds, principle, words) in enumerate(_STEPS, 1)
        ]  # fmt: skip
        found.append(
            _of("Phone targets", "five-and-a-half", ("aht_s", "<=", 330),
                "Calls are to be back under five and a half minutes by winter.", consequence="report",
                effective_from=date(script.year, 9, 1))
        )  # fmt: skip
    return found


def text_of(document: Told, inside: list[Policy]) -> str:
    """Return a document as its issuer wrote it."""
    lines = [document.title, f"Issued by: {document.issuer}", "", document.opening, ""]
    for number, one in enumerate(inside, 1):
        ended = f", until {one.effective_to}" if one.effective_to else ""
        lines.append(f"{number}. {one.says} (from {one.effective_from}{ended})")
    return "\n".join([*lines, ""])


def facts(measured: Mapping[str, float], scheduled: float | None, per_hour: float) -> dict[str, Any]:
    """Return what people of the phone team say is so, beside what contacts say of its calls.

    Parameters
    ----------
    measured : mapping
        `contacts_per_hour` and `handle_seconds` of the phone.
    per_hour : float
        What an hour of an agent costs.
    """
    hold, wrap = 20.0, 50.0
    today = {
        "talk_s": round(max(measured["handle_seconds"] - hold - wrap, 30.0), 1),
        "hold_s": hold,
        "wrap_s": wrap,
        "shrinkage_frac": 0.3,
        "authority": LIMIT,
    }
    if scheduled is not None:
        today["agents_scheduled"] = round(scheduled, 2)
    return {
        "name": "The phone team of the sample organisation",
        "currency": "EUR",
        "contacts_per_hour": round(measured["contacts_per_hour"], 2),
        "call_back_share": 0.85,
        "patience_s": 240,
        "resolution": {"best": 0.82, "seconds": 105},
        "remedies": {
            "credit": {"share": 0.14, "median": 20, "spread": 0.65},
            "replacement": {"share": 0.06, "median": 32, "spread": 0.5},
        },
        "escalation_other": 0.02,
        "cost_per_agent_hour": per_hour,
        "hours_per_year": 3900,
        "today": today,
        "scope": {"channel": ["phone"]},
        "notes": {
            "resolution": "What the team leads expect: asked, not measured.",
            "remedies": "From the credits and replacements of last year.",
        },
    }


def _script_day(truth: Mapping[str, Any]) -> date | None:
    started = (one["start"] for one in truth.get("programmes", ()) if one["key"] == "script")
    return next((date.fromisoformat(day) for day in started), None)


def _of(document: str, key: str, limit: tuple[str, Operator, float], says: str, **more: Any) -> Policy:
    told = next(one for one in DOCUMENTS if one.title == document)
    return Policy(
        id=key,
        issuer=told.issuer,
        metric=limit[0],
        operator=limit[1],
        value=limit[2],
        level=told.level,
        document_ref=document,
        says=says,
        **{"scope": PHONE, **more},
    )
