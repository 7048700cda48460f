"""The regions of the storage vendors are those of the documents, number by number."""

from typing import Final

import pytest

from rtc_tui.core.storage import REGIONS, VENDORS
from rtc_tui.text.storage import TEXTS

# As printed, without the bullets; Chinese names where there are any.
LISTED: Final = {
    "tos": """
        0 cn-beijing 华北 2（北京）
        1 cn-guangzhou 华南 1（广州）
        2 cn-shanghai 华东 2（上海）
        3 ap-southeast-1 亚太东南（柔佛）
    """,
    "vod": """
        0 cn-north-1
        1 ap-southeast-1
    """,
    "s3": """
        0 us-east-1 美国东部（弗吉尼亚北部）
        1 us-east-2 美国东部（俄亥俄）
        2 us-west-1 美国西部（加利福尼亚北部）
        3 us-west-2 美国西部（俄勒冈）
        4 eu-west-1 欧洲（爱尔兰）
        5 eu-west-2 欧洲（伦敦）
        6 eu-west-3 欧洲（巴黎）
        7 eu-central-1 欧洲（法兰克福）
        8 ap-southeast-1 亚太地区（新加坡）
        9 ap-southeast-2 亚太地区（悉尼）
        10 ap-northeast-1 亚太地区（东京）
        11 ap-northeast-2 亚太地区（首尔）
        12 sa-east-1 南美洲（圣保罗）
        13 ca-central-1 加拿大（中部）
        14 ap-south-1 亚太地区（孟买）
        15 cn-north-1 中国（北京）【AWS中国】
        16 cn-northwest-1 中国（宁夏）【AWS中国】
        17 us-gov-east-1 AWS GovCloud（美国东部）
        18 ap-east-1 亚太地区（香港）
        19 eu-south-1 欧洲（米兰）
        20 ap-northeast-3 亚太地区（大阪）
        21 eu-north-1 欧洲（斯德哥尔摩）
        22 me-south-1 中东（巴林）
        23 us-gov-west-1 AWS GovCloud（美国西部）
        24 af-south-1 非洲（开普敦）
    """,
    "oss": """
        0 oss-cn-hangzhou
        1 oss-cn-shanghai
        2 oss-cn-qingdao
        3 oss-cn-beijing
        4 oss-cn-zhangjiakou
        5 oss-cn-huhehaote
        6 oss-cn-wulanchabu
        7 oss-cn-shenzhen
        8 oss-cn-heyuan
        9 oss-cn-guangzhou
        10 oss-cn-chengdu
        11 oss-cn-hongkong
        12 oss-us-west-1
        13 oss-us-east-1
        14 oss-ap-southeast-1
        15 oss-ap-southeast-2
        16 oss-ap-southeast-3
        17 oss-ap-southeast-5
        18 oss-ap-northeast-1
        19 oss-ap-south-1
        20 oss-eu-central-1
        21 oss-eu-west-1
        22 oss-me-east-1
        23 oss-ap-southeast-6
    """,
    "huawei": """
        1 cn-north-4 华北-北京四
        3 cn-north-9 华北-乌兰察布一
        5 cn-east-3 华东-上海一
        6 cn-south-1 华南-广州
        11 cn-southwest-2 西南-贵阳一
        14 ap-southeast-1 中国-香港
    """,
    "tencent": """
        1 ap-beijing 北京
        2 ap-nanjing 南京
        3 ap-shanghai 上海
        4 ap-guangzhou 广州
        5 ap-chengdu 成都
        6 ap-chongqing 重庆
        7 ap-shenzhen-fsi 深圳金融
        8 ap-shanghai-fsi 上海金融
        9 ap-beijing-fsi 北京金融
        10 ap-hongkong 中国香港
    """,
    "qiniu": """
        0 cn-east-1 华东-浙江
        1 cn-east-2 华东-浙江2
        2 cn-north-1 华北-河北
        3 cn-south-1 华南-广东
    """,
    "veimagex": """
        0 cn-north-1
        1 ap-singapore-1
    """,
}
COUNTS: Final = {
    "tos": 4, "vod": 2, "s3": 25, "oss": 24, "huawei": 6, "tencent": 10, "qiniu": 4, "veimagex": 2,
}  # fmt: skip


def listed(vendor: str) -> list[list[str]]:
    """Number, code and, where there is one, the name of each row of the documents."""
    return [line.split(maxsplit=2) for line in LISTED[vendor].strip().splitlines()]


@pytest.mark.parametrize("vendor", VENDORS)
def test_numbers_and_codes_are_the_documents(vendor: str) -> None:
    """None is missing, none is invented, and the gaps in the numbers are kept."""
    ours = [[str(row.number), row.code] for row in REGIONS if row.vendor == vendor]
    assert ours == [row[:2] for row in listed(vendor)]
    assert len(ours) == COUNTS[vendor]


def test_each_vendor_is_there() -> None:
    """Eight of them, in the order of the documents."""
    assert tuple(COUNTS) == VENDORS
    assert len(REGIONS) == 77


def test_exactly_what_the_documents_exclude_is_not_supported() -> None:
    """S3 7, 9, 17 and 23, and OSS 16."""
    refused = [(row.vendor, row.number) for row in REGIONS if not row.supported]
    assert refused == [("s3", 7), ("s3", 9), ("s3", 17), ("s3", 23), ("oss", 16)]


@pytest.mark.parametrize("vendor", VENDORS)
def test_chinese_names_are_the_documents_where_they_give_any(vendor: str) -> None:
    """Blanks and brackets aside."""
    names = {str(row.number): row.names[1] for row in REGIONS if row.vendor == vendor}
    for number, _, *name in listed(vendor):
        assert not name or plain(name[0]) == plain(names[number])


def plain(name: str) -> str:
    """What two ways of writing a name have in common."""
    return "".join(sign for sign in name if sign not in " ，（）【】")


def test_each_text_is_of_a_vendor_or_a_region_that_there_is() -> None:
    """Nothing is left over from a row that went."""
    known = {*VENDORS, *(f"{row.vendor}_{row.number}" for row in REGIONS), "own", "unsupported"}
    assert set(TEXTS) == known
