"""Tables of what was computed, published and checked on each night."""

import dataframely as dy


class Figures(dy.Schema):
    """One row a figure, sorted by its key, the first nine columns; `metric_figures` and `published_figures` alike."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    metric = dy.String(primary_key=True)
    role = dy.String(primary_key=True)
    segment = dy.String(primary_key=True)
    segment_value = dy.String(primary_key=True)
    instrument = dy.String(primary_key=True, description="empty where it does not apply")
    construct = dy.String(primary_key=True, description="empty where it does not apply")
    wave = dy.String(primary_key=True, description="empty where it does not apply")
    value = dy.Float64(nullable=True)
    unit = dy.String()
    ci_low = dy.Float64(nullable=True)
    ci_high = dy.Float64(nullable=True)
    n = dy.Int64(nullable=True, min=0)
    people = dy.Int64(nullable=True, min=0)
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    status = dy.String()
    reason = dy.String()
    target = dy.String()
    target_status = dy.String()
    value_as_of = dy.Date(nullable=True)
    definition_version = dy.Int64(min=1)


class PublishedGroups(dy.Schema):
    """Who stood behind what was published: the memory by which a later night gives nobody away.

    A figure's group has a first version with everybody of it, and one more for each other group that was published of
    it since, with those that came or went alone. Rows are added and never taken back. A *carrier* is what brings one
    number to a figure, such as a person or a pair, with its people.
    """

    programme_id = dy.String()
    population = dy.String(primary_key=True, description="what the figures of these groups are sums over")
    role = dy.String(primary_key=True)
    segment = dy.String(primary_key=True)
    segment_value = dy.String(primary_key=True)
    instrument = dy.String(primary_key=True)
    construct = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    version = dy.Int64(primary_key=True, min=1)
    carrier = dy.String(primary_key=True)
    as_of = dy.Date(description="the night that published this version first")
    people = dy.List(dy.String(), description="pseudonyms")


class PublishedComments(dy.Schema):
    """The comments that a night shows, and those of the same sets that it withholds; who wrote them stays here."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    instrument = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    person_id = dy.String(primary_key=True, description="who wrote it; no page reads this column")
    comment_id = dy.String(primary_key=True, description="keyed hash of the item and the text: the order of the page")
    text = dy.String(nullable=True, description="as shown; null: withheld, because it names somebody")


class PublishedCommenters(dy.Schema):
    """Who stood behind the comments that were published: the memory by which a later night gives nobody away.

    A version is the set of comments of one item and wave as a night first showed it; no version is ever changed, but
    that a person who is erased leaves it.
    """

    programme_id = dy.String(primary_key=True)
    instrument = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    version = dy.Int64(primary_key=True, min=1)
    person_id = dy.String(primary_key=True)
    comment_id = dy.String(primary_key=True)
    is_withheld = dy.Bool(description="whether it names somebody and was not shown")
    as_of = dy.Date(description="the night that showed this version first")


class PairHealth(dy.Schema):
    """One row an open pair of the night: how it fares by the rules, why, and the list that it is on."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    pair_id = dy.String(primary_key=True)
    matched_on = dy.Date()
    last_met_on = dy.Date(nullable=True)
    state = dy.String(description="on_track, watch, at_risk or not_started")
    reasons = dy.List(dy.String(), description="of the rules that fired, in words that give no answer away")
    actions = dy.List(dy.String(), description="what the reasons suggest to do")
    on_list = dy.String(description="never_met, went_quiet, or empty")
    list_reason = dy.String(description="why it is on that list, with the dates")


class PublishedSources(dy.Schema):
    """One row a source of a night, without the name of any file: what came in, and how far its facts reach.

    Nights stay, so that a change in what the figures are made of can be seen beside the figures.
    """

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    source = dy.String(primary_key=True)
    kind = dy.String()
    tool = dy.String()
    profile = dy.String(description="names and versions of the readers of the files used, joined by ', '")
    files = dy.Int64(min=0, description="used")
    rows_in = dy.Int64(min=0, description="without those of people who were forgotten, as are those refused")
    rows_used = dy.Int64(min=0)
    rows_refused = dy.Int64(min=0)
    rows_superseded = dy.Int64(min=0)
    newest_on = dy.Date(nullable=True, description="newest day up to the night of any fact made of it")


class CheckResults(dy.Schema):
    """One row an expectation that was held against a table on a night."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    table_name = dy.String(primary_key=True)
    rule = dy.String(primary_key=True)
    severity = dy.String(description="critical or warning")
    has_passed = dy.Bool()
    rows_checked = dy.Int64(nullable=True)
    rows_failed = dy.Int64(nullable=True)
    message = dy.String()
