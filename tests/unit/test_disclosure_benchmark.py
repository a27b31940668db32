"""The measurement of disclosure control itself: its audit, its optimum, its methods, its programmes and its page."""

import sys
from datetime import date
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks import disclosure, disclosure_programmes, disclosure_sections
from benchmarks import disclosure_tables as methods
from benchmarks.disclosure_audit import Table, given_away, is_safe, largest
from benchmarks.disclosure_programmes import EVERYBODY, FRESH, KEPT, WITHHELD, WORD

TINY = disclosure_sections.Extent(
    people=(30,),
    columns=(1, 2),
    draws=1,
    year_people=(30,),
    rhythms=(28,),
    last=date(2026, 2, 1),
    table_people=(30,),
    tables=4,
)
MARKS = "".join(f"<!-- {name}: begin -->\n<!-- {name}: end -->\n" for name in ("night", "year", "choice", "argus"))


def one_column(*sizes: int) -> Table:
    return methods.table_of([np.repeat(np.arange(len(sizes)), sizes)])


def flags(*shown: int) -> np.ndarray:
    return np.array(shown, np.bool_)


# ---- the audit -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "safe"),
    [
        ((1, 0, 1, 1), False),  # everybody less the two large groups: the three
        ((1, 0, 0, 1), True),  # nine are left
        ((1, 0, 1, 0), True),
        ((0, 0, 1, 1), True),  # without everybody nothing can be subtracted
        ((1, 1, 0, 1), False),  # the three themselves
    ],
)
def test_audit_of_one_column_is_the_remainder_rule(shown: tuple[int, ...], *, safe: bool) -> None:
    assert is_safe(one_column(3, 6, 12), flags(*shown), 5) is safe


def test_remainder_of_several_groups_under_k_is_given_away() -> None:
    """Each of the two is hidden and cannot be told from the other; their sum is of two people all the same."""
    table = one_column(1, 1, 7, 20)
    assert list(given_away(table, flags(1, 0, 0, 1, 1), 5)) == [(0, 1)]


def test_a_group_less_another_of_the_other_column_is_given_away() -> None:
    """The first two departments are the first site, but for two people."""
    table = methods.table_of([np.repeat([0, 1, 2, 2], [8, 8, 2, 10]), np.repeat([0, 0, 0, 1], [8, 8, 2, 10])])
    by_name = dict(zip(("all", "d0", "d1", "d2", "s0", "s1"), range(6), strict=True))
    shown = np.zeros(6, np.bool_)
    shown[[by_name[name] for name in ("all", "d0", "d1", "s0")]] = True
    assert not is_safe(table, shown, 5)
    shown[by_name["d1"]] = False
    assert is_safe(table, shown, 5)


@pytest.mark.parametrize("kind", methods.KINDS)
def test_integer_programme_finds_what_trying_every_choice_finds(kind: str) -> None:
    for table in methods.tables(kind, 24, 6):
        candidates = np.flatnonzero(table.candidates(4))[1:]
        if len(candidates) > 7:
            continue
        choices = chain.from_iterable(combinations(candidates, count) for count in range(len(candidates) + 1))
        safe = [len(choice) for choice in choices if is_safe(table, with_everybody(table, choice), 4)]
        best = largest(table, 4, (table.column > 0).astype(float))
        assert is_safe(table, best, 4)
        assert best[1:].sum() == max(safe)


def with_everybody(table: Table, choice: tuple[int, ...]) -> np.ndarray:
    shown = np.zeros(len(table.groups), np.bool_)
    shown[[0, *choice]] = True
    return shown


# ---- the choices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", methods.KINDS)
def test_nothing_of_the_products_choice_is_given_away_and_little_is_lost(kind: str) -> None:
    found = [methods.compared(table, 5) for table in methods.tables(kind, 40, 8)]
    assert all(each.found["the product's"].is_safe for each in found)
    shown, best = sum(each.found["the product's"].groups for each in found), sum(each.best for each in found)
    assert 0.8 * best <= shown <= best
    if kind == methods.ONE:
        assert shown == best


def test_what_others_choose_gives_people_away() -> None:
    found = [methods.compared(table, 5) for table in methods.tables(methods.NESTED, 40, 8)]
    for name in methods.NAIVE:
        assert not all(each.found[name].is_safe for each in found), name


