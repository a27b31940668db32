"""The draft of an undeclared table: what it proposes is read by the table reader, and what is in doubt it leaves out."""

import hashlib
from pathlib import Path

import fastexcel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship import yaml_source
from mentorship.exports import text
from mentorship.exports.profile import ExportFile
from mentorship.exports.table import Table, our_columns
from mentorship.inspection import cell_words, vocabulary
from mentorship.inspection.drafting import KINDS, Draft, draft, draft_of_text
from mentorship.inspection.entry import source_entry
from mentorship.inspection.unknown import proposed, reasons
from mentorship.programme import Source
from tests import bare

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "exports"
PROGRAMME = bare.programme()

GERMAN_PAIRS = """Mentoringprogramm 2026;;;;;;
Stand: März;;;;;;

Paar-Nr.;Mentorin;Mentee;Gestartet am;Geplantes Ende;Status;Treffen pro Monat
P1;anna@x.example;ben@x.example;05.01.2026;31.12.2026;aktiv;2,5
P2;cora@x.example;dirk@x.example;12.01.2026;31.12.2026;Abgebrochen;2
P3;eva@x.example;finn@x.example;06.02.2026;31.12.2026;aktiv;1,5
"""
FRENCH_MEETINGS = """Date;Mentor;Mentoré(e);Durée (min);Lieu;Statut;Ordre du jour;Actions
03/02/2026 14:30;anna@x.example;ben@x.example;45;Visio;Réalisée;oui;2
17/02/2026 14:30;anna@x.example;ben@x.example;60;En personne;Annulée;non;0
17/02/2026 10:00;cora@x.example;dirk@x.example;30;Téléphone;Réalisée;oui;1
"""
SPANISH_PEOPLE = """Identificador,Nombre completo,Correo electrónico,Rol,Fecha de ingreso,Departamento
E1,Ana Núñez,ana@x.example,Mentora,2026-01-05,Ventas
E2,Luis Gil,luis@x.example,Mentorizado,2026-01-06,Ventas
E3,Eva Ruiz,eva@x.example,Ambos,2026-01-06,TI
"""
ITALIAN_GOALS = """Responsabile;Obiettivo;Fissato il;Scadenza;Raggiunto il;Stato;Avanzamento
ana@x.example;Parlare in pubblico;13/01/2026;30/06/2026;;In corso;0,25
luis@x.example;Guidare una riunione;14/01/2026;30/06/2026;02/03/2026;Raggiunto;1
eva@x.example;Scrivere un articolo;14/01/2026;30/06/2026;;Abbandonato;0,1
"""
PORTUGUESE_SURVEY = """Carimbo de data/hora,Endereço de e-mail,Sinto-me confiante em apresentar ideias,O que mudou para si?
2026-02-01T10:00:00,ana@x.example,4,Nada
2026-02-02T11:30:00,rui@x.example,3,"Muito, obrigado"
"""
DUTCH_PAIRS = """Koppelnummer\tBegeleider\tLeerling\tGekoppeld op\tEinddatum\tAfloop
K1\tanna@x.example\tben@x.example\t2026-01-05\t\tlopend
K2\tcora@x.example\tdirk@x.example\t2026-01-12\t2026-03-01\tvoortijdig beëindigd
"""
POLISH_MEETINGS = """Numer pary;Data i godzina;Czas trwania (min);Forma spotkania;Status;Kto nie przyszedł
1;13.02.2026 10:00;45;Online;Odbyło się;
1;27.02.2026 10:00;;Telefon;Odwołane;
2;27.02.2026 12:00;30;Stacjonarnie;Nieobecność;Podopieczny
"""
SWEDISH_PEOPLE = """Namn;E-post;Roll;Startdatum;Avdelning
Åsa Öberg;asa@x.example;Adept;2026-01-05;Sälj
Nils Ek;nils@x.example;Mentor;2026-01-05;IT
Eva Lund;eva@x.example;Mentor och adept;2026-01-07;IT
"""
DANISH_GOALS = """Ejer|Mål|Oprettet|Forfaldsdato|Status
ana@x.example|Tale foran mange|2026-01-13|2026-06-30|I gang
luis@x.example|Lede et møde|2026-01-14|2026-06-30|Opnået
"""
NORWEGIAN_SURVEY = """Tidsstempel;Brukernavn;Jeg stoler på egne vurderinger;Trives
01.02.2026 10:00:00;ana@x.example;Enig;Helt enig
15.02.2026 10:00:00;rui@x.example;Uenig;Enig
"""
FRENCH_PEOPLE = """Matricule;Nom;Prénom;Courriel;Rôle;Date d'entrée;Date de sortie;Service
1007;Durand;Anne;anne@x.example;Mentore;13/01/2026;;RH
1002;Petit;Luc;luc@x.example;Mentoré;13/01/2026;;RH
1009;Roux;Eve;eve@x.example;Mentorée;13/01/2026;30/03/2026;IT
"""
ITALIAN_PAIRS = """Coppia;Mentore;Allievo;Data di abbinamento;Fine prevista;Conclusione;Esito;Incontri al mese
C1;a@x.example;b@x.example;13/01/2026;31/12/2026;;In corso;2
C2;c@x.example;d@x.example;14/01/2026;31/12/2026;01/03/2026;Interrotto;1,5
"""
SPANISH_MEETINGS = """Nº,Mentor/a,Mentorizado/a,Fecha,Hora,Duración (minutos),Modalidad,Realizada,Observaciones
1,a@x.example,b@x.example,13/01/2026,10:00,60,Presencial,Sí,Todo bien
2,a@x.example,b@x.example,20/01/2026,10:00,45,Videollamada,Sí,
"""
ENGLISH_PAIRS = """mentor_email,menteeEmail,Start-Date,endDate,match_status
a@x.example,b@x.example,2026-01-01,2026-05-01,Completed
a@x.example,c@x.example,2026-02-01,,Active
"""

