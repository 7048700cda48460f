"""HTTP: the only place that knows the vendor's words. Ask `rtc_tui.client.api` for a client."""
