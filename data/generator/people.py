"""Who takes part: names that nobody bears, addresses that cannot exist, departments and cohorts."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from generator.dice import Dice
from generator.plan import (
    FIRST_COHORT,
    MENTEE_DEPARTMENTS,
    MENTOR_DEPARTMENTS,
    SECOND_COHORT,
    Plan,
    apportion,
    part,
    workday,
)

DOMAIN = "lantern.example"
FIRST_STAFF_NUMBER = 1001
SHARED_NAME = "Robin Teacup"

# fmt: off
GIVEN = (
    "Ada", "Bruno", "Cleo", "Dario", "Edda", "Zoë", "Fenno", "Greta", "Hugo", "Ilka", "Jürgen", "Kasimir", "Luzie",
    "Milo", "Nell", "Ottilie", "Łucja", "Pim", "Quinn", "Runa", "Søren", "Tilda", "Ugo", "Vesna", "Wanda", "Xaver",
    "Ylva", "Zeno", "Renée", "Anouk", "Balthasar", "Cosima", "Ángel", "Dunja", "Emil", "Flora", "Gideon", "Henrike",
    "Ignaz", "Juno", "Kolja", "Leopold", "Mireille", "Niamh", "Oda", "Paloma", "Ruben",
)
FAMILY = (
    "Lanternfish", "Teakettle", "Marmalade", "O'Lantern", "Umbrella", "Pinecone", "Kürbiskern", "Waffleiron",
    "Moonboot",
    "Buttonhole", "Thimbleweed", "Saltshaker", "Smørrebrød", "Featherquill", "Snowglobe", "Hedgehopper", "Picklejar",
    "Windowsill", "Żabkowa", "Gingersnap", "Bluebottle", "Candlewick", "Doorbell", "Eiderdown", "Fiddlestick",
    "Garlandine", "Hopscotch", "Inkwellington", "Jellybean", "Kitetail", "Lemondrop", "Mothwing", "Nutcracker",
    "Ottersby", "Pepperpot", "Quillfeather", "Raincoat", "Spindletop", "Tumbleweed", "Utensil", "Velveteen",
    "Wheelbarrow", "Xylophone", "Yarnball", "Zeppelina", "Applecart", "Biscuitbox", "Cloudberry", "Dandelion",
    "Eggtimer", "Foxglove", "Gooseberry", "Haystack", "Icicle", "Junebug", "Kettledrum", "Ladlesworth", "Mittens",
    "Noodlebowl", "Ovenglove", "Plumstone",
)
# fmt: on
PLAIN_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "'": None, " ": "."})


@dataclass(slots=True)
class Person:
    """One person of the roster, with the addresses under which other tools know them."""

    key: str
    email: str
    name: str
    role: str
    department: str
    cohort: str
    joined_on: date
    calendar_address: str
    zoom_address: str
    left_on: date | None = None

    @property
    def other_keys(self) -> list[str]:
        """The addresses that are not the roster's."""
        return [key for key in (self.calendar_address, self.zoom_address) if key != self.email]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody; who mentors and is mentored stands in both lists."""

    mentees: list[Person]
    mentors: list[Person]

    def everybody(self) -> list[Person]:
        """Each person once."""
        return [*self.mentees, *(person for person in self.mentors if person.role == "Mentor")]


def crowd(plan: Plan) -> Crowd:
    """The mentees, then the mentors; a few people are both."""
    mentees = [
        _person(plan, place, "Mentee", department, FIRST_COHORT if turn % 5 in {0, 2, 4} else SECOND_COHORT)
        for place, (department, turn) in enumerate(_seats(plan.mentees, MENTEE_DEPARTMENTS))
    ]
    both = [mentees[place * len(mentees) // 3 + 1] for place in range(min(2, part(plan.mentees, 1 / 30)))]
    for person in both:
        person.role = "Mentee and mentor"
    mentors = [
        _person(plan, len(mentees) + place, "Mentor", department, FIRST_COHORT)
        for place, (department, _) in enumerate(_seats(plan.mentors - len(both), MENTOR_DEPARTMENTS))
    ]
    _share_a_name(mentees[-2], mentors[2])
    return Crowd(mentees, [*mentors[:3], *both, *mentors[3:]])


def name_of(place: int) -> str:
    """The name of the n-th person: 2,867 short ones, then double-barrelled, then with a second given name."""
    size = len(FAMILY)
    row, column = divmod(place, size)
    given = GIVEN[(row + place * 5) % len(GIVEN)]
    round_, row = divmod(row, len(GIVEN))
    if round_ == 0:
        return f"{given} {FAMILY[column]}"
    second, shift = divmod(round_ - 1, size - 1)
    middle = f" {GIVEN[second - 1]}" if second else ""
    return f"{given}{middle} {FAMILY[column]}-{FAMILY[(column + shift + 1) % size]}"


def address_of(name: str) -> str:
    """The company address of a name."""
    plain = unicodedata.normalize("NFKD", name.translate(PLAIN_LETTERS)).encode("ascii", "ignore").decode()
    return f"{plain.lower()}@{DOMAIN}"


def _seats(total: int, weights: dict[str, float]) -> list[tuple[str, int]]:
    return [(name, turn) for name, size in apportion(total, weights).items() for turn in range(size)]


def _person(plan: Plan, place: int, role: str, department: str, cohort: str) -> Person:
    dice = Dice(plan.seed, "person", place)
    key, name = f"E{FIRST_STAFF_NUMBER + place}", name_of(place)
    email = address_of(name)
    joined = plan.day(dice.between(0, 10) if cohort == FIRST_COHORT else dice.between(14, 24))
    return Person(
        key=key,
        email=email,
        name=name,
        role=role,
        department=department,
        cohort=cohort,
        joined_on=workday(joined),
        calendar_address=f"{key.lower()}@{DOMAIN}" if place % 9 == 4 else email,
        zoom_address=f"{email.split('@')[0]}@home.example" if place % 11 == 3 else email,
    )


def _share_a_name(*people: Person) -> None:
    """Two people of one name: whoever reads by name alone cannot know which is meant."""
    for number, person in enumerate(people, start=1):
        person.name = SHARED_NAME
        person.email = address_of(f"{SHARED_NAME} {number}")
        person.calendar_address = person.zoom_address = person.email


def days_later(day: date, days: int) -> date:
    """A working day so many days after another."""
    return workday(day + timedelta(days=days))
