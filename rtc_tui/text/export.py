"""Taking what is on screen elsewhere: into a file, or to the clipboard."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "nothing": ("There is nothing here to export.", "此处没有可导出的内容。"),
    "nothing_hint": ("Wait for an answer, or choose another pane.", "请等待数据，或切换到其他面板。"),
    "filtered": (
        "filter /{text}: {kept} of {total} rows, {out} left out",
        "过滤 /{text}：{total} 行中保留 {kept} 行，略去 {out} 行",
    ),
    "none_left": (
        "The filter /{text} leaves none of {total} rows to export.",
        "过滤 /{text} 之后，{total} 行中没有可导出的内容。",
    ),
    "none_left_hint": ("Press esc to take it away, or / to change it.", "请按 esc 取消过滤，或按 / 修改。"),
    "masked": (
        "IDs are hidden: an export would show them. Press P first.",
        "ID 已隐藏，而导出会包含它们；请先按 P。",
    ),
    "incomplete": ("incomplete: {done} of {total} pieces have come", "不完整：{total} 部分中已取得 {done} 部分"),
    "more": ("incomplete: the service has more than it lists", "不完整：服务端另有未列出的数据"),
    "cut": ("cut off after {mib} MiB", "超过 {mib} MiB，已截断"),
    "too_long": ("There is more here than {mib} MiB of JSON.", "此处数据超过 {mib} MiB 的 JSON 上限。"),
    "too_long_hint": (
        "Nothing was written. Choose a shorter window or fewer users, or export as CSV, which can be cut.",
        "未写入任何内容。请缩短时间窗或减少用户，或改用可截断的 CSV。",
    ),
    "written": ("Exported: {path}", "已导出：{path}"),
    "partial": ("Exported, {what}: {path}", "已导出（{what}）：{path}"),
    "unwritable": ("Nothing could be written to {path}: {reason}.", "无法写入 {path}：{reason}。"),
    "unwritable_hint": ("Start it in a folder that you may write to.", "请在可写目录中启动。"),
    "copied": ("Copied {n} bytes: {text}", "已复制 {n} 字节：{text}"),
    "copied_part": (
        "Copied only the first {n} of {all} bytes, as much as terminals take: {text}",
        "仅复制了 {all} 字节中的前 {n} 字节（终端的上限）：{text}",
    ),
}
