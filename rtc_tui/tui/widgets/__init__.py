"""What draws. Knows cells, rows and styles, and nothing of RTC."""
