"""YAML that remembers its lines, so that a message can name the one to mend.

YAML 1.2's core words alone: `on`, `yes` and `12:30` are text, as a coordinator reads them, not booleans or base-60
numbers. A key given twice is an error. Nothing here knows what the document means.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from mentorship.problems import ConfigurationError, Problem

Path = tuple[str | int, ...]

_CORE = {
    "tag:yaml.org,2002:bool": (re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    "tag:yaml.org,2002:int": (re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")),
    "tag:yaml.org,2002:float": (
        re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$"),
        list("-+0123456789."),
    ),
    "tag:yaml.org,2002:null": (re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
}


class _CoreLoader(yaml.SafeLoader):
    """SafeLoader with the core schema's resolvers instead of YAML 1.1's."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the parent declares it so


for _tag, (_pattern, _first) in _CORE.items():
    _CoreLoader.add_implicit_resolver(_tag, _pattern, _first)


@dataclass(frozen=True)
class Document:
    """A parsed document and the line of every path in it, 1-based."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a path, else of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, file: str) -> Document:
    """The document of a text; `ConfigurationError` names the line when it is not YAML or repeats a key."""
    loader = _CoreLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(value=None)
        lines: dict[Path, int] = {}
        _note_lines(node, (), lines, file)
        return Document(value=loader.construct_document(node), lines=lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ConfigurationError(
            [
                Problem(
                    file=file,
                    line=mark.line + 1 if mark else None,
                    message=f"this is not valid YAML: {error.problem or error.context}",
                    fix="check the indentation, colons and quotes on this line and the one above",
                )
            ]
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(
            [Problem(file=file, message="this is not valid YAML text", fix="save the file as plain UTF-8 text")]
        ) from error
    finally:
        loader.dispose()


def _note_lines(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(child, (*path, index), lines, file)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise ConfigurationError(
                    [Problem(file, f"the key {name!r} is given twice", "keep one of the two", line, name)]
                )
            seen.add(name)
            _note_lines(child, (*path, name), lines, file)
            lines[(*path, name)] = line
