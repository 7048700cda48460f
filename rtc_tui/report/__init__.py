"""Headless: the same feed, store and thresholds as the screen, printed as table, JSON or CSV. stdout is data."""

from rtc_tui.report.loop import live

__all__ = ["live"]
