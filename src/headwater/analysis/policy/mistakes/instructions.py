"""Mistake 5, conflicting instructions: what cannot all be met, what the floor says of it, what it costs."""

from collections.abc import Sequence
from datetime import date

from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Columns
from headwater.analysis.policy.conflict_study import Study
from headwater.analysis.policy.floor_voice import Contradiction, FloorVoice, hear
from headwater.analysis.policy.mistakes.conflict_harm import between_sides
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Word, no_harm_known
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet

_HANGS_ON_IT = ("bonus", "discipline")
_MOST_TO_DO = 3


def conflicting_instructions(
    study: Study | str,
    policies: PolicySet,
    said: Sequence[Contradiction] = (),
    *,
    on: date,
    heard_since: date | None = None,
) -> Finding:
    """Say whether instructions contradict each other: by arithmetic, and by what the floor says.

    Parameters
    ----------
    study : Study or str
        From `study_conflicts`; or why it could not be made.
    policies : PolicySet
        All that were declared.
    said : sequence of Contradiction
        Flags of the last year.
    heard_since : date, optional
        Day of the first flag of any kind in that year; None where nobody flags.

    Notes
    -----
    Harm is what lies between the sides of a conflict (`between_sides`).

    Examples
    --------
    >>> from headwater.analysis.policy import sample
    >>> from headwater.analysis.policy.conflict_study import study_conflicts
    >>> policies, facts = sample("telecom")
    >>> day = date(2026, 1, 1)
    >>> found = conflicting_instructions(study_conflicts(policies, facts, on=day), policies, on=day)
    >>> found.word, found.figure("conflicts").estimate.value
    ('found', 1)
    """
    in_force = policies.in_force(on)
    heard = hear(said, in_force, _sides(study), since=heard_since, until=on)
    if isinstance(study, str):
        return _refused(study, heard)
    word, sentence = _told(study, in_force, heard)
    apart, harm = between_sides(study)
    return Finding(
        mistake="instructions",
        word=word,
        sentence=sentence,
        evidence=_counts(study) + apart + _of_floor(heard),
        harm=harm,
        missing=_missing(study, heard),
        to_do=_to_do(study),
        tables=_tables(study, heard),
    )


def _refused(why: str, heard: FloorVoice) -> Finding:
    return Finding(
        mistake="instructions",
        word="cannot tell",
        sentence=f"What is declared cannot be weighed. {why}",
        evidence=_of_floor(heard),
        harm=no_harm_known("nothing could be weighed"),
        to_do=("Correct the facts; then everything is weighed anew.",),
    )


def _told(study: Study, in_force: Sequence[Policy], heard: FloorVoice) -> tuple[Word, str]:
    found, count = study.found, len(study.found.conflicts)
    said = f" People said {heard.flags} times in the last year that theirs do." if heard.flags else ""
    if count:
        among = f"among {found.weighed} polic{'y' if found.weighed == 1 else 'ies'} that were weighed"
        across = sum(len(one.levels) > 1 for one in found.conflicts)
        more = "" if found.complete else " at least"
        if count == 1:
            which = "instructions of different levels of management" if across else "one level's instructions"
            opening = (
                f"{which[:1].upper()}{which[1:]} cannot all be met: {more.strip()} one conflict {among}."
            )
        else:
            runs = "all run" if across == count else f"{across} run{'s' if across == 1 else ''}"
            opening = f"There are{more} {count} conflicts {among}; {runs} across levels of management."
        return "found", " ".join((opening + said).split())
    if heard.flags:
        what = "what is declared can all be met" if found.weighed > 1 else "too little is declared to weigh"
        return "found", (
            f"People said {heard.flags} times in the last year that their instructions contradict each "
            f"other, while {what}: what they are told is not what is declared."
        )
    if found.weighed < 2:
        left = f" {len(found.aside)} are not weighed." if found.aside else ""
        many = f"{len(in_force)} polic{'y is' if len(in_force) == 1 else 'ies are'} in force"
        return "cannot tell", f"{many} and {found.weighed} could be weighed: it takes two.{left}"
    return "no sign", f"All {found.weighed} policies that were weighed can be met at once."


def _counts(study: Study) -> tuple[Evidence, ...]:
    conflicts = study.found.conflicts
    inside = {policy.id: policy for one in conflicts for policy in one.policies}
    weight = [policy for policy in inside.values() if policy.consequence in _HANGS_ON_IT]
    across = [one for one in conflicts if len(one.levels) > 1]
    early = "" if study.found.complete else "The search ended early: there are more."

    def count(number: int) -> Estimate:
        return Estimate(number, n=study.found.weighed, method="counted")

    return (
        Evidence(
            "conflicts", "Sets of policies that cannot all be met", count(len(conflicts)), "", note=early
        ),
        Evidence("across_levels", "Of them across levels of management", count(len(across)), ""),
        Evidence(
            "with_consequence",
            "Policies in a conflict on which a bonus or discipline hangs",
            count(len(weight)),
            "",
            note="Whoever keeps the other side pays for it." if weight else "",
        ),
    )


def _of_floor(heard: FloorVoice) -> tuple[Evidence, ...]:
    parts = [
        Evidence(
            "flags_a_week",
            "“My instructions contradict each other”, said from the floor",
            heard.per_week,
            "a week",
            note=f"{heard.flags} flags in the last year." if heard.flags else "",
        )
    ]
    if heard.flags:
        parts += [
            Evidence("flags_on_declared", "Of them naming two declared policies", heard.declared),
            Evidence("flags_on_found", "Of them naming both sides of a conflict found here", heard.found),
        ]
    return tuple(parts)


def _sides(study: Study | str) -> dict[str, frozenset[str]]:
    """Return the policies of each conflict by its id, each script with its steps."""
    if isinstance(study, str):
        return {}
    steps = study.weighed.steps
    return {
        one.id: frozenset(
            name
            for policy in one.policies
            for name in (policy.id, *(step.id for step in steps.get(policy.id, ())))
        )
        for one in study.found.conflicts
    }


def _missing(study: Study, heard: FloorVoice) -> tuple[str, ...]:
    waiting: dict[str, int] = {}
    for one in study.found.aside:
        if one.missing:
            waiting[one.why] = waiting.get(one.why, 0) + 1
    said = [
        f"{count} polic{'y is' if count == 1 else 'ies are'} not weighed: {why}."
        for why, count in sorted(waiting.items(), key=lambda item: -item[1])
    ]
    if study.weighed.facts.today.talk_s is None:
        said.append("What each way out would do cannot be told: say how work is done today (talk_s).")
    if not heard.flags:
        said.append(f"The floor's voice: {heard.per_week.why}.")
    return tuple(said)


def _to_do(study: Study) -> tuple[str, ...]:
    least = [one for one in study.corrections.corrections if one.soft and one.changes][:_MOST_TO_DO]
    return tuple(
        f"{'Change' if number == 0 else 'Or change'} {one}; then everything else can be met."
        for number, one in enumerate(least)
    )


def _tables(study: Study, heard: FloorVoice) -> dict[str, Columns]:
    rows = study.found.conflicts
    tables: dict[str, Columns] = {
        "conflicts": {
            "No.": list(range(1, len(rows) + 1)),
            "Conflict": [one.sentence for one in rows],
            "Levels": [", ".join(one.levels) for one in rows],
            "Flags that name it": [heard.of_conflict.get(one.id) for one in rows],
        }
    }
    if heard.teams:
        tables["teams"] = heard.teams
    return tables
