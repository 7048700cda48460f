"""Who explains the drop."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "only": ("{names}: {reading}, {points} {side} its earlier level", "{names}：{reading}，比自身先前{side} {points}"),
    "only_since": (
        "{names}: {reading}, {points} {side} its earlier level for {age}",
        "{names}：{reading}，比自身先前{side} {points}，已持续 {age}",
    ),
    "only_others": (
        "{names}: {reading}, {points} {side} the others; no earlier good level is held",
        "{names}：{reading}，比其余的{side} {points}；没有可比的先前正常水平",
    ),
    "crossed": (
        "where these cross, or in each: {names}; at the worst {reading}, {points} {side} its earlier level",
        "在这些交叉处，或各自之中：{names}；最差的{reading}，比自身先前{side} {points}",
    ),
    "reading": ("{value}", "{value}"),
    "reading_median": ("{value} (median of {seconds} s)", "{value}（{seconds} 秒中位数）"),
    "reading_of": ("{who} {reading}", "{who} {reading}"),
    "above": ("above", "高"),
    "below": ("below", "低"),
    "everywhere": (
        "{bad} of {judged} slices of {dimensions} are away, all about alike, the middle one by {points}",
        "{dimensions}的 {judged} 个切片中有 {bad} 个偏离，程度相近，居中者 {points}",
    ),
    "everywhere_others": (
        "{bad} of {judged} slices of {dimensions} are beyond the bounds, and were before the first bucket held",
        "{dimensions}的 {judged} 个切片中有 {bad} 个越过界限，且在已有数据开始之前就已如此",
    ),
    "nothing": (
        "none of {judged} slices of {dimensions} is worse than its earlier level",
        "{dimensions}的 {judged} 个切片都不比各自先前的水平差",
    ),
    "nothing_others": (
        "none of {judged} slices of {dimensions} is beyond the bounds; no earlier level is held",
        "{dimensions}的 {judged} 个切片都未越过界限；没有先前的水平可比",
    ),
    "unclear": (
        "something is worse, but none of {dimensions} separates it; furthest away is {names}, by {points}",
        "有所变差，但{dimensions}都不能把它区分开；偏离最大的是{names}，{points}",
    ),
    "unclear_others": (
        "the app is beyond the bounds since before the first bucket held, and none of {dimensions} separates it",
        "应用在已有数据开始之前就已越过界限，{dimensions}都不能把它区分开",
    ),
    "no_data": ("No slice can be judged at this time yet", "此刻尚无切片可供判断"),
    "only_head": ("Only {told}", "仅{told}"),
    "everywhere_head": ("Everywhere: {told}", "处处如此：{told}"),
    "nothing_head": ("Nothing: {told}", "无异常：{told}"),
    "unclear_head": ("Unclear: {told}", "不明：{told}"),
    "only_so_far": ("So far only {told}; without {left_out}", "目前仅{told}；缺{left_out}"),
    "everywhere_so_far": ("So far: {told}; without {left_out}", "目前：{told}；缺{left_out}"),
    "nothing_so_far": ("So far nothing: {told}; without {left_out}", "目前无异常：{told}；缺{left_out}"),
    "unclear_so_far": ("So far unclear: {told}; without {left_out}", "目前不明：{told}；缺{left_out}"),
    "not_held": ("{dimensions} (not held)", "{dimensions}（无数据）"),
    "behind": ("{dimensions} ({age} behind)", "{dimensions}（落后 {age}）"),
    "no_level": ("{dimensions} (nothing to compare)", "{dimensions}（无可比较）"),
    "all": ("all dimensions", "全部维度"),
    "at": ("At {time}: {sentence}", "{time}：{sentence}"),
    "lasting": ("{told}; beyond crit all along: {names}", "{told}；一直越过严重界限：{names}"),
    "assumed": ("{told}, if higher is better", "{told}（假定越高越好）"),
    "assumed_note": (
        "Which way is good is not known for this name: higher is taken for better",
        "该名称的好坏方向未知：按越高越好处理",
    ),
    "median_note": ("Values are medians of {seconds} s", "数值为 {seconds} 秒中位数"),
    "weights": (
        "Users per slice are unknown: this tells who is away, not how much each adds",
        "各切片的用户数未知：这里只说明谁偏离了，不说明各占多少",
    ),
    "points": ("{points} points", "{points} 个百分点"),
    "points_plain": ("{points}", "{points}"),
    "in_dimension": ("{names} ({dimension})", "{names}（{dimension}）"),
    "and": (" and ", "和"),
    "comma": (", ", "、"),
    "sentences": (". ", "。"),
    "more": ("{names} and {n} more", "{names} 等另外 {n} 个"),
}
