"""One questionnaire, and the exports of survey tools read for it, for the tests of those tools."""

import csv
import hashlib
import io

from mentorship.exports import detect, stamps
from mentorship.exports.profile import Export, ExportFile
from mentorship.problems import Problem
from mentorship.programme import Source
from tests import bare

SKILLS = {
    "instrument": "skills",
    "title": "Skills",
    "constructs": {"confidence": None},
    "items": [
        {"id": "conf1", "construct": "confidence", "text": "I can explain my design decisions"},
        {"id": "conf2", "construct": "confidence", "text": "I avoid speaking in reviews", "reverse": True},
        {"id": "story", "kind": "text", "text": "What changed for you?"},
    ],
}
PROGRAMME = bare.programme(instruments={"skills": SKILLS})


def lines(*rows: tuple[str, ...], delimiter: str = ",", end: str = "\r\n") -> str:
    """Rows as a tool writes them, quoted where they must be."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator=end).writerows(rows)
    return target.getvalue()


def read(tool: str, payload: str | bytes, **declared: object) -> Export:
    """An export as a source of the tool declares it, with the questionnaire unless another is declared."""
    data = payload.encode() if isinstance(payload, str) else payload
    file = ExportFile("surveys/pulse", data, hashlib.sha256(data).hexdigest())
    entry = {"name": "pulse", "kind": "surveys", "tool": tool, "files": "*", "instrument": "skills", "wave": "baseline"}
    return detect.read_export(file, Source.model_validate({**entry, **declared}), PROGRAMME)


def loaded(tool: str, payload: str | bytes, **declared: object) -> Export:
    """The same, of an export in which nothing is wrong."""
    export = read(tool, payload, **declared)
    assert not export.problems
    return export


def refusal(tool: str, payload: str | bytes, **declared: object) -> Problem:
    """Why an export is refused."""
    export = read(tool, payload, **declared)
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def answers(export: Export, row: int = 0) -> dict[str, str | None]:
    """The answers of one response, by the items' ids."""
    return {answer["item"]: answer["answer"] for answer in export.records["answers"][row]}


def instants(export: Export) -> list[str | None]:
    """When the responses were submitted, in UTC."""
    at = stamps.instant("submitted_at", export.stamps["submitted_at"], export.time_zone)
    return export.records.select(at.dt.to_string("%F %T")).to_series().to_list()


def recognised(payload: str | bytes) -> list[tuple[str, tuple[str, ...]]]:
    """The tools whose file this may be, with what speaks for each."""
    data = payload.encode() if isinstance(payload, str) else payload
    return [(profile.tool, evidence) for profile, evidence in detect.recognise(ExportFile("f", data, "x"))]
