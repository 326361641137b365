"""Published lists in Markdown, HTML, CSV and workbooks: rows, and what is told about what was not read."""

import io
from datetime import date

import openpyxl
import pytest

from sekisho.formats.fault import Faults
from sekisho.formats.subprocessors import read_listing, records_of_listing


def read(text, name="list.md", encoding="utf-8"):
    return read_listing(text.encode(encoding), name)


def told(listing):
    return [(row.name, row.processing, row.countries, row.company_country) for row in listing.rows]


def book(*sheets, hidden=()):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows, merged in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for place in merged:
            sheet.merge_cells(place)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


MARKDOWN = """---
title: Sub-processors
---
# 再委託先の一覧

| 再委託先名 | 処理の内容 | 処理の場所 | 本社所在地 |
|:--|:--|:--|:--|
| **[Example Cloud, Inc.](https://cloud.example.com)**\u200b [^1] |\tデータの保管 | 米国、ドイツ | 米国 |
| サンプル通知株式会社 | 通知 | EU | 日本 |

**Subsidiaries**

| Entity | Purpose | Location |
|---|---|---|
| Vendor Japan K.K.\u00a0† | Support | Japan and Singapore |
"""


def test_markdown_with_two_tables_is_one_list():
    listing = read(MARKDOWN)
    assert told(listing) == [
        ("Example Cloud, Inc.", "データの保管", ("US", "DE"), "US"),
        ("サンプル通知株式会社", "通知", (), "JP"),
        ("Vendor Japan K.K.", "Support", ("JP", "SG"), None),
    ]
    assert [row.section for row in listing.rows] == ["再委託先の一覧", "再委託先の一覧", "Subsidiaries"]
    assert [row.number for row in listing.rows] == [8, 9, 15]
    assert not listing.faults


def test_a_region_is_no_country_and_is_told_with_its_place():
    listing = read(MARKDOWN)
    assert listing.rows[1].unread_places == ("EU",)
    [warning] = listing.warnings
    assert str(warning) == (
        "list.md!9行目『処理の場所』: 「EU」は一つの国の名前として読めないので、書かれたまま残します。"
        "国名が分かれば問い合わせて確かめてください。"
    )


HTML = """<!doctype html><html><head><meta charset="{charset}"><style>td {{ }}</style></head><body>
<h2>Infrastructure</h2>
<table>
 <thead><tr><th rowspan="2">Sub-processor<sup>1</sup></th><th rowspan="2">Purpose</th><th colspan="2">所在国</th></tr>
 <tr><th>処理</th><th>本社</th></tr></thead>
 <tbody>
 <tr><td rowspan="2">Example&nbsp;Cloud <!-- note --> Inc.<sup>2</sup></td><td>Hosting</td>
 <td>USA<br>Ireland</td><td>USA</td></tr>
 <tr><td>Support<script>alert(1)</script></td><td><ul><li>Japan</li><li>United Kingdom</li></ul></td><td>USA</td></tr>
 <tr><td colspan="4"><strong>Subsidiaries</strong></td></tr>
 <tr><td>Vendor <b>GmbH</b></td><td>Engineering</td><td>Germany</td><td>Germany</td></tr>
 </tbody>
</table>
<h2>Cookies</h2>
<table><tr><th>Provider</th><th>Cookie</th><th>Purpose</th></tr><tr><td>Example</td><td>id</td><td>Login</td></tr></table>
<h2>Removed sub-processors</h2>
<table><tr><th>Name</th><th>Purpose</th></tr><tr><td>Left Behind LLC</td><td>Mail</td></tr></table>
</body></html>"""


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("shift_jis", "cp932"), ("euc-jp", "euc_jp")])
def test_html_with_stretched_cells_breaks_and_notes(charset, encoding):
    listing = read(HTML.format(charset=charset), "list.html", encoding)
    assert told(listing) == [
        ("Example Cloud Inc.", "Hosting", ("US", "IE"), "US"),
        ("Example Cloud Inc.", "Support", ("JP", "GB"), "US"),
        ("Vendor GmbH", "Engineering", ("DE",), "DE"),
    ]
    assert [row.section for row in listing.rows] == ["Infrastructure", "Infrastructure", "Subsidiaries"]
    assert [warning.why for warning in listing.warnings] == [
        "再委託先の一覧ではない表なので読みません（見出し: Provider・Cookie・Purpose）",
        "「Removed sub-processors」の表は、今の一覧ではないとみて読みません",
    ]