# Their table, the kind that it is, and what the reader makes of it by the drafted entry.
TABLES = [
    (
        GERMAN_PAIRS,
        "pairs",
        {
            "pair_key": ["P1", "P2", "P3"],
            "mentor": ["anna@x.example", "cora@x.example", "eva@x.example"],
            "matched_on": ["05.01.2026", "12.01.2026", "06.02.2026"],
            "outcome": [None, "ended_early", None],
            "meetings_per_month": ["2.5", "2", "1.5"],
        },
    ),
    (
        FRENCH_MEETINGS,
        "meetings",
        {
            "people": [*["anna@x.example;ben@x.example"] * 2, "cora@x.example;dirk@x.example"],
            "duration_minutes": ["45", "60", "30"],
            "channel": ["video", "in_person", "phone"],
            "outcome": ["held", "cancelled", "held"],
            "has_agenda": ["true", "false", "true"],
            "action_item_count": ["2", "0", "1"],
        },
    ),
    (
        SPANISH_PEOPLE,
        "people",
        {
            "person_key": ["E1", "E2", "E3"],
            "email": ["ana@x.example", "luis@x.example", "eva@x.example"],
            "name": ["Ana Núñez", "Luis Gil", "Eva Ruiz"],
            "role": ["mentor", "mentee", "both"],
            "joined_on": ["2026-01-05", "2026-01-06", "2026-01-06"],
        },
    ),
    (
        ITALIAN_GOALS,
        "goals",
        {
            "owner": ["ana@x.example", "luis@x.example", "eva@x.example"],
            "title": ["Parlare in pubblico", "Guidare una riunione", "Scrivere un articolo"],
            "set_on": ["13/01/2026", "14/01/2026", "14/01/2026"],
            "achieved_on": [None, "02/03/2026", None],
            "status": ["open", "achieved", "dropped"],
            "progress": ["0.25", "1", "0.1"],
        },
    ),
    (
        PORTUGUESE_SURVEY,
        "surveys",
        {
            "respondent": ["ana@x.example", "rui@x.example"],
            "submitted_at": ["2026-02-01T10:00:00", "2026-02-02T11:30:00"],
        },
    ),
    (
        DUTCH_PAIRS,
        "pairs",
        {"mentee": ["ben@x.example", "dirk@x.example"], "outcome": [None, "ended_early"]},
    ),
    (
        POLISH_MEETINGS,
        "meetings",
        {
            "pair_key": ["1", "1", "2"],
            "outcome": ["held", "cancelled", "no_show"],
            "no_show_by": [None, None, "mentee"],
            "channel": ["video", "phone", "in_person"],
        },
    ),
    (
        SWEDISH_PEOPLE,
        "people",
        {"name": ["Åsa Öberg", "Nils Ek", "Eva Lund"], "role": ["mentee", "mentor", "both"]},
    ),
    (FRENCH_PEOPLE, "people", {"role": ["mentor", "mentee", "mentee"], "left_on": [None, None, "30/03/2026"]}),
    (ITALIAN_PAIRS, "pairs", {"outcome": [None, "ended_early"], "meetings_per_month": ["2", "1.5"]}),
    (SPANISH_MEETINGS, "meetings", {"outcome": ["held", "held"], "channel": ["in_person", "video"]}),
    (DANISH_GOALS, "goals", {"due_on": ["2026-06-30"] * 2, "status": ["open", "achieved"]}),
    (NORWEGIAN_SURVEY, "surveys", {"respondent": ["ana@x.example", "rui@x.example"]}),
    (
        ENGLISH_PAIRS,
        "pairs",
        {"mentor": ["a@x.example"] * 2, "ended_on": ["2026-05-01", None], "outcome": ["completed", None]},
    ),
]


