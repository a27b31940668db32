# ruff: noqa: S608 - the names in these queries are this file's own
"""The rules of comments that no schema states: who agreed, and how many did."""

from checks.rules import About, Rule, known, never, no_row, of_this_night

SAME = " AND ".join(f"t.{name} = o.{name}" for name in ("instrument", "item", "wave", "person_id", "comment_id"))


def core_comments(_: About) -> list[Rule]:
    """Comments belong to responses, say something, and were written by known people."""
    return [
        known("response_id", "core_responses", "response_id", "every comment's response is known"),
        known("person_id", "core_people", "person_id", "everybody who wrote a comment is known"),
        never(
            "says_something",
            "critical",
            "every comment has a letter or a digit",
            "NOT regexp_matches(text, '[\\p{{L}}\\p{{N}}]')",
        ),
    ]


def published_comments(about: About) -> list[Rule]:
    """Comments that enough people agreed to, and no other."""
    return [
        of_this_night(about),
        no_row(
            "nothing_of_fewer_than_comments_k",
            "critical",
            f"no comment is shown, or counted as withheld, beside those of fewer than {about.comments_k} people",
            "SELECT 1 FROM {batch} WHERE true GROUP BY instrument, item, wave "
            f"HAVING count(DISTINCT person_id) FILTER (text IS NOT NULL) < {about.comments_k}",
        ),
        no_row(
            "its_writer_agreed",
            "critical",
            "every comment shown is one that its writer agreed to",
            f"SELECT 1 FROM {{batch}} AS t ANTI JOIN core_comments AS o ON {SAME}",
        ),
    ]


def published_commenters(about: About) -> list[Rule]:
    """Sets that this night showed first. Who took a comment back, or was erased since, may leave fewer than k."""
    return [of_this_night(about)]
