"""Which groups' figures may be new tonight, by who was in the groups of every figure published before.

Groups whose sums tell of one another are looked at together: all roles, segments and nights of one population, and of
populations that sum the same quantity. What is written of the figures themselves is `disclosure.py`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from mentorship import tables
from mentorship.differencing import Cells, Flags, Integers
from mentorship.grouping import ALL, KEYS
from mentorship.populations import ACROSS_ITEMS, ACROSS_WAVES, POPULATIONS, QUANTITIES, WORTH, Groups, of_quantity
from mentorship.selection import Part, chosen

FIGURE: Final = ("population", *KEYS)
"""What tells the groups of one night apart; a group's versions are those of its nights."""
BLOCK: Final = ("quantity", "block_population", "block_instrument", "block_construct", "block_wave")
SECOND: Final = {name: of_quantity(name) for name in POPULATIONS.values() if of_quantity(name)}
ROLES: Final = ("pair", "mentee", "mentor", ALL)
VERSION: Final = (*FIGURE, "version", "carrier", "people")


@dataclass(frozen=True, slots=True)
class Release:
    """`fresh`: the figures, by `FIGURE`, that may be published anew; `versions`: who came and went in their groups."""

    fresh: pl.DataFrame
    versions: pl.DataFrame


def released(groups: Groups, wanted: pl.DataFrame, past: pl.DataFrame, k: int, segments: Sequence[str]) -> Release:
    """What may be published anew.

    `wanted` are the figures, by `FIGURE`, of at least k people; `past` is the table `published_groups`; `segments` in
    the order of their worth.
    """
    second = wanted.select(FIGURE).with_columns(pl.col("population").replace_strict(SECOND, default=""))
    asked = pl.concat([wanted.select(FIGURE), second.filter(pl.col("population") != "")]).unique()
    members = groups.members.join(asked, on=list(FIGURE), how="semi")
    tonight, before = (_by_block(rows, groups.observed) for rows in (members, past.select(VERSION)))
    nobody = past.select(VERSION).clear()
    found = {b"": Release(members.select(FIGURE).clear(), nobody)}
    releases = [found[b""]]
    for block, rows in sorted(tonight.items()):
        common = _common(block)
        bare, bare_past = (each.with_columns(**common.blank) for each in (rows, before.get(block, nobody)))
        sign = _sign(bare.select(*FIGURE, "carrier")) + _sign(bare_past.select(*FIGURE, "version", "carrier"))
        if sign not in found:
            found[sign] = _of_block(bare, bare_past, groups.people, k, segments)
        releases += [Release(*(each.with_columns(**common.own) for each in (found[sign].fresh, found[sign].versions)))]
    fresh = pl.concat(each.fresh for each in releases)
    return Release(_in_both(fresh), pl.concat(each.versions for each in releases))


def _in_both(fresh: pl.DataFrame) -> pl.DataFrame:
    """Figures that are free in their population and, where they have one, in the second too."""
    second = fresh.with_columns(second=pl.col("population").replace_strict(SECOND, default=""))
    with_second = second.join(fresh, left_on=["second", *KEYS], right_on=list(FIGURE), how="semi")
    return pl.concat([second.filter(pl.col("second") == ""), with_second]).select(FIGURE)


def _by_block(rows: pl.DataFrame, observed: Mapping[str, str]) -> dict[tuple[str, ...], pl.DataFrame]:
    """Rows of groups by `BLOCK`: those together whose sums tell of one another."""
    quantity = pl.col("population").replace_strict(QUANTITIES, default="", return_dtype=pl.String)
    of_one = quantity == ""
    about = pl.col("instrument").replace(dict(observed))
    marked = rows.with_columns(
        quantity=quantity,
        block_population=pl.when(of_one).then("population").otherwise(pl.lit("")),
        block_instrument=pl.when(of_one).then("instrument").otherwise(about),
        block_construct=pl.when(quantity.is_in(sorted(ACROSS_ITEMS))).then(pl.lit("")).otherwise("construct"),
        block_wave=pl.when(quantity.is_in(sorted(ACROSS_WAVES))).then(pl.lit("")).otherwise("wave"),
    )
    parts = marked.partition_by(BLOCK, as_dict=True)
    return {tuple(map(str, block)): part.select(rows.columns) for block, part in parts.items()}


