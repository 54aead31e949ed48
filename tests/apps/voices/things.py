"""What the voices' addresses with an id are tried with: Gita's, in Digital, whom Bela may not read."""

from headwater.apps.voices.services import answer_flag, raise_flag

from ..world import World


def things(world: World) -> dict[str, list[str | int]]:
    """Return the arguments of every address with an id."""
    mine = raise_flag(
        acting_user=world.gita, kind="avoidable", code="progress_chasing", contact_id="T100000001"
    )
    answered = raise_flag(acting_user=world.gita, kind="contradiction", code="two_texts")
    answer = answer_flag(
        acting_user=world.amara, flag=answered, verdict="will", words="One of the two rules goes."
    )
    own = ("flag", "name", "read", "delete", "answer_flag")
    found: dict[str, list[str | int]] = {f"voices:{name}": [mine.pk] for name in own}
    return found | {"voices:cluster": [mine.cluster.pk], "voices:link_action": [answer.pk]}
