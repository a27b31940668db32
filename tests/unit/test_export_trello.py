"""Trello's cards are goals, the items of their checklists steps; the board's history says when a card was completed."""

import hashlib
import json

import pytest

from mentorship.exports import detect, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
# 65e8f5a0 is 2024-03-06T23:00:48Z, so a card made then was made on the 7th in Berlin.
FIRST, SECOND, THIRD = (f"65e8f5a0000000000000000{number}" for number in (1, 2, 3))
TODO, DONE, PUT_AWAY = (f"65e8f5a000000000000000a{number}" for number in (1, 2, 3))
ANA, BEN, CY, OTHER_CY = (f"65e8f5a000000000000000b{number}" for number in (1, 2, 3, 4))
LISTS = [
    {"id": TODO, "name": "To do", "closed": False},
    {"id": DONE, "name": "Done", "closed": False},
    {"id": PUT_AWAY, "name": "Last year", "closed": True},
]
MEMBERS = [
    {"id": ANA, "fullName": "Ana Lopes", "username": "analopes"},
    {"id": BEN, "fullName": "", "username": "ben"},
    {"id": CY, "fullName": "Cy Young", "username": "cy1"},
    {"id": OTHER_CY, "fullName": "Cy Young", "username": "cy2"},
]


def card(key=FIRST, **fields):
    return {
        "id": key,
        "badges": {"checkItems": 0, "due": None},
        "closed": False,
        "dueComplete": False,
        "dateLastActivity": "2024-05-01T10:00:00.000Z",
        "desc": "",
        "due": None,
        "email": None,
        "idChecklists": [],
        "idLabels": ["l1"],
        "idList": TODO,
        "idMembers": [ANA],
        "labels": [{"id": "l1", "name": "Skills", "color": "red"}],
        "name": "Give a talk",
        "pos": 16383.750,
        "start": None,
        "cover": {"color": None},
        **fields,
    }


def completion(key, moment, *, became=True):
    data = {"old": {"dueComplete": not became}, "card": {"id": key, "name": "A", "dueComplete": became}}
    return {"id": "x", "type": "updateCard", "date": moment, "data": data}


def board(*cards, **parts):
    whole = {
        "id": "65e8f5a0000000000000000f",
        "name": "Mentoring",
        "shortUrl": "https://trello.com/b/abc",
        "actions": [],
        "lists": LISTS,
        "members": MEMBERS,
        "checklists": [],
        "labels": [],
        "customFields": [],
        "cards": list(cards),
        **parts,
    }
    return {name: part for name, part in whole.items() if part is not ...}


def read(payload, **declared):
    data = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode()
    file = ExportFile("goals/board.json", data, hashlib.sha256(data).hexdigest())
    return detect.read_export(file, Source(name="okrs", kind="goals", tool="trello", files="*", **declared), PROGRAMME)


def loaded(*cards, declared=None, **parts):
    export = read(board(*cards, **parts), **(declared or {}))
    assert not export.problems
    return export


def refusal(payload, **declared):
    export = read(payload, **declared)
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def day(export, column):
    frame = export.records.select(stamps.day(column, export.stamps[column], export.time_zone, "Europe/Berlin"))
    return str(frame.item())


def test_a_card_is_a_goal():
    export = loaded(card(due="2024-06-30T21:30:00.000Z"))
    record = export.records.row(0, named=True)
    assert {name: value for name, value in record.items() if value is not None} == {
        "source_line": 1,
        "goal_key": FIRST,
        "owner": "Ana Lopes",
        "title": "Give a talk",
        "set_on": "2024-03-06T23:00:48Z",
        "due_on": "2024-06-30T21:30:00.000Z",
        "status": "open",
        "step_count": "0",
        "step_done_count": "0",
    }
    assert (day(export, "set_on"), day(export, "due_on")) == ("2024-03-07", "2024-06-30")


def test_the_table_holds_the_plain_fields_of_cards_as_text():
    content = loaded(card(), card(SECOND, idMembers=[ANA, BEN], start="2024-04-01T00:00:00.000Z", idShort=7)).content
    assert (content.encoding, content.delimiter, content.header_line) == ("utf-8", None, None)
    assert content.columns == tuple(content.table.columns[1:])
    assert content.columns[-3:] == ("idShort", "list", "members")
    assert not {"badges", "cover"} & set(content.columns)
    names = ("source_line", "closed", "pos", "labels", "idMembers", "members", "list", "desc", "start", "idShort")
    assert content.table.select(names).rows() == [
        (1, "false", "16383.75", "Skills", ANA, "Ana Lopes", "To do", None, None, None),
        (2, "false", "16383.75", "Skills", f"{ANA};{BEN}", "Ana Lopes;ben", "To do", None, "2024-04-01T00:00:00.000Z", "7"),
    ]  # fmt: skip


