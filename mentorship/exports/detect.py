"""Chooses the reader of a file: by the tool that its source declares, never by what it looks like.

What a file looks like is only told: to `inspect`, and in the message that refuses a file of another tool.
"""

from dataclasses import replace

from mentorship.exports.asana import Asana
from mentorship.exports.calendly import Calendly
from mentorship.exports.culture_amp import CultureAmp
from mentorship.exports.google_forms import GoogleForms
from mentorship.exports.headings import nearest
from mentorship.exports.ics import Calendar
from mentorship.exports.jira import Jira
from mentorship.exports.microsoft_forms import MicrosoftForms
from mentorship.exports.notion import Notion
from mentorship.exports.outlook_calendar import OutlookCalendar
from mentorship.exports.profile import Export, ExportFile, Profile
from mentorship.exports.qualtrics import Qualtrics, QualtricsLegacy
from mentorship.exports.reading import start
from mentorship.exports.surveymonkey import SurveyMonkey
from mentorship.exports.table import Table
from mentorship.exports.teams_attendance import TeamsAttendance
from mentorship.exports.trello import Trello
from mentorship.exports.typeform import Typeform
from mentorship.exports.zoom_participants import ZoomParticipants
from mentorship.problems import Problem
from mentorship.programme import Programme, Source

PROFILES: tuple[Profile, ...] = (
    Calendar(),
    QualtricsLegacy(),
    Qualtrics(),
    TeamsAttendance(),
    ZoomParticipants(),
    OutlookCalendar(),
    Calendly(),
    GoogleForms(),
    SurveyMonkey(),
    Typeform(),
    MicrosoftForms(),
    Asana(),
    Jira(),
    Trello(),
    CultureAmp(),
    Notion(),
    Table(),
)
TOOLS = tuple(dict.fromkeys(profile.tool for profile in PROFILES))


def recognise(file: ExportFile) -> list[tuple[Profile, tuple[str, ...]]]:
    """The profiles whose file this may be, each with what speaks for it, the most telling first."""
    found = [(profile, profile.recognise(file)) for profile in PROFILES]
    return [(profile, evidence) for profile, evidence in found if evidence]


def read_export(file: ExportFile, source: Source, programme: Programme) -> Export:
    """The file as its source declares it. Every fault is a problem of the export; bad input raises nothing."""
    profiles = [profile for profile in PROFILES if profile.tool == source.tool and source.kind in profile.kinds]
    if not profiles:
        return _unreadable(file, source, programme)
    profile = next((profile for profile in profiles if profile.recognise(file)), profiles[-1])
    export = profile.read(file, source, programme)
    if export.is_refused and not export.evidence:
        return _with_other_tool(export, file)
    return export


def _unreadable(file: ExportFile, source: Source, programme: Programme) -> Export:
    reading = start(file, source, programme)
    if source.tool in TOOLS:
        kinds = sorted({kind for profile in PROFILES if profile.tool == source.tool for kind in profile.kinds})
        message, fix = f"the tool {source.tool!r} gives no {source.kind}", f"declare kind: {' or '.join(kinds)}"
    else:
        message = f"there is no reader of the tool {source.tool!r}"
        fix = f"declare tool: {nearest(source.tool, TOOLS) or 'table'}; known are {', '.join(TOOLS)}"
    reading.problems.append(Problem(file.path, message, fix))
    return _with_other_tool(reading.export(source.tool, ""), file)


def _with_other_tool(export: Export, file: ExportFile) -> Export:
    """The export with the tool that recognises its file as the fix of its first problem."""
    others = [(profile, evidence) for profile, evidence in recognise(file) if profile.tool != export.tool]
    if not others:
        return export
    profile, evidence = others[0]
    kind = "" if export.kind in profile.kinds else f" and kind: {' or '.join(sorted(profile.kinds))}"
    first, *rest = export.problems
    fix = f"declare tool: {profile.tool}{kind} (it looks like one of its files: {'; '.join(evidence)})"
    return replace(export, problems=(replace(first, fix=fix), *rest))
