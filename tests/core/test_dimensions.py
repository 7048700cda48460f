"""Names of places, systems and networks: every spelling of one place is that place, and no other text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.countries import COUNTRIES, Region
from rtc_tui.core.dimensions import DIVISIONS, Division, country, division, identity, label, neighbour, region
from rtc_tui.core.model import Dimension
from rtc_tui.text import use

KINDS = {
    "M": ("BJ", "TJ", "SH", "CQ"),
    "A": ("NM", "GX", "XZ", "NX", "XJ"),
    "S": ("HK", "MO"),
}
ARROWS = ((1, 0), (-1, 0), (0, 1), (0, -1))
GRID = """
. . . . . . . 黑
. . . . . 蒙 . 吉
. . . . . 京 . 辽
新 . 甘 宁 晋 冀 津 .
藏 青 . 陕 豫 鲁 . .
. . 川 渝 鄂 皖 苏 沪
. . 云 贵 湘 赣 浙 .
. . . . 桂 粤 闽 台
. . . . 琼 澳 港 .
"""


def code(raw: str) -> str | None:
    found = division(raw)
    return found.code if found else None


def test_the_grid_is_the_one_that_was_drawn() -> None:
    """34 tiles, each where the picture has it."""
    drawn = {
        (row, column): char
        for row, line in enumerate(GRID.split("\n")[1:-1], 1)
        for column, char in enumerate(line.split(), 1)
        if char != "."
    }
    assert {(one.row, one.column): one.char for one in DIVISIONS} == drawn
    assert len({one.code for one in DIVISIONS}) == len(DIVISIONS) == 34


def spellings(one: Division) -> list[str]:
    """What may stand for a division, whatever its kind."""
    endings = {"M": ("市", " City", " Shi", " Municipality"), "A": ("自治区", " Autonomous Region", " Zizhiqu")}
    endings |= {"S": ("特别行政区", " SAR", " Special Administrative Region")}
    kind = next((kind for kind, codes in KINDS.items() if one.code in codes), "")
    zh, *en = endings.get(kind, ("省", " Province", " Sheng"))
    names = [one.zh, one.zh + zh, f"中国{one.zh}", one.en, f"{one.en}, China", one.char, one.code, f"CN-{one.code}"]
    return names + [one.en + ending for ending in en]


@pytest.mark.parametrize("one", DIVISIONS, ids=lambda one: one.code)
def test_every_spelling_of_a_division_is_that_division(one: Division) -> None:
    """In any case, width and spacing."""
    for raw in spellings(one):
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in raw)
        for text in (raw, raw.upper(), raw.lower(), f"  {raw} ", raw.replace(" ", ""), raw.replace(" ", "-"), wide):
            assert code(text) == one.code, text


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Shaanxi", "SN"), ("Shanxi", "SX"), ("Shǎnxī", "SN"), ("Shānxī", "SX"), ("Shǎnxī Shěng", "SN"), ("SHAAN XI", "SN"),
        ("Shensi", "SN"), ("Shansi", "SX"), ("陝西", "SN"), ("陝西省", "SN"), ("山西省", "SX"), ("Shànxī", None),
        ("Inner Mongolia", "NM"), ("Nei Mongol", "NM"), ("Neimenggu", "NM"), ("Nèi Měnggǔ", "NM"), ("內蒙古", "NM"),
        ("Inner Mongolia Autonomous Region", "NM"), ("Mongolia", None), ("蒙古", None), ("蒙古国", None),
        ("Xizang", "XZ"), ("Tibet", "XZ"), ("Tibet Autonomous Region", "XZ"), ("Hong Kong", "HK"), ("Xianggang", "HK"),
        ("Hong Kong SAR China", "HK"), ("Macau", "MO"), ("Aomen", "MO"), ("澳門", "MO"), ("臺灣", "TW"), ("台灣", "TW"),
        ("Taiwan, Province of China", "TW"), ("T'ai-wan", "TW"), ("廣東", "GD"), ("廣西壯族自治區", "GX"), ("黑龍江省", "HL"),
        ("Guangxi Zhuang Autonomous Region", "GX"), ("Guangxi Zhuangzu Zizhiqu", "GX"), ("Ningxia Hui", "NX"),
        ("宁夏回族自治区", "NX"), ("新疆维吾尔自治区", "XJ"), ("新疆維吾爾自治區", "XJ"), ("Xinjiang Uyghur Autonomous Region", "XJ"),
        ("Xinjiang Weiwu'er Zizhiqu", "XJ"), ("Xīnjiāng", "XJ"), ("cn_gd", "GD"), ("ＧＤ", "GD"), ("Peking", "BJ"),
        ("吉林市", None), ("Jilin City", None), ("Jilin Shi", None), ("海南藏族自治州", None), ("Hainan Prefecture", None),
        ("广东/广西", None), ("Guangdong and Guangxi", None), ("广东广西", None), ("California", None), ("Ontario", None),
        ("", None), ("  ", None), ("省", None), ("中国", None), ("China", None), ("CN", None), ("未知", None), ("其他", None),
        ("US-GD", None), ("GDX", None), ("GD省", None), ("台北市", None), ("深圳", None), ("广" * 10_000, None),
    ],
)  # fmt: skip
def test_spellings_that_differ_little(raw: str, wanted: str | None) -> None:
    """Tones tell two provinces apart; a city, a country or a list is no province."""
    assert code(raw) == wanted


@given(st.text(max_size=12))
def test_a_name_with_something_more_is_not_that_place(more: str) -> None:
    """Unless what is more are separators or an ending that is known: then the place is the same."""
    found = code("广东" + more)
    assert found in {None, "GD"}
    assert code("x广东" + more) is None


@given(st.text())
def test_no_text_breaks_anything(raw: str) -> None:
    """Every dimension has an identity and a label for every text; the label is one line."""
    for dimension in Dimension:
        assert identity(dimension, raw)
        shown = label(dimension, raw)
        assert shown
        assert "\n" not in shown
        assert "\x1b" not in shown


def test_names_of_divisions_and_countries_do_not_collide() -> None:
    """No two rows share a spelling."""
    for one in DIVISIONS:
        assert {code(raw) for raw in spellings(one)} == {one.code}
    assert len({one.iso2 for one in COUNTRIES}) == len({one.iso3 for one in COUNTRIES}) == len(COUNTRIES) == 250
    for land in COUNTRIES:
        for raw in (land.iso2, land.iso3, land.zh, land.en, land.en.upper(), land.iso2.lower()):
            assert country(raw) is land, raw


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("USA", "US"), ("U.S.A.", "US"), ("United States of America", "US"), ("美国", "US"), ("美國", "US"), ("us", "US"),
        ("UK", "GB"), ("Great Britain", "GB"), ("英国", "GB"), ("South Korea", "KR"), ("Korea, Republic of", "KR"),
        ("Republic of Korea", "KR"), ("韩国", "KR"), ("大韩民国", "KR"), ("North Korea", "KP"), ("朝鲜", "KP"), ("Korea", None),
        ("Democratic People's Republic of Korea", "KP"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"), ("Cote d’Ivoire", "CI"), ("象牙海岸", "CI"), ("中华人民共和国", "CN"), ("中国大陆", "CN"),
        ("People's Republic of China", "CN"), ("Republic of China", "TW"), ("香港", "HK"), ("中国香港", "HK"), ("Macau", "MO"),
        ("DR Congo", "CD"), ("Democratic Republic of the Congo", "CD"), ("Republic of the Congo", "CG"), ("刚果", None),
        ("刚果（金）", "CD"), ("刚果(布)", "CG"), ("Niger", "NE"), ("Nigeria", "NG"), ("尼日尔", "NE"), ("Dominica", "DM"),
        ("Dominican Republic", "DO"), ("多米尼克", "DM"), ("多米尼加", "DO"), ("Guinea", "GN"), ("Guinea-Bissau", "GW"),
        ("Equatorial Guinea", "GQ"), ("Papua New Guinea", "PG"), ("Samoa", "WS"), ("American Samoa", "AS"),
        ("Türkiye", "TR"), ("Turkey", "TR"), ("Holland", "NL"), ("The Netherlands", "NL"), ("Trinidad & Tobago", "TT"),
        ("Russian Federation", "RU"), ("俄罗斯联邦", "RU"), ("沙烏地阿拉伯", "SA"), ("沙特", "SA"), ("印尼", "ID"), ("印度", "IN"),
        ("Virgin Islands", None), ("England", None), ("Narnia", None), ("", None), ("Republic of IN", None), ("亚洲", None),
    ],
)  # fmt: skip
def test_countries_by_any_of_their_names(raw: str, wanted: str | None) -> None:
    """Short, formal, Chinese, English and coded; what may be two countries is none."""
    found = country(raw)
    assert (found.iso2 if found else None) == wanted


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("中国", Region.ASIA), ("DE", Region.EUROPE), ("Egypt", Region.AFRICA), ("巴西", Region.SOUTH_AMERICA), ("Mexico", Region.NORTH_AMERICA),
     ("NZL", Region.OCEANIA), ("北美", Region.NORTH_AMERICA), ("Asia", Region.ASIA), ("Antarctica", None), ("somewhere", None)],
)  # fmt: skip
def test_regions_of_countries_and_by_name(raw: str, wanted: Region | None) -> None:
    assert region(raw) is wanted


def test_arrows_reach_every_tile_from_every_other() -> None:
    """And lead in their own direction, or nowhere."""
    for start in DIVISIONS:
        seen, open_ends = {start.code}, [start.code]
        while open_ends:
            here = open_ends.pop()
            there = {neighbour(here, dx, dy) for dx, dy in ARROWS}
            open_ends += there - seen
            seen |= there
        assert len(seen) == 34


@pytest.mark.parametrize(
    ("start", "arrow", "end"),
    [("粤", (1, 0), "闽"), ("粤", (-1, 0), "桂"), ("粤", (0, -1), "赣"), ("粤", (0, 1), "澳"), ("新", (1, 0), "甘"), ("新", (-1, 0), "新"),
     ("黑", (0, -1), "黑"), ("黑", (1, 0), "黑"), ("黑", (-1, 0), "蒙"), ("台", (1, 0), "台"), ("琼", (0, 1), "琼"), ("藏", (0, 1), "川")],
)  # fmt: skip
def test_an_arrow_goes_to_the_nearest_tile_or_stays(start: str, arrow: tuple[int, int], end: str) -> None:
    codes = {one.char: one.code for one in DIVISIONS}
    assert neighbour(codes[start], *arrow) == codes[end]


@pytest.mark.parametrize(
    ("dimension", "raw", "en", "zh"),
    [
        (Dimension.PROVINCE, "广东省", "Guangdong", "广东"), (Dimension.COUNTRY, "JPN", "Japan", "日本"),
        (Dimension.PROVINCE, "California", "California", "California"), (Dimension.PROVINCE, "", "(no name)", "（无名）"),
        (Dimension.OS, "UNKNOWN", "unknown", "未知"), (Dimension.ACCESS, "其他", "other", "其他"), (Dimension.OS, "ios", "iOS", "iOS"),
        (Dimension.OS, "mac", "macOS", "macOS"), (Dimension.OS, "macos", "macOS", "macOS"), (Dimension.ACCESS, "wi-fi", "Wi-Fi", "Wi-Fi"),
        (Dimension.ACCESS, "4g", "4G", "4G"), (Dimension.OS, "\x1b[2Jplan9", "\N{REPLACEMENT CHARACTER}[2Jplan9", "\N{REPLACEMENT CHARACTER}[2Jplan9"),
    ],
)  # fmt: skip
def test_labels_are_in_the_language_in_use(dimension: Dimension, raw: str, en: str, zh: str) -> None:
    """And what is not known is shown as it came, made safe."""
    assert label(dimension, raw) == en
    use("zh")
    try:
        assert label(dimension, raw) == zh
    finally:
        use("en")


def test_spellings_share_an_identity_and_strangers_keep_their_own() -> None:
    assert len({identity(Dimension.PROVINCE, raw) for raw in ("广东", "广东省", "Guangdong", "CN-GD")}) == 1
    assert identity(Dimension.PROVINCE, "California ") == identity(Dimension.PROVINCE, "california")
    strangers = ["California", "Calif", "", "未知", "其他", "山西", "陕西", "GD?", "=GD", "~other", "NM?"]
    assert len({identity(Dimension.PROVINCE, raw) for raw in strangers}) == len(strangers)
