"""The screen: Textual, and nothing that speaks HTTP."""
