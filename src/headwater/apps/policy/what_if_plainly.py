"""Names of facts as people say them: a page shows no keys of a file."""

import re
from functools import cache, lru_cache

_NAMED = re.compile(r"[\w.]+(?: \(or [^)]*\))?: (?=how |which |what )")


@lru_cache(maxsize=512)
def plainly(said: str) -> str:
    """Return a sentence with the names of facts put into words.

    Examples
    --------
    >>> plainly("The facts do not say today.wrap_s: how long wrap-up takes now.")
    'The facts do not say how long wrap-up takes now.'
    >>> plainly("the facts do not say today.talk_s, patience_s")
    'the facts do not say how long a contact takes now, how long customers wait before they give up'
    """
    words = _words()
    said = _NAMED.sub("", said)
    return _key().sub(lambda found: words[found.group()], said)


def sentence(said: str) -> str:
    """Return it with a capital letter."""
    said = plainly(said)
    return said[:1].upper() + said[1:]


@cache
def _words() -> dict[str, str]:
    from headwater.analysis.policy.what_if.sliders import SLIDERS, WHAT_IS_MISSING

    found = {one.key: one.words[:1].lower() + one.words[1:] for one in SLIDERS}
    return found | {name: _NAMED.sub("", words) for name, words in WHAT_IS_MISSING.items()}


@cache
def _key() -> re.Pattern[str]:
    names = sorted(_words(), key=len, reverse=True)
    return re.compile(r"(?<![\w.])(?:" + "|".join(re.escape(name) for name in names) + r")(?![\w.])")
