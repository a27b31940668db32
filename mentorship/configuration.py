"""A programme folder's declarations read, checked and, where they are wrong, said so with file, line and fix.

What each word means stands in `programme.py`; here are the rules that need two declarations at once. Nothing here
looks at exports.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from mentorship import registry, yaml_source
from mentorship.problems import ConfigurationError, Problem, value_class
from mentorship.programme import PROGRAMME_FILE, Instrument, Programme, ProgrammeFile

Model = TypeVar("Model", bound=BaseModel)


def load_programme(folder: Path) -> Programme:
    """The programme declared in a folder.

    Raises `ConfigurationError` with every fault found, each naming file, line, key and fix.
    """
    path = folder / PROGRAMME_FILE
    if not path.is_file():
        raise ConfigurationError(
            [Problem(PROGRAMME_FILE, f"there is none in {folder}", "write one, or name the folder that holds it")]
        )
    document = _parsed(path, PROGRAMME_FILE)
    declared = _validated(ProgrammeFile, document, PROGRAMME_FILE)
    instruments, files = {}, {}
    for file in sorted(folder.glob("instruments/*.yaml")):
        name = f"instruments/{file.name}"
        found = _validated(Instrument, _parsed(file, name), name)
        if found.instrument in instruments:
            raise ConfigurationError(
                [Problem(name, f"the instrument {found.instrument!r} is declared twice", "rename or remove one")]
            )
        instruments[found.instrument], files[found.instrument] = found, name
    programme = Programme(
        **{name: getattr(declared, name) for name in ProgrammeFile.model_fields}, instruments=instruments
    )
    faults = [*_faults_between(programme, document), *_observer_faults(programme, files)]
    if faults:
        raise ConfigurationError(faults)
    return programme


def _parsed(path: Path, name: str) -> yaml_source.Document:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError([Problem(name, "this is not UTF-8 text", "save it as UTF-8")]) from error
    except OSError as error:
        raise ConfigurationError(
            [Problem(name, f"it cannot be read: {error.strerror}", "check the file's permissions")]
        ) from error
    return yaml_source.parse(text, name)


def _validated(model: type[Model], document: yaml_source.Document, file: str) -> Model:
    if not isinstance(document.value, dict):
        raise ConfigurationError([Problem(file, "it holds no keys", "see the commented sample programme", 1)])
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise ConfigurationError(
            [_problem(model, document, file, dict(detail)) for detail in error.errors(include_url=False)]
        ) from error


def _problem(model: type[BaseModel], document: yaml_source.Document, file: str, detail: dict[str, Any]) -> Problem:
    path: yaml_source.Path = tuple(detail["loc"])
    line = document.line(path)
    key = ".".join(str(part) for part in path)
    if detail["type"] == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]!r}?" if near else f"known keys here: {', '.join(known)}"
        return Problem(file, f"unknown key {str(path[-1])!r}", fix.rstrip("."), line, key)
    if detail["type"] == "missing":
        return Problem(file, f"the key {str(path[-1])!r} is missing", f"add `{path[-1]}:`", line, key)
    message = str(detail["msg"]).removeprefix("Value error, ")
    found = detail.get("input")
    return Problem(
        file,
        message,
        "correct the value",
        line,
        key,
        value_class(found) if isinstance(found, str | int | float) else "",
    )


def _known_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that may stand at a path of a model's document, by following its annotations."""
    current: Any = model
    for part in path:
        if isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in current.model_fields.items()}
            current = _model_in(fields.get(part))
    if not (isinstance(current, type) and issubclass(current, BaseModel)):
        return []
    return sorted(field.alias or name for name, field in current.model_fields.items())


def _model_in(annotation: object) -> object:
    """The model inside an annotation such as `tuple[Source, ...]` or `dict[str, Construct | None]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None:
        return None
    return next((found for argument in get_args(annotation) if (found := _model_in(argument)) is not None), None)


def _faults_between(programme: Programme, document: yaml_source.Document) -> Iterator[Problem]:
    yield from _repeated(document, "sources", [source.name for source in programme.sources])
    yield from _repeated(document, "waves", [wave.id for wave in programme.waves])
    for kind in ("people", "pairs"):
        if not any(source.kind == kind for source in programme.sources):
            yield Problem(
                PROGRAMME_FILE,
                f"no source of kind {kind!r}",
                f"add an entry under sources with kind: {kind}",
                document.line(("sources",)),
                "sources",
            )
    yield from _source_faults(programme, document)
    yield from _target_faults(programme, document)


def _repeated(document: yaml_source.Document, block: str, names: Sequence[str]) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name in names[:index]:
            line = document.line((block, index))
            yield Problem(PROGRAMME_FILE, f"{name!r} is declared twice under {block}", "rename one", line, block)


def _source_faults(programme: Programme, document: yaml_source.Document) -> Iterator[Problem]:
    waves = [wave.id for wave in programme.waves]
    for index, source in enumerate(programme.sources):
        if source.kind != "surveys":
            continue
        if source.instrument not in programme.instruments:
            yield _unknown(
                document, ("sources", index, "instrument"), "instrument", source.instrument, list(programme.instruments)
            )
        if source.wave != "by_date" and source.wave not in waves:
            yield _unknown(document, ("sources", index, "wave"), "wave", source.wave, [*waves, "by_date"])


def _target_faults(programme: Programme, document: yaml_source.Document) -> Iterator[Problem]:
    for index, target in enumerate(programme.targets):
        path = ("targets", index)
        if target.metric not in registry.BY_ID:
            yield _unknown(document, (*path, "metric"), "metric", target.metric, list(registry.BY_ID))
        if target.segment is not None and target.segment not in programme.segments:
            yield _unknown(document, (*path, "segment"), "segment", target.segment, list(programme.segments))
        if target.instrument is not None and target.instrument not in programme.instruments:
            yield _unknown(
                document, (*path, "instrument"), "instrument", target.instrument, list(programme.instruments)
            )


def _observer_faults(programme: Programme, files: Mapping[str, str]) -> Iterator[Problem]:
    """Instruments that observe one that is not there, or that observes others itself."""
    known = sorted(name for name, found in programme.instruments.items() if found.observes is None)
    for name, found in programme.instruments.items():
        if found.observes is not None and found.observes not in known:
            yield Problem(
                files[name],
                f"observes: names {found.observes!r}, which is no instrument that people answer about themselves",
                f"use one of {', '.join(known) or '(none is declared)'}",
                column="observes",
            )


def _unknown(
    document: yaml_source.Document, path: yaml_source.Path, what: str, found: str | None, known: list[str]
) -> Problem:
    line, key = document.line(path), ".".join(str(part) for part in path)
    if found is None:
        return Problem(
            PROGRAMME_FILE, f"the key {what!r} is missing", f"add `{what}:` with one of {', '.join(known)}", line, key
        )
    near = get_close_matches(found, known, n=1, cutoff=0.5)
    fix = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known) or '(none is declared)'}"
    return Problem(PROGRAMME_FILE, f"there is no {what} {found!r}", fix.rstrip("."), line, key)