def test_a_table_inside_a_table_is_read_once():
    inner = "<table><tr><th>Vendor</th><th>Country</th></tr><tr><td>Example Cloud</td><td>US</td></tr></table>"
    listing = read(f"<table><tr><td>menu</td><td>{inner}</td></tr></table>", "list.htm")
    assert told(listing) == [("Example Cloud", None, ("US",), None)]


def test_html_table_in_markdown_keeps_its_line():
    table = "<table>\n<tr><th>Entity</th><th>Country</th></tr>\n<tr><td>Example</td><td>US</td></tr>\n</table>"
    listing = read(f"# List\n\n{table}\n")
    assert [(row.name, row.number) for row in listing.rows] == [("Example", 5)]


CSV = """サブプロセッサー名,業務,データ保存地域,備考
"Example Cloud, Inc.",保管,"米国
カナダ",
〃,問合せ,英国,
サンプル通知,通知,－,※1
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding_and_delimiter(encoding, delimiter):
    text = CSV.replace(",", delimiter).replace(f"Cloud{delimiter} Inc.", "Cloud, Inc.")
    if encoding == "cp932":
        text = text.replace("－", "-")
    listing = read(text, "list.csv", encoding)
    assert told(listing) == [
        ("Example Cloud, Inc.", "保管", ("US", "CA"), None),
        ("Example Cloud, Inc.", "問合せ", ("GB",), None),
        ("サンプル通知", "通知", (), None),
    ]
    assert [row.number for row in listing.rows] == [2, 4, 5]
    assert [str(warning) for warning in listing.warnings] == [
        "list.csv!5行目: 「サンプル通知」の処理の国が書かれていません。一覧を見て確かめてください。"
    ]


def test_csv_row_with_too_many_cells_is_a_fault_and_nothing_may_be_imported():
    listing = read("Entity,Purpose,Location\nExample Cloud, Inc.,Hosting,US\nSample,Mail,US\n", "list.csv")
    [fault] = listing.faults
    assert fault.row == 2
    assert fault.why.startswith("セルの数が見出しの数より多く")
    with pytest.raises(Faults):
        records_of_listing(listing, "P-1", date(2026, 1, 1))


def test_csv_with_an_open_quote_tells_where_it_begins():
    [fault] = read('Entity,Location\nExample,US\n"Sample,US\nOther,US\n', "list.csv").faults
    assert (fault.row, fault.why) == (3, "CSVとして読めません")


def test_workbook_with_titles_gaps_merged_cells_and_a_second_sheet():
    listing = read_listing(
        book(
            (
                "第三者",
                [
                    ["サブプロセッサー一覧"],
                    ["更新日", date(2026, 1, 1)],
                    [],
                    ["会社名", "目的", "国", None],
                    [None, None, "処理", "本社"],
                    ["Example Cloud", "Hosting", "US, DE", "US"],
                    [None, "Backup", "カナダ", "US"],
                    [37, "通知", "日本", "日本"],
                    [],
                    ["関連会社"],
                    ["会社名", "目的", "処理の国", "本社所在地"],
                    ["Vendor Japan", "Support", "日本", "日本"],
                ],
                ["A4:A5", "B4:B5", "C4:D4", "A6:A7"],
            ),
            ("海外", [["Vendor", "Country"], ["Sample Mail", "USA"]], []),
            ("下書き", [["Vendor", "Country"], ["Draft", "USA"]], []),
            hidden=["下書き"],
        ),
        "list.xlsx",
    )
    assert told(listing) == [
        ("Example Cloud", "Hosting", ("US", "DE"), "US"),
        ("Example Cloud", "Backup", ("CA",), "US"),
        ("37", "通知", ("JP",), "JP"),
        ("Vendor Japan", "Support", ("JP",), "JP"),
        ("Sample Mail", None, ("US",), None),
    ]
    assert [row.section for row in listing.rows] == ["サブプロセッサー一覧"] * 3 + ["関連会社", "海外"]
    assert [row.number for row in listing.rows] == [6, 7, 8, 12, 2]
    assert [warning.sheet for warning in listing.warnings if "隠された" in warning.why] == ["下書き"]


def test_an_empty_name_continues_the_company_above():
    listing = read("| Entity | Purpose | Location |\n|--|--|--|\n| Example | A | US |\n|  | B | DE |\n")
    assert [(row.name, row.countries) for row in listing.rows] == [("Example", ("US",)), ("Example", ("DE",))]
    assert "続きとして読みました" in listing.warnings[0].why


def test_a_first_row_without_a_name_is_a_fault():
    [fault] = read("| Entity | Purpose |\n|--|--|\n|  | Hosting |\n").faults
    assert (fault.row, fault.why) == (3, "再委託先の名前がありません")


def test_no_column_of_names_tells_which_headings_were_found():
    [fault] = read("| Purpose | Location |\n|--|--|\n| Hosting | US |\n").faults
    assert fault.why == "再委託先の名前の列がある表ではありません（見つかった見出し: Purpose・Location）"
    assert "Sub-processor" in fault.remedy


def test_without_a_column_of_countries_nothing_is_guessed_from_the_seat():
    listing = read("| Entity | Purpose | Corporate Location |\n|--|--|--|\n| Example | A | US |\n")
    assert told(listing) == [("Example", "A", (), "US")]
    assert listing.warnings[0].why.startswith("処理の国の列がありません")


def test_none_in_a_table_is_no_company():
    header = "| Entity | Location |\n|--|--|\n"
    listing = read(f"{header}| Example | US |\n\n## Affiliates\n\n{header}| None | - |\n")
    assert [row.name for row in listing.rows] == ["Example"]


def test_several_places_of_a_company_are_kept_as_written_when_no_other_column_tells_places():
    listing = read("| Entity Name | Purpose | Entity Country |\n|--|--|--|\n| Example | A | Ireland, Finland |\n")
    [row] = listing.rows
    assert (row.countries, row.company_country, row.unread_places) == ((), None, ("Ireland, Finland",))
    assert listing.warnings[-1].why == "会社の国が一つに決まらないので、書かれたまま残します"


def test_several_places_of_a_company_do_not_cloud_the_places_of_processing():
    listing = read("| Entity | Location of data | Headquarters |\n|--|--|--|\n| Example | US | Berlin |\n")
    [row] = listing.rows
    assert (row.countries, row.company_country, row.unread_places) == (("US",), None, ())
    assert listing.warnings[-1].why == "会社の国が一つに決まらないので、空欄にします"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("| Vendor | Country |\n|--|--|\n| ~~Gone Mail~~ | ~~US~~ |\n| Example | ~~US~~ DE |\n", "list.md"),
        (
            "<table><tr><th>Vendor</th><th>Country</th></tr><tr><td><p><del>Gone Mail</del></p></td><td>US</td></tr>"
            "<tr><td>Example</td><td><s>US</s> DE</td></tr></table>",
            "list.html",
        ),
    ],
)
def test_what_is_struck_out_does_not_count(text, name):
    listing = read(text, name)
    assert told(listing) == [("Example", None, ("DE",), None)]
    assert [warning.why for warning in listing.warnings] == ["線で消された「Gone Mail」は読みません"]


def test_a_row_whose_status_is_ended_is_told_and_not_read():
    listing = read("Name,Status,Country\nExample,Active,US\nGone Mail,Removed 2026-01,US\nSample,終了予定,日本\n", "list.csv")
    assert [row.name for row in listing.rows] == ["Example", "Sample"]
    assert [(warning.row, warning.why) for warning in listing.warnings] == [
        (3, "「Gone Mail」は終わった会社と書かれているので読みません")
    ]


@pytest.mark.parametrize(
    "note",
    [
        "※国名は処理の国を示す",
        "上記は予告なく変わります。",
        "Last updated: June 1",
        "Data of each customer stays in the region it chose.",
    ],
)
def test_a_note_below_the_list_is_no_company(note):
    listing = read(f"Vendor,Country\nExample,US\n{note},\n", "list.csv")
    assert [row.name for row in listing.rows] == ["Example"]
    assert [warning.row for warning in listing.warnings] == [3]


def test_only_the_first_line_is_the_name_where_the_heading_tells_an_address():
    rows = "| Example Inc.<br>1 Sample Street | US |\n"
    assert [row.name for row in read(f"| Vendor Name & Address | Data location |\n|--|--|\n{rows}").rows] == ["Example Inc."]
    assert [row.name for row in read(f"| Vendor | Data location |\n|--|--|\n{rows}").rows] == ["Example Inc. 1 Sample Street"]


def test_a_group_over_the_whole_row_of_a_sheet_is_no_company():
    rows = [
        ["Cloud vendors"],
        ["Vendor", "Purpose", "Country"],
        ["Example", "Mail", "US"],
        ["子会社"],
        ["Sample", "Chat", "日本"],
    ]
    listing = read_listing(book(("一覧", rows, ["A1:C1", "A4:C4"])), "list.xlsx")
    assert [(row.name, row.section) for row in listing.rows] == [("Example", "Cloud vendors"), ("Sample", "子会社")]
    assert listing.warnings == ()


def test_empty_cells_beyond_the_headings_do_no_harm():
    listing = read("Vendor,Country\nExample,US,,\n同上,DE\nSample,\n", "list.csv")
    assert told(listing) == [("Example", None, ("US",), None), ("Example", None, ("DE",), None), ("Sample", None, (), None)]


def test_csv_that_tells_its_delimiter():
    listing = read("sep=;\nVendor;Purpose;Country\nExample;Mail, chat;US\n", "list.csv")
    assert told(listing) == [("Example", "Mail, chat", ("US",), None)]
    assert [(row.number, row.section) for row in listing.rows] == [(3, None)]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "list.md", "空のファイルです"),
        (b"%PDF-1.7 ...", "list.pdf", "PDFです"),
        (b"# Nothing here\n\nJust words.\n", "list.md", "表が見つかりません"),
        (b"<html><body><p>Example Cloud</p></body></html>", "list.html", "表が見つかりません"),
        (b"PK\x03\x04broken", "list.xlsx", "途中で切れているか、壊れています"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "list.xlsx", "古いExcel形式"),
        (b"| Entity | Location |\n|--|--|\n", "list.md", "見出しの下に再委託先が1件もありません"),
        (b"\xff\x00\xfe\x81\x00\xff", "list.csv", "文字コードが分かりません"),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_a_remedy(content, name, why):
    listing = read_listing(content, name)
    assert listing.rows == ()
    assert [fault.why for fault in listing.faults if why in fault.why]
    assert all(fault.remedy.endswith("。") for fault in listing.faults)


def test_the_content_decides_when_the_name_is_wrong():
    assert [row.name for row in read(HTML.format(charset="utf-8"), "list.csv").rows][:1] == ["Example Cloud Inc."]
    assert [row.name for row in read(MARKDOWN, "list.txt").rows][:1] == ["Example Cloud, Inc."]


def test_records_are_numbered_and_carry_confirmed_names():
    records = records_of_listing(read(MARKDOWN), "P-010", date(2026, 1, 1), {"サンプル通知": "旧サンプル通知"})
    assert [record.key for record in records] == [f"P-010/2026-01-01/00{n}" for n in (1, 2, 3)]
    assert [record.formerly for record in records] == [None, "旧サンプル通知", None]
    assert records[2].section == "Subsidiaries"
    assert records[1].unread_places == ("EU",)
