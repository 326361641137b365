"""Lists of inquiries and of people's work: as people keep them, and every fault with its row."""

from datetime import date

import pytest

from sekisho.detection.lists import Inquiry
from sekisho.formats.fault import Faults
from sekisho.formats.inquiries import read_inquiries
from sekisho.formats.work_roles import read_work_roles

DAY = date(2026, 5, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_inquiries_are_open_from_their_first_to_their_last_day(encoding):
    rows = ("Ｑ－1,K-1,2026/5/1 9:30,2026年5月3日,P-001", "Q-2,K-2,2026-04-30T15:00:00+00:00,,")
    content = "\n".join(["受付番号,顧客番号,受付日時,完了日,会社番号", *rows, ""])
    assert read_inquiries(content.encode(encoding), "a.csv") == (
        Inquiry("Q-1", "K-1", DAY, date(2026, 5, 3), "P-001"),
        Inquiry("Q-2", "K-2", DAY, DAY),
    )


def test_every_fault_of_a_list_is_told_with_its_row():
    content = "inquiry,customer,received_on,closed_on\n,K-1,2026-05-01,\nQ-2,K-2,あした,\nQ-3,K-3,2026-05-02,2026-05-01\n"
    with pytest.raises(Faults) as caught:
        read_inquiries(content.encode(), "a.csv")
    told = [str(fault) for fault in caught.value.faults]
    assert [each.split(":")[0] for each in told] == [
        "a.csv!2行目『inquiry』",
        "a.csv!3行目『received_on』",
        "a.csv!4行目『closed_on』",
    ]
    with pytest.raises(Faults, match="customer の列がありません"):
        read_inquiries("受付番号,受付日\nQ-1,2026-05-01\n".encode(), "a.csv")


def test_somebody_has_one_work():
    assert read_work_roles("要員番号\t職務\nM-1\t窓口\nM-1\t窓口\nM-2\t保守\n".encode(), "a.csv") == {
        "M-1": "窓口",
        "M-2": "保守",
    }
    with pytest.raises(Faults, match=r"a.csv!3行目『role』: 「b」は前の行では「a」です"):
        read_work_roles(b"user,role\nM-1,a\nM-1,b\n", "a.csv")