@pytest.mark.parametrize("kind", methods.KINDS)
def test_order_of_the_product_is_columns_of_fewer_values_and_the_larger_group_first(kind: str) -> None:
    for table in methods.tables(kind, 60, 4):
        order = methods.fewer_values_first(table, 5)
        assert (methods.ours(table, 5) == methods.in_order(table, 5, order)).all()


def test_tables_are_the_same_whatever_else_is_asked_for() -> None:
    few, many = (list(methods.tables(methods.TWO, 40, count)) for count in (2, 5))
    for one, other in zip(few, many[:2], strict=True):
        assert (one.groups == other.groups).all()
        assert (one.sizes == other.sizes).all()


# ---- the programmes --------------------------------------------------------------------------------------------------


def test_programme_is_made_the_same_again_and_another_draw_is_another() -> None:
    declared = disclosure_programmes.programme(2)
    first, again, other = (disclosure_programmes.core(30, declared, draw) for draw in (0, 0, 1))
    for table, rows in first.items():
        assert rows.sort(pl.all()).equals(again[table].sort(pl.all())), table
    assert not first["core_segments"].sort(pl.all()).equals(other["core_segments"].sort(pl.all()))


def test_people_come_and_go_and_answer_during_the_year() -> None:
    made = disclosure_programmes.core(200, disclosure_programmes.programme(1))
    people, responses = made["core_people"], made["core_responses"]
    assert people["joined_on"].n_unique() > 20
    assert 0 < people["left_on"].count() < people.height
    assert responses["submitted_on"].n_unique() > 10
    joined = responses.join(people.select("person_id", "joined_on"), on="person_id")
    assert (joined["joined_on"] <= joined["submitted_on"]).all()


def test_every_figure_of_a_night_is_new_kept_a_word_or_withheld_and_the_first_keeps_none() -> None:
    declared = disclosure_programmes.programme(1)
    made = disclosure_programmes.core(60, declared)
    days = disclosure_programmes.days(date(2026, 6, 1), date(2026, 6, 15), 7)
    one, *_, last = disclosure_programmes.nights(made, declared, 5, days, ["match_rate", "cadence_attainment"])
    alone = list(
        disclosure_programmes.nights(made, declared, 5, days, ["match_rate", "cadence_attainment"], forgets=True)
    )
    assert set(one.figures["state"]) <= {FRESH, WORD, WITHHELD}
    assert set(last.figures["state"]) <= {FRESH, WORD, WITHHELD, KEPT}
    assert KEPT not in set(alone[-1].figures["state"])
    assert {EVERYBODY} < set(last.figures["part"])
    assert last.figures.filter(pl.col("state") == KEPT)["age_days"].min() in {None, 7, 14}


# ---- the page --------------------------------------------------------------------------------------------------------


def test_small_form_writes_every_section_into_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "disclosure.md"
    page.write_text(MARKS, encoding="utf-8")
    (tmp_path / "pytauargus.py").write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(disclosure, "PAGE", page)
    monkeypatch.setattr(disclosure, "QUICK", TINY)
    assert disclosure.main(["--quick", "--write", "--argus", sys.executable]) == 0
    written = page.read_text(encoding="utf-8")
    assert "| 30 | every 28th night |" in written
    assert "| one column | 30 |" in written
    assert "| the product's | 0 | 0 | 0 |" in written
    assert "| 30 | 5 | 0.00 |" in written
    assert "year: " in capsys.readouterr().err


STAND_IN = '''
"""In place of pytauargus: it hides every group."""
from types import SimpleNamespace as Of


def protect(rows, columns, response, safety_rules, suppress, workdir):
    groups = len(set(rows[columns[0]]))
    return Of(tables=[Of(safe=lambda _: [1.0] + [None] * groups)], engine=Of(audit=lambda _: []))
'''


def test_page_has_every_section_measured() -> None:
    page = disclosure.PAGE.read_text(encoding="utf-8")
    for name in ("night", "year", "choice", "argus"):
        between = page.split(f"<!-- {name}: begin -->")[1].split(f"<!-- {name}: end -->")[0]
        assert between.count("\n|") > 3, name


def test_page_without_the_marks_of_a_section_is_an_error() -> None:
    with pytest.raises(ValueError, match="have to stand in the page"):
        disclosure.with_section("a page", "night", "new")