def drafted(payload: str, kind=None) -> Draft:
    found = draft_of_text(payload, kind)
    assert found is not None
    return found


def source_of(found: Draft, name="s", files="*") -> Source:
    """The source that somebody gets who pastes the entry of a draft."""
    bare = Source(name=name, kind=found.kind, tool="table", files=files)
    (entry,) = yaml_source.parse(source_entry(proposed(bare, found, is_kind_known=True)), "programme.yaml").value
    return Source.model_validate(entry)


def read(payload: bytes, found: Draft, **more):
    # The questionnaire is for the coordinator to name, and a table can be looked at without one.
    source = source_of(found).model_copy(update={"instrument": None, "wave": None, **more})
    file = ExportFile("some/file", payload, hashlib.sha256(payload).hexdigest())
    return Table().read(file, source, PROGRAMME)


@pytest.mark.parametrize(("payload", "kind", "records"), TABLES)
def test_a_drafted_entry_reads_the_table_without_a_problem(payload, kind, records):
    found = drafted(payload)
    export = read(payload.encode(), found)
    assert (found.kind, found.missing, export.problems) == (kind, (), ())
    assert {name: export.records[name].to_list() for name in records} == records


@pytest.mark.parametrize(("payload", "kind"), [(payload, kind) for payload, kind, _ in TABLES])
def test_every_column_that_is_drafted_has_a_reason(payload, kind):
    found = drafted(payload, kind)
    assert set(found.columns) <= set(found.reasons) <= set(our_columns(kind))
    assert all(found.reasons.values())


@pytest.mark.parametrize("name", ["pairs/matches.csv", "meetings/log.csv"])
def test_the_samples_own_tables_are_drafted_and_read(name):
    payload = (SAMPLE / name).read_bytes()
    found = drafted(payload.decode("utf-8-sig"))
    export = read(payload, found)
    assert (found.kind, found.missing, export.problems) == (name.split("/")[0], (), ())
    assert export.records.height > 0


def test_the_samples_roster_is_drafted_from_its_worksheet():
    payload = (SAMPLE / "people" / "roster.xlsx").read_bytes()
    sheet = fastexcel.read_excel(payload).load_sheet("Roster", header_row=None, skip_rows=0, dtypes="string")
    rows = [(line, [cell or "" for cell in cells]) for line, cells in enumerate(sheet.to_polars().rows(), start=1)]
    found = draft(rows[:300])
    assert found is not None
    assert (found.kind, found.header_row, found.delimiter, found.missing) == ("people", 3, None, ())
    assert found.columns == {
        "person_key": "Staff no.",
        "email": "E-mail",
        "role": "Takes part as",
        "joined_on": "Joined",
        "left_on": "Left",
        "other_keys": "Also known as",
    }
    assert found.values == {"Mentee and mentor": "both"}
    assert found.unmapped == ("Department", "Cohort")
    export = read(payload, found, sheet="Roster")
    assert not export.problems
    assert set(export.records["role"].unique()) == {"mentee", "mentor", "both"}


def test_what_finds_itself_is_not_mapped():
    found = drafted("Mentor,Mentee,MATCHED_ON\na@x.example,b@x.example,2026-01-05\n")
    assert (found.columns, found.values, found.unmapped) == ({}, {}, ())
    assert found.reasons["mentor"] == "the heading is our own name; 1 of 1 cells are e-mail addresses"


def test_words_that_are_ours_already_are_not_mapped():
    assert drafted("E-Mail;Rolle\na@x.example;Mentor\nb@x.example;MENTEE\n").values == {}


def test_a_reason_names_the_language_of_the_heading_and_what_the_cells_are():
    reasons = drafted(GERMAN_PAIRS).reasons
    assert reasons["mentor"] == "the heading 'Mentorin' is German for mentor; 3 of 3 cells are e-mail addresses"
    assert reasons["matched_on"] == "the heading 'Gestartet am' is German for matched on; 3 of 3 cells are dates"
    assert "means mentor" in drafted(ENGLISH_PAIRS).reasons["mentor"]


def test_a_heading_of_many_languages_is_told_to_be_of_the_tables_own():
    assert "is Swedish for" in drafted(SWEDISH_PEOPLE).reasons["joined_on"]
    assert (
        "is Dutch for"
        in drafted("Naam;Rol;Emailadres;Startdatum\nA;Mentor;a@x.example;2026-01-05\n").reasons["joined_on"]
    )


