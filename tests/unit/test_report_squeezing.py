"""Tables in fewer bytes: the same elements, attributes and words."""

from html.parser import HTMLParser

from reports.squeezing import tightened

TABLE = """<p class="lead">a  b</p>
<table class="numbers figures">
  <thead>
    <tr><th scope="col">Figure</th> <th scope="col">Of</th></tr>
  </thead>
  <tbody>
    <tr><th scope="row"><a href="#def-nps">Net</a></th><td class="num">1 &lt; 2 &amp; "x"</td>
    <td><svg width="12"><use href="#i-met"/></svg> <b>5</b>
    <small>51–65%<br>n 5</small></td></tr>
  </tbody>
</table>
<dl class="rules"><div id="how"><dt>How</dt><dd>So.</dd></div></dl>
"""


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.words += data


def test_elements_attributes_and_words_are_the_same():
    before, after = Seen(TABLE), Seen(tightened(TABLE))
    assert after.tags == before.tags
    assert "".join(after.words.split()) == "".join(before.words.split())


def test_cells_have_no_end_tags_and_plain_attributes_no_quotes():
    text = tightened(TABLE)
    assert (
        "<tr><th scope=col>Figure<th scope=col>Of<tbody><tr><th scope=row><a href=#def-nps>Net</a><td class=num>"
        in text
    )
    assert "<dl class=rules><div id=how><dt>How<dd>So.</div></dl>" in text


def test_only_names_that_run_from_right_to_left_are_isolated():
    cells = "<table><td><bdi>Équipe (2026)</bdi></td><td><bdi>צוות א</bdi></td><td><bdi>فريق</bdi></td></table>"
    assert tightened(cells) == "<table><td>Équipe (2026)<td><bdi>צוות א</bdi><td><bdi>فريق</bdi></table>"


def test_what_needs_its_quotes_keeps_them():
    text = tightened(TABLE)
    assert 'class="numbers figures"' in text
    assert '<use href="#i-met"/>' in text


def test_what_is_outside_of_tables_is_left_alone():
    assert tightened(TABLE).startswith('<p class="lead">a  b</p>\n<table')
