"""What each key does."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "pane_live": ("Live", "实时"),
    "pane_distribution": ("Distribution", "分布"),
    "pane_calls": ("Calls", "通话"),
    "pane_history": ("History", "历史"),
    "pane_alerts": ("Alerts", "告警"),
    "pane_reference": ("Reference", "参考"),
    "indicator_next": ("indicator", "指标"),
    "indicator_previous": ("previous indicator", "上一指标"),
    "earlier": ("earlier", "更早"),
    "later": ("later", "更晚"),
    "next_bad": ("next bad", "下个异常"),
    "previous_bad": ("previous bad", "上个异常"),
    "window": ("window", "时间窗"),
    "scope": ("scope", "范围"),
    "product": ("native / web", "native / web"),
    "go_to": ("go to a time", "跳到时间"),
    "go_live": ("back to now", "回到最新"),
    "freeze": ("freeze", "冻结"),
    "refresh": ("refresh", "刷新"),
    "maximise": ("maximise the chart", "最大化图表"),
    "copy": ("copy the value", "复制数值"),
    "mask": ("hide IDs", "隐藏 ID"),
    "back": ("back", "返回"),
    "palette": ("commands", "命令"),
    "help": ("help", "帮助"),
    "quit": ("quit", "退出"),
    "quit_keep": ("quit, keep the screen", "退出并保留画面"),
    "interrupt": ("quit", "退出"),
}
