"""The scan of files for secrets finds each kind of them wherever it is put, and reads the exports by itself."""

import gzip
import html
import json
import sqlite3
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

import duckdb
import polars as pl
import pytest

from tests.byte_scan import Find, Secrets, found_in, found_in_text, secrets_of
from tests.sample_folder import SAMPLE

KINDS = {
    *("address", "call", "coordinate", "goal", "goal title", "ip", "meeting", "meeting text", "name", "name alone"),
    *("other text", "pair", "person", "recipient", "remark", "response", "survey text", "uid"),
}


@pytest.fixture(scope="module")
def secrets() -> Secrets:
    return secrets_of(SAMPLE)


@pytest.fixture(scope="module")
def one_of_each(secrets: Secrets) -> set[Find]:
    """The longest secret of each kind, and those that escapes and foreign letters make hard to find."""
    hard = {("name", "Zoë Teakettle"), ("name", "Ottilie O'Lantern"), ("survey text", "<b>More courage</b> & fe")}
    assert all(text in secrets[kind] for kind, text in hard)
    return hard | {(kind, max(texts, key=lambda text: (len(text), text))) for kind, texts in secrets.items()}


def planted(path: Path, payload: bytes) -> Path:
    path.write_bytes(payload)
    return path


def told(finds: set[Find]) -> str:
    return "; ".join(text for _, text in sorted(finds))


def test_the_exports_have_secrets_of_every_kind(secrets: Secrets) -> None:
    assert set(secrets) == KINDS


def test_secrets_are_the_cells_as_they_stand(secrets: Secrets) -> None:
    assert {"E1044", "E1001"} <= secrets["person"]
    assert {"zoe.teakettle@lantern.example", "ottilie.olantern@home.example"} <= secrets["address"]
    assert {"P-001", "P-9002"} <= secrets["pair"]
    assert "81491614957" in secrets["call"]
    assert "series-p-001@lantern.example" in secrets["uid"]
    assert "Present the quarterly fo" in secrets["goal title"]
    assert "192.0.2.7" in secrets["ip"]
    assert {"Gingersnap, Xaver", "Xaver Gingersnap"} <= secrets["name"]
    assert {"Lighthouse, room 3; or b", "Tea is on the house, cak"} <= secrets["meeting text"]
    assert "Pinecone" in secrets["name alone"]


def test_what_the_declaration_says_is_no_secret(secrets: Secrets) -> None:
    assert "Lanternfish" not in secrets["name alone"]
    assert not {"Neither agree nor disagr", "Video call"} & set().union(*secrets.values())


def test_phone_numbers_are_secrets(tmp_path: Path) -> None:
    (tmp_path / "exports" / "people").mkdir(parents=True)
    (tmp_path / "programme.yaml").write_text("")
    (tmp_path / "exports" / "people" / "p.csv").write_text("person_key,phone\nperson-1,+49 30 901820\n")
    found = secrets_of(tmp_path)
    assert found == {"person": {"person-1"}, "phone": {"+49 30 901820"}}
    assert found_in_text("call +49 30 901820 now", found) == {("phone", "+49 30 901820")}


def test_an_export_that_the_scan_cannot_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "exports" / "goals").mkdir(parents=True)
    (tmp_path / "exports" / "goals" / "board.json").write_text("{}")
    with pytest.raises(ValueError, match=r"board.json is of a kind"):
        secrets_of(tmp_path)


@pytest.mark.parametrize(
    "written",
    [
        str.encode,
        lambda text: text.encode("utf-16-le"),
        lambda text: b"\xfe\x00\xffx" * 999 + text.encode() + b"\x80" * 999,
        lambda text: html.escape(text).encode(),
        lambda text: html.escape(json.dumps(text)).encode(),
        lambda text: "".join(f"&#{ord(letter)};" for letter in text).encode(),
        lambda text: json.dumps({"told": [text]}).encode(),
        lambda text: json.dumps(json.dumps(text)).encode(),
        lambda text: ('a,"' + text.replace('"', '""') + '"').encode(),
        lambda text: quote(text).encode(),
        lambda text: text.upper().encode(),
        lambda text: zlib.compress(text.encode()),
        lambda text: gzip.compress(text.encode()),
    ],
    ids=[
        "utf-8",
        "utf-16",
        "bytes",
        "html",
        "html-json",
        "html-numbers",
        "json",
        "json-json",
        "csv",
        "url",
        "capitals",
        "zlib",
        "gzip",
    ],
)
def test_each_secret_is_found_however_it_is_written(secrets, one_of_each, tmp_path: Path, request, written) -> None:
    is_loud = "capitals" in request.node.name
    wanted = {find for find in one_of_each if not (is_loud and find[0] == "name alone")}
    assert wanted <= found_in(planted(tmp_path / "file", written(told(one_of_each))), secrets)


