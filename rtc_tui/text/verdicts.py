"""Verdicts as they stand on screen and in the text report: the words between the numbers."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "suffered": ("{type}, {side}, {start}–{end}; confidence {confidence}", "{type}，{side}，{start}–{end}；可信度{confidence}"),
    "hurt": ("{n} hurt, the worst first: {users}", "受影响 {n} 人，最严重的在前：{users}"),
    "number": ("{name} of {user}: {value}", "{user} 的{name}：{value}"),
    "number_from": ("{name}, {user} from {peer}: {value}", "{name}（{user} 接收 {peer}）：{value}"),
    "of": ("{n} of {all}", "{n}/{all}"),
    "limit": ("(limit {limit})", "（限值 {limit}）"),
    "usual": ("(usually {limit})", "（平时 {limit}）"),
    "against": ("Against it: {text}", "与之矛盾：{text}"),
    "nothing_against": ("Nothing contradicts it.", "没有与之矛盾的数据。"),
    "also": ("Also possible: {rules}", "其他可能：{rules}"),
    "unchecked": ("Not checked: {text}", "未能核实：{text}"),
    "note": ("Noticed: {text}", "另见：{text}"),
    "next": ("Next: {text}", "下一步：{text}"),
    "more": ("and {n} more", "另有 {n} 人"),
    # about the call as a whole
    "reckoning": ("looking for the cause …", "正在分析原因……"),
    "of_others": (
        "Nothing was wrong between these two. The call's own verdict: {title}",
        "这两位用户之间未发现问题。整场通话的结论：{title}",
    ),
    "none_of_user": ("Nothing was wrong for {user}. The call's own verdict: {title}", "{user} 未发现问题。整场通话的结论：{title}"),
    "one_of": ("verdict {i} of {n}", "结论 {i}/{n}"),
}  # fmt: skip