def test_what_is_nested_is_no_column_though_it_is_empty():
    empty = {"attachments": [], "customFieldItems": [], "checkItemStates": None, "descData": None}
    assert not set(empty) & set(loaded(card(**empty)).content.columns)


def test_numbers_stand_as_they_are_written():
    payload = json.dumps(board(card())).replace("16383.75", "65535.000000000001").encode()
    assert read(payload).content.table["pos"].to_list() == ["65535.000000000001"]


def test_where_a_card_is_on_a_map_never_leaves_the_reader():
    place = {"address": "1 Secret Street", "locationName": "Home", "coordinates": {"latitude": 1.5}}
    export = loaded(card(**place, staticMapUrl="https://maps.x.example/1.5"))
    kept = str(export.records.to_dicts()) + str(export.content.table.to_dicts())
    assert not [secret for secret in ("Secret", "Home", "1.5") if secret in kept]
    assert "address" in export.content.columns


def test_a_board_is_recognised_by_its_cards_and_lists():
    payload = json.dumps(board(card()), indent=2).encode()
    for mark in (b"", b"\xef\xbb\xbf", b" \n"):
        (found,) = detect.recognise(ExportFile("f.json", mark + payload, "x"))
        assert (found[0].tool, found[1]) == ("trello", ("it is JSON with the cards and lists of a board",))
    empty = json.dumps(board()).encode()
    assert [profile.tool for profile, _ in detect.recognise(ExportFile("f.json", empty, "x"))] == ["trello"]


@pytest.mark.parametrize("payload", [b'{"cards": [], "lists": []}', b'[{"cards": 1, "lists": 2, "idList": 3}]', b"{}"])
def test_other_json_is_not_taken_for_a_board(payload):
    assert detect.recognise(ExportFile("f.json", payload, "x")) == []


def test_a_board_with_a_mark_or_in_another_encoding_is_read():
    payload = json.dumps(board(card(name="Übung")), ensure_ascii=False)
    for encoding, name in (("utf-8-sig", "utf-8 BOM"), ("utf-16", "utf-16 LE BOM")):
        export = read(payload.encode(encoding))
        assert (export.content.encoding, export.records["title"].to_list()) == (name, ["Übung"])


def test_a_card_marked_complete_is_achieved_when_the_history_says():
    history = [
        completion(FIRST, "2024-05-09T10:00:00.000Z"),
        completion(FIRST, "2024-05-08T10:00:00.000Z", became=False),
        completion(FIRST, "2024-05-02T10:00:00.000Z"),
        completion(SECOND, "2024-05-10T10:00:00.000Z"),
    ]
    export = loaded(card(dueComplete=True), card(SECOND), actions=history)
    assert export.records.select("status", "achieved_on").rows() == [
        ("achieved", "2024-05-09T10:00:00.000Z"),
        ("open", None),
    ]
    assert export.stamps["achieved_on"] == "iso"


def test_a_completion_of_which_nothing_is_told_has_no_day():
    records = loaded(card(dueComplete=True)).records
    assert records.select("status", "achieved_on").rows() == [("achieved", None)]


def test_a_completion_may_be_told_by_the_card_itself():
    rows = (card(dueComplete=True, dateCompleted="2024-05-03T10:00:00.000Z"), card(SECOND, dateCompleted=None))
    assert loaded(*rows).records["achieved_on"].to_list() == ["2024-05-03T10:00:00.000Z", None]


def test_the_list_done_achieves_nothing():
    assert loaded(card(idList=DONE)).records["status"].to_list() == ["open"]


def test_what_is_put_away_uncompleted_is_dropped():
    rows = (card(closed=True), card(SECOND, idList=PUT_AWAY), card(THIRD, closed=True, dueComplete=True))
    assert loaded(*rows).records["status"].to_list() == ["dropped", "dropped", "achieved"]


def test_lists_tell_the_status_where_that_is_declared():
    declared = {"columns": {"status": "list"}, "values": {"Done": "achieved", "Last year": "not_achieved"}}
    rows = (card(idList=DONE), card(SECOND, idList=PUT_AWAY, dueComplete=True), card(THIRD))
    history = [completion(SECOND, "2024-05-09T10:00:00.000Z")]
    records = loaded(*rows, declared=declared, actions=history).records
    assert records.select("status", "achieved_on").rows() == [
        ("achieved", None),
        ("not_achieved", None),
        ("open", None),
    ]


def test_items_of_checklists_are_steps():
    lists = [
        {"idCard": FIRST, "checkItems": [{"state": "complete"}, {"state": "incomplete"}]},
        {"idCard": FIRST, "checkItems": [{"state": "complete"}]},
        {"idCard": "gone", "checkItems": [{"state": "complete"}]},
    ]
    records = loaded(card(), card(SECOND), checklists=lists).records
    assert records.select("step_count", "step_done_count").rows() == [("3", "2"), ("0", "0")]


