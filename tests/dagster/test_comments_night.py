"""Comments through the real night: what was agreed to is on the page, and nothing else of it in any shareable file."""

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import duckdb
import pytest

from assets.resources import Night
from mentorship import tables

NIGHT, LATER = date(2026, 7, 20), date(2026, 7, 21)
TINY = Path(__file__).parent / "tiny"
QUESTIONS = """
  - {id: story, kind: text, text: "What changed for you?", publish_with: story_ok}
  - {id: story_ok, kind: text, text: "May we quote it?"}
"""
AGREED = [f"it helped {who} times" for who in range(1, 8)]
SECRET = ["my mentor is cruel", "nobody asked me", "thanks Mentor 1"]


class Nights(NamedTuple):
    """A night, one after which one more person had answered, and the first once more; each with its page."""

    first: Night
    pages: list[str]
    shown: list[set[str]]


def answer(folder: Path, *answers: tuple[str, str]) -> None:
    """What mentees wrote, each with what they said of publishing it."""
    rows = ["respondent,submitted_at,conf1,conf2,nps,story,story_ok"]
    for who, (text, yes) in enumerate(answers, start=1):
        rows.append(f'mentee{who}@tiny.example,2026-07-02T09:00:{who:02},3,2,7,"{text}",{yes}')
    (folder / "exports" / "surveys" / "second.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, run_night) -> Nights:
    folder = shutil.copytree(TINY, tmp_path_factory.mktemp("talking") / "tiny")
    with (folder / "instruments" / "skills.yaml").open("a", encoding="utf-8") as file:
        file.write(QUESTIONS.lstrip("\n"))
    declared = folder / "programme.yaml"
    declared.write_text(declared.read_text() + "privacy: {k: 5, comments_k: 6}\n")
    known = [*((text, "yes") for text in AGREED), *zip(SECRET, ["no", "", "yes"], strict=True)]
    answer(folder, *known)
    done = [run_night(folder, NIGHT)]
    pages, shown = [page(done[0][1])], [texts(done[0][1])]
    answer(folder, *known, ("one more", "yes"))
    for as_of in (LATER, NIGHT):
        done.append(run_night(folder, as_of))
        pages.append(page(done[-1][1]))
        shown.append(texts(done[-1][1]))
    assert all(result.success for result, _ in done)
    return Nights(done[0][1], pages, shown)


def page(night: Night) -> str:
    return (night.folder / "report.html").read_text(encoding="utf-8")


def section(html: str) -> str:
    return html.partition('<section id="comments"')[2].partition("</section>")[0]


def texts(night: Night) -> set[str]:
    return set(night.read("published_comments")["text"].drop_nulls())


def test_the_page_shows_what_enough_people_agreed_to(nights: Nights) -> None:
    html = nights.pages[0]
    assert nights.shown[0] == set(AGREED)
    assert all(f'<li dir="auto">{text}</li>' in html for text in AGREED)
    assert "1 comment is withheld because it names somebody." in html
    assert not [text for text in SECRET if text in html]


def test_dagster_keeps_no_comment(nights: Nights, instance: dg.DagsterInstance) -> None:
    log = "\n".join(repr(entry) for entry in instance.all_logs(nights.first.run_id))
    assert "published_comments" in log
    assert not [text for text in [*AGREED, *SECRET] if text in log]


def test_the_shareable_file_holds_no_comment_and_no_table_of_any(nights: Nights) -> None:
    warehouse = nights.first.warehouse
    shareable = [table for table in tables.TABLES if table not in tables.PRIVATE_TABLES]
    held = str([frame.rows() for frame in warehouse.read_all(shareable).values()])
    assert not [text for text in [*AGREED, *SECRET] if text in held]
    with duckdb.connect(warehouse.path("core_people"), read_only=True) as connection:
        names = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    assert "core_people" in names
    assert not [name for name in names if "comment" in name]


def test_one_more_comment_waits_and_a_re_run_shows_the_same(nights: Nights) -> None:
    assert nights.shown[1:] == [nights.shown[0]] * 2
    assert [section(html) for html in nights.pages[1:]] == [section(nights.pages[0])] * 2
