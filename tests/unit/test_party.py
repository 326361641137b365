import pytest

from sekisho.party import NameIndex, check_digit, company_name, corporate_number_fault, normalised_name

# numbers of ministries, as published by the National Tax Agency
PUBLISHED = [
    "7000012050002",
    "2000012020001",
    "1000012030001",
    "9000012040001",
    "8000012050001",
    "7000012060001",
    "6000012070001",
    "5000012080001",
    "4000012090001",
    "2000012100001",
    "1000012110001",
    "8000012010038",
]


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_are_well_formed(number):
    assert corporate_number_fault(number) is None
    assert check_digit(number[1:]) == int(number[0])


def test_the_check_digit_by_hand():
    # digits 1 2 3 4 5 6 7 8 9 0 1 2; from the right weights 1, 2, 1, 2 …:
    # odd places 2+0+8+6+4+2 = 22, even places (1+9+7+5+3+1) x 2 = 52, sum 74, 74 mod 9 = 2, 9 - 2 = 7
    assert check_digit("123456789012") == 7
    assert check_digit("000000000000") == 9


@pytest.mark.parametrize("place", range(1, 13))
def test_one_wrong_digit_is_found_unless_0_and_9_are_exchanged(place):
    number = PUBLISHED[0]
    for digit in "0123456789":
        changed = number[:place] + digit + number[place + 1 :]
        same_mod_9 = (int(digit) - int(number[place])) % 9 == 0
        assert (corporate_number_fault(changed) is None) == same_mod_9


@pytest.mark.parametrize(
    "number", ["", "700001205000", "70000120500022", "700001205000x", "７００００１２０５０００２", " 7000012050002"]
)
def test_what_is_no_number_is_told(number):
    assert corporate_number_fault(number) == "13桁の数字ではありません"


def test_a_wrong_check_digit_is_told_with_the_right_one():
    assert corporate_number_fault("1000012050002") == "検査数字が合いません（先頭の数字は 7 のはずです）"


