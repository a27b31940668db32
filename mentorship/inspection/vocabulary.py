"""What the headings of tables mean, in the languages in which coordinators keep them.

Only for drafting a mapping that a person checks: no reader of a night looks anything up here. A phrase is compared
without case, punctuation and the joints of `start_date` and `startDate`; the phrases themselves are in `headings.yaml`.
How a heading is weighed against the cells below it is `matching.py`'s.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from mentorship.exports.table import our_columns
from mentorship.identity import fold
from mentorship.programme import Kind

Phrases = Mapping[str, Mapping[str, str]]
"""Phrases by what they mean and by language."""

OWN, SAID, LIKELY = 3, 2, 1
"""How surely a heading means one of our columns: it is our name, it says so, or it may say so."""
LANGUAGES = (
    "English",
    "German",
    "French",
    "Spanish",
    "Italian",
    "Portuguese",
    "Dutch",
    "Polish",
    "Swedish",
    "Danish or Norwegian",
)

_FILE = yaml.safe_load(resources.files("mentorship.inspection").joinpath("headings.yaml").read_text(encoding="utf-8"))
HEADINGS: Phrases = _FILE["headings"]
MAYBE: Phrases = _FILE["maybe"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Small words that a heading may have or lack, and how a date is to be typed in below it.
_FILLERS = _set(
    "of the a an your is was and at on in by de la le les du des d l un une et en del los las el y il lo gli dello"
    " della dei di do da dos das o os as em e der die das den dem ein eine und am im ihr ihre van het een op w z i"
    " na av af till til det och og dd mm yyyy yy jj jjjj tt aaaa gg rrrr åååå hh"
)
# What a table is about says nothing in its headings: the date of the meeting is the date in a table of meetings.
_PROGRAMME = _set(
    "mentoring mentorings mentorship mentoría mentoria mentorat mentorats mentorato mentorschap mentorskap programme"
    " program programm programms"
)
_ABOUT: Mapping[Kind, frozenset[str]] = {
    "people": _PROGRAMME | _set("programma programa teilnahme"),
    "pairs": _PROGRAMME
    | _set("pair match matching tandem paar partnerschaft relationship binôme pareja coppia dupla koppel pary"),
    "meetings": _PROGRAMME
    | _set(
        "meeting meetings session treffen gespräch gesprächs sitzung termins réunion rencontre séance reunión sesión"
    )
    | _set("encuentro incontro riunione reunião encontro sessão gesprek afspraak spotkania spotkanie möte mötet mötes")
    | _set("møde mødet møte møtet call appointment"),
    "goals": _PROGRAMME | _set("goal goals ziel ziels objectif objetivo obiettivo doel celu mål målet"),
    "surveys": _PROGRAMME | _set("survey response umfrage antwort réponse respuesta risposta resposta"),
}
# What of a person a column may hold: each is a key by which the roster knows them.
_PERSON_COLUMNS = frozenset({"mentor", "mentee", "owner", "respondent", "about"})
_KEY_WORDS = _set(
    "email mail emailadresse emailadres mailadresse epost epostadresse courriel correo electrónico posta elettronica"
    " correio eletrónico eletrônico endereço indirizzo dirección adresse adres adress address id key name names full"
    " nom nombre nome completo complet naam namn navn imię nazwisko personalnummer matricule matrícula matricola no"
    " nr number"
)
_EMAIL = re.compile(r"\be mail\b")
_POST = re.compile(r"\be post(?=\b|adress|adresse)")
_UNMARKED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "đ": "d"})
_TICKS = "✓✔"
_Index = dict[str, dict[str, tuple[str, ...]]]
"""Our columns and the languages that say them so, by phrase."""


class Meaning(NamedTuple):
    """One of our columns that a heading may mean: how surely, and in which languages it says so."""

    ours: str
    strength: int
    languages: tuple[str, ...]


def normal(text: str) -> str:
    """A heading or a word as it is compared: folded, in words, without punctuation.

    >>> normal("startDate"), normal("Start_Date"), normal(" E-Mail (dienstlich) "), normal("Mentor:in")
    ('start date', 'start date', 'email dienstlich', 'mentor in')
    """
    shown = unicodedata.normalize("NFKC", text).replace("#", " nr ")
    neighbours = zip(" " + shown, shown, strict=False)
    apart = "".join(f" {this}" if before.islower() and this.isupper() else this for before, this in neighbours)
    words = "".join(sign if sign.isalnum() or sign in _TICKS else " " for sign in fold(apart))
    return _POST.sub("epost", _EMAIL.sub("email", " ".join(words.split())))


def meanings(kind: Kind, heading: str) -> list[Meaning]:
    """Our columns that a heading may mean in a table of a kind, the surest first; empty where it means none.

    >>> meanings("pairs", "Mentorin")
    [Meaning(ours='mentor', strength=2, languages=('German',))]
    """
    own = next((ours for ours in our_columns(kind) if fold(ours) == fold(heading)), None)
    said, maybe, unmarked = _index(kind)
    forms = _forms_of_heading(kind, heading)
    found = {own: Meaning(own, OWN, ())} if own else {}
    for strength, known in (
        (SAID, _first_known(said, forms) or _of_persons(kind, heading)),
        (LIKELY, _first_known(maybe, forms)),
        (LIKELY, _first_known(unmarked, map(without_marks, forms))),
    ):
        for ours, languages in known.items():
            found.setdefault(ours, Meaning(ours, strength, languages))
    return list(found.values())


def _forms_of_heading(kind: Kind, heading: str) -> list[str]:
    """How a heading is looked up: as it stands, without small words, and without what the table is about."""
    whole = normal(heading)
    words = [word for word in whole.split() if word not in _FILLERS]
    rest = [word for word in words if word not in _ABOUT.get(kind, ())]
    return [form for form in (whole, _in_any_order(words), _in_any_order(rest)) if form]


def _of_persons(kind: Kind, heading: str) -> dict[str, tuple[str, ...]]:
    """The persons whose address, id or name a heading asks for."""
    words = normal(heading).split()
    person = [word for word in words if word not in _KEY_WORDS and word not in _FILLERS]
    if not person or not _KEY_WORDS & set(words):
        return {}
    found = _first_known(_index(kind)[0], [" ".join(person), _in_any_order(person)])
    return {ours: languages for ours, languages in found.items() if ours in _PERSON_COLUMNS}


def _first_known(known: _Index, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return next((known[form] for form in forms if form in known), {})


@cache
def _index(kind: Kind) -> tuple[_Index, _Index, _Index]:
    """The phrases of a kind's columns: those that say so, those that may, and the first without marks on letters."""
    said, maybe = _indexed(kind, HEADINGS), _indexed(kind, MAYBE)
    unmarked: _Index = {}
    for phrase, found in said.items():
        unmarked.setdefault(without_marks(phrase), {}).update(found)
    return said, maybe, unmarked


def _indexed(kind: Kind, phrases: Phrases) -> _Index:
    found: _Index = {}
    for ours in our_columns(kind):
        for language, listed in phrases.get(ours, {}).items():
            for form in _forms_of_phrases(listed):
                columns = found.setdefault(form, {})
                columns[ours] = tuple(dict.fromkeys((*columns.get(ours, ()), language)))
    return found


def _forms_of_phrases(listed: str) -> Iterator[str]:
    for phrase in listed.split(","):
        whole = normal(phrase)
        words = [word for word in whole.split() if word not in _FILLERS]
        yield from filter(None, (whole, _in_any_order(words)))


def _in_any_order(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def without_marks(text: str) -> str:
    """A text as it is typed by those who lack the marks of its alphabet.

    >>> without_marks("terminé"), without_marks("zakończony"), without_marks("fałsz")
    ('termine', 'zakonczony', 'falsz')
    """
    apart = unicodedata.normalize("NFD", text.translate(_UNMARKED))
    return "".join(character for character in apart if not unicodedata.combining(character))
