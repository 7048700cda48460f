"""Slices that name nothing in particular, and the dimensions themselves."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "unknown": ("unknown", "未知"),
    "other": ("other", "其他"),
    "nameless": ("(no name)", "（无名）"),
    "Province": ("province", "省份"),
    "Country": ("country", "国家"),
    "OS": ("OS", "操作系统"),
    "Access": ("access", "接入网络"),
    "Asia": ("Asia", "亚洲"),
    "Europe": ("Europe", "欧洲"),
    "Africa": ("Africa", "非洲"),
    "North America": ("North America", "北美洲"),
    "South America": ("South America", "南美洲"),
    "Oceania": ("Oceania", "大洋洲"),
}
