"""What may be said about the archive."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "full": ("No space is left for the archive {path}.", "归档 {path} 所在磁盘空间已满。"),
    "damaged": ("The archive {path} is damaged: {reason}.", "归档 {path} 已损坏：{reason}。"),
    "too_new": (
        "The archive {path} was written by a newer rtc-tui (schema {found}; this one knows {known}).",
        "归档 {path} 由较新版本的 rtc-tui 写入（格式 {found}；当前版本仅支持到 {known}）。",
    ),
    "unreachable": ("The archive {path} cannot be used: {reason}.", "无法使用归档 {path}：{reason}。"),
    "busy": ("The archive {path} is being written by another process.", "归档 {path} 正由另一进程写入。"),
    "failed": ("The archive {path} failed: {reason}.", "归档 {path} 出错：{reason}。"),
    "set_aside": (
        "The archive was damaged. It was set aside as {aside}; {count} rows of it were carried over.",
        "归档已损坏，原文件已改名为 {aside} 保留；已取回 {count} 行数据。",
    ),
    "spoiled": (
        "{count} stretches of recorded series are damaged and count as missing.",
        "{count} 段已记录的数据已损坏，按缺失处理。",
    ),
    "not_an_archive": ("it is not an archive of rtc-tui", "不是 rtc-tui 的归档"),
    "unknown_url": (
        "{url} is no archive that this program knows.",
        "{url} 不是本程序支持的归档。",
    ),
    "urls": (
        "Use `sqlite`, `sqlite:/a/folder`, or `http://host:8428` (VictoriaMetrics).",
        "请使用 `sqlite`、`sqlite:/目录` 或 `http://主机:8428`（VictoriaMetrics）。",
    ),
    "no_place": ("There is no folder to keep an archive in.", "没有可用于保存归档的目录。"),
}
