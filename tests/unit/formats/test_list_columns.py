"""What the headings of a list mean, and which rows are headings at all."""

import pytest

from sekisho.formats.grids import Grid, GridRow
from sekisho.formats.list_columns import columns_of, tables_of
from sekisho.formats.list_words import meaning


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        (
            "name",
            "Entity Name|Third-party|Third Party Vendor|Name of sub-processor|Sub-processor(s)|Sub-processor Name & Address"
            "|Vendor and service|会社名|商号又は名称|再委託先企業名|提供先の第三者|サービス名・提供会社|再委託先（法人名）",
        ),
        (
            "processing",
            "Purpose|Applicable services|Description of Processing|What they do|Used for|Subject matter / nature of processing"
            "|業務内容|委託する業務の内容|利用目的|提供サービス",
        ),
        (
            "processing_place",
            "Location of data|Hosting region (AWS us-east-1)|Where is the data hosted?|Processing Location(s)"
            "|Country (of storage)|データの保存国|処理が行われる国又は地域|サーバー所在国",
        ),
        ("place", "Country|Location|所在地|国・地域|移転先国|外国の名称"),
        ("company_place", "Entity Country|Corporate Location|Registered Office|Headquarters|本社所在地|会社の国"),
        ("other", "Transfer mechanism|Website|Date added|Parent company|Types of data|項番|備考|移転の根拠"),
    ],
)
def test_headings_by_their_meaning(role, headings):
    for heading in headings.split("|"):
        found = meaning(heading)
        assert found is not None, heading
        assert found.role == role, heading


def test_the_place_of_the_company_is_not_the_place_of_processing():
    assert columns_of(["Entity Name", "Purpose", "Entity Country"]).places == ()
    both = columns_of(["Sub-processor", "Purpose", "Country", "Location of processing"])
    assert (both.places, both.company) == ((3,), (2,))


@pytest.mark.parametrize(
    "headings",
    [
        ["Provider", "Cookie", "Purpose"],
        ["Date", "Sub-processor", "Change"],
        ["Purpose", "Location"],
        ["Vendor", "Vendor"],
        ["Example Company", "Hosting", "USA"],
    ],
)
def test_what_is_not_a_list_has_no_columns(headings):
    assert columns_of(headings) is None


def test_a_list_that_also_tells_changes_and_cookies_is_a_list():
    assert columns_of(["Sub-processor", "Purpose", "Country", "Last change", "Sets cookies?"])


def rows(*lines):
    return Grid(tuple(GridRow(number, tuple(line.split(","))) for number, line in enumerate(lines, 1)))


def lists(grid):
    return [(table.headings[0], [row.cells[0] for row in table.rows]) for table in tables_of(grid) if table.columns]


def test_a_company_that_is_named_like_a_heading_is_no_heading():
    grid = rows("Vendor,Purpose", "Example Company,Data processing", "Sample Provider,Hosting service")
    assert lists(grid) == [("Vendor", ["Example Company", "Sample Provider"])]


def test_lines_of_a_cover_above_the_headings_are_no_headings():
    grid = rows("提供会社,サンプル会社", "業務,サンプル会社の通知", "再委託先,業務", "みどり会社,保管")
    assert lists(grid) == [("再委託先", ["みどり会社"])]


def test_an_unusual_name_of_the_name_column_is_known_by_the_heading_beside_it():
    assert lists(rows("当社が利用するクラウド事業者,データの国", "Example,米国")) == [
        ("当社が利用するクラウド事業者", ["Example"])
    ]
