"""Things of coding for the table of answers: contacts of a study that are Gita's to code."""

from headwater.apps.coding.background import draw_study
from headwater.apps.coding.models import Study
from headwater.apps.coding.services.codebooks import add_shipped_codebook
from headwater.apps.coding.services.studies import Asked, create_study

from ..world import World

_PAGES = (
    *("study", "agreement", "refresh", "more", "coders", "sheet", "export", "count", "uncount"),
    *("close", "reopen", "desk", "decide"),
)


def silent(step: str, done: int = 0, total: int | None = None) -> None:
    """Report to nobody."""


def study_of(world: World, *coders: str, size: int = 8, double: float = 0.0) -> Study:
    """Return a drawn study whose contacts these people code."""
    codebook = add_shipped_codebook(acting_user=world.emre, name="delivery")
    asked = Asked(
        size=size,
        strata=("channel",),
        double_share=double,
        coders=tuple(world.person(name).pk for name in coders),
    )
    study, _ = create_study(
        acting_user=world.emre, title="Why customers call", codebook=codebook, asked=asked
    )
    draw_study(silent, study=study.pk, asked=asked.plain())
    return Study.objects.select_related("codebook").get(pk=study.pk)


def things(world: World) -> dict[str, list[str | int]]:
    """Return the part of each address that depends on what there is."""
    study = study_of(world, "gita")
    found: dict[str, list[str | int]] = {f"coding:{page}": [study.pk] for page in _PAGES}
    return {**found, "coding:codebook": [study.codebook_id]}
