"""Nights of a programme one after the other, each knowing what those run before it published, without a warehouse."""

from datetime import date

import polars as pl

from mentorship.disclosure import KEY, WORDS, History, Publication


class Nights:
    """What was published so far, as the warehouse would hold it."""

    def __init__(self) -> None:
        self.groups = History.empty().groups
        self.figures = History.empty().figures

    def history(self, as_of: date) -> History:
        """What a night is told of the others."""
        shown = self.figures.filter(
            pl.col("as_of") <= as_of, pl.col("value").is_not_null() | pl.col("reason").is_in(WORDS)
        )
        return History(self.groups, shown.sort("as_of").unique(KEY, keep="last", maintain_order=True))

    def keep(self, as_of: date, publication: Publication) -> pl.DataFrame:
        """Put a night's publication beside the others, instead of what that night published before."""
        self.figures = pl.concat([self.figures.filter(pl.col("as_of") != as_of), publication.figures])
        self.groups = pl.concat([self.groups, publication.groups])
        return publication.figures
