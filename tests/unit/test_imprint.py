"""What a night's account says of its programme: enough to compare it, and nothing of whom it writes to."""

import json

import pytest
from pydantic import ValidationError

from mentorship.imprint import Imprint
from mentorship.programme import Instrument, Programme
from tests.report_figures import programme


def told(about: Programme) -> Imprint:
    """Through the JSON of `run.json` and back."""
    return Imprint.model_validate_json(json.dumps(Imprint.of(about).model_dump(mode="json", by_alias=True)))


def asked(**changes: object) -> Programme:
    """The programme whose first question of confidence is asked in another way."""
    made = programme()
    first, *rest = made.instruments["skills"].items
    given = made.instruments["skills"].model_dump(by_alias=True)
    given["items"] = [first.model_dump(by_alias=True) | changes, *(item.model_dump(by_alias=True) for item in rest)]
    skills = Instrument.model_validate(given)
    return made.model_copy(update={"instruments": {**made.instruments, "skills": skills}})


def test_it_survives_the_account_as_it_was():
    assert told(programme()) == Imprint.of(programme())
    assert told(programme()).targets == programme().targets
    assert told(programme()).waves == ("baseline", "month3", "month6")


def test_recipients_and_sources_are_not_in_it():
    made = programme().model_copy(update={"reports": ()})
    assert not {"reports", "sources"} & set(Imprint.of(made).model_dump())


def test_the_same_questions_have_the_same_sign_whatever_their_ids():
    same = told(asked(id="other", text="  CONFIDENCE 1"))
    assert same.asked == told(programme()).asked


@pytest.mark.parametrize("change", [{"text": "How bold are you?"}, {"reverse": True}])
def test_other_questions_have_another_sign(change):
    other, own = told(asked(**change)).asked, told(programme()).asked
    assert {name for name in own if own[name] != other[name]} == {"skills/confidence"}


def test_an_unknown_locale_is_refused():
    given = Imprint.of(programme()).model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError, match="no known locale"):
        Imprint.model_validate(given | {"locale": "xx-YY"})


def test_what_a_later_version_adds_is_passed_over():
    given = Imprint.of(programme()).model_dump(mode="json", by_alias=True)
    assert Imprint.model_validate(given | {"mood": "good"}) == Imprint.of(programme())