def test_a_pair_that_still_runs_has_no_outcome():
    found = drafted(GERMAN_PAIRS)
    assert found.values == {"Abgebrochen": "ended_early", "aktiv": ""}
    assert "read as blank: 'aktiv'" in found.reasons["outcome"]


# The header.


def test_title_rows_above_the_header_give_its_physical_line():
    assert drafted(GERMAN_PAIRS).header_row == 4
    assert drafted('"Mentoring\n2026"\n' + ENGLISH_PAIRS).header_row == 3


def test_a_title_row_as_wide_as_the_table_is_not_its_header():
    title = "Mentoring 2026,,Stand: März,,\nfür intern,,vertraulich,,\n"
    assert drafted(title + ENGLISH_PAIRS).header_row == 3


def test_blank_lines_above_the_header_need_no_declaration():
    found = drafted("\n\n" + ENGLISH_PAIRS)
    assert found.header_row is None
    assert not read(("\n\n" + ENGLISH_PAIRS).encode(), found).problems


def test_a_blank_row_of_a_worksheet_above_the_header_is_declared():
    found = draft([(1, ["", ""]), (2, ["E-Mail", "Rolle"]), (3, ["a@x.example", "Mentorin"])])
    assert found is not None
    assert found.header_row == 2


def test_a_row_of_data_with_a_word_of_ours_is_not_the_header():
    found = drafted("Kürzel,Was,Wo\nMentor,anna,Berlin\nMentee,ben,Bonn\n", kind="people")
    assert found.header_row is None
    assert found.columns == {"role": "Kürzel"}


def test_a_header_without_rows_is_drafted_by_its_headings():
    found = drafted("Mentorin;Mentee;Gestartet am\n")
    assert (found.kind, found.columns) == ("pairs", {"mentor": "Mentorin", "matched_on": "Gestartet am"})
    assert found.reasons["mentee"] == "the heading is our own name; all its cells are blank"


# The delimiter, dates and numbers.


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_delimiter_other_than_the_comma_is_declared(delimiter):
    assert drafted(ENGLISH_PAIRS.replace(",", delimiter)).delimiter == delimiter


def test_a_comma_needs_no_declaration():
    assert drafted(ENGLISH_PAIRS).delimiter is None


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13/01/2026", "05/06/2026"], "dmy"),
        (["01/13/2026", "05/06/2026"], "mdy"),
        (["31.3.26", "1.2.26"], "dmy"),
        (["2026/03/31", "2026/05/06"], None),
        (["2026-01-13", "2026-01-05"], None),
    ],
)
def test_the_order_of_day_and_month_is_the_one_that_the_dates_prove(dates, order):
    rows = "".join(f"a{number}@x.example,b@x.example,{written}\n" for number, written in enumerate(dates))
    assert drafted(f"Mentorin,Mentee,Start\n{rows}").date_order == order


def test_an_order_that_no_date_proves_is_to_be_declared():
    found = drafted("Mentorin,Mentee,Start\na@x.example,b@x.example,05/06/2026\n")
    assert found.date_order is None
    assert "declare date_order:" in found.reasons["matched_on"]


def test_dates_in_both_orders_are_told():
    found = drafted("Mentorin,Mentee,Start,Ende\na@x.example,b@x.example,13/01/2026,12/31/2026\n")
    assert found.date_order is None
    assert "export the file again" in found.reasons["matched_on"]


def test_dates_in_words_need_a_format_declared():
    found = drafted('Mentor,Mentee,Matched on\na@x.example,b@x.example,"Mar 5, 2026"\n')
    assert found.columns == {"matched_on": "Matched on"}
    assert "declare date_format:" in found.reasons["matched_on"]


@pytest.mark.parametrize(
    ("cells", "decimal", "reason"),
    [
        (["0,75", "1"], ",", "numbers"),
        (["1,2345"], ",", "numbers"),
        (["1.234,5"], ",", "numbers"),
        (["1,234"], None, "declare decimal:"),
        (["0,5", "0.5"], None, "with a point"),
        (["0.5"], None, "numbers"),
    ],
)
def test_a_decimal_comma_is_declared_where_it_can_be_nothing_else(cells, decimal, reason):
    rows = "".join(f"a@x.example;Ziel;{written}\n" for written in cells)
    found = drafted(f"Verantwortlich;Ziel;Fortschritt\n{rows}")
    assert found.decimal == decimal
    assert reason in found.reasons["progress"]


# The kind.


def test_couples_that_come_again_make_a_log_of_meetings():
    once = "Mentor,Mentee,Start\na@x.example,b@x.example,2026-01-05\nc@x.example,d@x.example,2026-01-06\n"
    assert drafted(once).kind == "pairs"
    assert drafted(once + "a@x.example,b@x.example,2026-01-20\n" * 3).kind == "meetings"