@pytest.mark.parametrize("repeats", [1, 5000])
def test_each_secret_is_found_in_a_table_of_duckdb(secrets, one_of_each, tmp_path: Path, repeats: int) -> None:
    """Five thousand rows of a few values are compressed: their text stands in the file no longer as it was."""
    for place, cell in {"plain": "?", "nested": "[{'name': [?]}]", "blob": "encode(?)"}.items():
        path = tmp_path / f"{place}.duckdb"
        with duckdb.connect(path) as connection:
            connection.execute("CREATE TABLE harmless AS SELECT range AS number FROM range(9)")
            values = [text for _, text in sorted(one_of_each)]
            rows = " UNION ALL ".join(f"SELECT {cell} AS cell" for _ in values)
            connection.execute(f"CREATE TABLE leaky AS SELECT cell FROM ({rows}), range({repeats})", values)
        assert one_of_each <= found_in(path, secrets), place


@pytest.mark.parametrize("compression", ["uncompressed", "zstd", "snappy"])
def test_each_secret_is_found_in_parquet(secrets, one_of_each, tmp_path: Path, compression) -> None:
    texts = [text for _, text in sorted(one_of_each)] * 100
    pl.DataFrame({"cell": texts, "nested": [[{"is": text}] for text in texts]}).write_parquet(
        tmp_path / "figures.parquet", compression=compression
    )
    assert one_of_each <= found_in(tmp_path / "figures.parquet", secrets)


@pytest.mark.parametrize(
    "stored",
    [str, str.encode, lambda text: zlib.compress(text.encode()), json.dumps],
    ids=["text", "blob", "zlib", "json"],
)
def test_each_secret_is_found_in_a_table_of_sqlite(secrets, one_of_each, tmp_path: Path, stored) -> None:
    path = tmp_path / "events.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE event_logs (body)")
    connection.executemany("INSERT INTO event_logs VALUES (?)", [(stored(text),) for _, text in one_of_each])
    connection.commit()
    connection.close()
    assert one_of_each <= found_in(path, secrets)


def test_each_secret_is_found_in_an_archive(secrets, one_of_each, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/told.txt", told(one_of_each))
    assert one_of_each <= found_in(tmp_path / "packed", secrets)


def test_a_key_is_not_found_within_another_word_or_number() -> None:
    secrets: Secrets = {"person": frozenset({"E1044"}), "name alone": frozenset({"Robin"})}
    assert found_in_text("SE1044 E10441 robin Robinson", secrets) == set()
    assert found_in_text("(e1044) said Robin.", secrets) == {("person", "E1044"), ("name alone", "Robin")}


def test_a_short_key_is_found_as_a_whole_cell_alone(tmp_path: Path) -> None:
    secrets: Secrets = {"person": frozenset({"12"})}
    assert found_in_text("12 people", secrets) == set()
    with duckdb.connect(tmp_path / "t.duckdb") as connection:
        connection.execute("CREATE TABLE counts AS SELECT 12 AS people")
    assert found_in(tmp_path / "t.duckdb", secrets) == set()
    with duckdb.connect(tmp_path / "t.duckdb") as connection:
        connection.execute("CREATE TABLE leaky AS SELECT '12' AS key")
    assert found_in(tmp_path / "t.duckdb", secrets) == {("person", "12")}


def test_a_call_is_found_as_a_number_too(tmp_path: Path) -> None:
    pl.DataFrame({"meeting": [81491614957] * 9}).write_parquet(tmp_path / "t.parquet")
    assert found_in(tmp_path / "t.parquet", {"call": frozenset({"81491614957"})}) == {("call", "81491614957")}


@pytest.mark.parametrize("written", [str, html.escape, lambda text: text.replace("&", "&amp;"), json.dumps])
def test_what_people_agreed_to_publish_is_allowed_however_it_is_written(written) -> None:
    comment = "My mentor asked one question I still think about: “What would you do if it were \"yours\" & 'mine'?”"
    own: Secrets = {"survey text": frozenset({comment[:24]})}
    assert found_in_text(f"<q>{written(comment)}</q>", own, [comment]) == set()
    assert found_in_text(f"<q>{written(comment[:-3])}</q>", own, [comment]) == {("survey text", comment[:24])}


def test_what_is_allowed_is_allowed_as_a_whole_alone() -> None:
    secrets: Secrets = {"call": frozenset({"81491614957"})}
    path = "meetings/zoom/participants_81491614957_2025-12-01.csv"
    assert found_in_text(f'"file": "{path}"', secrets, [path]) == set()
    assert found_in_text(f'"file": "{path}", "call": 81491614957', secrets, [path]) == {("call", "81491614957")}
