"""Where recordings can be stored: the regions of each storage vendor, by the number that the RTC API takes for them.

The numbers are the API's own, not the vendors'; they have gaps, and some regions are numbered and not supported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rtc_tui.text import both


@dataclass(frozen=True, slots=True)
class Region:
    """One row of a vendor's table. `number` is what the API is given, `code` the vendor's own name."""

    vendor: str
    number: int
    code: str
    supported: bool = True

    @property
    def names(self) -> tuple[str, str]:
        """English and Chinese."""
        return both(f"storage.{self.vendor}_{self.number}")


# vendor: (number:code, and a trailing ! where the region is not supported)
_TABLE: Final = {
    "tos": """
        0:cn-beijing 1:cn-guangzhou 2:cn-shanghai 3:ap-southeast-1
    """,
    "vod": """
        0:cn-north-1 1:ap-southeast-1
    """,
    "s3": """
        0:us-east-1 1:us-east-2 2:us-west-1 3:us-west-2 4:eu-west-1 5:eu-west-2 6:eu-west-3 7:eu-central-1!
        8:ap-southeast-1 9:ap-southeast-2! 10:ap-northeast-1 11:ap-northeast-2 12:sa-east-1 13:ca-central-1
        14:ap-south-1 15:cn-north-1 16:cn-northwest-1 17:us-gov-east-1! 18:ap-east-1 19:eu-south-1
        20:ap-northeast-3 21:eu-north-1 22:me-south-1 23:us-gov-west-1! 24:af-south-1
    """,
    "oss": """
        0:oss-cn-hangzhou 1:oss-cn-shanghai 2:oss-cn-qingdao 3:oss-cn-beijing 4:oss-cn-zhangjiakou
        5:oss-cn-huhehaote 6:oss-cn-wulanchabu 7:oss-cn-shenzhen 8:oss-cn-heyuan 9:oss-cn-guangzhou
        10:oss-cn-chengdu 11:oss-cn-hongkong 12:oss-us-west-1 13:oss-us-east-1 14:oss-ap-southeast-1
        15:oss-ap-southeast-2 16:oss-ap-southeast-3! 17:oss-ap-southeast-5 18:oss-ap-northeast-1
        19:oss-ap-south-1 20:oss-eu-central-1 21:oss-eu-west-1 22:oss-me-east-1 23:oss-ap-southeast-6
    """,
    "huawei": """
        1:cn-north-4 3:cn-north-9 5:cn-east-3 6:cn-south-1 11:cn-southwest-2 14:ap-southeast-1
    """,
    "tencent": """
        1:ap-beijing 2:ap-nanjing 3:ap-shanghai 4:ap-guangzhou 5:ap-chengdu 6:ap-chongqing 7:ap-shenzhen-fsi
        8:ap-shanghai-fsi 9:ap-beijing-fsi 10:ap-hongkong
    """,
    "qiniu": """
        0:cn-east-1 1:cn-east-2 2:cn-north-1 3:cn-south-1
    """,
    "veimagex": """
        0:cn-north-1 1:ap-singapore-1
    """,
}
VENDORS: Final = tuple(_TABLE)


def _rows() -> Iterator[Region]:
    for vendor, table in _TABLE.items():
        for row in table.split():
            number, _, code = row.partition(":")
            yield Region(vendor, int(number), code.rstrip("!"), supported=not code.endswith("!"))


REGIONS: Final = tuple(_rows())