def test_times_of_day_make_a_log_of_meetings():
    assert drafted("Mentor,Mentee,Start\na@x.example,b@x.example,2026-01-05 14:30\n").kind == "meetings"


def test_the_kind_can_be_told():
    payload = "Mentor,Mentee,Start\na@x.example,b@x.example,2026-01-05\n"
    assert [drafted(payload, kind).kind for kind in ("pairs", "meetings", "goals")] == ["pairs", "meetings", "goals"]
    assert draft_of_text(payload, "invitations") is None


def test_what_is_needed_and_not_there_is_named():
    assert drafted("Name,E-Mail,Eintritt\nAnna,a@x.example,2026-01-05\n").missing == ("role",)
    assert drafted("Mentorin,Start,Ende\na@x.example,2026-01-05,2026-06-05\n", "pairs").missing == ("mentee",)
    assert drafted("Datum,Dauer,Mentor\n2026-01-05,45,a@x.example\n", "meetings").missing == ("pair_key",)


def test_the_questions_of_a_survey_are_not_unmapped():
    found = drafted(PORTUGUESE_SURVEY.replace("Carimbo", "Extra,Carimbo").replace("\n2026", "\nx,2026"))
    assert found.unmapped == ("Extra",)


def test_short_headings_over_a_scale_are_questions():
    payload = "Email,Timestamp,q1,q2\na@x.example,2026-01-05 10:00,4,Agree\nb@x.example,2026-01-06 10:00,5,Neutral\n"
    assert (drafted(payload).kind, drafted(payload).unmapped) == ("surveys", ())


# What is in doubt.


def test_two_columns_that_nothing_tells_apart_are_left_out():
    found = drafted("Coach;Tutor;Mentee;Start\na@x.example;b@x.example;c@x.example;2026-01-05\n")
    assert found.missing == ("mentor",)
    assert found.unmapped == ("Coach", "Tutor")
    assert found.reasons["mentor"] == "it may be 'Coach' or 'Tutor': nothing tells which, so name one of them"


def test_of_a_name_and_an_address_the_address_is_the_key():
    payload = "Mentor,Mentor Email,Email of mentee,Mentee name,Start\nAnn,a@x.example,b@x.example,Ben,2026-01-05\n"
    found = drafted(payload)
    assert (found.columns["mentor"], found.columns["mentee"]) == ("Mentor Email", "Email of mentee")
    assert found.unmapped == ("Mentor", "Mentee name")


def test_of_a_day_and_a_time_the_time_is_the_start():
    found = drafted("Paar;Datum;Beginn\n1;2026-01-05;2026-01-05 10:00\n2;2026-01-06;2026-01-06 11:00\n", "meetings")
    assert found.columns["starts_at"] == "Beginn"


def test_a_heading_without_its_marks_is_what_the_others_leave():
    found = drafted("MENTOR;MENTORE;DEBUT\na@x.example;b@x.example;2026-01-05\n")
    assert found.columns == {"mentee": "MENTORE", "matched_on": "DEBUT"}
    assert "may be French for mentee" in found.reasons["mentee"]


def test_a_word_without_its_marks_is_what_the_others_leave_or_unknown():
    people = "E-Mail;Rôle\na@x.example;{}\nb@x.example;MENTORE\nc@x.example;MENTORE\nd@x.example;{}\n"
    assert drafted(people.format("Mentee", "Mentee")).values == {"MENTORE": "mentor"}
    found = drafted(people.format("Mentor", "Mentor"))
    assert found.values == {}
    assert "added to values: 'MENTORE'" in found.reasons["role"]


def test_a_heading_that_stands_twice_is_left_out():
    found = drafted("Mentor;Mentor;Mentee;Start\na@x.example;b@x.example;c@x.example;2026-01-05\n")
    assert found.missing == ("mentor",)
    assert "stands over several columns" in found.reasons["mentor"]


def test_a_heading_that_may_mean_two_of_ours_is_left_out():
    found = drafted("Name,Status,Due date\nSpeak,Done,2026-01-05\nWrite,Open,2026-01-06\n", "goals")
    assert found.unmapped == ("Name",)
    assert found.missing == ("owner",)
    assert drafted("Name,Goal,Due date\nAnn,Speak,2026-01-05\nBen,Write,2026-01-06\n").columns["owner"] == "Name"


def test_a_first_name_is_not_taken_for_the_name():
    found = drafted("Nombre,Apellidos,Correo,Rol\nAna,Gil,a@x.example,Mentora\n")
    assert "name" not in found.columns
    assert found.unmapped == ("Nombre", "Apellidos")


