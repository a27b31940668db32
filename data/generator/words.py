"""What is asked and what people write: the instruments' items, answers in words, goals."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["scale", "expectation", "satisfaction", "nps", "text"]


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an instrument."""

    id: str
    text: str
    construct: str = ""
    kind: Kind = "scale"
    is_reversed: bool = False
    publish_with: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire, as its file in instruments/ declares it."""

    id: str
    title: str
    asked_of: tuple[str, ...]
    labels: tuple[str, ...]
    purpose: str
    items: tuple[Item, ...]
    observes: str = ""

    @property
    def constructs(self) -> list[str]:
        """The constructs in the order of their first items."""
        return list(dict.fromkeys(item.construct for item in self.items if item.construct))


AGREEMENT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")

SKILLS = Instrument(
    "skills",
    "Skills, confidence, communication and networks",
    ("mentee",),
    AGREEMENT,
    "What mentoring is for, as the mentees see it of themselves: asked three times, so that change can be seen.",
    (
        Item("sk1", "I know which skills I need for my next role", "skills"),
        Item("sk2", "I apply what I learn in my daily work", "skills"),
        Item("sk3", "I make progress on the skills I chose to build", "skills"),
        Item("sk4", "I often do not know how to begin a task that is new to me", "skills", is_reversed=True),
        Item("co1", "I trust my own judgement in difficult situations", "confidence"),
        Item("co2", "I speak up in meetings with senior colleagues", "confidence"),
        Item("co3", "I avoid tasks in which I might fail", "confidence", is_reversed=True),
        Item("co4", "I can explain and defend my decisions", "confidence"),
        Item("cm1", "I give feedback that others can use", "communication"),
        Item("cm2", "I listen until I have understood before I answer", "communication"),
        Item("cm3", "I put off difficult conversations", "communication", is_reversed=True),
        Item("nw1", "I know whom to ask in other departments", "networks"),
        Item("nw2", "I regularly exchange ideas with people outside my team", "networks"),
        Item("nw3", "Somebody senior speaks for me when I am not in the room", "networks"),
    ),
)

LEADERSHIP = Instrument(
    "leadership",
    "Leading and communicating as a mentor",
    ("mentor",),
    AGREEMENT,
    "Mentors grow too, or should: what they practise while they mentor.",
    (
        Item("ld1", "I help others to find their own answers", "leadership"),
        Item("ld2", "I delegate work that stretches people", "leadership"),
        Item("ld3", "I solve problems for others rather than with them", "leadership", is_reversed=True),
        Item("ld4", "I regularly talk with people about their development", "leadership"),
        Item("lc1", "I ask open questions", "communication"),
        Item("lc2", "I give feedback that is specific and timely", "communication"),
        Item("lc3", "I find it hard to listen without giving advice", "communication", is_reversed=True),
    ),
)

PULSE = Instrument(
    "pulse",
    "How the mentoring is going",
    ("mentee", "mentor"),
    AGREEMENT,
    "The relationship itself: trust, expectations, satisfaction, and a reflection in words. Asked of both sides.",
    (
        Item("tr1", "I can speak openly with my mentoring partner", "trust"),
        Item("tr2", "My mentoring partner keeps what I say to themselves", "trust"),
        Item("tr3", "I hold back what I really think in our conversations", "trust", is_reversed=True),
        Item("often", "We agree on how often we meet", kind="expectation"),
        Item("aims", "We agree on what this mentoring is meant to achieve", kind="expectation"),
        Item("happy", "I am satisfied with our mentoring so far", kind="satisfaction"),
        Item("recommend", "How likely are you to recommend this programme to a colleague?", kind="nps"),
        Item("story", "What has changed for you since the programme began?", kind="text", publish_with="story_ok"),
        Item("story_ok", "May we quote this answer without your name?", kind="text"),
    ),
)

MENTEE_VIEW = Instrument(
    "mentee_view",
    "Mentors about their mentees",
    ("mentor",),
    AGREEMENT,
    "The mentees as their mentors see them, beside what the mentees say of themselves: one answer about each mentee.",
    (
        Item("vc1", "My mentee trusts their own judgement in difficult situations", "confidence"),
        Item("vc2", "My mentee speaks up in meetings with senior colleagues", "confidence"),
        Item("vc3", "My mentee avoids tasks in which they might fail", "confidence", is_reversed=True),
        Item("vm1", "My mentee gives feedback that others can use", "communication"),
        Item("vm2", "My mentee listens until they have understood before they answer", "communication"),
    ),
    observes=SKILLS.id,
)

INSTRUMENTS = (SKILLS, LEADERSHIP, PULSE, MENTEE_VIEW)

GOOD_STORIES = (
    "I said no to a project for the first time, and nobody fell off a chair.",
    "My mentor asked one question I still think about: “What would you do if it were yours?”",
    "I presented to the board.\nTwice.\nThe second time I even enjoyed it.",
    'I used to ask "may I?"; now I ask "what would stop us?"',
    "We cleared up in one hour what I had carried around for months, honestly, and I have slept better since.",
    "I lead the weekly planning now; before, I only took notes.",
    "Feedback: I give it on the same day, not at the end of the quarter.",
    "I understand at last how decisions are made here, and by whom.",
    "<b>More courage</b> & fewer excuses :-)",
    "=SUM(courage; patience) — sorry, too many spreadsheets. I am calmer in front of customers.",
    "Ich traue mir mehr zu. Früher hätte ich geschwiegen, heute frage ich nach.",
    "My mentee taught me more about our tools than I taught her about meetings.",
    "I talk less and ask more. My own team has noticed.",
    "It helped that we wrote down three goals in the first meeting, not thirty.",
    "I know four people in Sales by name now, and they know mine.",
    "Less e-mail, more talking. My afternoons are my own again.",
    "I asked for the harder task, and got it.",
    "My mentor read my draft and said: shorter. Then: shorter. Then: good.",
    "I noticed that I explain too early. Now I wait, and others find it themselves.",
    "We practised the salary talk three times; the fourth was real; it went well.",
    "Honest answer? I feel seen.",
    'I can read a budget, "finally", as my manager put it.',
    "Der Blick von außen hat mir geholfen: ein Problem weniger, eine Frage mehr.",
    "I stopped writing everything down and started to listen.",
)
POOR_STORIES = (
    "Not much yet: we have moved our meeting four times.",
    "Nice talks, but I do not know what we are working towards.",
    "We would need time for this, and nobody took anything off our plates.",
    "Nothing, we have not met since the winter.",
    "- still waiting\n- no dates\n- no complaints, just tired",
    "I would have liked to meet people from other departments, as promised.",
    "My mentor is kind, but works in another time of the day than I do.",
    "@coordinators: please match earlier next time",
    "We talk about the weather, mostly. It is good weather.",
    "Two cancelled meetings in a row; I stopped asking.",
    "My questions were about technique, my mentor's answers about attitude.",
    "Hard to say. I was in two projects at once and had no hour to spare.",
)

GOAL_FORMS = (
    "Present {} to the management round",
    "Lead the working group on {}",
    "Write a guide to {} for new colleagues",
    "Learn enough about {} to teach it once",
    "Ask three people outside the team about {}",
    "Take over {} for one quarter",
    "Give feedback on {} within a day, for eight weeks",
    "Bring {} from idea to decision",
    "Run two practice talks about {}",
    "Speak about {} at the staff meeting",
    "Agree with my manager on a plan for {}",
    "Hand over {} to a colleague, documented",
)
GOAL_TOPICS = (
    "the quarterly forecast", "supplier talks", "our incident reviews", "the onboarding week", "the pricing model",
    "contract reviews", "the roadmap", "customer interviews", "the spring release", "shift planning", "test automation",
    "the budget draft", "cross-team handovers", "the service desk", "our team's retrospectives",
    "data protection requests",     "a difficult negotiation",
)  # fmt: skip
MEASURES = (
    "done once, with notes shared", "8 of 10 weeks", "two talks held", "three names, three conversations",
    "rated 4 of 5 by the audience", "guide read by five colleagues", "decision in the minutes",
)  # fmt: skip
STEPS = (
    "Agree on scope", "Find a date", "Draft", "Practise with my mentor", "Ask for feedback", "Do it",
    "Look back together", "Write it down",
)  # fmt: skip
NOTES = (
    "",
    "",
    "Agreed in our first meeting.",
    "Why: I want to be asked next time.\nHow: small steps, one a fortnight.",
    'My manager says "go ahead", in writing.',
)
