"""Every policy there can be, for tests that hold for all of them."""

from datetime import date
from string import printable

from hypothesis import strategies as st

from headwater.analysis.policy.metrics import METRICS, TIMES
from headwater.analysis.policy.policy import (
    CONSEQUENCES,
    DEFINITIONS,
    LEVELS,
    OPERATORS,
    SCOPES,
    WINDOWS,
    Policy,
)
from headwater.analysis.policy.principles import PRINCIPLES

_words = st.text(printable + "äß€\u3042'\"", min_size=1, max_size=20).map(str.strip).filter(bool)
_maybe = st.just("") | _words
_seconds = st.floats(0, 1e5, allow_nan=False)
_ONLY_LOWER = ("script_s", "script_step", "qa_score_min")


@st.composite
def any_policy(draw: st.DrawFn, key: str = "one") -> Policy:
    """Draw a policy of any metric, with every field that its metric takes."""
    metric = METRICS[draw(st.sampled_from(list(METRICS)))]
    most = 1.0 if metric.family == "share" else 1e6
    own: dict[str, object] = {}
    if metric.family == "money":
        own["currency"] = draw(st.sampled_from(("EUR", "USD")))
    if metric.key == "service_level":
        own["threshold_s"] = draw(_seconds)
        own["definition"] = draw(st.sampled_from(DEFINITIONS))
        if own["definition"] == "without_short_abandons":
            own["short_s"] = draw(_seconds)
    elif metric.key == "authority":
        own["remedy_type"], own["latency_s"] = draw(_words), draw(_seconds)
    elif metric.key == "script_step":
        own["step"], own["order"] = draw(_words), draw(st.integers(0, 40))
        own["mandatory"] = draw(st.booleans())
    elif metric.key == "shrinkage_frac":
        own["kind"] = draw(_maybe)
    elif metric.key in ("fcr_frac", "repeat_frac"):
        own["window_days"] = draw(st.integers(1, 60))
    if metric.key in TIMES:
        own["percentile"] = draw(st.none() | st.integers(1, 99).map(lambda n: n / 100))
    start = draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    scope = st.dictionaries(st.sampled_from(SCOPES), st.lists(_words, min_size=1, max_size=3).map(tuple))
    return Policy(
        id=key,
        issuer=draw(_words),
        metric=metric.key,
        operator=">=" if metric.key in _ONLY_LOWER else draw(st.sampled_from(OPERATORS)),
        value=draw(st.floats(0, most, allow_nan=False)),
        level=draw(st.sampled_from(LEVELS)),
        document_ref=draw(_maybe),
        says=draw(_maybe),
        scope=draw(scope),
        effective_from=start,
        effective_to=draw(st.none() | st.dates(start or date(2020, 1, 1), date(2031, 1, 1))),
        hard=draw(st.booleans()),
        weight=draw(st.floats(0.01, 100)),
        window=draw(st.sampled_from(("", *WINDOWS))),
        consequence=draw(st.sampled_from(CONSEQUENCES)),
        principle=draw(st.sampled_from(("", *PRINCIPLES))),
        **own,  # type: ignore[arg-type]
    )