def test_a_running_number_is_no_key():
    people = "Nr.;E-Mail;Rolle\n{};a@x.example;Mentorin\n{};b@x.example;Mentee\n{};c@x.example;Mentee\n"
    assert drafted(people.format(1, 2, 3)).unmapped == ("Nr.",)
    assert drafted(people.format(811, 203, 417)).columns["person_key"] == "Nr."


def test_columns_of_marks_are_no_people():
    found = drafted("Name,Email,Mentor,Mentee,Start\nAnn,a@x.example,x,,2026-01-05\nBob,b@x.example,,x,2026-01-06\n")
    assert found.kind == "people"
    assert found.unmapped == ("Mentor", "Mentee")


@pytest.mark.parametrize(
    ("heading", "cells", "ours", "why"),
    [
        ("Duration", ["1:30", "45 min"], "duration_minutes", "no plain numbers"),
        ("Duration", ["1.5", "1"], "duration_minutes", "if they are hours"),
        ("Ends", ["Monday", "soon"], None, ""),
        ("End", ["Monday", "soon"], "ends_at", "no dates"),
        ("Result", ["We spoke of much", "She was glad"], "outcome", "no words that are known"),
        ("Participants", ["a@x.example, b@x.example", "a@x.example and b@x.example"], "people", "semicolon"),
        ("Participants", ["2", "3"], "people", "numbers"),
        ("Session id", ["2026-01-05", "2026-01-06"], "meeting_key", "dates"),
        ("Session id", ["0.5", "0.7"], "meeting_key", "fractions"),
        ("Session id", ["x" * 90, "y" * 90], "meeting_key", "long texts"),
    ],
)
def test_a_column_whose_cells_speak_against_its_heading_is_left_out(heading, cells, ours, why):
    rows = "".join(f'2026-01-0{day},a@x.example,b@x.example,"{cell}"\n' for day, cell in enumerate(cells, start=1))
    found = drafted(f"Date,Mentor,Mentee,{heading}\n{rows}", "meetings")
    assert found.unmapped == (heading,)
    assert why in found.reasons.get(ours, "")


@pytest.mark.parametrize(
    ("heading", "cells", "ours", "why"),
    [
        ("E-Mail", ["by post", "none"], "email", "no e-mail addresses"),
        ("Full name", ["17", "18"], "name", "no words"),
        ("Joined", ["early", "late"], "joined_on", "no dates"),
    ],
)
def test_a_person_is_not_known_by_cells_that_speak_against_the_heading(heading, cells, ours, why):
    rows = "".join(f"E{number}9,{('Mentor', 'Mentee')[number]},{cell}\n" for number, cell in enumerate(cells))
    found = drafted(f"Staff no.,Role,{heading}\n{rows}", "people")
    assert found.unmapped == (heading,)
    assert why in found.reasons[ours]


def test_minutes_may_be_few_where_the_heading_says_minutes():
    payload = "Date,Mentor,Mentee,Minutes\n2026-01-05,a@x.example,b@x.example,5\n"
    assert drafted(payload).columns["duration_minutes"] == "Minutes"


# What the cells tell.


def test_cells_alone_tell_what_no_heading_says():
    found = drafted("Wer,Kontakt,Macht mit als\nAnn,a@x.example,Mentorin\nBen,b@x.example,Mentee\n", "people")
    assert found.columns == {"email": "Kontakt", "role": "Macht mit als"}
    assert found.reasons["email"] == "2 of 2 cells are e-mail addresses"


def test_the_only_column_of_dates_is_the_date_that_is_needed():
    assert drafted("Mentor,Mentee,Los geht es\na@x.example,b@x.example,2026-01-05\n").columns == {
        "matched_on": "Los geht es"
    }
    found = drafted("Mentor,Mentee,Erstens,Zweitens\na@x.example,b@x.example,2026-01-05,2026-02-05\n", "pairs")
    assert found.missing == ("matched_on",)
    assert "'Erstens' or 'Zweitens'" in found.reasons["matched_on"]


def test_addresses_parted_by_semicolons_are_the_people_of_a_meeting():
    payload = (
        "Datum,Dabei gewesen,Dauer\n2026-01-05,a@x.example; b@x.example,45\n2026-01-06,a@x.example;c@x.example,30\n"
    )
    assert drafted(payload).columns["people"] == "Dabei gewesen"
    assert "Dabei gewesen" not in drafted(payload.replace(";", " ")).columns.values()


# Their words.


def test_a_yes_means_held_under_a_heading_that_asks_for_it():
    payload = "Tandem;Datum;Stattgefunden?\nT1;2026-01-05;ja\nT2;2026-01-06;nein\nT3;2026-01-07;nein\n"
    found = drafted(payload)
    assert found.values == {"ja": "held"}
    assert "added to values: 'nein'" in found.reasons["outcome"]
    goals = drafted("Owner,Goal,Achieved?\na@x.example,Speak,yes\nb@x.example,Write,yes\n")
    assert (goals.columns["status"], goals.values) == ("Achieved?", {"yes": "achieved"})


