"""View models: pure functions from a snapshot and a selection to what a screen or a report shows.

One file per pane. Views choose words and format numbers; they never pad, measure or colour text.
"""
