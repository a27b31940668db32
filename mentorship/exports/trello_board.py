"""The JSON of a Trello board: read whole or refused, and its cards as a table of text.

Here is what a board must be made of; which of its fields is which of ours is `trello.py`'s.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from mentorship.exports.delimited import unique_names
from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading
from mentorship.exports.text import line_at

Entry = Mapping[str, object]
"""An object of the JSON: a board, a card, an action, …"""

AGAIN = "export the board again: Print, export and share, then Export as JSON"
LIST, MEMBERS = "list", "members"
# A power-up puts a card on a map.
PLACES = frozenset({"address", "locationName", "staticMapUrl"})
# What these hold is nested on a board of any use, so they are no columns on an empty one either.
NESTED = frozenset(
    {"attachments", "badges", "checkItemStates", "checklists", "coordinates", "cover", "customFieldItems", "descData"}
    | {"limits", "pluginData", "stickers"}
)
_ID = re.compile(r"[0-9a-fA-F]{8}[0-9a-fA-F]*")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_KEY_OR_BRACE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Board:
    """A board's parts; `checklists` is None where the export does not say what is on them."""

    cards: list[Entry]
    lists: dict[str, Entry]
    members: dict[str, str]
    checklists: list[Entry] | None
    actions: list[Entry]
    custom_fields: list[Entry]


def board_of(reading: Reading, decoded: str) -> Board:
    """The board of a text; refuses what is no board, and a board of which parts are missing."""
    board = _parsed(reading, decoded)
    if not isinstance(board, dict) or not isinstance(board.get("cards"), list) or "lists" not in board:
        raise reading.refusal("it is no Trello board: a board has lists and cards", AGAIN, line=1)
    lists = {str(entry.get("id")): entry for entry in _entries(reading, board, "lists")}
    cards = _entries(reading, board, "cards")
    _refuse_strange_cards(reading, cards, lists)
    return Board(
        cards=cards,
        lists=lists,
        members=_names(_entries(reading, board, "members")),
        checklists=_entries(reading, board, "checklists") if "checklists" in board else None,
        actions=_entries(reading, board, "actions"),
        custom_fields=_entries(reading, board, "customFields"),
    )


def table_of(reading: Reading, board: Board) -> tuple[tuple[str, ...], pl.DataFrame]:
    """The cards' plain fields as text, with the names of their list and members, and the board's own fields.

    Lists of plain values are joined by ;, and what is nested deeper is left out but for the names of labels.
    """
    nested = {key for card in board.cards for key, value in card.items() if not _is_plain(key, value)}
    keys = dict.fromkeys(key for card in board.cards for key in card if key not in nested)
    cells = {key: [_text_of(card.get(key)) for card in board.cards] for key in keys}
    cells |= {key: [None] * len(board.cards) for key in keys if key in PLACES}
    headings, columns = list(cells), list(cells.values())
    if board.cards:
        headings += [LIST, MEMBERS]
        columns += [
            [_text_of(board.lists[str(card.get("idList"))].get("name")) for card in board.cards],
            [_members_of(card, board.members) for card in board.cards],
        ]
    for name, values in _custom_values(board):
        headings.append(name)
        columns.append(values)
    _refuse_broken_text(reading, headings, columns)
    lines = pl.Series(LINE, range(1, len(board.cards) + 1), dtype=pl.Int64)
    named = zip(unique_names(headings), columns, strict=True)
    texts = [pl.Series(name, values, dtype=pl.String) for name, values in named]
    return tuple(headings), pl.DataFrame([lines, *texts])


def inside(entry: object, *keys: str) -> object:
    """What stands in an object under a key, in that under the next, …; None where there is nothing.

    >>> inside({"data": {"card": {"id": "1"}}}, "data", "card", "id"), inside({"data": None}, "data", "card")
    ('1', None)
    """
    for key in keys:
        entry = entry.get(key) if isinstance(entry, dict) else None
    return entry


def entries_in(entry: Entry, key: str) -> list[Entry]:
    """The objects of a list that stands in an object under a key; none where there is no list."""
    found = entry.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _parsed(reading: Reading, decoded: str) -> object:
    """The JSON, its numbers as they are written."""
    try:
        return json.loads(
            decoded,
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=partial(_object, reading, decoded),
        )
    except RecursionError as error:
        raise reading.refusal("it is nested more deeply than any board is", AGAIN, line=1) from error
    except json.JSONDecodeError as error:
        is_cut_off = error.pos >= len(decoded.rstrip()) or error.msg.startswith("Unterminated")
        what = "the JSON is cut off" if is_cut_off else "the JSON is damaged"
        message = f"{what}: it cannot be read from character {error.colno} of the line on"
        raise reading.refusal(message, AGAIN, line=error.lineno) from error
    except ValueError as error:
        found = (match for match in _STRING_OR_CONSTANT.finditer(decoded) if not match.group().startswith('"'))
        place = next((match.start() for match in found), 0)
        message = "a number is NaN or infinite, which no JSON of Trello's is"
        raise reading.refusal(message, AGAIN, line=line_at(decoded, place)) from error