def test_nothing_is_known_of_steps_without_the_boards_checklists():
    assert loaded(card(), checklists=...).records.select("step_count", "step_done_count").rows() == [(None, None)]


def test_the_owner_is_the_member_by_name_else_by_user_name():
    rows = [card(FIRST, idMembers=[BEN]), card(SECOND, idMembers=[OTHER_CY]), card(THIRD, idMembers=[])]
    assert loaded(*rows).records["owner"].to_list() == ["ben", "cy2", None]
    assert loaded(card(idMembers=["left"])).records["owner"].to_list() == ["left"]


def test_the_owner_may_be_told_by_the_list():
    records = loaded(card(idMembers=[ANA, BEN]), declared={"columns": {"owner": "list"}}).records
    assert records["owner"].to_list() == ["To do"]


def test_several_members_stay_several_owners():
    assert loaded(card(idMembers=[ANA, BEN])).records["owner"].to_list() == ["Ana Lopes;ben"]


FIELDS = [
    {"id": "f1", "name": "GAS", "type": "number"},
    {"id": "f2", "name": "Measure", "type": "list", "options": [{"id": "o1", "value": {"text": "Talks given"}}]},
    {"id": "f3", "name": "Reviewed", "type": "date"},
]


def test_fields_of_the_boards_own_are_columns_to_map():
    items = [
        {"idCustomField": "f1", "value": {"number": "-1"}},
        {"idCustomField": "f2", "value": None, "idValue": "o1"},
        {"idCustomField": "f3", "value": {"date": "2024-05-03T10:00:00.000Z"}},
    ]
    mapping = {"gas_level": "GAS", "measure": "measure", "reviewed_on": "Reviewed"}
    rows = (card(customFieldItems=items), card(SECOND))
    export = loaded(*rows, customFields=FIELDS, declared={"columns": mapping})
    assert export.content.columns[-3:] == ("GAS", "Measure", "Reviewed")
    assert export.records.select("gas_level", "measure", "reviewed_on").rows() == [
        ("-1", "Talks given", "2024-05-03T10:00:00.000Z"),
        (None, None, None),
    ]


def test_fields_of_a_card_are_mapped_in_place_of_what_the_board_says():
    rows = card(start="2024-04-01T00:00:00.000Z", dueComplete=True, dateLastActivity="2024-05-01T10:00:00.000Z")
    mapping = {"set_on": "start", "achieved_on": "dateLastActivity", "step_count": "idShort"}
    records = loaded({**rows, "idShort": 4}, declared={"columns": mapping}).records
    assert records.select("set_on", "achieved_on", "step_count").rows() == [
        ("2024-04-01T00:00:00.000Z", "2024-05-01T10:00:00.000Z", "4")
    ]


def test_a_declared_day_of_achievement_of_an_open_card_is_left_for_its_row_to_be_refused():
    records = loaded(card(), declared={"columns": {"achieved_on": "dateLastActivity"}}).records
    assert records.select("status", "achieved_on").rows() == [("open", "2024-05-01T10:00:00.000Z")]


def test_templates_and_lines_between_cards_are_no_goals():
    rows = (card(isTemplate=True, cardRole=None), card(SECOND, cardRole="separator"), card(THIRD, isTemplate=False))
    export = read(board(*rows))
    assert export.records["source_line"].to_list() == [3]
    assert export.content.table.height == 3
    assert [(problem.severity, problem.line) for problem in export.problems] == [("left_out", 1), ("left_out", 2)]


def test_a_board_from_before_completion_is_loaded_and_said():
    old = {name: value for name, value in card().items() if name not in {"dueComplete", "closed"}}
    export = read(board(old))
    (problem,) = export.problems
    assert (problem.severity, problem.column) == ("warning", "dueComplete")
    assert "status under columns:" in problem.fix
    assert export.records["status"].to_list() == ["open"]


def test_a_board_without_cards_says_so():
    export = read(board())
    assert [problem.severity for problem in export.problems] == ["warning"]
    assert "no rows" in export.problems[0].message


def test_a_cut_off_board_is_refused_by_line_and_character():
    payload = json.dumps(board(card()), indent=1).encode()
    for cut in (payload[:-2], payload[: payload.index(b"Give a") + 3]):
        problem = refusal(cut)
        assert problem.line == cut.count(b"\n") + 1
        assert "cut off" in problem.message
        assert "JSON" in problem.fix


def test_a_damaged_board_is_refused_by_line_and_character():
    problem = refusal(b'{"lists": [],\n "cards": [}')
    assert problem.line == 2
    assert "damaged" in problem.message
    assert "character 12" in problem.message


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_by_its_line(constant):
    payload = f'{{"lists": [], "name": "NaN \\" Infinity",\n"cards": [{{"pos": {constant}}}]}}'
    problem = refusal(payload.encode())
    assert (problem.line, "NaN" in problem.message) == (2, True)


