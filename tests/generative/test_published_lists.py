"""Published lists: nothing is raised for a damaged document, and equal lists differ in nothing in whatever order they stand."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.declared.listing import difference
from sekisho.formats.subprocessors import read_listing, records_of_listing

WORDS = 'Sub-processor 会社名 Purpose 業務内容 Location 処理の国 株式会社みなと 米国 EU | , ; " ~~ ※ 同上 - |--|--|'.split()  # noqa: SIM905
TAGS = "<table> </table> <tr> <td> </td> <del> <br> &nbsp; <!-- <thead> <sup>1</sup> <th/rowspan=2> <td/colspan=9>".split()  # noqa: SIM905
LINES = ("\n", "\n\n", "\t", "sep=;\n", "# Former sub-processors\n", "Example Inc.", "Dublin, Ireland")
PIECES = st.sampled_from([*WORDS, *TAGS, *LINES])
DOCUMENTS = st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join)
NAMES = ("Acorn Mail", "Larch", "Sorrel Search", "株式会社みなと", "Tern (Relay)", "しらさぎコール株式会社")
ROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(("US", "DE", "日本"))), min_size=1, max_size=8, unique=True)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    DOCUMENTS, st.sampled_from(["list.md", "list.csv", "list.html", "list.txt"]), st.sampled_from(["utf-8", "cp932", "utf-16"])
)
def test_any_text_gives_rows_or_faults(text, name, encoding):
    listing = read_listing(text.encode(encoding, "replace"), name)
    assert listing.faults or (listing.rows and all(row.name for row in listing.rows))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    found = difference(*(_records(each, year) for each, year in ((rows, 2025), (shuffled, 2026))))
    assert {company.name for company in found.unchanged} == {name for name, _ in rows}
    assert not (found.new or found.ended or found.renamed or found.ambiguous or found.country_changed)


def _records(rows, year):
    text = "".join(f"| {name} | {country} |\n" for name, country in rows)
    return records_of_listing(
        read_listing(f"| 会社名 | 処理の国 |\n|--|--|\n{text}".encode(), "list.md"), "P-1", date(year, 1, 1)
    )
