"""One file per pane, named as in `views/`: what to draw where, and the pane's own keys."""