def test_a_word_that_would_stand_for_two_things_gives_up_the_second_column():
    payload = "Tandem;Datum;Stattgefunden?;Mit Agenda\nT1;2026-01-05;ja;nein\nT2;2026-01-06;nein;ja\n"
    found = drafted(payload)
    assert found.values == {"ja": "held"}
    assert found.unmapped == ("Mit Agenda",)
    assert "'ja' stands for something else" in found.reasons["has_agenda"]


def test_a_word_that_would_stand_for_two_things_is_not_mapped_twice_under_our_own_names():
    payload = "pair_key;starts_at;outcome;has_agenda\nT1;2026-01-05;ja;nein\nT2;2026-01-06;ja;ja\n"
    found = drafted(payload)
    assert found.values == {"ja": "held", "nein": "false"}
    assert "not known" in found.reasons["has_agenda"]


def test_unknown_words_are_named_where_they_recur_and_else_counted():
    rows = "".join(
        f"T{number};2026-01-05;{word}\n"
        for number, word in enumerate(["stattgefunden"] * 4 + ["vertagt"] * 2 + ["Anna krank"])
    )
    found = drafted(f"Tandem;Datum;Ergebnis\n{rows}")
    assert found.values == {"stattgefunden": "held"}
    assert "added to values: 'vertagt'" in found.reasons["outcome"]
    assert "written once: 1" in found.reasons["outcome"]
    assert "krank" not in str(found)


def test_a_role_is_mapped_though_none_of_its_words_is_known():
    found = drafted(
        "Mail,Rolle\na@x.example,Sherpa\nb@x.example,Novize\nc@x.example,Sherpa\nd@x.example,Novize\n", "people"
    )
    assert (found.columns["role"], found.values) == ("Rolle", {})
    assert "'Novize', 'Sherpa'" in found.reasons["role"]


def test_at_most_five_unknown_words_are_named():
    rows = "".join(f"a@x.example,Rolle {number % 7}\n" for number in range(28))
    assert "and 2 more" in drafted(f"Mail,Rolle\n{rows}", "people").reasons["role"]


def test_long_texts_are_no_roles():
    rows = f"a@x.example,{'x' * 50}\n" * 4
    assert "long texts" in drafted(f"Mail,Rolle\n{rows}", "people").reasons["role"]


def test_free_text_never_comes_into_the_values():
    long = "achieved " * 9
    found = drafted(f"Owner,Goal,Status\na@x.example,Speak,Done\nb@x.example,Done,Done\nc@x.example,Write,{long}\n")
    assert found.values == {"Done": "achieved"}


# What is no table.


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "\n\n",
        ",,,\n,,,\n",
        "Name\nAnn\nBen\n",
        "1,2,3\n4,5,6\n",
        "Dear all, here is the report, as promised,\nWe met twice, and talked, about goals,\nNothing else, I think,\n",
        "# Minutes\n\nWe met; it was good.\nThe mentor, the mentee and I; all three.\n",
        '[{"name": "x", "email": "a@x.example"},\n{"name": "y", "email": "b@x.example"}]\n',
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260101T100000\nEND:VEVENT\nEND:VCALENDAR\n",
        "<html><body>\n<p>Mentor, Mentee</p>\n</body></html>\n",
        "Datum;Beschreibung;Betrag\n2026-01-05;Papier;12,50\n2026-01-06;Stifte;3,20\n",
        "Order ID,Customer,Date,Amount,Status\n17,Acme,2026-01-05,12.5,completed\n18,Blue,2026-01-06,9.5,cancelled\n",
        "Mentor;;Mentee;;Start\nName;E-Mail;Name;E-Mail;\nAnn;a@x.example;Ben;b@x.example;2026-01-05\n",
    ],
)
def test_what_is_no_such_table_has_no_draft(payload):
    assert draft_of_text(payload) is None


def test_a_table_that_is_as_much_of_one_kind_as_of_another_has_no_draft():
    payload = "Mentor,Mentee,Date\na@x.example,b@x.example,2026-01-05\n"
    assert draft_of_text(payload) is None
    assert drafted(payload, "pairs").columns == {"matched_on": "Date"}
    assert drafted(payload, "meetings").columns == {"starts_at": "Date"}


@given(st.text(max_size=300))
def test_no_text_breaks_the_draft(payload):
    found = draft_of_text(payload)
    assert found is None or found.kind in KINDS


@given(st.lists(st.lists(st.text(max_size=9), max_size=5), max_size=6), st.sampled_from(KINDS))
def test_no_rows_break_the_draft(rows, kind):
    found = draft(list(enumerate(rows, start=1)), kind)
    assert found is None or source_of(found).kind == kind