def _object(reading: Reading, decoded: str, pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of the JSON; refused where a key stands in it twice, for which of the two holds nobody can know."""
    found = dict(pairs)
    if len(found) < len(pairs):
        line, key = _repeated_key(decoded)
        raise reading.refusal("a key stands twice in one object of the JSON", AGAIN, line=line, column=key)
    return found


def _repeated_key(decoded: str) -> tuple[int, str]:
    """The line of the first key that its object has already, and the key."""
    open_: list[set[str]] = []
    for token in _KEY_OR_BRACE.finditer(decoded):
        key = token.group(1)
        if token.group() == "{":
            open_.append(set())
        elif token.group() == "}":
            open_.pop()
        elif key is not None and key in open_[-1]:
            return line_at(decoded, token.start()), key
        elif key is not None:
            open_[-1].add(key)
    return 1, ""


def _refuse_constant(constant: str) -> object:
    raise ValueError(constant)


def _entries(reading: Reading, board: Entry, name: str) -> list[Entry]:
    found = board.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise reading.refusal(f"the board's {name} are no list of objects", AGAIN, column=name)
    return found


def _refuse_strange_cards(reading: Reading, cards: Sequence[Entry], lists: Mapping[str, Entry]) -> None:
    first: dict[str, int] = {}
    for position, card in enumerate(cards, start=1):
        key = card.get("id")
        if not isinstance(key, str) or not _ID.fullmatch(key):
            message = "a card's id is none of Trello's, so it does not say when the card was made"
            raise reading.refusal(message, AGAIN, line=position, column="id")
        if key in first:
            message = f"two cards have one id, the other is card {first[key]}"
            raise reading.refusal(message, AGAIN, line=position, column="id")
        if str(card.get("idList")) not in lists:
            message = "a card is in a list that the board does not have"
            raise reading.refusal(message, AGAIN, line=position, column="idList")
        first[key] = position


def _refuse_broken_text(reading: Reading, headings: Sequence[str], columns: Iterable[Sequence[str | None]]) -> None:
    for heading, values in zip(headings, columns, strict=True):
        for position, value in enumerate(values, start=1):
            if value is not None and _NO_TEXT.search(value):
                message = "a text holds half a character or a NUL"
                raise reading.refusal(message, AGAIN, line=position, column=heading)


def _is_plain(key: str, value: object) -> bool:
    if key in NESTED:
        return False
    if isinstance(value, list):
        return key == "labels" or not any(isinstance(item, dict | list) for item in value)
    return not isinstance(value, dict)


def _text_of(value: object) -> str | None:
    """A value of the JSON as a cell: as it is written, null where it is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        parts = [_text_of(inside(item, "name") if isinstance(item, dict) else item) for item in value]
        return ";".join(part for part in parts if part) or None
    return str(value) or None if value is not None else None


def _names(members: Iterable[Entry]) -> dict[str, str]:
    """Each member's name; the user name where two members of the board share one, since it says which."""
    people = {str(member.get("id")): member for member in members}
    names = {key: _text_of(member.get("fullName")) for key, member in people.items()}
    shared = Counter(names.values())
    told = {
        key: name if name and shared[name] == 1 else _text_of(people[key].get("username"))
        for key, name in names.items()
    }
    return {key: name for key, name in told.items() if name}


def _members_of(card: Entry, names: Mapping[str, str]) -> str | None:
    """The names of a card's members, the id of one that has left the board."""
    found = card.get("idMembers")
    keys = [str(key) for key in found] if isinstance(found, list) else []
    return ";".join(names.get(key, key) for key in keys) or None


def _custom_values(board: Board) -> Iterable[tuple[str, list[str | None]]]:
    """Each field that the board has of its own, with the value of every card."""
    for field in board.custom_fields:
        options = {str(option.get("id")): inside(option, "value", "text") for option in entries_in(field, "options")}
        values = []
        for card in board.cards:
            items = entries_in(card, "customFieldItems")
            item = next((item for item in items if item.get("idCustomField") == field.get("id")), {})
            value = inside(item, "value")
            plain = (
                next(iter(value.values()), None)
                if isinstance(value, dict)
                else options.get(str(inside(item, "idValue")))
            )
            values.append(_text_of(plain))
        yield _text_of(field.get("name")) or "", values
