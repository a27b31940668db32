"""Engagement as a reader meets it: how many there are, pairs, meetings, whether pairs last, who answered."""

from mentorship.definitions.funnel import FUNNEL
from mentorship.definitions.meetings import MEETINGS
from mentorship.definitions.metric import Metric
from mentorship.definitions.pairs import PAIRS, RETENTION
from mentorship.definitions.responses import RESPONSES

ENGAGEMENT: tuple[Metric, ...] = (*FUNNEL, *PAIRS, *MEETINGS, RETENTION, *RESPONSES)
