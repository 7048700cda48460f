"""Where batches come from, and the road from there to snapshots."""
