"""rtc-tui: a terminal live monitor for real-time audio/video calls on Volcengine RTC.

Imports nothing, so that every submodule stays cheap to import.
"""

__version__ = "0.1.0"
