"""The counted answers to an instrument: whom they tell of, and the construct scores of section 3 that they give."""

import statistics
from collections import defaultdict
from collections.abc import Sequence

from tests.golden.independent.figure import Key
from tests.golden.independent.night import Belongs, Night, Response


def survey_roles(roles: Sequence[str]) -> list[str]:
    """The roles of an instrument's figures: those concerned, and everybody."""
    return [*roles, "all"]


def has_one_of(night: Night, person: str, roles: Sequence[str]) -> bool:
    return any(night.has_role(person, role) for role in roles)


def subject_of(response: Response, instrument: str, night: Night) -> str | None:
    """Whom a response tells of: the person whom an observer rates, else the one who answers."""
    return response.about if night.declared.observed(instrument) else response.person


def telling(night: Night, instrument: str, wave: str) -> list[tuple[str, Response]]:
    """The responses that count in a wave, with whom they tell of, in order; of those asked, about those concerned.

    A wave that has not begun has none, whatever somebody answered ahead of it.
    """
    known = night.telling.get((instrument, wave))
    if known is not None:
        return known
    asked, rated = night.declared.asked_of(instrument), night.declared.rated_roles(instrument)
    responses = night.responses.get((instrument, wave), {}).values() if night.begun(wave) else ()
    found = [
        (subject, response)
        for response in responses
        if (subject := subject_of(response, instrument, night)) is not None
        and has_one_of(night, response.person, asked)
        and has_one_of(night, subject, rated)
    ]
    night.telling[instrument, wave] = sorted(found, key=lambda pair: (pair[0], pair[1].person, pair[1].about or ""))
    return night.telling[instrument, wave]


def counted(night: Night, key: Key, wave: str, belongs: Belongs) -> list[tuple[str, Response]]:
    """Those of a wave of the key's instrument that tell of somebody of its role and segment."""
    return [
        (subject, response)
        for subject, response in telling(night, key.instrument, wave)
        if night.has_role(subject, key.role) and belongs(subject)
    ]


def item_scores(night: Night, response: Response, instrument: str, items: Sequence[str]) -> list[float]:
    """The answers given to some items, after reverse-coding."""
    declared, given = night.declared, response.answers
    return [declared.score(instrument, item, given[item]) for item in items if item in given]


def construct_score(night: Night, response: Response, instrument: str, items: Sequence[str]) -> float | None:
    """The mean of a construct's items, when at least half of them are answered."""
    scores = item_scores(night, response, instrument, items)
    return statistics.fmean(scores) if 2 * len(scores) >= len(items) else None


def person_scores(night: Night, key: Key, wave: str, items: Sequence[str], belongs: Belongs) -> dict[str, float]:
    """One score a person: the mean over the responses that tell of them."""
    own: dict[str, list[float]] = defaultdict(list)
    for subject, response in counted(night, key, wave, belongs):
        score = construct_score(night, response, key.instrument, items)
        if score is not None:
            own[subject].append(score)
    return {subject: statistics.fmean(scores) for subject, scores in own.items()}


def complete_rows(
    night: Night, key: Key, wave: str, items: Sequence[str], belongs: Belongs
) -> list[tuple[str, list[float]]]:
    """The scores of the responses with every item of a construct answered, with whom they tell of."""
    found = [
        (subject, item_scores(night, response, key.instrument, items))
        for subject, response in counted(night, key, wave, belongs)
    ]
    return [(subject, scores) for subject, scores in found if len(scores) == len(items)]
