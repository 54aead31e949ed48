"""What a diagnosis cannot say, why, and what would bring it."""

from headwater.analysis.demand.coverage import FEWEST_DAYS, MOST_REASONS
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Gap
from headwater.analysis.demand.report.failure_section import failure_gaps
from headwater.analysis.demand.report.words import one_of

_HALF = 0.5


def gaps(found: Diagnosis) -> tuple[Gap, ...]:
    """Return what the data cannot say, the gaps that cost most insight first."""
    filled = found.coverage
    if not filled.contacts:
        return (_nothing(found),)
    return (*_about_customers(found), *_about_reasons(found), *_about_work(found), *_about_time(found))


def _nothing(found: Diagnosis) -> Gap:
    if found.settings.since is None and found.settings.until is None:
        why, how = "The store holds no inbound contact.", "Import an export of contacts."
    else:
        why, how = "No inbound contact lies in the days asked for.", "Widen the days, or import an export."
    return Gap("What happened?", why, how, ("opened_at",))


def _about_customers(found: Diagnosis) -> list[Gap]:
    filled = found.coverage
    coded = Gap(
        "Which share of contacts is failure demand?",
        "Nobody has coded these contacts. Repeats are a sign of it, and a low one: they leave out every "
        "first contact that should never have happened.",
        "Have people code a random sample by a codebook. No export brings this.",
    )
    found_gaps = [coded] if found.causes is None else list(failure_gaps(found.causes))
    if not filled.has("customer_key"):
        found_gaps.append(
            Gap(
                "Who comes back, and what is resolved at first contact?",
                "No contact carries a customer, so two contacts of one person look like two persons.",
                "Export the requester or caller with each contact; it is stored as a pseudonym.",
                ("customer_id",),
            )
        )
    elif filled.share("customer_key") < _HALF:
        found_gaps.append(
            Gap(
                "Do the customers we cannot see come back as often?",
                f"Only {filled.share('customer_key'):.0%} of contacts carry a customer.",
                "Identify callers, or export the field that does.",
                ("customer_id",),
            )
        )
    elif found.definition is None:
        found_gaps.append(
            Gap(
                "How often do customers come back?",
                found.repeats.missing[0]
                if found.repeats.missing
                else "Too few contacts were watched long enough.",
                f"A longer export: at least {found.settings.window_days} days, better {2 * FEWEST_DAYS}.",
                ("opened_at",),
            )
        )
    return found_gaps


def _about_reasons(found: Diagnosis) -> list[Gap]:
    filled = found.coverage
    if filled.reasons_usable:
        return []
    words = "" if filled.texts else " Texts would let candidates be proposed."
    if found.topics is not None and found.topics.topics:
        words = f" Or have a person name the {len(found.topics.topics)} candidates found in the texts."
    elif filled.texts and found.topics is None and found.settings.topics is None:
        words = " Or let candidates be proposed from the texts: pip install 'headwater[text]'."
    columns = ("reason_source",) if filled.texts else ("reason_source", "contact_texts")
    if not filled.has("reason_source"):
        why = "The export has no reason or category."
    elif filled.share("reason_source") < _HALF:
        why = f"Only {filled.share('reason_source'):.0%} of contacts have a reason."
    elif filled.reasons > MOST_REASONS:
        why = f"There are {filled.reasons:,} reasons; above {MOST_REASONS} nobody can act on them."
    else:
        why = "All contacts have the same reason."
    return [
        Gap(
            "Why do customers come?", why, f"Map the helpdesk's category to 10 to 60 reasons.{words}", columns
        )
    ]


def _about_work(found: Diagnosis) -> list[Gap]:
    filled, work = found.coverage, []
    if not filled.has("handle_seconds"):
        work.append(
            Gap(
                "Where does the time go?",
                "No contact has a handle time, so contacts can be counted but not weighed. The time between "
                "opening and closing is not work.",
                "Export touch time: talk, hold and wrap-up.",
                ("handle_seconds",),
            )
        )
    if found.settings.rates is None:
        work.append(
            Gap(
                "What does it cost?",
                "No rates were given, and none is assumed.",
                "Give --cost-per-hour or --cost-per-contact, by channel if they differ.",
            )
        )
    if not filled.volumes:
        work.append(
            Gap(
                "Do contacts grow faster than the business?",
                "No volumes were loaded, so there is nothing to set contacts against.",
                "Import orders, parcels or accounts by day.",
                ("volumes",),
            )
        )
    return work


def _about_time(found: Diagnosis) -> list[Gap]:
    filled, others = found.coverage, []
    if filled.days < FEWEST_DAYS:
        others.append(
            Gap(
                "Is there a weekly rhythm, and is it getting better?",
                f"The contacts span {one_of(filled.days, 'day')}; each weekday is needed at least twice.",
                f"An export of {FEWEST_DAYS} days or more, better a year.",
                ("opened_at",),
            )
        )
    if found.scattered and found.arrivals is not None:
        days = found.arrivals.days
        others.append(
            Gap(
                "Is the export whole?",
                f"Only {days.days_with_contacts:,} of {one_of(days.days, 'day')} hold contacts. A few "
                "strays may stretch the span; or days are missing.",
                "Look at the first and last dates of the export, or narrow the days: --since and --until.",
                ("opened_at",),
            )
        )
    if not filled.has("abandoned") and not filled.has("wait_seconds"):
        others.append(
            Gap(
                "How many customers give up waiting?",
                "Nothing says who waited how long, or who left.",
                "Export the queue's waiting time and whether the contact was abandoned.",
                ("wait_seconds", "abandoned"),
            )
        )
    if not filled.has("satisfaction"):
        others.append(
            Gap(
                "Were customers content?",
                "No contact carries a rating.",
                "Export the ratings; they are rescaled to 0 to 1.",
                ("satisfaction",),
            )
        )
    return others