SAME = [
    (
        "株式会社高橋データ",
        "(株)高橋データ",
        "（株）高橋データ",
        "㈱高橋データ",
        "㍿高橋データ",
        "株式會社髙橋データ",
        "高橋データ 株式会社",
    ),
    ("高橋データ", "高橋データー", "高橋ﾃﾞｰﾀ", "高橋デ－タ", "高橋ﾃﾞ-ﾀ", "高橋　データ", "「高橋データ」"),
    ("有限会社渡辺商店", "㈲渡邊商店", "渡邉商店(有)"),
    ("Acme Inc.", "ACME, INC", "Ａｃｍｅ　Ｉｎｃ．", "acme incorporated", "Acme  Inc"),
    ("Acme Japan Co., Ltd.", "Acme Japan Co.,Ltd", "ACME JAPAN LIMITED", "Acme Japan Ltd.", "Acme Japan Co.Ltd."),
    ("Acme Japan K.K.", "Acme Japan株式会社", "㈱Acme Japan", "ACME JAPAN KK"),
    ("みなとInc.", "みなと Inc", "みなと、Inc."),
    ("サーバー工業", "サーバ工業"),
    ("コンピューター・システム", "コンピュータシステム"),
    ("霞ヶ関データ", "霞ケ関データ"),
    ("カ)ミナトザカ", "ｶ)ﾐﾅﾄｻﾞｶ", "ミナトザカ(カ", "ミナトザカ（カ）"),
    ("斎藤データ", "齋藤データ"),
    ("Smith & Co.", "SMITH & COMPANY"),
]
DIFFERENT = [
    ("高橋データ", "高橋データサービス"),
    ("Acme", "Acme Japan"),
    ("Acme Japan", "Acme Corp Japan"),
    ("株式会社ビール", "株式会社ビル"),
    ("コート", "コト"),
    ("フリー", "フリ"),
    ("A&Bデータ", "ABデータ"),
    ("斎藤データ", "斉藤データ"),
    ("みなと", "みなと坂"),
    ("Incline", "Line"),
    ("Coop", "Op"),
    ("株式会社", "有限会社"),
    ("Co.", "Ltd."),
    ("株式会社東京みなと", "株式会社みなと東京"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_are_equal(spellings):
    assert len({normalised_name(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_stay_different(one, other):
    assert normalised_name(one) != normalised_name(other)


@pytest.mark.parametrize("name", ["株式会社", "Co.", "・・・", "㈱", "ー", "-"])
def test_a_name_without_anything_left_is_still_a_name(name):
    assert normalised_name(name)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("株式会社みなと", "みなと", True),
        ("株式会社みなと", "みなと株式会社", True),
        ("株式会社みなと", "合同会社みなと", False),
        ("有限会社みなと", "(株)みなと", False),
        ("Acme Inc.", "Acme Ltd.", False),
        ("Acme LLC", "Acme Inc.", False),
        ("Acme Co.", "Acme Inc.", True),
        ("Acme Japan株式会社", "Acme Japan Co., Ltd.", True),
        ("Acme Japan株式会社", "Acme Japan Inc.", True),
        ("Acme Japan合同会社", "Acme Japan LLC", True),
        ("Acme Japan合同会社", "Acme Japan Inc.", False),
        ("株式会社みなと", "株式会社みなと坂", False),
    ],
)
def test_a_form_of_company_can_speak_against_it(one, other, fits):
    assert company_name(one).may_be(company_name(other)) is fits
    assert company_name(other).may_be(company_name(one)) is fits


def number(base):
    return f"{check_digit(base)}{base}"


ONE, OTHER, THIRD = number("990000000001"), number("990000000002"), number("990000000003")


@pytest.fixture
def index():
    return NameIndex(
        [
            ("P-001", ONE, ["株式会社高橋データ", "タカハシデータ"]),
            ("P-002", None, ["高橋データサービス株式会社"]),
            ("P-003", OTHER, ["株式会社みなと"]),
            ("P-004", THIRD, ["みなと株式会社"]),
            ("P-005", None, ["Acme Inc."]),
            ("P-006", None, ["Acme Japan株式会社", "旧アクメ日本"]),
        ]
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("P-001", "P-001"),
        ("㈱髙橋データ", "P-001"),
        ("高橋データ", "P-001"),
        ("ﾀｶﾊｼﾃﾞｰﾀ", "P-001"),
        ("高橋データ合同会社", None),
        ("高橋データサービス", "P-002"),
        ("（株）みなと", "P-003"),
        ("みなと(株)", "P-004"),
        ("みなと", None),
        ("acme", "P-005"),
        ("Acme Ltd.", None),
        ("Acme Japan Co., Ltd.", "P-006"),
        ("旧アクメ日本", "P-006"),
        ("P001", None),
        ("しののめ", None),
        ("", None),
    ],
)
def test_a_name_finds_its_party_or_nothing(index, name, found):
    assert index.find(name) == found


def test_a_number_decides_before_a_name(index):
    assert index.find("よその会社", ONE) == "P-001"
    assert index.find("みなと", OTHER) == "P-003"


def test_a_name_does_not_find_a_party_known_by_another_number(index):
    assert index.find("株式会社高橋データ", number("990000000009")) is None
    assert index.find("高橋データサービス株式会社", number("990000000009")) == "P-002"
    assert index.find("株式会社高橋データ", "でたらめ") == "P-001"


def test_a_number_that_two_parties_claim_finds_neither():
    index = NameIndex([("P-1", ONE, ["甲"]), ("P-2", ONE, ["乙"])])
    assert index.find("丙", ONE) is None
    assert index.find("乙", ONE) == "P-2"


def test_one_party_may_have_several_spellings_of_one_name():
    assert NameIndex([("P-1", None, ["株式会社みなと", "みなと株式会社", "みなと"])]).find("(株)みなと") == "P-1"
