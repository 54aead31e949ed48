"""Which cluster a flag belongs to."""

from headwater.apps.voices.likeness import LEAST_LIKENESS, gist, likeness, telling_words
from headwater.apps.voices.models import Cluster, Flag

_READ_BACK = 500
"""So many newest flags are compared; older ones have their cluster and new ones like them."""


def cluster_for(kind: str, code: str, contact_reason: str, words: str, but: int | None = None) -> Cluster:
    """Return the cluster of a flag with these words; `but` is the flag itself when it has one already.

    What the contact was about decides. Where nobody knows that, the words do: the flag joins the cluster of
    the flag that reads most like it, of the same kind and reason, or begins a cluster of its own.
    """
    if contact_reason:
        return _cluster(kind, code, contact_reason, "")
    mine = telling_words(words)
    if not mine:
        return _cluster(kind, code, "", "")
    others = Flag.objects.filter(kind=kind, code=code).select_related("cluster")
    if but is not None:
        others = others.exclude(pk=but)
    best, nearest = LEAST_LIKENESS, None
    for other in others.order_by("-raised_at")[:_READ_BACK]:
        alike = likeness(mine, telling_words(all_words(other)))
        if alike >= best and (other.cluster.contact_reason or other.cluster.gist):
            best, nearest = alike, other.cluster
    return nearest or _cluster(kind, code, "", gist(words))


def drop_if_empty(cluster: Cluster) -> None:
    """Remove a cluster that lost its last flag and was never answered: its name may hold the flag's words."""
    Cluster.objects.filter(pk=cluster.pk, flags__isnull=True, answers__isnull=True).delete()


def all_words(flag: Flag) -> str:
    """Return everything a flag says in the words of its person."""
    return flag.all_words


def _cluster(kind: str, code: str, contact_reason: str, about: str) -> Cluster:
    found, _ = Cluster.objects.get_or_create(kind=kind, code=code, contact_reason=contact_reason, gist=about)
    return found