@dataclass(frozen=True, slots=True)
class _Common:
    """What all groups of a block have in common, as columns, and the same columns left blank.

    Blocks that differ by this alone, such as the constructs of one questionnaire, are decided once.
    """

    own: dict[str, pl.Expr]
    blank: dict[str, pl.Expr]


def _common(block: tuple[str, ...]) -> _Common:
    quantity, population, instrument, construct, wave = block
    common = {"construct": construct} if construct else {}
    if not quantity:
        common |= {"population": population, "instrument": instrument, "wave": wave}
    return _Common({name: pl.lit(value) for name, value in common.items()}, dict.fromkeys(common, pl.lit("")))


def _sign(rows: pl.DataFrame) -> bytes:
    """A sign of rows in any order."""
    return np.sort(rows.hash_rows().to_numpy()).tobytes()


@dataclass(frozen=True)
class _Table:
    """The groups of a block over its cells.

    `figures` has a row a figure and its `place`; `carriers` the `cell` and the people of each carrier; `now` is who is
    in each figure's group tonight, `versions` in each earlier version, whose figure's place is in `whose`, in order.
    """

    figures: pl.DataFrame
    carriers: pl.DataFrame
    cells: Cells
    now: Flags
    versions: Flags
    whose: Integers


def _of_block(
    tonight: pl.DataFrame, past: pl.DataFrame, people: pl.DataFrame, k: int, segments: Sequence[str]
) -> Release:
    table = _table(tonight, past, people, k, segments)
    places = np.flatnonzero(table.now.any(axis=1))
    places = places[~_moved_by_few(table, places)]
    parts = _parts(table.figures, places)
    fresh = places[chosen(table.versions, table.now[places], parts, table.cells)]
    return Release(
        table.figures.filter(pl.col("place").is_in(fresh)).select(FIGURE),
        _new_versions(table, fresh).select(VERSION),
    )


def _table(tonight: pl.DataFrame, past: pl.DataFrame, people: pl.DataFrame, k: int, segments: Sequence[str]) -> _Table:
    figures = _ranked(tonight, past, segments)
    now = tonight.select(*FIGURE, "carrier").join(figures, on=list(FIGURE)).select("carrier", "place")
    before = past.join(figures, on=list(FIGURE)).select("carrier", "place", "version")
    signs = (
        now.group_by("carrier")
        .agg(now=pl.col("place").sort().cast(pl.String).str.join(","))
        .join(
            before.sort("place", "version")
            .group_by("carrier", maintain_order=True)
            .agg(before=pl.format("{}:{}", "place", "version").str.join(",")),
            on="carrier",
            how="full",
            coalesce=True,
        )
    )
    kinds = signs.select("now", "before").unique().sort("now", "before").with_row_index("cell")
    signs = signs.join(kinds.with_columns(pl.col("cell").cast(pl.Int64)), on=["now", "before"], nulls_equal=True)
    known = pl.concat([people, past.select("carrier", person_id="people").explode("person_id")]).unique()
    carriers = signs.select("carrier", "cell").join(known, on="carrier")
    first = signs.sort("carrier").unique("cell", keep="first", maintain_order=True).select("carrier", "cell")
    flags, versions, whose = _flags(now.join(first, on="carrier"), before.join(first, on="carrier"), figures, first)
    return _Table(figures, carriers, _cells(carriers, first.height, k), flags, versions, whose)


def _ranked(tonight: pl.DataFrame, past: pl.DataFrame, segments: Sequence[str]) -> pl.DataFrame:
    """Every figure with its `place`: in the order of this, who comes first is served first.

    Everybody's before segments', columns of few values before those of many, then by the worth of the metrics; each
    role's before both', and the larger group before the smaller.
    """
    sizes = tonight.group_by(FIGURE).agg(size=pl.len())
    others = past.select(FIGURE).unique().join(sizes, on=list(FIGURE), how="anti")
    every = pl.concat([sizes, others.with_columns(size=pl.lit(0, pl.UInt32))])
    declared = {name: place for place, name in enumerate((ALL, *segments))}
    sides = {role: place for place, role in enumerate(ROLES)}
    return (
        every.with_columns(
            values=pl.col("segment_value").n_unique().over("segment"),
            column=pl.col("segment").replace_strict(declared, default=len(declared), return_dtype=pl.Int64),
            worth=pl.col("population").replace_strict(WORTH, default=0, return_dtype=pl.Int64),
            side=pl.col("role").replace_strict(sides, return_dtype=pl.Int64),
            smallness=-pl.col("size").cast(pl.Int64),
        )
        .sort(pl.col("segment") != ALL, "values", "column", "worth", "side", "smallness", *FIGURE)
        .select(FIGURE)
        .with_row_index("place")
        .with_columns(pl.col("place").cast(pl.Int64))
    )


