"""The values of a dimension: which place, system or network a slice's raw name means, and how people are shown it.

The documents promise no spelling (FACTS 7): names come in Chinese, English, pinyin or as codes. A name is recognised
as a whole or not at all: better a slice under its own text than on the tile of another place.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize

from rtc_tui.core.model import Dimension, Product
from rtc_tui.text import language, t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.core.countries import Country, Region

NATIVE_ONLY: Final = (Dimension.OS, Dimension.ACCESS)  # web data are told by place alone
_LONGEST: Final = 80  # characters; no name of a place is longer


@dataclass(frozen=True, slots=True)
class Division:
    """One of the 34 province-level divisions; `row` and `column` of the tile grid count from 1."""

    code: str  # ISO 3166-2:CN without its CN-
    char: str
    zh: str
    en: str
    row: int
    column: int


# kind (P province, M municipality, A autonomous region, S special administrative region), place on the grid,
# code, character, Chinese, English, and further spellings, folded
_TABLE: Final = """
P 18 HL 黑 黑龙江 Heilongjiang    heilungkiang
A 26 NM 蒙 内蒙古 Inner_Mongolia  内蒙 neimenggu neimeng neimongol neimonggol innermongol
P 28 JL 吉 吉林   Jilin           kirin
M 36 BJ 京 北京   Beijing         peking
P 38 LN 辽 辽宁   Liaoning
A 41 XJ 新 新疆   Xinjiang        新疆维吾尔 新疆维吾尔族 xinjianguygur xinjianguyghur xinjianguighur xinjiangweiwuer xinjiangweiwuerzu sinkiang
P 43 GS 甘 甘肃   Gansu           陇 kansu
A 44 NX 宁 宁夏   Ningxia         宁夏回族 ningxiahui ningxiahuizu ninghsia
P 45 SX 晋 山西   Shanxi          shansi
P 46 HE 冀 河北   Hebei           hopeh hopei
M 47 TJ 津 天津   Tianjin         tientsin
A 51 XZ 藏 西藏   Tibet           xizang 西藏藏族
P 52 QH 青 青海   Qinghai         tsinghai chinghai
P 54 SN 陕 陕西   Shaanxi         秦 shensi
P 55 HA 豫 河南   Henan           honan
P 56 SD 鲁 山东   Shandong        shantung
P 63 SC 川 四川   Sichuan         蜀 szechuan szechwan
M 64 CQ 渝 重庆   Chongqing       chungking
P 65 HB 鄂 湖北   Hubei           hupeh
P 66 AH 皖 安徽   Anhui           anhwei
P 67 JS 苏 江苏   Jiangsu         kiangsu
M 68 SH 沪 上海   Shanghai        申
P 73 YN 云 云南   Yunnan          滇
P 74 GZ 贵 贵州   Guizhou         黔 kweichow
P 75 HN 湘 湖南   Hunan
P 76 JX 赣 江西   Jiangxi         kiangsi
P 77 ZJ 浙 浙江   Zhejiang        chekiang
A 85 GX 桂 广西   Guangxi         广西壮族 guangxizhuang guangxizhuangzu kwangsi
P 86 GD 粤 广东   Guangdong       kwangtung
P 87 FJ 闽 福建   Fujian          fukien
P 88 TW 台 台湾   Taiwan          中华台北 chinesetaipei
P 95 HI 琼 海南   Hainan
S 96 MO 澳 澳门   Macao           macau aomen
S 97 HK 港 香港   Hong_Kong       xianggang
"""


def told_by(product: Product) -> tuple[Dimension, ...]:
    """The dimensions that there are for a product."""
    return tuple(each for each in Dimension if product is Product.NATIVE or each not in NATIVE_ONLY)


def _rows() -> tuple[tuple[str, Division, tuple[str, ...]], ...]:
    """Kind, division and further spellings of each row."""
    found = []
    for row in _TABLE.split("\n")[1:-1]:
        kind, place, code, char, zh, en, *more = row.split()
        division = Division(code, char, zh, en.replace("_", " "), int(place[0]), int(place[1]))
        found.append((kind, division, tuple(more)))
    return tuple(found)


_ROWS: Final = _rows()
DIVISIONS: Final[tuple[Division, ...]] = tuple(division for _, division, _ in _ROWS)
_CODES: Final = {row.code.lower(): row for row in DIVISIONS}
_KINDS: Final = {division.code: kind for kind, division, _ in _ROWS}
_NAMES: Final = {
    name: division
    for _, division, more in _ROWS
    for name in (division.char, division.zh, division.en.lower().replace(" ", ""), *more)
}
# What may stand after a name, and for which kinds: the city of Jilin is not the province, though "市" follows either.
_ENDINGS: Final = (
    (("省", "province", "sheng", "prov"), "PMA"),
    (("直辖市", "市", "municipality", "city", "shi"), "M"),
    (("自治区", "autonomousregion", "zizhiqu"), "A"),
    (("特别行政区", "特区", "specialadministrativeregion", "tebiexingzhengqu", "sar"), "S"),
)
_BEFORE: Final = ("中华人民共和国", "中国", "peoplesrepublicofchina", "china")
_AFTER: Final = ("ofchina", "china", "中国")

_SIMPLE: Final = str.maketrans(
    "廣東蘇陝遼寧龍慶貴雲灣臺門內維爾壯區別晉魯滬粵瓊閩贛國華黃肅疆開薩亞羅馬來緬賓韓鮮蘭紐義聯濟烏達納倫圖盧瑪麗島幾剛爾奧"
    "極諸聖澤魯聖約蘇蓋買賴塞馮婁曼鄉衛絲劃門墾剌獨伊維倫丟頓貝諾葉沙哥厄瓜厘勞當陸勵挪庫車見畢紹詹歐論阿凱羣群",
    "广东苏陕辽宁龙庆贵云湾台门内维尔壮区别晋鲁沪粤琼闽赣国华黄肃疆开萨亚罗马来缅宾韩鲜兰纽义联济乌达纳伦图卢玛丽岛几刚尔奥"
    "极诸圣泽鲁圣约苏盖买赖塞冯娄曼乡卫丝划门垦剌独伊维伦丢顿贝诺叶沙哥厄瓜厘劳当陆励挪库车见毕绍詹欧论阿凯群群",
)
_BETWEEN: Final = re.compile(r"[\s\-‐‑–—_.,'’‘ʻʼ`´·•()&、]+")


def fold(raw: str) -> str:
    """What two spellings of one name have in common.

    Without width, case, accents, spaces, hyphens, apostrophes and brackets, and in simplified characters. Empty when
    the text is too long to be a name. Any other sign stays, so that `A/B` is neither A nor B.
    """
    if len(raw) > _LONGEST:
        return ""
    plain = "".join(sign for sign in normalize("NFKD", raw) if not combining(sign))
    return _BETWEEN.sub("", plain.casefold()).translate(_SIMPLE)


@lru_cache(maxsize=2048)
def division(raw: str) -> Division | None:
    """The division that a name means, in any of its spellings; None for every other text."""
    text = fold(raw)
    if text in _NAMES:
        return _toned(raw, _NAMES[text])
    if text.removeprefix("cn") in _CODES:
        return _CODES[text.removeprefix("cn")]
    for before in _BEFORE:
        text = text.removeprefix(before)
    for after in _AFTER:
        text = text.removesuffix(after)
    found = _NAMES.get(text) or _without_ending(text)
    return _toned(raw, found) if found else None


def _without_ending(text: str) -> Division | None:
    for endings, kinds in _ENDINGS:
        for ending in endings:
            found = _NAMES.get(text.removesuffix(ending)) if text.endswith(ending) else None
            if found:
                return found if _KINDS[found.code] in kinds else None
    return None


def _toned(raw: str, found: Division) -> Division | None:
    """Pinyin of 山西 and 陕西 differs by the first tone alone: Shānxī, Shǎnxī."""
    tone = re.match(r"sha([\u0300-\u036f]*)n", normalize("NFKD", raw).strip().casefold())
    if found.code != "SX" or not tone or tone[1] in {"", "\u0304"}:
        return found
    return _CODES["sn"] if tone[1] in {"\u030c", "\u0306"} else None


@lru_cache(maxsize=512)
def neighbour(code: str, dx: int, dy: int) -> str:
    """The tile that an arrow leads to: dx 1 is right, dy 1 is down. The same one at the edge; sidewards comes first."""
    if dx and dy:
        return neighbour(neighbour(code, dx, 0), 0, dy)
    here = _CODES.get(code.lower())
    if here is None or not (dx or dy):
        return code
    best = min((rank for row in DIVISIONS if (rank := _distance(here, row, dx, dy))), default=None)
    return best[-1] if best else code


def _distance(here: Division, there: Division, dx: int, dy: int) -> tuple[int, int, str] | None:
    """How far a tile lies in a direction, what is off the line counting double; None if it lies in another."""
    right, down = there.column - here.column, there.row - here.row
    along = right * (1 if dx > 0 else -1) if dx else down * (1 if dy > 0 else -1)
    across = abs(down if dx else right)
    return (along + 2 * across, across, there.code) if along > 0 and across <= 2 * along else None


def country(raw: str) -> "Country | None":
    """The country or territory that a name or an ISO 3166 code means; None for every other text."""
    from rtc_tui.core import countries

    return countries.country(raw)


def region(raw: str) -> "Region | None":
    """The world region that a name means, or that the country of that name lies in."""
    from rtc_tui.core import countries

    return countries.region(raw)


_UNKNOWN: Final = frozenset({"unknown", "未知"})
_OTHER: Final = frozenset({"other", "others", "其他", "其它"})
_SYSTEMS: Final = {
    "android": "Android", "安卓": "Android", "ios": "iOS", "iphoneos": "iOS", "mac": "macOS", "macos": "macOS",
    "macosx": "macOS", "osx": "macOS", "windows": "Windows", "win": "Windows", "linux": "Linux", "web": "web",
}  # fmt: skip
_NETWORKS: Final = {
    "2g": "2G", "3g": "3G", "4g": "4G", "lte": "4G", "5g": "5G", "wifi": "Wi-Fi", "wlan": "Wi-Fi",
}  # fmt: skip


def identity(dimension: Dimension, raw: str) -> str:
    """A key that all spellings of one slice share, and no other: `GD`, `JP`, `iOS`, `4G`; else the text itself.

    The text of what is not recognised begins with `=`, so that it is never mistaken for a code.
    """
    text = fold(raw)
    if text in _UNKNOWN or text in _OTHER:
        return "~unknown" if text in _UNKNOWN else "~other"
    return _known(dimension, raw) or "=" + normalize("NFC", raw).strip().casefold()


def label(dimension: Dimension, raw: str, limit: int = 32) -> str:
    """What people are shown for a slice, in the language in use; an unknown name as it came, made safe."""
    key = identity(dimension, raw)
    if key == "=":
        return t("dimensions.nameless")
    if key.startswith("~"):
        return t(f"dimensions.{key[1:]}")
    return _shown(dimension, raw) or safe(raw.strip(), limit)


def _known(dimension: Dimension, raw: str) -> str:
    """The code of what is recognised; empty for the rest."""
    match dimension:
        case Dimension.PROVINCE:
            place = division(raw)
            return place.code if place else ""
        case Dimension.COUNTRY:
            land = country(raw)
            return land.iso2 if land else ""
        case Dimension.OS:
            return _SYSTEMS.get(fold(raw), "")
        case Dimension.ACCESS:
            return _NETWORKS.get(fold(raw), "")


def _shown(dimension: Dimension, raw: str) -> str:
    """The name of what is recognised, in the language in use; empty for the rest."""
    place = _place(dimension, raw)
    if place is None:
        return _known(dimension, raw)
    return place.zh if language() == "zh" else place.en


def _place(dimension: Dimension, raw: str) -> "Division | Country | None":
    if dimension is Dimension.PROVINCE:
        return division(raw)
    return country(raw) if dimension is Dimension.COUNTRY else None
