"""Countries of one cell: what people write beside them, and what is left unread because it is no single country."""

import pytest

from sekisho.formats.country_cells import read_places


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Dublin, Ireland", "IE"),
        ("Dublin, Ireland and Frankfurt, Germany", "IE DE"),
        ("London, UK; Frankfurt, Germany", "GB DE"),
        ("USA (Virginia)", "US"),
        ("EU (Ireland, Germany)", "IE DE"),
        ("US East (N. Virginia), EU West (Ireland)", "US IE"),
        ("East US 2 / Canada Central / Japan East", "US CA JP"),
        ("US only", "US"),
        ("USA data centers", "US"),
        ("us-east-1 (Virginia, USA)", "US"),
        ("Washington, DC, USA", "US"),
        ("Atlanta, Georgia, USA", "US"),
        ("New South Wales, Australia", "AU"),
        ("KSA, UAE", "SA AE"),
        ("England and Northern Ireland", "GB"),
        ("North Korea", "KP"),
        ("South Africa", "ZA"),
        ("Bosnia and Herzegovina, Trinidad and Tobago", "BA TT"),
        ("🇩🇪 Germany\n🇬🇧", "DE GB"),
        ("米国バージニア州", "US"),
        ("米国東部（バージニア北部）", "US"),
        ("アメリカ合衆国（カリフォルニア州サンフランシスコ）", "US"),
        ("英国ロンドン", "GB"),
        ("中国上海市", "CN"),
        ("東京都港区", "JP"),
        ("大阪府、北海道札幌市", "JP"),
        ("日本国内のデータセンター", "JP"),
        ("日本（東京リージョン）、シンガポール", "JP SG"),
        ("インドネシア", "ID"),
        ("日本・米国／英国", "JP US GB"),
    ],
)
def test_countries_with_towns_states_and_regions_of_clouds(cell, codes):
    found = read_places(cell)
    assert found.countries == tuple(codes.split())
    assert found.unread == ()


@pytest.mark.parametrize(
    "cell",
    [
        "Global",
        "EU",
        "EEA域内",
        "West Europe",
        "Central America",
        "South America",
        "New Mexico",
        "Customer's selected region",
        "ap-northeast-1 (Tokyo)",
        "日本以外",
        "日本以外の地域",
        "中国地方",
        "米国カナダ",
        "インドシナ",
        "Korea",
    ],
)
def test_what_is_no_single_country_is_kept_as_written(cell):
    assert read_places(cell).unread == (cell,)
    assert read_places(cell).countries == ()


@pytest.mark.parametrize(
    ("cell", "codes", "unread"),
    [
        ("Global (HQ: USA)", ("US",), ("Global (HQ: USA)",)),
        ("グローバル（日本、米国）", ("JP", "US"), ("グローバル（日本、米国）",)),
        ("US, Global", ("US",), ("Global",)),
        ("Other EU states, Germany", ("DE",), ("Other EU states",)),
        ("米国ほか", ("US",), ("米国ほか",)),
        ("EEA and UK", ("GB",), ("EEA",)),
        ("US or EU depending on customer selection", ("US",), ("EU depending on customer selection",)),
    ],
)
def test_a_list_that_is_open_is_not_taken_for_whole(cell, codes, unread):
    assert read_places(cell).countries == codes
    assert read_places(cell).unread == unread


def test_a_town_is_read_as_part_of_the_country_after_it_and_told():
    assert read_places("Dublin, Ireland").remarks == ("「Dublin」は、続く「Ireland」の中の地名として読みました",)