@pytest.mark.parametrize("deep", ["[" * 200_000, '{"lists": [], "cards": ' + "[" * 200_000, '{"a":' * 200_000])
def test_json_nested_without_end_is_refused(deep):
    assert refusal(deep.encode()).fix


def test_a_number_of_any_length_is_text():
    payload = json.dumps(board(card())).replace("16383.75", "9" * 10_000).encode()
    assert len(read(payload).content.table["pos"][0]) == 10_000


@pytest.mark.parametrize("payload", [b"[]", b"{}", b'"cards"', b'{"cards": {}, "lists": []}', b'{"cards": []}', b"7"])
def test_json_that_is_no_board_is_refused(payload):
    problem = refusal(payload)
    assert problem.line == 1
    assert "no Trello board" in problem.message
    assert "Export as JSON" in problem.fix


@pytest.mark.parametrize("part", ["lists", "members", "checklists", "actions", "customFields"])
@pytest.mark.parametrize("value", ["x", [1], {"id": 1}])
def test_a_part_that_is_no_list_of_objects_is_refused(part, value):
    problem = refusal(board(card(), **{part: value}))
    assert problem.column == part
    assert "no list" in problem.message


def test_objects_of_another_shape_say_nothing():
    odd = [{}, {"type": "updateCard", "data": None}, {"data": {"card": 7, "old": []}}, completion(FIRST, None)]
    odd += [completion(7, "2024-05-09T10:00:00.000Z")]
    parts = {"actions": odd, "checklists": [{}, {"idCard": FIRST, "checkItems": "x"}], "members": [{"id": ANA}]}
    fields = [{"id": "f1"}, {"id": "f2", "name": "F", "options": "x"}]
    items = [{"idCustomField": "f2", "idValue": None, "value": "x"}]
    rows = card(dueComplete=True, idMembers=None, customFieldItems=items, labels="x")
    records = loaded(rows, customFields=fields, **parts).records
    assert records.select("status", "achieved_on", "step_count", "owner").rows() == [("achieved", None, "0", None)]


def test_two_cards_of_one_id_are_refused_by_their_places():
    problem = refusal(board(card(), card(SECOND), card()))
    assert (problem.line, problem.column) == (3, "id")
    assert "card 1" in problem.message


@pytest.mark.parametrize("key", [None, "", "1", "xyz", 7, ["a"], "65e8f5a"])
def test_an_id_that_is_none_of_trellos_is_refused(key):
    problem = refusal(board(card(), card(key)))
    assert (problem.line, problem.column) == (2, "id")
    assert "made" in problem.message


@pytest.mark.parametrize("place", ["gone", None, [1]])
def test_a_card_in_no_list_is_refused(place):
    problem = refusal(board(card(), card(SECOND, idList=place)))
    assert (problem.line, problem.column) == (2, "idList")
    assert "list" in problem.message


@pytest.mark.parametrize("escape", ["\\ud83d", "\\u0000"])
def test_half_a_character_is_refused_by_its_place(escape):
    payload = json.dumps(board(card(), card(SECOND, name="SPOILT"))).replace("SPOILT", escape).encode()
    problem = refusal(payload)
    assert (problem.line, problem.column) == (2, "name")
    assert "character" in problem.message


def test_garbled_letters_are_refused():
    problem = refusal(board(card(name="CafÃ©")))
    assert (problem.line, problem.column) == (1, "name")


def test_members_in_two_columns_are_refused():
    problem = refusal(board(card(members="x")))
    assert (problem.column, "2 columns" in problem.message) == ("members", True)


def test_messages_never_quote_a_card():
    for payload in (board(card(), card(name="secret")), board(card(name="secret", idList="secret"))):
        assert "secret" not in str(refusal(payload))


def test_cards_become_goals_of_one_owner(folder):
    declared = (folder.root / "programme.yaml").read_text(encoding="utf-8")
    source = "{name: goals, kind: goals, tool: table, files: goals/*.csv}"
    folder.write("programme.yaml", declared.replace(source, source.replace("table", "trello").replace("csv", "json")))
    folder.table("people", [{"person_key": "m1", "role": "mentee", "name": "Ana Lopes"}])
    made_in_2026 = "69" + FIRST[2:]
    rows = (card(made_in_2026, dueComplete=True, closed=True), card(SECOND, idMembers=[ANA, BEN]), card(THIRD))
    folder.write("exports/goals/board.json", json.dumps(board(*rows)))
    facts = folder.facts()
    assert facts["core_goals"]["status"].sort().to_list() == ["achieved", "open"]
    assert facts["core_rejects"].select("source_line", "column", "rule").rows() == [(2, "owner", "goal_has_one_owner")]
