"""Countries and territories (ISO 3166-1) in the spellings that an answer may have, and their six world regions.

Not imported until a country is first asked for. Territories whose region no continent gives (Antarctica) have none.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rtc_tui.core.dimensions import fold
from rtc_tui.text import t


class Region(StrEnum):
    """A world region, by the United Nations' division; the Caribbean and Central America are North America."""

    ASIA = "Asia"
    EUROPE = "Europe"
    AFRICA = "Africa"
    NORTH_AMERICA = "North America"
    SOUTH_AMERICA = "South America"
    OCEANIA = "Oceania"

    @property
    def label(self) -> str:
        """Its name for people, in the language in use."""
        return t(f"dimensions.{self.value}")


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory; `zh` and `en` are its usual short names."""

    iso2: str
    iso3: str
    zh: str
    en: str
    region: Region | None


_REGIONS: Final[dict[str, Region | None]] = {
    "A": Region.ASIA,
    "E": Region.EUROPE,
    "F": Region.AFRICA,
    "N": Region.NORTH_AMERICA,
    "S": Region.SOUTH_AMERICA,
    "O": Region.OCEANIA,
    "-": None,
}

# region, ISO codes | Chinese / other Chinese names | English / other English names
_TABLE: Final = """\
EADAND|安道尔|Andorra
AAEARE|阿联酋/阿拉伯联合酋长国/阿拉伯联合大公国|United Arab Emirates/UAE/Emirates
AAFAFG|阿富汗|Afghanistan
NAGATG|安提瓜和巴布达|Antigua and Barbuda
NAIAIA|安圭拉|Anguilla
EALALB|阿尔巴尼亚|Albania
AAMARM|亚美尼亚|Armenia
FAOAGO|安哥拉|Angola
-AQATA|南极洲/南极|Antarctica
SARARG|阿根廷|Argentina/Argentine Republic
OASASM|美属萨摩亚|American Samoa/Samoa (American)
EATAUT|奥地利|Austria
OAUAUS|澳大利亚/澳洲/澳大利亚联邦|Australia
NAWABW|阿鲁巴|Aruba
EAXALA|奥兰群岛/奥兰|Åland Islands/Aland
AAZAZE|阿塞拜疆|Azerbaijan
EBABIH|波黑/波斯尼亚和黑塞哥维那/波斯尼亚/波士尼亚与赫塞哥维纳|Bosnia and Herzegovina/Bosnia
NBBBRB|巴巴多斯|Barbados
ABDBGD|孟加拉国/孟加拉|Bangladesh
EBEBEL|比利时|Belgium
FBFBFA|布基纳法索|Burkina Faso
EBGBGR|保加利亚|Bulgaria
ABHBHR|巴林|Bahrain
FBIBDI|布隆迪|Burundi
FBJBEN|贝宁|Benin
NBLBLM|圣巴泰勒米/圣巴泰勒米岛|Saint Barthélemy/St Barthelemy
NBMBMU|百慕大|Bermuda
ABNBRN|文莱/文莱达鲁萨兰国/汶莱|Brunei/Brunei Darussalam
SBOBOL|玻利维亚/多民族玻利维亚国|Bolivia/Bolivia, Plurinational State of/Plurinational State of Bolivia
NBQBES|荷兰加勒比区/荷属加勒比区|Bonaire, Sint Eustatius and Saba/Caribbean Netherlands/Caribbean NL
SBRBRA|巴西/巴西联邦共和国|Brazil/Brasil
NBSBHS|巴哈马|Bahamas/The Bahamas/Bahamas, The
ABTBTN|不丹|Bhutan
SBVBVT|布韦岛|Bouvet Island
FBWBWA|博茨瓦纳|Botswana
EBYBLR|白俄罗斯|Belarus
NBZBLZ|伯利兹|Belize
NCACAN|加拿大|Canada
ACCCCK|科科斯群岛/科科斯基林群岛|Cocos (Keeling) Islands/Cocos Islands
FCDCOD|刚果（金）/刚果民主共和国/民主刚果/扎伊尔|DR Congo/Democratic Republic of the Congo/Democratic Republic of Congo/Congo, Democratic Republic of the/Congo, The Democratic Republic of the/The Democratic Republic of the Congo/The Democratic Republic of Congo/Congo (DRC)/DRC/Congo-Kinshasa/Congo (Dem. Rep.)
FCFCAF|中非/中非共和国|Central African Republic/CAR/Central African Rep.
FCGCOG|刚果（布）/刚果共和国|Republic of the Congo/Republic of Congo/Congo, Republic of the/Congo-Brazzaville/Congo (Rep.)/Congo Republic/Congo/The Republic of the Congo
ECHCHE|瑞士/瑞士联邦|Switzerland/Swiss Confederation
FCICIV|科特迪瓦/象牙海岸|Côte d'Ivoire/Ivory Coast/Republic of Côte d'Ivoire
OCKCOK|库克群岛|Cook Islands
SCLCHL|智利|Chile
FCMCMR|喀麦隆|Cameroon
ACNCHN|中国/中华人民共和国/中国大陆/中国内地/大陆/内地|China/People's Republic of China/The People's Republic of China/PRC/PR China/Mainland China/China Mainland/Chinese Mainland
SCOCOL|哥伦比亚|Colombia
NCRCRI|哥斯达黎加|Costa Rica
NCUCUB|古巴|Cuba
FCVCPV|佛得角|Cabo Verde/Cape Verde
NCWCUW|库拉索|Curaçao
OCXCXR|圣诞岛|Christmas Island
ACYCYP|塞浦路斯|Cyprus
ECZCZE|捷克/捷克共和国|Czechia/Czech Republic
EDEDEU|德国/德意志联邦共和国|Germany/Deutschland/Federal Republic of Germany
FDJDJI|吉布提|Djibouti
EDKDNK|丹麦|Denmark
NDMDMA|多米尼克/多米尼克国|Dominica
NDODOM|多米尼加/多米尼加共和国|Dominican Republic/Dominican Rep.
FDZDZA|阿尔及利亚|Algeria
SECECU|厄瓜多尔|Ecuador
EEEEST|爱沙尼亚|Estonia
FEGEGY|埃及/阿拉伯埃及共和国|Egypt/Arab Republic of Egypt
FEHESH|西撒哈拉|Western Sahara
FERERI|厄立特里亚|Eritrea
EESESP|西班牙|Spain
FETETH|埃塞俄比亚|Ethiopia
EFIFIN|芬兰|Finland
OFJFJI|斐济|Fiji
SFKFLK|福克兰群岛/马尔维纳斯群岛/福克兰群岛（马尔维纳斯）|Falkland Islands/Falkland Islands (Malvinas)
OFMFSM|密克罗尼西亚/密克罗尼西亚联邦|Micronesia/Micronesia, Federated States of/Federated States of Micronesia
EFOFRO|法罗群岛|Faroe Islands/Faeroe Islands
EFRFRA|法国/法兰西/法兰西共和国|France/French Republic
FGAGAB|加蓬|Gabon/Gabonese Republic
EGBGBR|英国/大不列颠及北爱尔兰联合王国/联合王国/大不列颠|United Kingdom/UK/Great Britain/Britain/United Kingdom of Great Britain and Northern Ireland/Britain (UK)
NGDGRD|格林纳达|Grenada
AGEGEO|格鲁吉亚|Georgia
SGFGUF|法属圭亚那|French Guiana
EGGGGY|根西/根西岛|Guernsey
FGHGHA|加纳|Ghana
EGIGIB|直布罗陀|Gibraltar
NGLGRL|格陵兰|Greenland
FGMGMB|冈比亚|Gambia/The Gambia/Gambia, The
FGNGIN|几内亚|Guinea
NGPGLP|瓜德罗普|Guadeloupe
FGQGNQ|赤道几内亚|Equatorial Guinea
EGRGRC|希腊/希腊共和国|Greece/Hellenic Republic
SGSSGS|南乔治亚和南桑威奇群岛/南乔治亚岛和南桑威奇群岛|South Georgia and the South Sandwich Islands/South Georgia
NGTGTM|危地马拉|Guatemala
OGUGUM|关岛|Guam
FGWGNB|几内亚比绍|Guinea-Bissau
SGYGUY|圭亚那|Guyana
AHKHKG|中国香港/香港/香港特别行政区/中国香港特别行政区/香港特区|Hong Kong, China/Hong Kong/Hong Kong SAR/Hong Kong SAR China/Hong Kong S.A.R./China Hong Kong/Hong Kong Special Administrative Region/Hong Kong Special Administrative Region of China/Xianggang
OHMHMD|赫德岛和麦克唐纳群岛|Heard Island and McDonald Islands
NHNHND|洪都拉斯|Honduras
EHRHRV|克罗地亚|Croatia
NHTHTI|海地|Haiti
EHUHUN|匈牙利|Hungary
AIDIDN|印度尼西亚/印尼|Indonesia
EIEIRL|爱尔兰|Ireland
AILISR|以色列|Israel
EIMIMN|马恩岛|Isle of Man
AININD|印度|India
AIOIOT|英属印度洋领地|British Indian Ocean Territory
AIQIRQ|伊拉克|Iraq
AIRIRN|伊朗|Iran/Iran, Islamic Republic of
EISISL|冰岛|Iceland
EITITA|意大利/义大利|Italy/Italian Republic
EJEJEY|泽西/泽西岛|Jersey
NJMJAM|牙买加|Jamaica
AJOJOR|约旦|Jordan/Hashemite Kingdom of Jordan
AJPJPN|日本/日本国|Japan
FKEKEN|肯尼亚|Kenya
AKGKGZ|吉尔吉斯斯坦/吉尔吉斯|Kyrgyzstan/Kyrgyz Republic
AKHKHM|柬埔寨|Cambodia/Kampuchea
OKIKIR|基里巴斯|Kiribati
FKMCOM|科摩罗|Comoros
NKNKNA|圣基茨和尼维斯|Saint Kitts and Nevis/St Kitts and Nevis
AKPPRK|朝鲜/朝鲜民主主义人民共和国/北韩|North Korea/Korea, Democratic People's Republic of/Democratic People's Republic of Korea/DPRK/Korea, North/Korea (North)/Korea, Dem. People's Republic of
AKRKOR|韩国/大韩民国/南韩|South Korea/Korea, Republic of/Republic of Korea/The Republic of Korea/ROK/Korea, South/Korea (South)/Korea (Republic of)
AKWKWT|科威特|Kuwait
NKYCYM|开曼群岛|Cayman Islands
AKZKAZ|哈萨克斯坦/哈萨克|Kazakhstan
ALALAO|老挝/老挝人民民主共和国/寮国|Laos/Lao People's Democratic Republic/Lao PDR
ALBLBN|黎巴嫩|Lebanon/Lebanese Republic
NLCLCA|圣卢西亚|Saint Lucia/St Lucia
ELILIE|列支敦士登|Liechtenstein
ALKLKA|斯里兰卡|Sri Lanka
FLRLBR|利比里亚|Liberia
FLSLSO|莱索托|Lesotho
ELTLTU|立陶宛|Lithuania
ELULUX|卢森堡|Luxembourg
ELVLVA|拉脱维亚|Latvia
FLYLBY|利比亚|Libya/Libyan Arab Jamahiriya
FMAMAR|摩洛哥|Morocco
EMCMCO|摩纳哥|Monaco
EMDMDA|摩尔多瓦|Moldova/Moldova, Republic of
EMEMNE|黑山/蒙特内哥罗|Montenegro
NMFMAF|法属圣马丁|Saint Martin (French part)/Saint Martin/St Martin/St Martin (French)
FMGMDG|马达加斯加|Madagascar
OMHMHL|马绍尔群岛|Marshall Islands
EMKMKD|北马其顿/马其顿|North Macedonia/Macedonia/Macedonia, the Former Yugoslav Republic of/FYROM
FMLMLI|马里|Mali
AMMMMR|缅甸/缅甸联邦共和国|Myanmar/Burma/Myanmar (Burma)
AMNMNG|蒙古/蒙古国|Mongolia
AMOMAC|中国澳门/澳门/澳门特别行政区/中国澳门特别行政区/澳门特区|Macao, China/Macao/Macau/Macao SAR/Macau SAR/Macao SAR China/Macau SAR China/Macao Special Administrative Region/Macao Special Administrative Region of China/Macau, China/China Macao/China Macau/Aomen
OMPMNP|北马里亚纳群岛|Northern Mariana Islands
NMQMTQ|马提尼克|Martinique
FMRMRT|毛里塔尼亚|Mauritania
NMSMSR|蒙特塞拉特|Montserrat
EMTMLT|马耳他|Malta
FMUMUS|毛里求斯|Mauritius
AMVMDV|马尔代夫|Maldives
FMWMWI|马拉维|Malawi
NMXMEX|墨西哥|Mexico/United Mexican States
AMYMYS|马来西亚|Malaysia
FMZMOZ|莫桑比克|Mozambique
FNANAM|纳米比亚|Namibia
ONCNCL|新喀里多尼亚|New Caledonia
FNENER|尼日尔|Niger
ONFNFK|诺福克岛|Norfolk Island
FNGNGA|尼日利亚|Nigeria
NNINIC|尼加拉瓜|Nicaragua
ENLNLD|荷兰/荷兰王国|Netherlands/The Netherlands/Holland/Netherlands, The/Kingdom of the Netherlands
ENONOR|挪威|Norway
ANPNPL|尼泊尔|Nepal
ONRNRU|瑙鲁|Nauru
ONUNIU|纽埃|Niue
ONZNZL|新西兰/纽西兰|New Zealand
AOMOMN|阿曼|Oman
NPAPAN|巴拿马|Panama
SPEPER|秘鲁|Peru
OPFPYF|法属波利尼西亚/法属玻利尼西亚|French Polynesia
OPGPNG|巴布亚新几内亚|Papua New Guinea
APHPHL|菲律宾|Philippines/The Philippines
APKPAK|巴基斯坦|Pakistan
EPLPOL|波兰|Poland
NPMSPM|圣皮埃尔和密克隆|Saint Pierre and Miquelon/St Pierre and Miquelon
OPNPCN|皮特凯恩群岛/皮特凯恩|Pitcairn/Pitcairn Islands
NPRPRI|波多黎各|Puerto Rico
APSPSE|巴勒斯坦/巴勒斯坦国|Palestine/Palestine, State of/State of Palestine/Palestinian Territory/Palestinian Territories/Palestinian Territory, Occupied
EPTPRT|葡萄牙|Portugal/Portuguese Republic
OPWPLW|帕劳|Palau
SPYPRY|巴拉圭|Paraguay
AQAQAT|卡塔尔|Qatar
FREREU|留尼汪/留尼旺|Réunion
EROROU|罗马尼亚|Romania
ERSSRB|塞尔维亚|Serbia
ERURUS|俄罗斯/俄罗斯联邦/俄国|Russia/Russian Federation
FRWRWA|卢旺达|Rwanda/Rwandese Republic
ASASAU|沙特阿拉伯/沙特/沙乌地阿拉伯/沙特阿拉伯王国|Saudi Arabia/KSA
OSBSLB|所罗门群岛|Solomon Islands
FSCSYC|塞舌尔|Seychelles
FSDSDN|苏丹|Sudan/The Sudan
ESESWE|瑞典|Sweden
ASGSGP|新加坡/新加坡共和国|Singapore
FSHSHN|圣赫勒拿/圣赫勒拿、阿森松和特里斯坦-达库尼亚|Saint Helena/St Helena/Saint Helena, Ascension and Tristan da Cunha
ESISVN|斯洛文尼亚|Slovenia
ESJSJM|斯瓦尔巴和扬马延/斯瓦尔巴群岛和扬马延岛|Svalbard and Jan Mayen
ESKSVK|斯洛伐克|Slovakia/Slovak Republic
FSLSLE|塞拉利昂|Sierra Leone
ESMSMR|圣马力诺|San Marino
FSNSEN|塞内加尔|Senegal
FSOSOM|索马里|Somalia
SSRSUR|苏里南|Suriname/Surinam
FSSSSD|南苏丹|South Sudan
FSTSTP|圣多美和普林西比|São Tomé and Príncipe
NSVSLV|萨尔瓦多|El Salvador/Salvador
NSXSXM|荷属圣马丁|Sint Maarten/Sint Maarten (Dutch part)/St Maarten (Dutch)
ASYSYR|叙利亚/阿拉伯叙利亚共和国|Syria/Syrian Arab Republic
FSZSWZ|斯威士兰/埃斯瓦蒂尼|Eswatini/Swaziland/Eswatini (Swaziland)
NTCTCA|特克斯和凯科斯群岛|Turks and Caicos Islands/Turks and Caicos/Turks and Caicos Is
FTDTCD|乍得|Chad
FTFATF|法属南部领地|French Southern Territories/French S. Terr.
FTGTGO|多哥|Togo/Togolese Republic
ATHTHA|泰国/泰王国|Thailand
ATJTJK|塔吉克斯坦/塔吉克|Tajikistan
OTKTKL|托克劳|Tokelau
ATLTLS|东帝汶|Timor-Leste/East Timor
ATMTKM|土库曼斯坦|Turkmenistan
FTNTUN|突尼斯|Tunisia
OTOTON|汤加|Tonga
ATRTUR|土耳其|Türkiye/Turkey
NTTTTO|特立尼达和多巴哥|Trinidad and Tobago
OTVTUV|图瓦卢|Tuvalu
ATWTWN|中国台湾/台湾/台湾省/中国台湾省/中华民国/中华台北|Taiwan, China/Taiwan/Taiwan, Province of China/Taiwan Province/Taiwan Province of China/China Taiwan/Chinese Taipei/Republic of China
FTZTZA|坦桑尼亚/坦桑尼亚联合共和国|Tanzania/Tanzania, United Republic of/United Republic of Tanzania
EUAUKR|乌克兰|Ukraine
FUGUGA|乌干达|Uganda
OUMUMI|美国本土外小岛屿|United States Minor Outlying Islands/US Minor Outlying Islands
NUSUSA|美国/美利坚合众国|United States/United States of America/The United States/The United States of America/U.S./U.S.A.
SUYURY|乌拉圭|Uruguay
AUZUZB|乌兹别克斯坦/乌兹别克|Uzbekistan
EVAVAT|梵蒂冈/梵蒂冈城国|Vatican City/Holy See/Vatican/Holy See (Vatican City State)/Vatican City State
NVCVCT|圣文森特和格林纳丁斯|Saint Vincent and the Grenadines/St Vincent and the Grenadines/St Vincent
SVEVEN|委内瑞拉|Venezuela/Venezuela, Bolivarian Republic of
NVGVGB|英属维尔京群岛|British Virgin Islands/Virgin Islands, British/Virgin Islands (British)/Virgin Islands (UK)
NVIVIR|美属维尔京群岛|U.S. Virgin Islands/Virgin Islands, U.S./US Virgin Islands/Virgin Islands (US)/Virgin Islands of the United States
AVNVNM|越南|Vietnam/Viet Nam
OVUVUT|瓦努阿图|Vanuatu
OWFWLF|瓦利斯和富图纳|Wallis and Futuna
OWSWSM|萨摩亚|Samoa/Samoa (western)
EXKXKX|科索沃|Kosovo
AYEYEM|也门|Yemen
FYTMYT|马约特|Mayotte
FZAZAF|南非|South Africa
FZMZMB|赞比亚|Zambia
FZWZWE|津巴布韦|Zimbabwe
"""

# What formal names put before or behind the short one. Not every such name is formal: "Dominican Republic" stands above.
_BEFORE: Final = (
    "republicof", "kingdomof", "islamicrepublicof", "federalrepublicof", "federaldemocraticrepublicof",
    "democraticsocialistrepublicof", "socialistrepublicof", "peoplesrepublicof", "peoplesdemocraticrepublicof",
    "bolivarianrepublicof", "cooperativerepublicof", "sultanateof", "principalityof", "grandduchyof",
    "commonwealthof", "federationof",
    "independentstateof", "easternrepublicof", "federativerepublicof", "democraticrepublicof",
    "unionof", "dominionof",
)  # fmt: skip
_AFTER: Final = (
    "伊斯兰共和国", "联邦共和国", "民主社会主义共和国", "社会主义共和国", "人民民主共和国", "人民共和国", "民主共和国", "共和国", "联邦",
    "大公国", "公国", "苏丹国", "王国", "联盟", "国",
)  # fmt: skip


@lru_cache(maxsize=1)
def _names() -> dict[str, Country]:
    """Every spelling, folded."""
    found: dict[str, Country] = {}
    for row in COUNTRIES:
        found[row.iso2.lower()] = found[row.iso3.lower()] = row
    for row, line in zip(COUNTRIES, _TABLE.splitlines(), strict=True):
        for name in line[6:].replace("|", "/").split("/"):
            if name:
                found[_folded(name)] = row
    return found


def _row(line: str) -> Country:
    codes, zh, en = line.split("|")
    return Country(codes[1:3], codes[3:6], zh.split("/")[0], en.split("/")[0], _REGIONS[codes[0]])


COUNTRIES: Final[tuple[Country, ...]] = tuple(_row(line) for line in _TABLE.splitlines())


def _folded(raw: str) -> str:
    """As `fold`, and `and` or `与` between two names is left out."""
    joined = raw.replace("&", " and ").casefold().replace(" and ", " ").replace(" the ", " ")
    return fold(joined).replace("与", "和")


@lru_cache(maxsize=2048)
def country(raw: str) -> Country | None:
    """The country or territory that a name or an ISO 3166 code means; None for every other text."""
    text = _folded(raw)
    names = _names()
    if text in names:
        return names[text]
    text = text.removeprefix("the")
    shorter = [text, *(text.removeprefix(word) for word in _BEFORE if text.startswith(word))]
    shorter += [text.removesuffix(word) for word in _AFTER if text.endswith(word)]
    return next((names[name] for name in shorter if len(name) > _code_length(name) and name in names), None)


def _code_length(name: str) -> int:
    """Codes are taken as they are, never with `Republic of` before them."""
    return 3 if name.isascii() else 0


@lru_cache(maxsize=2048)
def region(raw: str) -> Region | None:
    """The world region that a name means, or that the country of that name lies in."""
    found = country(raw)
    return found.region if found else _REGION_NAMES.get(fold(raw))


_REGION_NAMES: Final = {
    "asia": Region.ASIA, "亚洲": Region.ASIA,
    "europe": Region.EUROPE, "欧洲": Region.EUROPE,
    "africa": Region.AFRICA, "非洲": Region.AFRICA,
    "northamerica": Region.NORTH_AMERICA, "北美洲": Region.NORTH_AMERICA, "北美": Region.NORTH_AMERICA,
    "southamerica": Region.SOUTH_AMERICA, "南美洲": Region.SOUTH_AMERICA, "南美": Region.SOUTH_AMERICA,
    "oceania": Region.OCEANIA, "大洋洲": Region.OCEANIA,
}  # fmt: skip
