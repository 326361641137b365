import pytest

from sekisho.formats.countries import country_code, country_codes, country_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("日本", "JP"),
        ("日本国", "JP"),
        ("米国", "US"),
        ("アメリカ", "US"),
        ("アメリカ合衆国", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("英国", "GB"),
        ("UK", "GB"),
        ("united kingdom", "GB"),
        ("韓国", "KR"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("台湾", "TW"),
        ("ベトナム", "VN"),
        ("ヴェトナム", "VN"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("香港", "HK"),
        ("Hong Kong", "HK"),
        ("オランダ", "NL"),
        ("The Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("ｲﾝﾄﾞ", "IN"),
        ("DEU", "DE"),
        ("ＶＮ", "VN"),
    ],
)
def test_names_of_countries(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    "name", ["", "Korea", "コンゴ", "no", "in", "EU", "欧州連合", "ZZ", "DDR", "東京", "世界各国", "バハマス"]
)
def test_names_that_mean_no_single_country(name: str) -> None:
    assert country_code(name) is None


def test_every_country_is_read_from_the_name_it_is_written_with() -> None:
    codes = list(country_codes())
    assert len(codes) > 240
    assert [code for code in codes if country_code(country_name(code)) != code] == []
    assert [code for code in codes if country_code(code) != code] == []