# The entry to paste.


HEADINGS = st.text(min_size=1, max_size=60) | st.sampled_from(
    [
        "=1+1",
        "a: b",
        "# x",
        "{a}",
        "[b]",
        "- c",
        "yes",
        "1e5",
        "08",
        "null",
        "~",
        "'",
        '"',
        "\\",
        "\u2028",
        "\x85",
        "\ufeff",
    ]
)


@given(
    kind=st.sampled_from(KINDS),
    columns=st.dictionaries(st.sampled_from(sorted({name for kind in KINDS for name in our_columns(kind)})), HEADINGS),
    values=st.dictionaries(HEADINGS, st.sampled_from(["held", "", "true", "ended_early"])),
    missing=st.sampled_from([(), ("role",), ("mentor", "mentee")]),
    header_row=st.none() | st.integers(1, 40),
    delimiter=st.sampled_from([None, ";", "\t", "|"]),
    date_order=st.sampled_from([None, "dmy", "mdy"]),
    decimal=st.sampled_from([None, ","]),
)
def test_the_entry_says_what_the_draft_says(kind, columns, values, missing, header_row, delimiter, date_order, decimal):
    found = Draft(kind, columns, values, {}, (), missing, header_row, delimiter, date_order, decimal)
    source = source_of(found, "matches", "pairs/matches 1.csv")
    assert (source.kind, source.tool, source.files) == (kind, "table", "pairs/matches 1.csv")
    assert (source.columns, source.values) == (columns, values)
    told = (source.header_row, source.delimiter, source.date_order, source.decimal)
    assert told == (header_row, delimiter, date_order, decimal)


def test_what_is_missing_is_said_beside_the_reasons():
    found = drafted("Name,E-Mail,Eintritt\nAnna,a@x.example,2026-01-05\n")
    assert reasons(found)[-1] == "no column was found for role: name it under columns:"


# The vocabulary.


@pytest.mark.parametrize("kind", KINDS)
def test_every_one_of_our_columns_has_headings_in_every_language(kind):
    for ours in our_columns(kind):
        assert set(vocabulary.HEADINGS[ours]) == set(vocabulary.LANGUAGES), ours


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_clearly_means_two_of_our_columns(kind):
    for listed in {phrase for ours in our_columns(kind) for phrase in vocabulary.HEADINGS[ours].values()}:
        for phrase in listed.split(","):
            said = [found.ours for found in vocabulary.meanings(kind, phrase) if found.strength == vocabulary.SAID]
            own = [found.ours for found in vocabulary.meanings(kind, phrase) if found.strength == vocabulary.OWN]
            assert len({*said, *own}) == 1, (phrase, said)


def test_no_word_clearly_stands_for_two_of_ours():
    for kind, columns in cell_words.WORDS.items():
        for ours, words in columns.items():
            for word, listed in words.items():
                for phrase in listed.split(","):
                    assert cell_words.words_of(kind, ours, phrase)[0] == word, (kind, ours, phrase)


@pytest.mark.parametrize(
    "heading", ["Start Date", "start_date", "startDate", "START-DATE", " start  date ", "Date of start"]
)
def test_a_heading_is_known_however_its_words_are_joined(heading):
    assert "starts_at" in [found.ours for found in vocabulary.meanings("meetings", heading)]


@pytest.mark.parametrize(
    ("heading", "ours"),
    [
        ("Mentor/in", "mentor"),
        ("Mentor:in", "mentor"),
        ("MentorIn", "mentor"),
        ("E-Mail der Mentorin", "mentor"),
        ("Correo de la mentora", "mentor"),
        ("Mentoré·e", "mentee"),
        ("Protégé ID", "mentee"),
        ("Mentorando/a", "mentee"),
        ("Beginn des Mentorings", "matched_on"),
        ("Ende (geplant)", "planned_end_on"),
        ("Data de início da mentoria", "matched_on"),
        ("Sessions/month", None),
        ("Comments", None),
    ],
)
def test_headings_of_pairs_are_known_in_many_forms(heading, ours):
    said = [found.ours for found in vocabulary.meanings("pairs", heading) if found.strength >= vocabulary.SAID]
    assert said == ([ours] if ours else [])


def test_the_head_of_a_text_is_enough_for_a_draft():
    rows = "".join(f"a{number}@x.example,b@x.example,2026-01-05\n" for number in range(4000))
    payload = f"Mentorin,Mentee,Gestartet am\n{rows}"
    assert len(text.head(payload, ",", count=5000)) < 4000
    assert drafted(payload).columns == {"mentor": "Mentorin", "matched_on": "Gestartet am"}
