"""A source as its entry under `sources:` in `programme.yaml`, ready to paste."""

import json
import re
from collections.abc import Mapping

from mentorship.programme import Source

# Every text is quoted that YAML could take for anything but the text itself.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./*-]*")
_NO_TEXT = re.compile(r"(?i)(?:true|false|null|yes|no|on|off|y|n)")
# A survey's entry needs both; the name of the questionnaire is the coordinator's to correct.
_OF_SURVEYS = {"instrument": "my-questionnaire", "wave": "by_date"}


def source_entry(source: Source) -> str:
    """The entry on one line, with what was declared and nothing else.

    >>> source_entry(Source(name="zoom", kind="meetings", tool="zoom_participants", files="meetings/*.csv"))
    '- {name: zoom, kind: meetings, tool: zoom_participants, files: meetings/*.csv}'
    """
    declared = source.model_dump(exclude_defaults=True)
    if source.kind == "surveys":
        declared = {**declared, **{key: declared.get(key, word) for key, word in _OF_SURVEYS.items()}}
    return f"- {_flow(declared)}"


def _flow(mapping: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{_scalar(key)}: {_value(value)}" for key, value in mapping.items()) + "}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return _flow(value)
    return str(value) if isinstance(value, int) else _scalar(str(value))


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _NO_TEXT.fullmatch(text):
        return text
    # What cannot be printed stands between the quotes by its number.
    return "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in json.dumps(text, ensure_ascii=False)
    )
