"""What waits for a person here: answers they have not read, and what nobody has answered."""

from django.urls import reverse

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.voices.selectors.clusters import overdue_clusters
from headwater.apps.voices.selectors.own import flags_with_news
from headwater.apps.waiting import Waiting, waits


@waits
def voices(user: User) -> list[Waiting]:
    """Return what waits for a person."""
    found = []
    if may(user, Action.FLAG) and (news := flags_with_news(user)):
        found.append(
            Waiting(f"Read {_counted(news, 'answer')} to what you flagged", reverse("voices:voices"), news)
        )
    if may(user, Action.ANSWER_FLAGS, Scope.TEAM):
        clusters, due = overdue_clusters(user)
        if clusters:
            title = f"Answer {_counted(clusters, 'thing')} that people flagged over a week ago"
            found.append(Waiting(title, f"{reverse('voices:clusters')}?state=waiting", clusters, due))
    return found


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