def _flags(
    now: pl.DataFrame, before: pl.DataFrame, figures: pl.DataFrame, cells: pl.DataFrame
) -> tuple[Flags, Flags, Integers]:
    """Who is in each figure's group tonight and in each version of it, of one carrier a cell."""
    tonight = np.zeros((figures.height, cells.height), np.bool_)
    tonight[now["place"].to_numpy(), now["cell"].to_numpy()] = True
    numbers = before.select("place", "version").unique().sort("place", "version").with_row_index("row")
    there = before.join(numbers, on=["place", "version"])
    versions = np.zeros((numbers.height, cells.height), np.bool_)
    versions[there["row"].to_numpy(), there["cell"].to_numpy()] = True
    whose = numbers["place"].to_numpy().astype(np.int64)
    for place in np.unique(whose):
        rows = np.flatnonzero(whose == place)
        versions[rows] = np.logical_xor.accumulate(versions[rows], axis=0)
    return tonight, versions, whose


def _cells(carriers: pl.DataFrame, count: int, k: int) -> Cells:
    numbered = (
        carriers.select("cell", person=pl.col("person_id").rank("dense").cast(pl.Int64)).unique().sort("cell", "person")
    )
    bounds = np.searchsorted(numbered["cell"].to_numpy(), np.arange(1, count))
    return Cells(np.split(numbered["person"].to_numpy().astype(np.int64), bounds), k)


def _moved_by_few(table: _Table, places: Integers) -> Flags:
    """Which groups differ from a version of their own by 1 to k−1 people.

    People, not carriers: a mentor who stays in another pair of the group has not left it.
    """
    return np.array([_is_moved(table, place) for place in places], dtype=np.bool_)


def _is_moved(table: _Table, place: int) -> bool:
    versions = table.versions[table.whose == place]
    if not len(versions):
        return False
    here = _people(table, table.now[place])
    return any(0 < np.setxor1d(here, _people(table, each)).size < table.cells.k for each in versions)


def _people(table: _Table, group: Flags) -> Integers:
    return np.unique(table.cells.people_of(group))


def _parts(figures: pl.DataFrame, places: Integers) -> list[Part]:
    """Of each figure the total that it is a part of: everybody's, of the same population, role and wave."""
    named = figures.filter(pl.col("place").is_in(places)).sort("place").select("place", *FIGURE).rows(named=True)
    family = [name for name in FIGURE if name not in {"segment", "segment_value"}]
    totals = {tuple(row[name] for name in family): at for at, row in enumerate(named) if row["segment"] == ALL}
    return [
        Part(
            None if row["segment"] == ALL else totals.get(tuple(row[name] for name in family)),
            (row["segment"], *(row[name] for name in family)),
        )
        for row in named
    ]


def _new_versions(table: _Table, fresh: Integers) -> pl.DataFrame:
    """Who came to and went from each group that has not been published so before."""
    schema = {"place": pl.Int64, "version": pl.Int64, "cell": pl.Int64}
    made = [pl.DataFrame(schema=schema)]
    for place in fresh:
        versions = table.versions[table.whose == place]
        if (versions == table.now[place]).all(axis=1).any():
            continue
        changed = np.flatnonzero(versions[-1] != table.now[place] if len(versions) else table.now[place])
        columns = {"place": [place] * len(changed), "version": [len(versions) + 1] * len(changed), "cell": changed}
        made.append(pl.DataFrame(columns, schema=schema))
    people = table.carriers.sort("person_id").group_by("cell", "carrier").agg(people="person_id")
    rows = pl.concat(made).join(people, on="cell")
    return rows.join(table.figures, on="place").sort(*FIGURE, "carrier")


def remembered(release: Release, figures: pl.DataFrame) -> pl.DataFrame:
    """The rows that a night adds to `published_groups`; `figures` are of that night."""
    night = figures.select("programme_id", "as_of").unique()
    wanted = tables.dtypes("published_groups")
    return release.versions.join(night, how="cross").select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
