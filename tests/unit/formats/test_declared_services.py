"""The registry of declared services: dirty files, and every fault with its row."""

import pytest

from sekisho.formats.declared_services import read_declared_services
from sekisho.formats.fault import Faults

ROWS = "party,domain,service,purpose\nＰ－１,Example.COM.,保管庫,保管\nP-2,*.example.co.jp、https://a.example.jp:443/x,,\n\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_it_is_read_in_every_encoding(encoding):
    found = [(each.party, each.destination) for each in read_declared_services(ROWS.encode(encoding), "a.csv")]
    assert found == [("P-1", "example.com"), ("P-2", "example.co.jp"), ("P-2", "a.example.jp")]


def test_japanese_headings_tabs_and_networks_are_understood():
    (one,) = read_declared_services("通信先\t会社番号\n203.0.113.0/24\tP-1\n".encode(), "a.csv")
    assert (one.party, str(one.destination)) == ("P-1", "203.0.113.0/24")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "a.csv: 空のファイルです"),
        (b"\xef\xbb\xbf", "a.csv: 空のファイルです"),
        (b"%PDF-1.7", "a.csv: PDFです"),
        (b"party,service\nP-1,x\n", "a.csv!1行目: domain の列がありません"),
        (b"a,b\n1,2\n", "a.csv!1行目: party と domain の見出しがありません"),
        (b"party,domain\n,example.com\n", "a.csv!2行目『party』: 空です"),
        (b"party,domain\nP-1,a..b\n", "a.csv!2行目『domain』: 「a..b」は通信先として読めません"),
        (b'party,domain\nP-1,"example.com\n', "a.csv!2行目: CSVとして読めません"),
        (b"\x00\x01\x02", "a.csv: 文字コードが分かりません"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(content, told):
    with pytest.raises(Faults) as caught:
        read_declared_services(content, "a.csv")
    assert str(caught.value).startswith(told)


def test_all_faults_are_told_at_once():
    with pytest.raises(Faults) as caught:
        read_declared_services(b"party,domain,service\n,,x\nP-1,a..b,\n", "a.csv")
    assert [fault.row for fault in caught.value.faults] == [2, 2, 3]
