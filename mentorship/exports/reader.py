"""The frame of every profile: what a reader does itself is `fill`; refusing and the checks of all files are here."""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import ClassVar

from mentorship.exports import damage, text
from mentorship.exports.headings import other_delimiter
from mentorship.exports.profile import Export, ExportFile
from mentorship.exports.reading import Reading, start
from mentorship.problems import DataRefusedError, Problem
from mentorship.programme import Kind, Programme, Source


class Reader(ABC):
    """A profile that fills a `Reading`; whatever it refuses becomes the problems of its export."""

    tool: ClassVar[str]
    version: ClassVar[str]
    kinds: ClassVar[frozenset[Kind]]

    @abstractmethod
    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """What in the file speaks for this profile, in words; empty when it is none of its files."""

    @abstractmethod
    def fill(self, reading: Reading) -> None:
        """Set the content, records and stamps of a reading; `DataRefusedError` where its structure is in doubt."""

    def read(self, file: ExportFile, source: Source, programme: Programme) -> Export:
        """The file's rows; problems of severity error when its structure is in doubt, never an exception."""
        reading = start(file, source, programme)
        reading.evidence = self.recognise(file)
        try:
            if not file.payload:
                raise reading.refusal(
                    "the file is empty (0 bytes)", "export it again; a download may have been cut off"
                )
            self.fill(reading)
            damage.refuse_mojibake(reading)
        except DataRefusedError as refused:
            reading.problems.extend(_with_delimiter(reading, refused.problems))
        else:
            if reading.content.table.is_empty() and not reading.problems:
                reading.warn("the file holds no rows", "nothing, if nothing happened; else export it again")
        return reading.export(self.tool, self.version)


def _with_delimiter(reading: Reading, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What a file was refused for, with the delimiter to declare where its header was read as a single cell."""
    other = other_delimiter(reading.content.columns)
    if other is None:
        return problems
    fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
    return (replace(problems[0], fix=fix), *problems[1:])


def read_text(reading: Reading) -> str:
    """The file's text; its encoding is noted in the content."""
    decoded, encoding = text.decode(reading.file, reading.source.encoding)
    reading.content = replace(reading.content, encoding=encoding)
    return decoded


def delimiter_of(reading: Reading, default: str) -> str:
    """The declared delimiter, else the tool's."""
    declared = reading.source.delimiter
    if declared is None:
        return default
    if declared == "\\t":
        return "\t"
    if len(declared) != 1 or declared in '\r\n"':
        raise reading.refusal(
            f"the declared delimiter {declared!r} is not one character", 'declare delimiter: ";" or "," or "\\t"'
        )
    return declared
