"""Who explains the drop."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "only": ("Only {names}: {value}, {points} worse than before", "仅{names}：{value}，比之前差 {points}"),
    "only_since": (
        "Only {names}: {value}, {points} worse than before, for {age}",
        "仅{names}：{value}，比之前差 {points}，已持续 {age}",
    ),
    "only_others": (
        "Only {names}: {value}, {points} worse than the others; an earlier good level is not held",
        "仅{names}：{value}，比其余的差 {points}；没有可比的先前正常水平",
    ),
    "crossed": (
        "Only where these cross, or in each: {names}; {value} and {points} worse than before at the worst",
        "仅在这些交叉处，或各自之中：{names}；最差处 {value}，比之前差 {points}",
    ),
    "everywhere": (
        "Everywhere: {bad} of {judged} slices of {dimensions} are away, all about alike, by {points} in the middle",
        "处处如此：{dimensions}的 {judged} 个切片中有 {bad} 个偏离，程度相近，中位 {points}",
    ),
    "everywhere_others": (
        "Everywhere: {bad} of {judged} slices of {dimensions} are beyond the bounds, and were before the first bucket held",
        "处处如此：{dimensions}的 {judged} 个切片中有 {bad} 个越过界限，且在已有数据开始之前就已如此",
    ),
    "nothing": (
        "Nothing: none of {judged} slices is worse than its own earlier level",
        "无异常：{judged} 个切片都不比各自先前的水平差",
    ),
    "nothing_others": (
        "Nothing: none of {judged} slices is beyond the bounds; there is no earlier level to compare with",
        "无异常：{judged} 个切片都未越过界限；没有先前的水平可比",
    ),
    "unclear": (
        "Unclear: something is worse, but no dimension separates it; furthest away is {name}, by {points}",
        "不明：有所变差，但没有一个维度能把它区分开；偏离最大的是{name}，{points}",
    ),
    "unclear_others": (
        "Unclear: the app is beyond the bounds since before the first bucket held, and no dimension separates it",
        "不明：应用在已有数据开始之前就已越过界限，没有一个维度能把它区分开",
    ),
    "no_data": ("No slice can be judged at this time yet", "此刻尚无切片可供判断"),
    "weights": (
        "Users per slice are unknown: this tells who is away, not how much each adds",
        "各切片的用户数未知：这里只说明谁偏离了，不说明各占多少",
    ),
    "points": ("{points} points", "{points} 个百分点"),
    "points_plain": ("{points}", "{points}"),
    "in_dimension": ("{names} ({dimension})", "{names}（{dimension}）"),
    "and": (" and ", "和"),
    "comma": (", ", "、"),
    "more": ("{names} and {n} more", "{names} 等另外 {n} 个"),
}
